"""The orders in which a thread is read, each a walk along an index from a root on, however long the thread is.

Oldest and newest go by the id alone. Best and most discussed go by a number and, among equals, by the id: newer first,
because the newer one had less time to be found (see `ranking`). A cursor then holds both, as they were on the page it
leads on from. What is counted meanwhile moves a root in the order, but never what is read from one page to the next
of all that did not move.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol, TypeVar

Order = Literal["oldest", "newest", "best", "discussed"]

ROOTS = 25

#: Whether a contribution has a place in a page of talk at all, be it as a stub.
SHOWN = """(c.state IN ('published', 'hidden') OR (c.state = 'withdrawn' AND c.published_at IS NOT NULL))"""

#: Whether a thread (alias `t`) has begun: of one whose first words wait for a mail or a moderator nobody is told. Asked
#: for the first of them, so that it is a look at the index wherever most contributions stand.
BEGUN = f"""((SELECT c.id FROM contribution c WHERE c.thread_id = t.id AND {SHOWN} ORDER BY c.id LIMIT 1) IS NOT NULL
             OR (SELECT c.id FROM contribution c WHERE c.thread_id = t.id ORDER BY c.id LIMIT 1) IS NULL)"""

_LAST = "9223372036854775807"
_BY_ID = f"SELECT c.id FROM contribution c WHERE c.thread_id = $2 AND c.depth = 0 AND {SHOWN}"
_RANKS: dict[Order, str] = {"best": "y.best", "discussed": "y.replies"}


class Ranked(Protocol):
    """What the orders go by."""

    @property
    def id(self) -> int: ...
    @property
    def best(self) -> int: ...
    @property
    def answers(self) -> int: ...


R = TypeVar("R", bound=Ranked)


def roots_sql(order: Order, *, back: bool) -> str:
    """The statement that finds the ids of a page's roots: ROOTS of them and one more.

    Args:
        back: the roots just before the cursor instead of after it, nearest first.

    Returns:
        SQL with $2 the thread, $3 the id of the cursor, and for best and discussed $5 its rank. One statement for each
        way, so that each can walk its index; the limit is written out: with a parameter the database would plan the
        large query around this one anew each time, longer than it runs.
    """
    limit = f"LIMIT {ROOTS} + 1"
    up = (order == "oldest") != back
    if order in _RANKS:
        rank, sign, way = _RANKS[order], ">" if up else "<", "" if up else " DESC"
        return f"""SELECT c.id FROM contribution_tally y JOIN contribution c ON c.id = y.contribution_id AND {SHOWN}
            WHERE y.thread_id = $2
              AND ({rank}, y.contribution_id) {sign} (coalesce($5::bigint, {_LAST}), coalesce($3::bigint, {_LAST}))
            ORDER BY {rank}{way}, y.contribution_id{way} {limit}"""
    if up:
        return f"{_BY_ID} AND c.id > coalesce($3::bigint, 0) ORDER BY c.id {limit}"
    return f"{_BY_ID} AND c.id < coalesce($3::bigint, {_LAST}) ORDER BY c.id DESC {limit}"


def rank_of(order: Order, one: Ranked) -> int | None:
    """The number that a root stands by in an order; None where it is its id alone."""
    if order == "best":
        return one.best
    return one.answers if order == "discussed" else None


def in_order(order: Order, roots: Iterable[R]) -> list[R]:
    """Roots as an order has them."""
    if order == "oldest":
        return sorted(roots, key=lambda one: one.id)
    return sorted(roots, key=lambda one: (rank_of(order, one) or 0, one.id), reverse=True)
