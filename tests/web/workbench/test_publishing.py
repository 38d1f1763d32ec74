"""The gate in the browser: who may publish, what stands in the way, promises, early answers, the end of a draft."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import change_of, decide, make_concept, raise_issue, speak
from loop_scene import MILD, Talked, make_talked, visiting
from partisipasi.feedback.changes import set_change
from partisipasi.kit.database import Database


@pytest.fixture
async def talked(database: Database) -> Talked:
    return await make_talked(database)


async def _concept(database: Database, talked: Talked, *, answered: bool) -> int:
    """A concept of version 2 with one change; everything decided, or all but the question."""
    desk = talked.desk
    async with database.transaction() as tx:
        issue = await raise_issue(tx, desk, talked.first, talked.second, talked.hidden)
        decision = await decide(tx, desk, issue, "accepted")
        version_id = await make_concept(tx, desk, {"pasal-7.ayat-1": MILD})
        change = await change_of(tx, version_id, "pasal-7.ayat-1")
        await set_change(
            tx, desk.analyst, change_id=change, cause="public_input", explanation="Turun.", decision_ids=[decision]
        )
        if answered:
            await speak(
                tx,
                desk.scene,
                "Kepala dinas.",
                kind="official",
                key="pasal-8",
                parent=talked.question,
                viewer=desk.chief,
            )
    return version_id


def _gate(version_id: int) -> str:
    return f"/en/ruang-kerja/versi/{version_id}/terbit"


async def _published(database: Database, version_id: int) -> bool:
    async with database.transaction(writes=False) as tx:
        return bool(await tx.value("SELECT state = 'published' FROM version WHERE id = $1", version_id))


async def test_each_gap_leads_to_the_place_that_mends_it(app: object, database: Database, talked: Talked) -> None:
    async with database.transaction() as tx:
        version_id = await make_concept(tx, talked.desk, {"pasal-7.ayat-1": MILD})
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(_gate(version_id))
        links = [str(link.attributes["href"]) for link in analyst.all(".gap a")]
        assert any(talked.first.receipt in link for link in links)
        assert any("jenis=question" in link for link in links)
        for link in links:
            assert (await analyst.open(link)).status_code == 200, link


async def test_who_made_the_text_cannot_publish_it(app: object, database: Database, talked: Talked) -> None:
    version_id = await _concept(database, talked, answered=True)
    async with database.transaction() as tx:
        await tx.execute(
            "INSERT INTO version_maker (version_id, account_id) VALUES ($1, $2)",
            version_id,
            talked.desk.chief.account_id,
        )
    async with visiting(app, database, talked.desk.chief) as chief:
        await chief.open(_gate(version_id))
        assert "somebody else publishes it" in chief.text()
        assert not chief.all("form[action$='/terbit']")
        answer = await chief.post(_gate(version_id), {"introduction": "Saya saja.", "revision": "0"})
        assert answer.status_code == 403
    assert not await _published(database, version_id)


async def test_a_concept_changed_meanwhile_is_not_published_unseen_and_the_text_is_kept(
    app: object, database: Database, talked: Talked
) -> None:
    version_id = await _concept(database, talked, answered=True)
    async with visiting(app, database, talked.desk.chief) as chief:
        await chief.open(_gate(version_id))
        async with database.transaction() as tx:
            await tx.execute("UPDATE version SET revision = revision + 1 WHERE id = $1", version_id)
        answer = await chief.press("form[action$='/terbit']", {"introduction": "Pengantar yang panjang."})
        assert answer.status_code == 409
        assert "changed meanwhile" in chief.text("#errors")
        assert "Pengantar yang panjang." in chief.page.css_first("#f-introduction").text()
    assert not await _published(database, version_id)


async def test_a_remainder_needs_a_reason_and_a_day_and_is_public_until_it_is_mended(
    app: object, database: Database, talked: Talked
) -> None:
    version_id = await _concept(database, talked, answered=False)
    async with database.transaction(writes=False) as tx:
        day = (tx.now + timedelta(days=20)).date().isoformat()
    async with visiting(app, database, talked.desk.chief) as chief:
        await chief.open(_gate(version_id))
        form = "form[action$='/terbit']"
        assert (await chief.press(form, {"introduction": "Versi 2."})).status_code == 409
        answer = await chief.press(form, {"introduction": "Versi 2.", "remainder": "1"})
        assert answer.status_code == 422
        assert "Promise a day" in chief.text("#errors")
        fields = {"remainder": "1", "remainder_reason": "Menunggu jawaban BKN.", "promised_on": day}
        await chief.press(form, {"introduction": "Versi 2.", "round": "1", "closes_at": day, **fields})
        assert chief.answer.status_code == 200, chief.text("#errors")
        await chief.open(f"{talked.public}/hasil")
        assert "Menunggu jawaban BKN." in chief.text()
        assert talked.question.receipt in chief.text("section[aria-labelledby=menunggu]")
    assert await _published(database, version_id)
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT count(*) FROM round WHERE version_id = $1", version_id) == 1


async def test_approved_answers_are_given_early_by_somebody_who_did_not_propose_them(
    app: object, database: Database, talked: Talked
) -> None:
    async with database.transaction() as tx:
        issue = await raise_issue(tx, talked.desk, talked.first)
        await decide(tx, talked.desk, issue)
    async with visiting(app, database, talked.desk.chief) as chief:
        await chief.open(f"{talked.base}/jawab-dini")
        assert "Kepala: all of them" in chief.text() and "Wakil: all of them" in chief.text()
        box = chief.page.css_first("input[name='decision_ids']").attributes["value"]
        form = "form[action$='/jawab-dini']"
        assert (await chief.press(form, {"decision_ids": [box]})).status_code == 422
        await chief.press(form, {"decision_ids": [box], "early_reason": "Warga sudah lama menunggu."})
        assert chief.answer.url.path == f"{talked.public}/hasil"
        assert "Noted" in chief.text("#M-001")
        await chief.open(f"{talked.base}/jawab-dini")
        assert "Warga sudah lama menunggu." in chief.text("section[aria-labelledby=sudah]")
        assert not chief.all("form[action$='/jawab-dini']")


async def test_a_draft_is_closed_only_when_everybody_has_an_answer(
    app: object, database: Database, talked: Talked
) -> None:
    async with visiting(app, database, talked.desk.chief) as chief:
        await chief.open(f"{talked.base}/tutup")
        assert "Input not yet placed in an issue" in chief.text()
        assert not chief.all("form[action$='/tutup']")
        refused = await chief.post(f"{talked.base}/tutup", {"how": "unchanged", "reason": "Cukup.", "sure": "end it"})
        assert refused.status_code == 409
        async with database.transaction() as tx:
            everything = (talked.first, talked.second, talked.hidden)
            await decide(tx, talked.desk, await raise_issue(tx, talked.desk, *everything))
            await speak(
                tx, talked.desk.scene, "Kepala dinas.", kind="official", key="pasal-8", parent=talked.question,
                viewer=talked.desk.analyst,
            )  # fmt: skip
        await chief.open(f"{talked.base}/tutup")
        for missing in ({"how": "unchanged", "sure": "end it"}, {"how": "unchanged", "reason": "Tetap.", "sure": "ya"}):
            assert (await chief.press("form[action$='/tutup']", missing)).status_code == 422
        assert chief.text("#f-reason").strip() == "Tetap."
        sent = {"how": "unchanged", "reason": "Naskah tetap seperti ini.", "sure": "End it"}
        await chief.press("form[action$='/tutup']", sent)
        assert "Naskah tetap seperti ini." in chief.text()
        assert chief.answer.url.path == f"{talked.public}/hasil"
