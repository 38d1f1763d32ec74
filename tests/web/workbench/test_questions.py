"""A question from the list of those that wait to the public page: replied to, pinned, unpinned."""

from __future__ import annotations

from browser import Browser
from loop_scene import make_talked, visiting
from partisipasi.kit.database import Database

ANSWER = "Pengelola presensi di tiap perangkat daerah."


async def test_a_reply_is_public_at_once_and_can_be_pinned(app: object, browser: Browser, database: Database) -> None:
    talked = await make_talked(database)
    clause = f"{talked.public}/versi/1/pasal-8"
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/pertanyaan")
        assert "Siapa yang menghitungnya?" in analyst.text(".rows")
        assert "Reply is due" in analyst.text(".rows")
        await analyst.open(str(analyst.page.css_first(".rows a").attributes["href"]).partition("#")[0])
        await analyst.press("form[action*='/jawab']", {"body": ANSWER, "official": "1"})
        await browser.open(clause)
        assert ANSWER in browser.text()
        assert "Questions and answers" not in browser.text()
        await analyst.open(f"{talked.base}/pertanyaan?tampil=terjawab")
        await analyst.press("form[action$='/sematkan']")
        assert "stands among" in analyst.text()
        for path in (clause, talked.public):
            await browser.open(path)
            assert ANSWER in browser.text("section[aria-labelledby=tanya-jawab]"), path
        await browser.open(f"{talked.public}/versi/1/pasal-7.ayat-1")
        assert not browser.all("#tanya-jawab")
        await analyst.press("form[action$='/sematkan']")
        await browser.open(clause)
        assert not browser.all("#tanya-jawab")
    async with visiting(app, database, talked.desk.reader) as reader:
        await reader.open(f"{talked.base}/pertanyaan?tampil=semua")
        assert not reader.all("form[action$='/sematkan']")
