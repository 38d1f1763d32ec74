"""The files of the example's documents, made from words: a plain PDF of A4 pages, or plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

_WIDTH, _LINES = 84, 46
_ESCAPED = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def text_of(title: str, paragraphs: Sequence[str]) -> bytes:
    """A text of a title and paragraphs."""
    return "\n\n".join([title, *paragraphs, ""]).encode()


def pdf_of(title: str, paragraphs: Sequence[str]) -> bytes:
    """A PDF 1.4 of a title and paragraphs, in a font that every reader has."""
    lines = [line for words in (title, *paragraphs) for line in (*textwrap.wrap(words, _WIDTH), "")]
    pages = [lines[at : at + _LINES] for at in range(0, len(lines), _LINES)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (id) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        shown = "\n".join(f"({line.translate(_ESCAPED)}) '" for line in page)
        drawn = f"BT /F 11 Tf 16 TL 56 800 Td\n{shown}\nET"
        objects.append(f"<< /Length {len(drawn.encode('cp1252', 'replace'))} >>\nstream\n{drawn}\nendstream")
    return _written(objects)


def _written(objects: Sequence[str]) -> bytes:
    """Objects as a file, with the table of where each begins."""
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252", "replace")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size, begin = len(objects) + 1, len(made)
    made += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
    return made + f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{begin}\n%%EOF\n".encode()
