"""How the address of a page of talk says its order and where in it the page begins.

`?urut=` names the order; oldest first has no name, so that a thread has one address. `?sesudah=` and `?sebelum=` hold
the id of a root, and for orders that go by a number that number before it: `1250000000.417`.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec

from partisipasi.discussions.orders import Order, Ranked, rank_of
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.kit.paging import Cursor
from partisipasi.site.pages import Req
from partisipasi.site.paging import whole_number

_NAMES: Mapping[Order, str] = {"oldest": "", "newest": "terbaru", "best": "terbaik", "discussed": "teramai"}
_WORDS: Mapping[Order, str] = {
    "oldest": N_("Oldest first"),
    "newest": N_("Newest first"),
    "best": N_("Best supported"),
    "discussed": N_("Most discussed"),
}


class Beginning(msgspec.Struct, frozen=True):
    """Where a page begins: the cursor by ids, and the number its root stood by."""

    cursor: Cursor
    rank: int | None = None


def order_of(request: Req) -> Order:
    """The order that a request asks for; what is not known is oldest first."""
    wanted = request.query_params.get("urut", "")
    return next((order for order, name in _NAMES.items() if name and name == wanted), "oldest")


def beginning_of(request: Req, order: Order) -> Beginning:
    """Where the page that a request asks for begins; nonsense counts as the start."""
    for name in ("sesudah", "sebelum"):
        rank, dot, key = (request.query_params.get(name) or "").rpartition(".")
        found, stood = whole_number(key), whole_number(rank)
        if found is None or (order in {"best", "discussed"}) != bool(dot) or (dot and stood is None):
            continue
        cursor = Cursor(after=found) if name == "sesudah" else Cursor(before=found)
        return Beginning(cursor, stood)
    return Beginning(Cursor())


def place_in(order: Order, one: Ranked) -> str:
    """A root's place in an order, for a link to what comes after or before it."""
    rank = rank_of(order, one)
    return str(one.id) if rank is None else f"{rank}.{one.id}"


def query_of(order: Order) -> dict[str, str]:
    """The order as links keep it."""
    return {"urut": _NAMES[order]} if _NAMES[order] else {}


def beginning_with(order: Order, one: Ranked) -> str:
    """The query of the page that begins with a root."""
    rank = rank_of(order, one)
    key = one.id - 1 if order == "oldest" else one.id + 1
    return urlencode({**query_of(order), "sesudah": key if rank is None else f"{rank}.{key}"})


def choices(path: str, order: Order) -> list[tuple[str, str, bool]]:
    """The orders to choose from on a page of talk at `path`: words, address, whether the page is in it."""
    return [
        (gettext(_WORDS[one]), f"{href(path)}{f'?urut={name}' if name else ''}#bicara", one == order)
        for one, name in _NAMES.items()
    ]
