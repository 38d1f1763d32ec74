"""What became of each clause over several versions: the alignments of the steps, composed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

_ORDER: Final = ("text", "place", "number", "refs")


class Step(msgspec.Struct, frozen=True):
    """One line of an alignment between two neighbouring versions; ids of clause texts."""

    old: int | None
    new: int | None
    op: str
    flags: tuple[str, ...]
    score: float = 1.0


class Wording(msgspec.Struct, frozen=True):
    """What is needed of a clause text to compare it over the steps."""

    clause_id: int
    label: str
    fingerprint: str


def compose(steps: Sequence[Sequence[Step]], wordings: Mapping[int, Wording]) -> list[Step]:
    """Compose the alignments of neighbouring versions into one from the first to the last.

    Args:
        steps: the alignment of each step, oldest first, every clause text of either side in at least one line.
        wordings: clause text id → its wording, for the first and the last version at least.

    Returns:
        Lines in the order of the last step, deletions last. A clause that was deleted and came back with its identity
        is one line again. What changed and was changed back is not changed.
    """
    if len(steps) == 1:
        return list(steps[0])
    lines = _followed(steps)
    lines = _rejoined(lines, wordings)
    olds: defaultdict[int, int] = defaultdict(int)
    news: defaultdict[int, int] = defaultdict(int)
    for line in lines:
        if line.old is not None and line.new is not None:
            olds[line.old] += 1
            news[line.new] += 1
    return [_judged(line, olds, news, wordings) for line in lines]


def _followed(steps: Sequence[Sequence[Step]]) -> list[Step]:
    """Follow each text of the first version forwards, and each text of the last one back to where it was inserted."""
    lines = list(steps[0])
    for step in steps[1:]:
        onward: defaultdict[int, list[Step]] = defaultdict(list)
        for line in step:
            if line.old is not None:
                onward[line.old].append(line)
        begun: defaultdict[int, list[Step]] = defaultdict(list)
        gone: list[Step] = []
        for line in lines:
            if line.new is None:
                gone.append(line)
                continue
            for after in onward[line.new]:
                if after.new is not None:
                    begun[after.new].append(_joined(line, after))
            if all(after.new is None for after in onward[line.new]) and line.old is not None:
                gone.append(Step(line.old, None, "deleted", (), 0.0))
        lines = []
        for entry in step:
            if entry.new is not None:
                lines += begun.pop(entry.new, []) if entry.new in begun else [entry] if entry.old is None else []
        lines += _once(gone)
    return _without_twins(lines)


def _joined(before: Step, after: Step) -> Step:
    if before.old is None:
        return Step(None, after.new, "inserted", (), 0.0)
    flags = tuple(flag for flag in _ORDER if flag in before.flags or flag in after.flags)
    return Step(before.old, after.new, after.op, flags, round(before.score * after.score, 4))


def _once(gone: Sequence[Step]) -> list[Step]:
    """Deletions without those told twice (a clause split before all its parts went)."""
    return list({line.old: line for line in gone}.values())


def _without_twins(lines: Sequence[Step]) -> list[Step]:
    """Lines without doubles, without deletions of what lives on and insertions of what has a source."""
    living = {line.old for line in lines if line.old is not None and line.new is not None}
    sourced = {line.new for line in lines if line.old is not None and line.new is not None}
    kept: dict[tuple[int | None, int | None], Step] = {}
    for line in lines:
        if (line.new is None and line.old in living) or (line.old is None and line.new in sourced):
            continue
        kept.setdefault((line.old, line.new), line)
    return list(kept.values())


def _rejoined(lines: Sequence[Step], wordings: Mapping[int, Wording]) -> list[Step]:
    """Make one line of a deletion and an insertion that are the same clause: it was restored in between."""
    gone = {wordings[line.old].clause_id: line.old for line in lines if line.new is None and line.old is not None}
    back = {
        wordings[line.new].clause_id: line.new
        for line in lines
        if line.old is None and line.new is not None and wordings[line.new].clause_id in gone
    }
    result = []
    for line in lines:
        if line.old is None and line.new is not None and wordings[line.new].clause_id in back:
            result.append(Step(gone[wordings[line.new].clause_id], line.new, "reworded", ("text", "number")))
        elif not (line.new is None and line.old is not None and wordings[line.old].clause_id in back):
            result.append(line)
    return result


def _judged(line: Step, olds: Mapping[int, int], news: Mapping[int, int], wordings: Mapping[int, Wording]) -> Step:
    """Name what became of a clause by what is left of its changes, by the precedence of a single alignment."""
    if line.old is None or line.new is None:
        return line
    old, new = wordings[line.old], wordings[line.new]
    flags = set(line.flags)
    if old.fingerprint == new.fingerprint:
        flags -= {"text", "refs"}
    if " ".join(old.label.split()) == " ".join(new.label.split()):
        flags.discard("number")
    if olds[line.old] > 1:
        op = "split"
    elif news[line.new] > 1:
        op = "merged"
    elif "place" in flags:
        op = "moved"
    elif "text" in flags:
        op = "reworded"
    else:
        op = "renumbered" if "number" in flags else "same"
    return Step(line.old, line.new, op, tuple(flag for flag in _ORDER if flag in flags), line.score)
