"""References inside a text: which clause each points to, and how it must be written once numbers have shifted.

"Pasal 7 ayat (2)" is one citation: its last unit is what is meant, the others say where it stands. A citation without
a pasal means its own one. References are resolved before an edit and written anew after it, so that they go on
pointing to the same clause; where that takes more than another number, a person is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from partisipasi.drafts.numbering import number_in, with_number
from partisipasi.drafts.units import Text, Unit
from partisipasi.drafts.wording import Reference, references

#: From what holds to what is held; units of one rank never hold each other by name.
_RANKS: Final = {"buku": 0, "lampiran": 0, "bab": 1, "bagian": 2, "paragraf": 3, "pasal": 4, "ayat": 5, "huruf": 6}
_DEEPEST: Final = 7
_TOP: Final = frozenset(("buku", "bab", "lampiran", "pasal"))
FIELDS: Final = ("heading", "text")


class Citation(NamedTuple):
    """References written as one place in a field of a unit: what it means, and what it takes as said before.

    `given`: the unit that stands unsaid before it (its own pasal; the pasal of a list's first entry); `own`: whether
    that is because it stands in it itself.
    """

    unit: Unit
    field: str
    parts: tuple[Reference, ...]
    meant: Unit
    given: Unit | None
    own: bool


class Rewritten(NamedTuple):
    """A field of a unit whose references had to follow numbers."""

    unit: Unit
    field: str
    before: str
    after: str


class Doubtful(NamedTuple):
    """A citation that no number can put right: what it meant is gone, or stands elsewhere now."""

    unit: Unit
    words: str
    gone: bool


def citations(text: Text) -> list[Citation]:
    """The citations of a text whose meaning is certain. An amending act's are left out: they mean another law."""
    if text.quotes:
        return []
    top = _tops(text)
    found: list[Citation] = []
    for unit in text.walk():
        for field in FIELDS:
            found += _of_field(text, top, unit, field)
    return found


def follow(text: Text, cited: Iterable[Citation], gone: Iterable[Unit]) -> tuple[list[Rewritten], list[Doubtful]]:
    """Write citations anew by where what they mean stands now.

    Args:
        cited: the citations as they were before the edit.
        gone: the units that are no longer in the text.

    Returns:
        The fields that were rewritten, already set in their units; and what a person has to look at.
    """
    lost = set(gone)
    doubtful: list[Doubtful] = []
    edits: dict[tuple[Unit, str], list[tuple[Reference, str]]] = {}
    for citation in cited:
        if citation.unit in lost:
            continue
        words = getattr(citation.unit, citation.field)
        if citation.meant in lost or not _still_given(text, citation):
            phrase = words[max(0, words.rfind(" ", 0, citation.parts[0].start - 1)) : citation.parts[-1].end].strip()
            doubtful.append(Doubtful(citation.unit, phrase, citation.meant in lost))
            continue
        chain = {one.kind: one for one in reversed([citation.meant, *citation.meant.above()])}
        for part in citation.parts:
            number = chain[part.unit].number if part.unit in chain else None
            old = words[part.start : part.end]
            new = with_number(part.unit, old, number) if number else old
            if new != old:
                edits.setdefault((citation.unit, citation.field), []).append((part, new))
    return [_rewrite(unit, field, parts) for (unit, field), parts in edits.items()], doubtful


def _rewrite(unit: Unit, field: str, parts: Sequence[tuple[Reference, str]]) -> Rewritten:
    before = words = getattr(unit, field)
    for part, new in sorted(parts, key=lambda entry: -entry[0].start):
        words = words[: part.start] + new + words[part.end :]
    setattr(unit, field, words)
    return Rewritten(unit, field, before, words)


def _still_given(text: Text, citation: Citation) -> bool:
    """Whether what a citation leaves unsaid is still so: "ayat (2)" stands in the pasal that is meant."""
    if citation.given is None:
        return True
    if citation.given not in citation.meant.above():
        return False
    return not citation.own or _within(citation.given, text.explained(citation.unit))


def _within(holder: Unit, unit: Unit) -> bool:
    return holder is unit or holder in unit.above()


def _tops(text: Text) -> dict[tuple[str, object], Unit]:
    """Units that are cited by their number alone; of two with one number none is certain."""
    found: dict[tuple[str, object], Unit | None] = {}
    for unit in text.walk():
        if unit.kind in _TOP and (unit.kind == "lampiran" or not unit.apart()) and unit.number is not None:
            found[unit.kind, unit.number] = None if (unit.kind, unit.number) in found else unit
    return {key: unit for key, unit in found.items() if unit is not None}


def _of_field(text: Text, top: Mapping[tuple[str, object], Unit], unit: Unit, field: str) -> list[Citation]:
    words = getattr(unit, field)
    found: list[Citation] = []
    before: Citation | None = None
    for run in _runs(words, references(words)):
        if before is not None and before.parts[0].chain != run[0].chain:
            before = None
        citation = _resolved(text, top, unit, field, run, before)
        if citation is not None:
            found.append(citation)
        before = citation
    return found


def _runs(words: str, found: Sequence[Reference]) -> list[list[Reference]]:
    """References with nothing but blanks between them: together they name one place."""
    runs: list[list[Reference]] = []
    for reference in found:
        if runs and not words[runs[-1][-1].end : reference.start].replace(reference.unit, "", 1).strip():
            runs[-1].append(reference)
        else:
            runs.append([reference])
    return runs


def _resolved(
    text: Text,
    top: Mapping[tuple[str, object], Unit],
    unit: Unit,
    field: str,
    run: Sequence[Reference],
    before: Citation | None,
) -> Citation | None:
    at: Unit | None = None
    given: Unit | None = None
    for part in sorted(run, key=lambda one: _RANKS.get(one.unit, _DEEPEST)):
        number = number_in(part.unit, getattr(unit, field)[part.start : part.end])
        if number is None:
            return None
        if part.unit in _TOP:
            at = top.get((part.unit, number))
        elif at is not None:
            at = _child(at, part.unit, number)
        else:
            origin = before.meant if before is not None else text.explained(unit)
            at, given = _near(origin, part.unit, number)
        if at is None:
            return None
    if at is None:
        return None
    own = given is not None and _within(given, text.explained(unit))
    return Citation(unit, field, tuple(run), at, given, own)


def _child(holder: Unit, kind: str, number: object) -> Unit | None:
    return next((one for one in holder.children if one.kind == kind and one.number == number), None)


def _near(origin: Unit, kind: str, number: object) -> tuple[Unit | None, Unit | None]:
    """A unit by its number in what a citation stands in, and the holder in which it was found."""
    for holder in (origin, *origin.above()):
        if (found := _child(holder, kind, number)) is not None:
            return found, holder
        if holder.kind == "pasal":
            break
    return None, None
