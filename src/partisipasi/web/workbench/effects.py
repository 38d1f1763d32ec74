"""What an edit of a concept would come to, as the page shows it before it is done."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from partisipasi.drafts.editing import Edited, Shift
from partisipasi.drafts.naming import full_label
from partisipasi.drafts.outline import Clause
from partisipasi.drafts.redline import redline
from partisipasi.kit.text import shorten

#: Lines of one kind that are listed; the rest is counted.
LISTED = 60
_AROUND = 60


class Cited(msgspec.Struct, frozen=True):
    """A clause whose references follow: its name, and the stretch of its words that differs."""

    name: str
    parts: list[tuple[str, str]]


class Effects(msgspec.Struct, frozen=True, kw_only=True):
    """`numbers`: name before, name after; `loose`: name, the reference, whether what it meant is gone."""

    removed: list[tuple[str, str]]
    numbers: list[tuple[str, str]]
    references: list[Cited]
    loose: list[tuple[str, str, bool]]
    removed_total: int
    numbers_total: int
    references_total: int


def effects_of(before: Sequence[Clause], edited: Edited) -> Effects:
    """What follows from an edit, named as people say it.

    Args:
        before: the outline as it was.
    """
    was, now = names_of(before), names_of(edited.clauses)
    words = {clause.key: clause.heading or clause.text for clause in before}
    shifts = [shift for shift in edited.numbers if was[shift.before_key] != now[shift.key]]
    return Effects(
        removed=[(was[key], shorten(words[key], 120)) for key in edited.removed[:LISTED]],
        numbers=[(was[shift.before_key], now[shift.key]) for shift in shifts[:LISTED]],
        references=[Cited(now[shift.key], _stretch(shift)) for shift in edited.references[:LISTED]],
        loose=[(now[loose.key], loose.words, loose.gone) for loose in edited.loose],
        removed_total=len(edited.removed),
        numbers_total=len(shifts),
        references_total=len(edited.references),
    )


def names_of(clauses: Sequence[Clause]) -> dict[str, str]:
    """Key → name in a sentence, for an outline."""
    chains: dict[str, list[Clause]] = {}
    for clause in clauses:
        chains[clause.key] = [*chains[clause.parent], clause] if clause.parent else [clause]
    return {key: full_label(chain) for key, chain in chains.items()}


def _stretch(shift: Shift) -> list[tuple[str, str]]:
    """The words around what differs; the rest is left out."""
    return shortened([(part.op, part.text) for part in redline(shift.before, shift.after)])


def shortened(parts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """A redline with its long unchanged stretches cut."""
    last = len(parts) - 1
    return [
        (op, words if op != "same" or len(words) <= 2 * _AROUND else _cut(words, first=at == 0, last=at == last))
        for at, (op, words) in enumerate(parts)
    ]


def _cut(words: str, *, first: bool, last: bool) -> str:
    begin = "" if first else words[:_AROUND].rsplit(" ", 1)[0] + " "
    end = "" if last else " " + words[-_AROUND:].split(" ", 1)[-1]
    return f"{begin}…{end}"
