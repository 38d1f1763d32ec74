"""A long text in portions: pages that can be read one after the other, cut where the text itself divides.

A short text is one portion. In a longer one each bab, annex or elucidation is a portion of its own; what stands around
them is gathered. A bab too long for one page is cut further at what divides it, and never inside a pasal.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Protocol

import msgspec

#: Clauses and characters of one page at most, as far as the text can be cut.
MOST_CLAUSES: Final = 300
MOST_CHARACTERS: Final = 250_000
#: Units that begin a page in a long text.
_CHAPTERS: Final = frozenset(("buku", "bab", "penjelasan", "lampiran", "section"))
#: Units at which a long chapter may be cut.
_HEADED: Final = _CHAPTERS | {
    "bagian",
    "paragraf",
    "pasal",
    "diktum",
    "umum",
    "pasal_demi_pasal",
    "pembukaan",
    "penutup",
}


class Unit(Protocol):
    """What is needed of a clause to cut a text into portions."""

    @property
    def kind(self) -> str: ...
    @property
    def depth(self) -> int: ...
    @property
    def text(self) -> str: ...


class Portion(msgspec.Struct, frozen=True):
    """A stretch of a text: from the clause at `start` up to the one before `end`."""

    start: int
    end: int


def portions(
    clauses: Sequence[Unit], *, most_clauses: int = MOST_CLAUSES, most_characters: int = MOST_CHARACTERS
) -> list[Portion]:
    """Cut a text into pages.

    Args:
        clauses: in document order, each with its depth in the tree.

    Returns:
        Portions in order that together hold every clause once; one portion for a text that fits on a page.
    """
    if not clauses:
        return []
    cutter = _Cutter(clauses, most_clauses, most_characters)
    whole = Portion(0, len(clauses))
    return [whole] if cutter.fits(whole) else cutter.cut(whole)


def portion_of(found: Sequence[Portion], position: int) -> int:
    """Index of the portion in which the clause at this position stands."""
    return next(index for index, portion in enumerate(found) if portion.start <= position < portion.end)


class _Cutter:
    def __init__(self, clauses: Sequence[Unit], most_clauses: int, most_characters: int) -> None:
        self._clauses = clauses
        self._most = (most_clauses, most_characters)
        self._characters = [0]
        for clause in clauses:
            self._characters.append(self._characters[-1] + len(clause.text))

    def fits(self, portion: Portion) -> bool:
        characters = self._characters[portion.end] - self._characters[portion.start]
        return portion.end - portion.start <= self._most[0] and characters <= self._most[1]

    def cut(self, stretch: Portion) -> list[Portion]:
        """Cut a stretch that does not fit at its shallowest headed units, and gather those that fit together."""
        marks = self._marks(stretch)
        if not marks:
            return [stretch]
        edges = [stretch.start, *marks, stretch.end]
        found: list[Portion] = []
        for start, end in pairwise(edges):
            piece = Portion(start, end)
            if found and self._joins(found[-1], piece):
                found[-1] = Portion(found[-1].start, end)
            elif self.fits(piece):
                found.append(piece)
            else:
                found += self.cut(piece)
        return found

    def _marks(self, stretch: Portion) -> list[int]:
        headed = [at for at in range(stretch.start + 1, stretch.end) if self._clauses[at].kind in _HEADED]
        shallowest = min((self._clauses[at].depth for at in headed), default=0)
        return [at for at in headed if self._clauses[at].depth == shallowest]

    def _joins(self, before: Portion, piece: Portion) -> bool:
        """Whether a piece goes on the page before it: chapters do not, and a page that is full takes nothing more."""
        if self._clauses[piece.start].kind in _CHAPTERS:
            return False
        return self.fits(Portion(before.start, piece.end))
