"""Correcting an outline by hand: what the reader took for something else is set right, and everything below follows.

The order of the text never changes. What a person corrects is what a clause is, its number, its words, and what it
stands in; keys and paths are worked out again as the reader does it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from partisipasi.drafts.outline import KINDS, Clause
from partisipasi.drafts.placing import depths_of, node_of, replaced, slug_of


class WrongPlace(ValueError):
    """A clause cannot stand where it was to be put without changing the order of the text."""


class Correction(msgspec.Struct, frozen=True):
    """An outline set right: its clauses, new key → key before, and the counts of its units."""

    clauses: list[Clause]
    keys: dict[str, str]
    counts: dict[str, int]


def places_for(clauses: Sequence[Clause], key: str) -> list[Clause]:
    """The clauses that a clause could stand in: the one before it in the text, and all that this one stands in.

    Returns:
        From the outermost inwards; the top of the text is always possible besides. A clause's own parts are not in it.
    """
    at = _index(clauses, key)
    by_key = {clause.key: clause for clause in clauses}
    chain: list[Clause] = []
    before = clauses[at - 1] if at else None
    while before is not None:
        chain.append(before)
        before = by_key[before.parent] if before.parent else None
    return chain[::-1]


def correct(
    clauses: Sequence[Clause],
    key: str,
    *,
    kind: str | None = None,
    label: str | None = None,
    heading: str | None = None,
    text: str | None = None,
    inside: str | msgspec.UnsetType | None = msgspec.UNSET,
) -> Correction:
    """Set one clause right. What is None or unset stays as it is.

    Args:
        inside: key of the clause it is to stand in, None for the top of the text. Its own parts go with it; where it is
            taken out of a clause, what followed it there stands in it from now on, as in any outline.

    Raises:
        KeyError: there is no clause of this key.
        ValueError: an unknown kind.
        WrongPlace: `inside` is not one of `places_for`.
    """
    at = _index(clauses, key)
    if kind is not None and kind not in KINDS:
        raise ValueError(kind)
    depths = depths_of(clauses)
    if inside is not msgspec.UNSET and inside != clauses[at].parent:
        _move(clauses, depths, at, inside)
    nodes = [node_of(clause) for clause in clauses]
    node = nodes[at]
    if (kind is not None and kind != node.kind) or (label is not None and label != node.label):
        node.kind, node.label = kind or node.kind, node.label if label is None else label
        node.slug = slug_of(node.kind, node.label)
    node.heading = node.heading if heading is None else heading
    node.text = node.text if text is None else text
    placed, counts = replaced(nodes, depths, max(clause.line for clause in clauses))
    return Correction(placed, {new.key: old.key for new, old in zip(placed, clauses, strict=True)}, counts)


def _index(clauses: Sequence[Clause], key: str) -> int:
    for at, clause in enumerate(clauses):
        if clause.key == key:
            return at
    raise KeyError(key)


def _move(clauses: Sequence[Clause], depths: list[int], at: int, inside: str | None) -> None:
    places = places_for(clauses, clauses[at].key)
    levels = {place.key: level + 1 for level, place in enumerate(places)}
    depth = 0 if inside is None else levels.get(inside, -1)
    if depth < 0:
        raise WrongPlace(inside)
    shift, own = depth - depths[at], depths[at]
    for below in range(at + 1, len(depths)):
        if depths[below] <= own:
            break
        depths[below] += shift
    depths[at] = depth
