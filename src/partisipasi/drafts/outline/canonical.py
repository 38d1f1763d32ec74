"""An outline written out again as plain text, one marker per line; reading it gives the same outline."""

from collections.abc import Iterator, Sequence
from typing import Final

from .clauses import Clause

_BLOCKS: Final = frozenset(("judul", "pembukaan", "persetujuan", "penutup"))
_NAMED: Final = frozenset(("menimbang", "mengingat", "memperhatikan", "menetapkan", "diktum"))
_HEADED: Final = frozenset(("buku", "bab", "bagian", "paragraf", "penjelasan", "lampiran"))
_ITEMS: Final = frozenset(("huruf", "angka"))
_INDENT: Final = "    "
_DEEPEST: Final = 6


def canonical_text(clauses: Sequence[Clause]) -> str:
    """Return the clauses (document order) as plain text: stable, and read again to the same tree."""
    writer = _Writer(clauses)
    return "\n".join(line for clause in clauses for line in writer.lines(clause)).strip("\n") + "\n" if clauses else ""


class _Writer:
    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._by_key = {clause.key: clause for clause in clauses}
        self._depths: dict[str, int] = {}
        self._sections: dict[str, int] = {}
        self._paper = len(clauses) == 1 or any(clause.kind in ("section", "alinea") for clause in clauses)

    def lines(self, clause: Clause) -> Iterator[str]:
        parent = self._by_key.get(clause.parent or "")
        indent = self._depths[clause.key] = self._depth(clause, parent)
        kind, margin = clause.kind, _INDENT * indent
        explained = clause.path.startswith("penjelasan")
        if kind == "section":
            yield from self._section(clause, parent)
        elif kind == "judul" and self._paper:
            yield from (f"# {clause.text}", "")
        elif kind in _BLOCKS:
            yield from ("", *clause.text.split("\n"))
        elif kind in _NAMED:
            yield from ("", f"{clause.label} : {clause.text}".rstrip())
        elif kind in _HEADED:
            yield from ("", clause.label, clause.heading, "", *_split(clause.text))
        elif kind in ("pasal", "umum", "pasal_demi_pasal", "halaman") or (explained and kind != "teks"):
            yield from ("", clause.label, *_split(clause.text))
        elif kind in _ITEMS or kind == "ayat":
            yield f"{margin}{clause.label} {clause.text}".rstrip()
        elif kind == "memutuskan":
            yield from ("", f"{clause.label} {clause.text}".rstrip())
        else:
            label = f"{clause.label} " if clause.label else ""
            yield from ("", *(margin + line for line in _split(label + clause.text)), "")

    def _depth(self, clause: Clause, parent: Clause | None) -> int:
        """Return how deep a clause is indented: items step in, a closing phrase stands with the items before it."""
        if parent is None or clause.path.startswith(("penjelasan", "lampiran")):
            return 0
        if clause.kind in _ITEMS or clause.kind == "teks":
            step = parent.kind in _ITEMS or parent.kind == "ayat" or clause.kind in _ITEMS
            return self._depths.get(parent.key, 0) + (1 if step or parent.kind == "pasal" else 0)
        return 0

    def _section(self, clause: Clause, parent: Clause | None) -> Iterator[str]:
        depth = self._sections.get(parent.key, 1) + 1 if parent else 2
        self._sections[clause.key] = depth
        yield from (
            "",
            f"{'#' * min(depth, _DEEPEST)} {clause.label} {clause.heading}".replace("  ", " ").rstrip(),
            "",
        )


def _split(text: str) -> list[str]:
    return text.split("\n") if text else []
