"""Handing in a document in the workbench: what is refused keeps the words, what is taken is public with the draft."""

from __future__ import annotations

import pytest

from browser import Browser
from files import EVERY, PDF, office
from loop_scene import Talked, make_talked, visiting
from partisipasi.drafts.formats import LARGEST
from partisipasi.kit.database import Database

FORM = 'form[enctype="multipart/form-data"]'
FIELDS = {"title": "Naskah akademik", "kind": "academic_paper", "language": "id"}


async def _hand_in(visitor: Browser, talked: Talked, content: bytes, name: str = "naskah.pdf") -> None:
    await visitor.open(f"{talked.base}/dokumen")
    await visitor.press(FORM, FIELDS, files={"file": (name, content, "application/pdf")})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\x00 called a PDF", "not taken"), (b"", "empty"), (PDF + bytes(LARGEST), "larger than 10 MB"),
        (office("docx", **{"word/vbaProject.bin": "x"}), "macros"),
    ],
)  # fmt: skip
async def test_a_refused_file_is_told_of_and_the_words_stay(
    app: object, database: Database, content: bytes, said: str
) -> None:
    talked = await make_talked(database)
    async with visiting(app, database, talked.desk.analyst) as officer:
        await _hand_in(officer, talked, content)
        assert officer.answer.status_code == 422
        assert said in officer.text("#errors")
        assert officer.all("#f-title")[0].attributes["value"] == "Naskah akademik"
        await officer.open(f"{talked.base}/dokumen")
        assert "There is no document yet" in officer.text()


async def test_a_document_goes_its_way_from_the_first_file_to_its_withdrawal(
    app: object, browser: Browser, database: Database
) -> None:
    talked = await make_talked(database)
    async with visiting(app, database, talked.desk.analyst) as officer:
        # Called a PDF, and a text by its content.
        await _hand_in(officer, talked, EVERY["txt"])
        assert "The document is public now." in officer.text()
        assert "Plain text" in officer.text()
        await _hand_in(officer, talked, EVERY["txt"])
        assert "This very file is there already" in officer.text("#errors")
        await officer.open(f"{talked.base}/dokumen")
        link = officer.all('main a[href*="/ruang-kerja/dokumen/"]')[0].attributes["href"] or ""
        await officer.open(link)
        await officer.press(f"{FORM}", {"note": "Bab baru."}, files={"file": ("a", EVERY["odt"], "text/plain")})
        assert "Version 2 stands for it now" in officer.text()
        await officer.press('form[action$="/tarik"]', {"reason": ""})
        assert officer.answer.status_code == 422
        await browser.open(f"{talked.public}/dokumen/1")
        assert "Bab baru." in browser.text()
        await officer.press('form[action$="/tarik"]', {"reason": "Memuat data pribadi."})
        assert "The document is withdrawn" in officer.text()
        await browser.open(f"{talked.public}/dokumen/1?lagi")
        assert "Memuat data pribadi." in browser.text()
    async with visiting(app, database, talked.desk.reader) as reader:
        await reader.open(f"{talked.base}/dokumen")
        assert not reader.all(FORM)
