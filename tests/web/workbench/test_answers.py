"""In the browser: what everybody will be told before it is, whether it answers, and the way to decide anew."""

from __future__ import annotations

from builders import decide, raise_issue
from loop_scene import FIRST, Talked, make_talked, publish_answers, visiting
from partisipasi.feedback.notices import notices_of
from partisipasi.kit.database import Database


async def _rate(database: Database, contribution_id: int, satisfied: str, reply: str = "") -> None:
    async with database.transaction() as tx:
        notice = (await notices_of(tx, contribution_id=contribution_id))[0]
        await tx.execute(
            "UPDATE notice SET satisfied = $2, reply = $3, replied_at = now() WHERE id = $1",
            notice.id,
            satisfied,
            reply,
        )


def _page(talked: Talked, name: str) -> str:
    return f"/en/ruang-kerja/rancangan/{talked.desk.draft_id}/{name}"


async def test_the_letters_are_read_before_they_go_and_hold_nobodys_words(app: object, database: Database) -> None:
    talked = await make_talked(database)
    async with visiting(app, database, talked.desk.chief) as chief:
        await chief.open(_page(talked, "jawaban"))
        assert "Nothing waits to be told" in chief.text()
        async with database.transaction() as tx:
            issue = await raise_issue(tx, talked.desk, talked.first, talked.second)
            await decide(tx, talked.desk, issue, reason="Dicatat untuk pedoman.")
        await chief.open(_page(talked, "jawaban"))
        assert "Dicatat untuk pedoman." in chief.text()
        assert "2 people" in chief.text("main details summary")
        assert talked.first.receipt in chief.text() and FIRST not in chief.answer.text
        assert "Dicatat" in chief.text(".letter") and "Jawaban untuk Anda:" in chief.text(".letter")
        assert "in English" not in chief.text()
        async with database.transaction() as tx:
            await tx.execute(
                """UPDATE account SET language = 'en'
                   WHERE id = (SELECT p.account_id FROM contribution c JOIN contributor p ON p.id = c.contributor_id
                               WHERE c.id = $1)""",
                talked.second.id,
            )
        await chief.open(_page(talked, "jawaban"))
        assert "1 of the e-mails is in English." in chief.text()
        assert "1 in English" in chief.text("main details summary")
        await chief.open(f"{_page(talked, 'jawaban')}?bahasa=en")
        assert chief.page.css_first(".letter").attributes["lang"] == "en"
        assert "Your answer:" in chief.text(".letter") and "Jawaban untuk Anda:" not in chief.text(".letter")
        assert chief.page.css_first(".letter h2").attributes["lang"] == "id"
        await chief.open(_page(talked, "tutup"))
        assert chief.all(f'a[href="{_page(talked, "jawaban")}"]')
    async with visiting(app, database, talked.desk.outsider) as outsider:
        assert (await outsider.open(_page(talked, "jawaban"))).status_code == 404
        assert (await outsider.open(_page(talked, "kepuasan"))).status_code == 404


async def test_whom_an_answer_does_not_answer_is_counted_and_leads_to_deciding_anew(
    app: object, database: Database
) -> None:
    talked = await make_talked(database)
    await publish_answers(database, talked)
    await _rate(database, talked.second.id, "no", "Mengapa bukan setengah persen?")
    await _rate(database, talked.question.id, "yes")
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(_page(talked, "kepuasan"))
        first = analyst.all("tbody tr")[0]
        assert "M-001" in first.text()
        assert "Mengapa bukan setengah persen?" in analyst.text("section[aria-labelledby=belum]")
        await analyst.open(str(first.css("td")[-1].css_first("a").attributes["href"]))
        assert "Propose a decision in place of the public one" in analyst.text()
        await analyst.press(
            'form[action$="/keputusan"]', {"outcome": "deferred", "reason": "Ditinjau lagi pada putaran berikutnya."}
        )
        await analyst.open(_page(talked, "kepuasan"))
        assert "A new decision is in the making" in analyst.all("tbody tr")[0].text()
        async with database.transaction(writes=False) as tx:
            other = await tx.value("SELECT id FROM issue WHERE draft_id = $1 AND number = 3", talked.desk.draft_id)
        await analyst.open(f"{_page(talked, 'kepuasan')}?pokok={other}")
        assert "Nobody has said so." in analyst.text("section[aria-labelledby=belum]")
