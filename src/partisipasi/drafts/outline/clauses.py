"""What an outline is made of: clauses, doubts about them, and the whole."""

from typing import Final

import msgspec

KINDS: Final = (
    "judul",
    "pembukaan",
    "menimbang",
    "mengingat",
    "memperhatikan",
    "persetujuan",
    "memutuskan",
    "menetapkan",
    "buku",
    "bab",
    "bagian",
    "paragraf",
    "pasal",
    "diktum",
    "ayat",
    "huruf",
    "angka",
    "teks",
    "penutup",
    "penjelasan",
    "umum",
    "pasal_demi_pasal",
    "lampiran",
    "section",
    "alinea",
    "halaman",
)
"""Every kind a clause can have. `teks` is a closing phrase or a block the reader could not place; `halaman` gathers
what belongs to the printed page (page numbers, print codes, catchwords) and not to the text."""

COUNTED: Final = ("bab", "bagian", "paragraf", "pasal", "ayat", "huruf", "angka", "section", "alinea")


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One unit of a text.

    `key` is unique in the text and rooted at the pasal (`pasal-7.ayat-2`); `path` is the full place
    (`bab-2/pasal-7/ayat-2`). `text` is what the unit says itself, without its marker and its children.
    `line` is the 1-based line of the source where it begins.
    """

    key: str
    kind: str
    label: str
    path: str
    heading: str
    text: str
    line: int
    parent: str | None


class OutlineWarning(msgspec.Struct, frozen=True):
    """A doubt of the reader: `message` has the `values` filled into the sentence of `code` (see `warnings.py`)."""

    code: str
    message: str
    line: int
    values: dict[str, str] = {}


class Outline(msgspec.Struct, frozen=True):
    """A text read: its clauses in document order, parents before children.

    `counts` covers the enacted body only; `coverage` is the share of the letters and digits of the source that
    is found again in labels, headings and texts.
    """

    title: str
    kind: str
    counts: dict[str, int]
    clauses: list[Clause]
    warnings: list[OutlineWarning]
    coverage: float
