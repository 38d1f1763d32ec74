"""The longest consistent chain of numbered markers.

A scan offers many places that look like a marker: real ones, references, misread digits. The real ones count up, so
the reader looks for the increasing chain of greatest weight: dynamic programming over the markers in text order,
with a Fenwick tree of prefix maxima over the numbers, O(n log n) (weighted longest increasing subsequence; Fredman
1975, Fenwick 1994). A number left out costs, and so does one that repeats, so both happen only when the text insists.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec


class Mark(msgspec.Struct, frozen=True):
    """A place that may be a marker: `[start, end)` printed as number + suffix; `weight` says how likely."""

    start: int
    end: int
    number: int
    weight: float
    suffix: str = ""
    exact: bool = True


class Costs(NamedTuple):
    """What a chain pays: per number left out, per repeated number, and for not beginning with 1."""

    gap: float
    repeat: float
    opening: float


_NOWHERE: Final = (float("-inf"), -1)


class _PrefixMaxima:
    """Fenwick tree over ranks: the best (value, index) among ranks below a bound."""

    def __init__(self, size: int) -> None:
        self._best = [_NOWHERE] * (size + 1)

    def raise_to(self, rank: int, entry: tuple[float, int]) -> None:
        position = rank + 1
        while position < len(self._best):
            if entry > self._best[position]:
                self._best[position] = entry
            position += position & -position

    def below(self, rank: int) -> tuple[float, int]:
        found = _NOWHERE
        while rank > 0:
            found = max(found, self._best[rank])
            rank -= rank & -rank
        return found


def best_chain(marks: Iterable[Mark], costs: Costs) -> list[Mark]:
    """Return the chain of greatest weight.

    Arguments: `marks` in text order, where several at one start are alternative readings of one place; `costs`.
    Result: marks with non-decreasing (number, suffix), at most one per place; empty when none is worth its cost.
    """
    line: Sequence[Mark] = sorted(marks, key=lambda mark: mark.start)
    if not line:
        return []
    ranks = sorted({(mark.number, mark.suffix) for mark in line})
    tree, held = _PrefixMaxima(len(ranks)), [_NOWHERE] * len(ranks)
    scores, before = [0.0] * len(line), [-1] * len(line)
    at = 0
    while at < len(line):
        group = at
        while at < len(line) and line[at].start == line[group].start:
            scores[at], before[at] = _extend(line[at], ranks, tree, held, costs)
            at += 1
        for index in range(group, at):
            rank = bisect_left(ranks, (line[index].number, line[index].suffix))
            held[rank] = max(held[rank], (scores[index], index))
            tree.raise_to(rank, (scores[index] + costs.gap * line[index].number, index))
    last = best = max(range(len(line)), key=lambda index: (scores[index], -index))
    chain: list[Mark] = []
    while last >= 0 and scores[best] > 0:
        chain.append(line[last])
        last = before[last]
    return chain[::-1]


def spans(chain: Sequence[Mark], end: int) -> list[tuple[Mark, int]]:
    """Return each mark with where its text ends: at the next mark, the last one's at `end`."""
    return list(zip(chain, [*(mark.start for mark in chain[1:]), end][: len(chain)], strict=True))


def _extend(
    mark: Mark,
    ranks: list[tuple[int, str]],
    tree: _PrefixMaxima,
    held: list[tuple[float, int]],
    costs: Costs,
) -> tuple[float, int]:
    """Return the best score of a chain that ends with `mark`, and the index of the mark before it."""
    rank = bisect_left(ranks, (mark.number, mark.suffix))
    lowest = bisect_left(ranks, (mark.number, ""))
    best = (-min(costs.opening, costs.gap * max(0, mark.number - 1)), -1)
    value, index = tree.below(lowest)
    best = max(best, (value - costs.gap * (mark.number - 1), index))
    for same in range(lowest, rank):
        best = max(best, held[same])
    value, index = held[rank]
    best = max(best, (value - costs.repeat, index))
    return best[0] + mark.weight, best[1]
