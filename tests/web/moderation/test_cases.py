"""The page of one case: who comes too late, and notes, without script."""

from __future__ import annotations

from browser import Browser
from builders import speak
from partisipasi.kit.database import Database
from partisipasi.moderation.acts import release
from sessions import sign_in
from talk_scene import make_person, make_scene

TYPED = "Memuat nomor telepon pribadi orang lain."


async def _case(database: Database) -> int:
    async with database.transaction() as tx:
        return (await speak(tx, await make_scene(tx), viewer=await make_person(tx, name="Ucok"))).id


async def test_who_comes_too_late_keeps_the_words_learns_what_was_decided_and_can_decide_anew(
    browser: Browser, database: Database
) -> None:
    said = await _case(database)
    await sign_in(browser, database, role="moderator")
    await browser.open(f"/moderasi/perkara/{said}")
    async with database.transaction() as tx:
        await release(tx, await make_person(tx, role="moderator"), contribution_id=said)
    asked = {"act": "mask", "words": "bersih", "rule": "personal_data", "public_reason": TYPED}
    await browser.press("main form:has([name=act])", asked)
    assert browser.answer.status_code == 409
    notice = browser.page.css_first(".notice.warning").text()
    assert "moderator" in notice
    assert "WIB" in notice
    assert TYPED in browser.page.css_first("[name=public_reason]").text()
    async with database.transaction() as tx:
        words = await tx.value("SELECT split_part(source, ' ', 1) FROM contribution WHERE id = $1", said)
    await browser.press("main form:has([name=act])", asked | {"words": words})
    assert browser.answer.status_code == 200
    async with database.transaction(writes=False) as tx:
        assert "[disamarkan]" in await tx.value("SELECT source FROM contribution WHERE id = $1", said)


async def test_a_note_is_written_read_by_others_and_taken_back(browser: Browser, database: Database) -> None:
    said = await _case(database)
    await sign_in(browser, database, role="moderator")
    await browser.open(f"/moderasi/perkara/{said}")
    await browser.press("form[action$='/catatan']", {"note": "", "about": "case"})
    assert browser.answer.status_code == 422
    await browser.press("form[action$='/catatan']", {"note": "Sudah ditanyakan ke dinas.", "about": "author"})
    assert "Sudah ditanyakan ke dinas." in browser.text()
    await browser.press("form[action$='/cabut']")
    assert "Sudah ditanyakan ke dinas." not in browser.text()
