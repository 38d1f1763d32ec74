"""A preview link from its making in the workbench to its end, as its reader meets it."""

from __future__ import annotations

import re

import pytest

from browser import Browser
from builders import make_concept
from loop_scene import MILD, make_talked, visiting
from partisipasi.kit.database import Database


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_a_reader_outside_reads_the_marked_concept_until_the_link_is_revoked(
    app: object, browser: Browser, database: Database, prefix: str
) -> None:
    talked = await make_talked(database)
    async with database.transaction() as tx:
        version_id = await make_concept(tx, talked.desk, {"pasal-7.ayat-1": MILD})
    here = f"/en/ruang-kerja/versi/{version_id}/pratinjau"
    async with visiting(app, database, talked.desk.chief) as chief:
        await chief.open(here)
        assert "There is no link yet" in chief.text()
        await chief.press('form[action$="/pratinjau"]', {"reader": "", "purpose": "Harmonisasi"})
        assert chief.answer.status_code == 422
        assert "Harmonisasi" in str(chief.page.html)
        await chief.press('form[action$="/pratinjau"]', {"reader": "Kanwil <b>Kemenkum</b>", "purpose": "Harmonisasi"})
        found = re.search(r"/pratinjau/([\w-]{40,})", chief.text())
        assert found
        address = f"{prefix}{found[0]}"
        await chief.open(here)
        assert found[1] not in str(chief.page.html)
        assert "Not opened yet" in chief.text()
        answer = await browser.open(address)
        assert answer.status_code == 200
        assert MILD in browser.text()
        assert len(browser.all(".watermark span")) > 10
        assert "Kanwil <b>Kemenkum</b>" in (browser.all(".watermark span")[0].attributes["data-mark"] or "")
        assert "Kanwil <b>Kemenkum</b>" in browser.text(".facts")
        assert answer.headers.get_list("referrer-policy") == ["no-referrer"]
        assert answer.headers["cache-control"] == "no-store"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert talked.first.receipt not in answer.text
        await chief.open(here)
        assert "Opened 1 time" in chief.text()
        await chief.press('form[action$="/cabut"]')
        assert "Revoked" in chief.text()
    gone = await browser.open(address)
    assert gone.status_code == 410
    assert MILD not in gone.text and "Kemenkum" not in gone.text
    assert (await browser.open(f"{prefix}/pratinjau/tidak-ada")).status_code == 410
