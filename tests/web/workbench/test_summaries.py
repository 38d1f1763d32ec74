"""The summary of changes in the browser: put together, edited, seen at the gate, shown to everybody, added to."""

from __future__ import annotations

from browser import Browser
from builders import make_concept
from loop_scene import make_talked, publish_answers, visiting
from partisipasi.kit.database import Database


async def test_a_summary_is_put_together_edited_and_kept_when_somebody_else_was_faster(
    app: object, browser: Browser, database: Database
) -> None:
    talked = await make_talked(database)
    async with database.transaction() as tx:
        version_id = await make_concept(tx, talked.desk, {"pasal-7.ayat-1": "Kata yang baru."})
    page = f"/en/ruang-kerja/versi/{version_id}/ringkasan"
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(page)
        assert "Pasal 7 ayat (1)" in analyst.text("textarea[name=summary]")
        stale = analyst.page.css_first("input[name=seen]").attributes["value"]
        await analyst.press(".form", {"summary": "Kata **saya**."})
        assert "The summary is saved" in analyst.text("body")
        assert analyst.page.css_first("#pratinjau") and "saya" in analyst.text("section[aria-labelledby=pratinjau]")
        await analyst.press(".form", {"summary": "Kata orang kedua.", "seen": stale})
        assert analyst.answer.status_code == 409
        assert "Kata orang kedua." in analyst.text("textarea[name=summary]")
        assert "Kata saya" in analyst.text(".notice")
        await analyst.press(".form", {"summary": "Kata kita."})
        assert "The summary is saved" in analyst.text("body")
        await analyst.open(f"/en/ruang-kerja/versi/{version_id}/terbit")
        assert "Kata kita." in analyst.text("section[aria-labelledby=ringkasan]")
    for path in (talked.public, f"{talked.public}/versi/1"):
        await browser.open(path)
        assert "Kata kita." not in browser.answer.text
    async with visiting(app, database, talked.desk.outsider) as outsider:
        assert (await outsider.open(page)).status_code == 404


async def test_everybody_reads_the_summary_and_what_was_added_to_it(
    app: object, browser: Browser, database: Database
) -> None:
    talked = await make_talked(database)
    version_id = (await publish_answers(database, talked)).id
    paths = (talked.public, f"{talked.public}/versi/2", f"{talked.public}/bandingkan/1..2")
    for path in paths:
        await browser.open(path)
        assert "Kata menilai ditambahkan." in browser.text("main"), path
    async with visiting(app, database, talked.desk.chief) as chief:
        await chief.open(f"/en/ruang-kerja/versi/{version_id}/ringkasan")
        assert not chief.all("textarea[name=summary]")
        await chief.press(".form", {"addition": ""})
        assert chief.answer.status_code == 422
        await chief.press(".form", {"addition": "Ralat pada Pasal 8."})
        assert "The addition is public" in chief.text("body")
    for path in paths:
        await browser.open(path)
        assert "Ralat pada Pasal 8." in browser.text("main"), path
    await browser.open(f"{talked.public}/bandingkan/2..1")
    assert "Ralat pada Pasal 8." not in browser.text("main")
