"""Correcting an outline by hand: what the reader took for something else is set right, and everything below follows.

The order of the text never changes. What a person corrects is what a clause is, its number, its words, and what it
stands in; keys and paths are worked out again as the reader does it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec

from partisipasi.drafts.outline import KINDS, Clause
from partisipasi.drafts.outline.numerals import ordinal_value, roman_value
from partisipasi.drafts.outline.source import Source
from partisipasi.drafts.outline.tree import Node, place_clauses

#: Kinds that are told apart by their order among their siblings, not by a number of their own.
_SERIAL: Final = frozenset(("section", "alinea", "teks"))
#: Kinds that stand in an article only where an amending act quotes them.
_QUOTABLE: Final = frozenset(("buku", "bab", "bagian", "paragraf", "pasal"))
_NUMBER: Final = re.compile(r"[0-9]+ ?[a-z]{0,2}|[a-z]{1,2}(?=[.)]?$)", re.IGNORECASE)


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
    depths = _depths(clauses)
    if inside is not msgspec.UNSET and inside != clauses[at].parent:
        _move(clauses, depths, at, inside)
    nodes = [_node(clause) for clause in clauses]
    node = nodes[at]
    if (kind is not None and kind != node.kind) or (label is not None and label != node.label):
        node.kind, node.label = kind or node.kind, node.label if label is None else label
        node.slug = _slug(node.kind, node.label)
    node.heading = node.heading if heading is None else heading
    node.text = node.text if text is None else text
    placed, counts = place_clauses(_grown(nodes, depths), Source("\n" * max(clause.line for clause in clauses)))
    return Correction(placed, {new.key: old.key for new, old in zip(placed, clauses, strict=True)}, counts)


def _index(clauses: Sequence[Clause], key: str) -> int:
    for at, clause in enumerate(clauses):
        if clause.key == key:
            return at
    raise KeyError(key)


def _depths(clauses: Sequence[Clause]) -> list[int]:
    depths: dict[str, int] = {}
    for clause in clauses:
        depths[clause.key] = depths[clause.parent] + 1 if clause.parent else 0
    return list(depths.values())


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


def _node(clause: Clause) -> Node:
    # An offset is only asked for its line: in a text of empty lines, offset n lies on line n + 1.
    slug = clause.path.replace("lampiran/", "lampiran-").rsplit("/", 1)[-1]
    return Node(clause.kind, slug, clause.label, clause.line - 1, clause.heading, clause.text)


def _grown(nodes: Sequence[Node], depths: Sequence[int]) -> list[Node]:
    """Nodes in document order hung into each other by their depths; articles quoted by an amending act are marked."""
    roots: list[Node] = []
    path: list[Node] = []
    serials: Counter[tuple[int, str]] = Counter()
    for node, depth in zip(nodes, depths, strict=True):
        del path[depth:]
        parent = path[-1] if path else None
        (parent.children if parent else roots).append(node)
        node.payload = any(above.payload or (above.kind == "pasal" and node.kind in _QUOTABLE) for above in path)
        if node.kind in _SERIAL:
            serials[id(parent), node.kind] += 1
            node.slug = f"{node.kind}-{serials[id(parent), node.kind]}"
        path.append(node)
    return roots


def _slug(kind: str, label: str) -> str:
    """A clause's own part of key and path, from its printed number."""
    words = label.removeprefix(label.split(" ")[0]).strip() if " " in label else label
    if kind in ("bab", "buku", "lampiran") and (value := roman_value(words.rstrip("ABCDE."))):
        return f"{kind}-{value}{words.lstrip('IVXLC').rstrip('.').lower()}"
    if kind in ("bagian", "buku", "diktum") and (value := ordinal_value(words or "-")):
        return f"{kind}-{value}"
    match = _NUMBER.search(words.strip("() "))
    return f"{kind}-{match[0].replace(' ', '').lower()}" if match else kind
