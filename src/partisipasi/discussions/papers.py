"""PDF files that come with words: their pages and nothing else, in a new file.

Programs, embedded files, forms, links, notes and everything about who made the file are left behind. The library is
loaded when the first paper comes.
"""

from __future__ import annotations

import io
from typing import Any, Final

from partisipasi.discussions.screening import LARGEST_FILE, MOST_PAGES
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_

_BROKEN = N_("This PDF is damaged or locked with a password. Open it, save it anew and send that.")
_TOO_LONG = N_("This PDF has more than %(most)s pages. Send the part that you speak of.")
#: What a page, or anything drawn on it, may carry that is no paper.
_NOT_PAPER: Final = frozenset(
    {
        "/AA", "/A", "/OpenAction", "/JS", "/JavaScript", "/Annots", "/AcroForm", "/XFA", "/EmbeddedFiles", "/AF",
        "/EF", "/Names", "/Metadata", "/PieceInfo", "/LastModified", "/StructParents", "/B", "/Thumb", "/Info",
        "/RichMedia", "/Collection", "/URI", "/Launch", "/GoToR", "/GoToE", "/Rendition", "/OPI", "/Ref",
    }
)  # fmt: skip
#: Objects of a file beyond which nobody made it by hand.
_MOST_OBJECTS: Final = 100_000


def strip_paper(content: bytes) -> bytes:
    """The pages of a PDF in a new file.

    Raises:
        Invalid: at `file`: damaged, locked, without pages, or too long.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        read = PdfReader(io.BytesIO(content), strict=False)
        if read.is_encrypted or not read.pages:
            raise Invalid({"file": _BROKEN})
        if len(read.pages) > MOST_PAGES:
            raise Invalid({"file": _TOO_LONG}, most=MOST_PAGES)
        written = PdfWriter()
        for page in read.pages:
            for name in _NOT_PAPER & set(page):
                del page[name]
            written.add_page(page)
        _clean(written)
        written.metadata = None
        out = io.BytesIO()
        written.write(out)
    except Invalid:
        raise
    # A hostile file may lead the reader anywhere: whatever it stumbles over, the file is not taken.
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError,
            MemoryError, ArithmeticError, NotImplementedError, AssertionError) as error:  # fmt: skip
        raise Invalid({"file": _BROKEN}) from error
    stripped = out.getvalue()
    if len(stripped) > LARGEST_FILE:
        raise Invalid({"file": _BROKEN})
    return stripped


def _clean(written: Any) -> None:
    """Take out of every object that came along what is no paper."""
    objects = list(written._objects)
    if len(objects) > _MOST_OBJECTS:
        raise Invalid({"file": _BROKEN})
    for thing in objects:
        if isinstance(thing, dict) and thing.get("/Type") not in {"/Catalog", "/Pages"}:
            for name in _NOT_PAPER & set(thing):
                del thing[name]
