"""Small files of every kind, made here: no test carries a binary."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from partisipasi.drafts.formats import MEDIA_TYPES

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
_MAIN = {
    "docx": "wordprocessingml.document.main+xml",
    "pptx": "presentationml.presentation.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
}


def container(parts: Mapping[str, str]) -> bytes:
    """A ZIP file with these parts in this order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def office(name: str, *, main: str | None = None, **more: str) -> bytes:
    """A docx, pptx or xlsx with no more than its list of contents, and other parts by name."""
    listed = (
        f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{main or _MAIN[name]}"/></Types>'
    )
    return container({"[Content_Types].xml": listed, "word/document.xml": "<w/>", **more})


def open_document(name: str, **more: str) -> bytes:
    """An odt, odp or ods."""
    return container({"mimetype": MEDIA_TYPES[name], "content.xml": "<office/>", **more})


EVERY: Mapping[str, bytes] = {
    "pdf": PDF,
    "txt": "Naskah akademik – bab satu.\n".encode(),
    "docx": office("docx"),
    "pptx": office("pptx"),
    "xlsx": office("xlsx"),
    "odt": open_document("odt"),
    "odp": open_document("odp"),
    "ods": open_document("ods"),
    "png": PNG,
    "jpg": b"\xff\xd8\xff\xe0" + bytes(20),
    "webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
}
