"""Differences between two texts, and what a team said about them: what goes on, what is lost, what comes back. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import msgspec

_TECHNICAL = frozenset({"number", "refs"})
_STILL = frozenset({"same", "renumbered"})


class Aligned(Protocol):
    """What is needed of an alignment line: identities and wordings of its two sides, and what differs."""

    @property
    def old_text_id(self) -> int | None: ...
    @property
    def new_text_id(self) -> int | None: ...
    @property
    def old_clause_id(self) -> int | None: ...
    @property
    def new_clause_id(self) -> int | None: ...
    @property
    def op(self) -> str: ...
    @property
    def flags(self) -> Sequence[str]: ...


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A clause-level difference. `technical`: nothing but numbers and references differs."""

    clause_id: int
    old_text_id: int | None
    new_text_id: int | None
    op: str
    flags: tuple[str, ...]
    technical: bool
    position: int


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the team had said about a difference, and how that was worded: `before` and `after`, empty where not there.

    `id` is the change's, or the lost change's where it is one.
    """

    id: int
    clause_id: int
    old_text_id: int | None
    cause: str | None
    explanation: str
    decision_ids: tuple[int, ...]
    sentence: str = ""
    sentence_en: str = ""
    before: str = ""
    after: str = ""
    name: str = ""

    @property
    def anything(self) -> bool:
        """Whether anything was said at all."""
        return bool(self.cause or self.explanation or self.decision_ids or self.sentence or self.sentence_en)


def differences(rows: Iterable[Aligned]) -> list[Difference]:
    """The changes that alignment rows amount to: whatever is not the same in words, place, number and references.

    The clause of a difference is the one it has in the new version; a deleted clause's is its old one.
    """
    found = []
    for position, row in enumerate(rows):
        if row.op == "same" and not row.flags:
            continue
        found.append(
            Difference(
                clause_id=row.new_clause_id or row.old_clause_id or 0,
                old_text_id=row.old_text_id,
                new_text_id=row.new_text_id,
                op=row.op,
                flags=tuple(row.flags),
                technical=row.op in _STILL and _TECHNICAL.issuperset(row.flags),
                position=position,
            )
        )
    return found


def carry_words(found: Sequence[Difference], told: Sequence[Told]) -> dict[int, Told]:
    """Which earlier change each difference continues: index into `found` → what was said.

    The same clause with the same origin goes first; then, among those left, what became of the same old text: a
    confirmation may have given it another identity.
    """
    carried: dict[int, Told] = {}
    left = {one.id: one for one in told}
    keys: tuple[Callable[[Difference | Told], object], ...] = (_same_clause, _same_origin)
    for key in keys:
        waiting: dict[object, list[Told]] = {}
        for one in left.values():
            if key(one) is not None:
                waiting.setdefault(key(one), []).append(one)
        for index, difference in enumerate(found):
            matching = waiting.get(key(difference)) if index not in carried else None
            if matching:
                carried[index] = matching.pop(0)
                del left[carried[index].id]
    return carried


def stays_said(difference: Difference, told: Told) -> Told:
    """What of the words about a change still goes for what has become of it.

    Shifted numbers cannot be what somebody asked for: if nothing else is left of it, its decisions and public cause
    are no longer true of it, nor is the sentence that told it.
    """
    if not difference.technical or (told.cause != "public_input" and not told.decision_ids):
        return told
    cause = None if told.cause == "public_input" else told.cause
    return msgspec.structs.replace(told, cause=cause, decision_ids=(), sentence="", sentence_en="")


def lost_words(found: Sequence[Difference], carried: Mapping[int, Told], told: Sequence[Told]) -> list[Told]:
    """What was said and no longer stands at any difference: of changes that are gone, or only shift numbers now."""
    standing = {one.id: index for index, one in carried.items()}
    return [
        one
        for one in told
        if one.anything and (one.id not in standing or stays_said(found[standing[one.id]], one) != one)
    ]


def returning_words(
    found: Sequence[Difference], carried: Mapping[int, Told], lost: Sequence[Told], after: Mapping[int, str]
) -> dict[int, Told]:
    """Which lost words go for a difference again: index into `found` → what was said.

    That is so where the same old wording becomes the same new wording again, nothing newer was said about it, and
    they are no decision on what only shifts numbers; the latest loss counts.

    Args:
        lost: oldest first.
        after: clause text id → its wording in the concept.
    """
    waiting = {_wording(one, one.after): one for one in lost}
    returning = {}
    for index, difference in enumerate(found):
        said = carried.get(index)
        if said is not None and (said.cause or said.decision_ids):
            continue
        wording = _wording(difference, after.get(difference.new_text_id or 0, ""))
        one = waiting.get(wording)
        if one is not None and stays_said(difference, one) == one:
            returning[index] = waiting.pop(wording)
    return returning


def _wording(one: Difference | Told, after: str) -> object:
    words = " ".join(after.split())
    # What is new and has no words of its own is known by its identity alone.
    return one.old_text_id, words, one.clause_id if not words and one.old_text_id is None else None


def _same_clause(one: Difference | Told) -> object:
    return one.clause_id, one.old_text_id


def _same_origin(one: Difference | Told) -> object:
    return one.old_text_id
