"""Reading a text anew in the browser: first what it would cost, then the lost changes and what becomes of them."""

from __future__ import annotations

from browser import Browser
from builders import Desk
from losses_scene import HALVED, TEXT, halved
from partisipasi.feedback.concepts import revise_concept
from partisipasi.kit.database import Database
from sessions import sign_in


async def _concept(database: Database) -> tuple[Desk, int]:
    async with database.transaction() as tx:
        desk, concept, _ = await halved(tx)
    return desk, concept


async def _revision(database: Database, version_id: int) -> int:
    async with database.transaction() as tx:
        found: int = await tx.value("SELECT revision FROM version WHERE id = $1", version_id)
    return found


async def test_a_text_is_tried_first_and_nothing_is_saved_until_it_is_confirmed(
    browser: Browser, database: Database
) -> None:
    desk, concept = await _concept(database)
    await sign_in(browser, database, viewer=desk.analyst)
    await browser.open(f"/en/ruang-kerja/versi/{concept}/naskah")
    await browser.press("main form", {"text": HALVED}, button="step=look")
    assert "Nothing that was said is lost" in browser.text("main")
    await browser.press("main form", button="step=edit")
    other = TEXT.replace("satu bulan", "dua bulan")
    await browser.press("main form", {"text": other}, button="step=look")
    assert browser.answer.status_code == 200
    assert "Potongan menjadi satu persen." in browser.text("section[aria-labelledby=hilang]")
    assert await _revision(database, concept) == 1
    async with database.transaction() as tx:
        assert await tx.value("SELECT count(*) FROM lost_change") == 0
        assert await tx.value("SELECT count(*) FROM change WHERE version_id = $1", concept) == 1
    await browser.press("main form")
    assert await _revision(database, concept) == 2
    await browser.open(f"/en/ruang-kerja/versi/{concept}/terbit")
    assert "1 lost change is still listed" in browser.text("main")


async def test_trying_a_text_that_somebody_overtook_shows_the_differences(browser: Browser, database: Database) -> None:
    desk, concept = await _concept(database)
    await sign_in(browser, database, viewer=desk.analyst)
    await browser.open(f"/en/ruang-kerja/versi/{concept}/naskah")
    async with database.transaction() as tx:
        await revise_concept(
            tx, desk.analyst, version_id=concept, revision=1, source=HALVED + "\nPasal 4\nDari Rina.\n"
        )
    await browser.press("main form", {"text": TEXT}, button="step=look")
    assert browser.answer.status_code == 409
    assert "Dari Rina." in browser.page.css_first("#tersimpan").text()
    await browser.press("main form", button="step=look")
    assert browser.answer.status_code == 200
    assert "Dari Rina." in browser.text("main")
    assert await _revision(database, concept) == 2


async def test_lost_changes_are_said_elsewhere_discarded_and_listed_again_on_the_page_of_changes(
    browser: Browser, database: Database
) -> None:
    desk, concept = await _concept(database)
    async with database.transaction() as tx:
        other = TEXT.replace("satu bulan", "dua bulan")
        await revise_concept(tx, desk.analyst, version_id=concept, revision=1, source=other)
    await sign_in(browser, database, viewer=desk.analyst)
    path = f"/en/ruang-kerja/versi/{concept}/perubahan"
    await browser.open(path)
    assert "M-001" in browser.text("section[aria-labelledby=hilang]")
    await browser.press("section[aria-labelledby=hilang] form.panel", button="act=attach")
    assert browser.answer.status_code == 422
    assert "Choose the change" in browser.text("section[aria-labelledby=hilang]")
    await browser.press("section[aria-labelledby=hilang] .actions form.inline-form")
    await browser.open(path)
    assert "None is listed any more." in browser.text("section[aria-labelledby=hilang]")
    await browser.press("section[aria-labelledby=hilang] .actions form.inline-form")
    await browser.open(path)
    option = browser.page.css("section[aria-labelledby=hilang] option")[-1].attributes["value"]
    await browser.press("section[aria-labelledby=hilang] form.panel", {"change": option}, button="act=attach")
    await browser.open(path)
    assert browser.page.css_first("section[aria-labelledby=hilang]") is None
    assert "Potongan menjadi satu persen." in browser.text("main")
    await sign_in(browser, database, viewer=desk.reader)
    await browser.open(path)
    await browser.post(f"{path}/hilang", {"lost": "1", "act": "discard"})
    assert browser.answer.status_code in {403, 404}
