"""Pictures and papers with things in them that nobody should be able to read, made here."""

from __future__ import annotations

import io

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

SECRET = "RAHASIA-3.595196,98.672226"


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 600), *, turned: bool = False) -> bytes:
    """A picture with a place, a device and a comment in it; `turned` is stored on its side."""
    image = Image.new("RGB", size, (180, 40, 40))
    exif = Image.Exif()
    exif[0x010F] = SECRET
    if turned:
        exif[0x0112] = 6
    out = io.BytesIO()
    options = {"comment": SECRET.encode()} if kind == "JPEG" else {}
    image.save(out, kind, exif=exif.tobytes(), **options)
    return out.getvalue()


def paper(pages: int = 2) -> bytes:
    """A PDF with a script, a file inside, an author and a note on its first page."""
    made = PdfWriter()
    for _ in range(pages):
        made.add_blank_page(595, 842)
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(f"alert('{SECRET}')")}
    made.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    made.add_attachment("rahasia.txt", SECRET.encode())
    made.add_metadata({"/Author": SECRET})
    page = made.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): TextStringObject(SECRET)})
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()
