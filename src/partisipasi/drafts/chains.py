"""Chains: choosing, among possible pairs of places in two sequences, those that keep the order."""

from collections.abc import Sequence

Point = tuple[int, int, float]


def heaviest_chain(points: Sequence[Point]) -> list[int]:
    """Return the indices of a heaviest chain of ``points``, in order.

    A point is (place in the first sequence, place in the second, weight > 0); a chain rises strictly in both
    places. With weight = similarity less a gap cost this is the optimum of Needleman and Wunsch's alignment
    (1970) over a sparse matrix. O(k log k) for k points: prefix maxima in a Fenwick tree, points of one row
    entered from the right so that a row is used once.
    """
    columns = {place: rank for rank, place in enumerate(sorted({point[1] for point in points}), 1)}
    best = [(0.0, -1)] * (len(columns) + 1)
    before = [-1] * len(points)
    total = (0.0, -1)
    for index in sorted(range(len(points)), key=lambda i: (points[i][0], -points[i][1])):
        _, place, weight = points[index]
        rank = columns[place]
        reached = (0.0, -1)
        at = rank - 1
        while at > 0:
            if best[at][0] > reached[0]:
                reached = best[at]
            at &= at - 1
        before[index] = reached[1]
        entry = (reached[0] + weight, index)
        if entry[0] > total[0]:
            total = entry
        at = rank
        while at < len(best):
            if entry[0] > best[at][0]:
                best[at] = entry
            at += at & -at
    chain = []
    index = total[1]
    while index >= 0:
        chain.append(index)
        index = before[index]
    return chain[::-1]
