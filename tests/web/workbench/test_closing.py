"""Ending a draft in the workbench: with the text that was enacted, never by accident; and what may follow."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from browser import Browser
from builders import Desk, change_of, decide, make_concept, make_desk, raise_issue, speak
from loop_scene import MILD, visiting
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.closing import Text, close_draft
from partisipasi.kit.database import Database

pytestmark = pytest.mark.usefixtures("database")
_LINK = "https://jdih.example.id/12"


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A draft on which one spoke and got an answer that waits for its release."""
    async with database.transaction() as tx:
        desk = await make_desk(tx)
        await decide(tx, desk, await raise_issue(tx, desk, await speak(tx, desk.scene)))
        return desk


@pytest.fixture
async def chief(app: object, database: Database, desk: Desk) -> AsyncIterator[Browser]:
    async with visiting(app, database, desk.chief) as visitor:
        yield visitor


def base(desk: Desk) -> str:
    return f"/en/ruang-kerja/rancangan/{desk.draft_id}"


async def concept_of(database: Database, desk: Desk, *, explained: bool = True) -> int:
    """The next version, whose one change the province asked for."""
    async with database.transaction() as tx:
        version_id = await make_concept(tx, desk, {"pasal-7.ayat-1": MILD})
        if explained:
            change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
            await set_change(
                tx, desk.analyst, change_id=change_id, cause="facilitation", explanation="Gubernur minta diturunkan."
            )
        return version_id


async def test_a_draft_ends_with_the_text_that_was_enacted_and_its_page_says_what_changed_after_the_consultation(
    chief: Browser, database: Database, desk: Desk
) -> None:
    version_id = await concept_of(database, desk)
    await chief.open(f"{base(desk)}/tutup")
    form = "form[action$='/tutup']"
    sent = {"how": "enacted", "number": "12 Tahun 2026", "on": "2026-01-05", "link": _LINK, "sure": "end it"}
    assert (await chief.press(form, sent)).status_code == 422
    assert "Say which text was enacted." in chief.text()
    assert (await chief.press(form, {**sent, "text": str(version_id)})).status_code == 422
    await chief.press(form, {**sent, "text": str(version_id), "introduction": "Potongan turun menjadi 1%."})
    assert chief.answer.url.path == f"/en{desk.scene.path}/hasil"
    await chief.open(f"/en{desk.scene.path}")
    assert "12 Tahun 2026" in chief.text() and chief.all(f'a[href="{_LINK}"]')
    after = chief.text("section[aria-labelledby=sesudah]")
    assert "Gubernur minta diturunkan." in after and "1%" in after
    assert not chief.all("a[href$='/tanggapi']")
    await chief.open(f"{base(desk)}/tutup")
    assert not chief.all(form) and "After enactment" in chief.text()


async def test_a_concept_that_is_not_ready_shows_its_gaps_and_refuses_whole(
    chief: Browser, database: Database, desk: Desk
) -> None:
    version_id = await concept_of(database, desk, explained=False)
    async with database.transaction() as tx:
        change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
        await chief.open(f"{base(desk)}/tutup")
        assert "1 change in it does not say its cause yet." in chief.text()
        await tx.execute("UPDATE change SET cause = 'public_input' WHERE id = $1", change_id)
    await chief.open(f"{base(desk)}/tutup")
    assert "does not say its cause" not in chief.text()
    gap = chief.page.css_first(f"section[aria-labelledby=konsep] a[href*='ubah={change_id}']")
    assert gap is not None
    sent = {"how": "enacted", "text": str(version_id), "introduction": "Turun.", "reason": "Ya.", "sure": "end it"}
    assert (await chief.press("form[action$='/tutup']", sent)).status_code == 409
    assert chief.text("#f-introduction").strip() == "Turun."
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT closed_at FROM draft WHERE id = $1", desk.draft_id) is None
        assert await tx.value("SELECT state FROM version WHERE id = $1", version_id) == "concept"


async def test_a_withdrawn_draft_keeps_its_page_with_the_reason_and_takes_nothing_more(
    chief: Browser, database: Database, desk: Desk
) -> None:
    await concept_of(database, desk)
    await chief.open(f"{base(desk)}/tutup")
    reason = "Aturan pusat sudah mengaturnya."
    await chief.press("form[action$='/tutup']", {"how": "withdrawn", "reason": reason, "sure": "end it"})
    for page in (desk.scene.path, f"{desk.scene.path}/hasil", f"{desk.scene.path}/hasil/laporan"):
        await chief.open(f"/en{page}")
        assert "Withdrawn" in chief.text() and reason in chief.text()
        assert not chief.all("main form[method=post] textarea")
    await chief.open(f"{base(desk)}/tutup")
    assert "stays a concept that only the team sees" in chief.text()
    await chief.open("/en/rancangan")
    assert "Withdrawn" in chief.text()


async def test_number_and_official_text_follow_and_later_changes_say_who_asked_for_them(
    chief: Browser, database: Database, desk: Desk
) -> None:
    async with database.transaction() as tx:
        text = Text(version_id=desk.scene.version_id)
        await close_draft(tx, desk.chief, draft_id=desk.draft_id, how="enacted", text=text)
    await chief.open(f"{base(desk)}/penetapan")
    form = "form[action$='/penetapan']"
    assert (await chief.press(form, {"number": "12", "link": "jdih"})).status_code == 422
    await chief.press(form, {"number": "12 Tahun 2026", "link": _LINK})
    assert chief.answer.url.path == f"{base(desk)}/tutup" and "12 Tahun 2026" in chief.text()
    version_id = await concept_of(database, desk)
    await chief.open(f"/en/ruang-kerja/versi/{version_id}/terbit")
    assert not chief.all("#f-round") and "official text" in chief.text()
    await chief.press("form[action$='/terbit']", {"introduction": "Naskah yang diundangkan."})
    await chief.open(f"/en{desk.scene.path}")
    assert "Gubernur minta diturunkan." in chief.text("section[aria-labelledby=sesudah]")


async def test_a_second_press_leads_to_the_same_place_and_ends_nothing_twice(
    chief: Browser, database: Database, desk: Desk
) -> None:
    await chief.open(f"{base(desk)}/tutup")
    key = chief.page.css_first("form[action$='/tutup'] input[name=key]").attributes["value"]
    sent = {"how": "unchanged", "reason": "Naskah tetap.", "sure": "end it", "key": key}
    places = {(await chief.post(f"{base(desk)}/tutup", sent)).url.path for _ in range(2)}
    assert places == {f"/en{desk.scene.path}/hasil"}
    async with database.transaction(writes=False) as tx:
        closings = "SELECT count(*) FROM release WHERE draft_id = $1 AND kind = 'closing'"
        assert await tx.value(closings, desk.draft_id) == 1
        notices = "SELECT count(*) FROM notice n JOIN release r ON r.id = n.release_id WHERE r.draft_id = $1"
        assert await tx.value(notices, desk.draft_id) == 1
