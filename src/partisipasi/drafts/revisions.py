"""What one edit of a concept changed, clause by clause, and how to take it back whatever came after it.

An edit is kept as the rows that it touched, before and after, and the order of the text where that changed. Taking it
back puts each field where it was that is still as the edit left it; a field that somebody has changed since is not
touched: the undoing is refused and names the clauses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from partisipasi.drafts.outline import Clause
from partisipasi.drafts.outline.tree import Node
from partisipasi.drafts.placing import node_of, replaced

_FIELDS: Final = ("parent", "kind", "label", "heading", "text")


class Row(msgspec.Struct, frozen=True, array_like=True):
    """A clause of a concept by its identity; `parent` is that of what it stands in, `slug` its own part of the key."""

    id: int
    parent: int | None
    kind: str
    slug: str
    label: str
    heading: str
    text: str
    line: int


class Delta(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The rows that an edit touched, and the order of all identities before and after it where that changed."""

    before: list[Row] = []
    after: list[Row] = []
    order_before: list[int] | None = None
    order_after: list[int] | None = None


class Restored(msgspec.Struct, frozen=True):
    """An outline after an edit was taken back: its clauses, new key → identity, and the counts of its units."""

    clauses: list[Clause]
    identities: dict[str, int]
    counts: dict[str, int]


class Overtaken(Exception):
    """An edit cannot be taken back: these clauses (identities) were changed since, or the order was (none)."""

    def __init__(self, clauses: Sequence[int]) -> None:
        super().__init__(f"changed since: {clauses}")
        self.clauses = list(clauses)


class Standing(msgspec.Struct, frozen=True):
    """A stored clause with its identity and that of what it stands in."""

    id: int
    parent: int | None
    clause: Clause


def rows_of(clauses: Sequence[Standing]) -> list[Row]:
    """Stored clauses in document order as rows."""
    return [
        Row(
            id=one.id,
            parent=one.parent,
            kind=one.clause.kind,
            slug=node_of(one.clause).slug,
            label=one.clause.label,
            heading=one.clause.heading,
            text=one.clause.text,
            line=one.clause.line,
        )
        for one in clauses
    ]


def difference(before: Sequence[Row], after: Sequence[Row]) -> Delta:
    """What changed from one state of a concept to the next."""
    was = {row.id: row for row in before}
    now = {row.id: row for row in after}
    moved = [row.id for row in before] != [row.id for row in after]
    return Delta(
        before=[row for row in before if now.get(row.id) != row],
        after=[row for row in after if was.get(row.id) != row],
        order_before=[row.id for row in before] if moved else None,
        order_after=[row.id for row in after] if moved else None,
    )


def take_back(current: Sequence[Row], delta: Delta) -> list[Row]:
    """The rows of a concept with one edit undone.

    Raises:
        Overtaken: what the edit changed was changed again since.
    """
    now = {row.id: row for row in current}
    was = {row.id: row for row in delta.before}
    made = {row.id: row for row in delta.after}
    clashes = [key for key in made if key not in now]
    clashes += [key for key in made.keys() & now.keys() & was.keys() if _clash(now[key], was[key], made[key])]
    born, gone = made.keys() - was.keys(), was.keys() - made.keys()
    clashes += [key for key in born & now.keys() if _changed(now[key], made[key])]
    clashes += [row.id for row in current if row.parent in born and row.id not in born]
    clashes += [key for key in gone if key in now or (was[key].parent is not None and not _there(was[key], now, gone))]
    if clashes:
        raise Overtaken(sorted(set(clashes)))
    rows = {key: row for key, row in now.items() if key not in born}
    rows |= {key: _merged(now[key], was[key], made[key]) for key in made.keys() & was.keys()}
    rows |= {key: was[key] for key in gone}
    return [rows[key] for key in _sound(_order([row.id for row in current], delta, born, gone), rows)]


def as_clauses(rows: Sequence[Row]) -> Restored:
    """Rows in document order as an outline."""
    depths: dict[int, int] = {}
    for row in rows:
        depths[row.id] = depths[row.parent] + 1 if row.parent is not None else 0
    nodes = [Node(row.kind, row.slug, row.label, row.line - 1, row.heading, row.text) for row in rows]
    clauses, counts = replaced(nodes, list(depths.values()), max((row.line for row in rows), default=1))
    return Restored(clauses, {clause.key: row.id for clause, row in zip(clauses, rows, strict=True)}, counts)


def _changed(row: Row, other: Row) -> bool:
    return any(getattr(row, field) != getattr(other, field) for field in _FIELDS)


def _clash(now: Row, was: Row, made: Row) -> bool:
    """Whether a field that the edit changed is no longer as it left it."""
    return any(
        getattr(was, field) != getattr(made, field) and getattr(now, field) != getattr(made, field) for field in _FIELDS
    )


def _merged(now: Row, was: Row, made: Row) -> Row:
    back = {field: getattr(was, field) for field in _FIELDS if getattr(was, field) != getattr(made, field)}
    if "label" in back or "kind" in back:
        back["slug"] = was.slug
    return msgspec.structs.replace(now, **back)


def _there(row: Row, now: Mapping[int, Row], gone: set[int]) -> bool:
    return row.parent in now or row.parent in gone


def _order(current: list[int], delta: Delta, born: set[int], gone: set[int]) -> list[int]:
    if delta.order_before is None or delta.order_after is None:
        return current
    if current == delta.order_after:
        return delta.order_before
    stayed = [key for key in delta.order_before if key not in gone]
    if stayed != [key for key in delta.order_after if key not in born]:
        raise Overtaken([])
    order = [key for key in current if key not in born]
    for at, key in enumerate(delta.order_before):
        if key in gone:
            before = next((one for one in reversed(delta.order_before[:at]) if one in order), None)
            order.insert(order.index(before) + 1 if before is not None else 0, key)
    return order


def _sound(order: list[int], rows: Mapping[int, Row]) -> list[int]:
    """An order in which what a clause stands in comes right before it and its siblings.

    Raises:
        Overtaken: later edits have put something between.
    """
    path: list[int] = []
    for key in order:
        parent = rows[key].parent
        while path and path[-1] != parent:
            path.pop()
        if parent is not None and not path:
            raise Overtaken([])
        path.append(key)
    return order
