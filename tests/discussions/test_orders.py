"""A thread in each of its orders, page by page: nothing twice, nothing left out, the same at every look."""

from __future__ import annotations

from typing import get_args

import pytest

from long_threads import make_long_thread
from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.orders import ROOTS, Order, in_order, rank_of
from partisipasi.discussions.queries import Entry, talk_page
from partisipasi.discussions.supporting import support, withdraw_support
from partisipasi.discussions.visibility import hide_contribution, restore_contribution
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings
from talk_scene import broken_rules, make_person, make_scene

ORDERS = get_args(Order)


class Root:
    """An entry as the orders see it."""

    def __init__(self, entry: Entry) -> None:
        self.id, self.best, self.answers = entry.id, entry.best, entry.replies


async def _page(
    tx: Transaction, thread_id: int, order: Order, cursor: Root | None, *, back: bool = False
) -> list[Root]:
    place = {"before" if back else "after": cursor.id if cursor else None}
    rank = rank_of(order, cursor) if cursor else None
    entries = await talk_page(tx, GUEST, thread_id, order=order, rank=rank, **place)
    roots = in_order(order, [Root(entry) for entry in entries if entry.depth == 0])
    return roots[-ROOTS:] if back else roots[:ROOTS]


async def _walk(tx: Transaction, thread_id: int, order: Order, *, back: bool = False, start: Root | None = None):  # type: ignore[no-untyped-def]
    cursor, pages = start, []
    while page := await _page(tx, thread_id, order, cursor, back=back):
        pages.append(page)
        cursor = page[0] if back else page[-1]
    return pages


@pytest.mark.parametrize("order", ORDERS)
async def test_every_order_is_walked_without_gap_or_twin_there_and_back(tx: Transaction, order: Order) -> None:
    scene = await make_scene(tx)
    thread_id = await make_long_thread(tx, scene.topic_id, 4 * ROOTS + 9)
    there = [root for page in await _walk(tx, thread_id, order) for root in page]
    ids = [root.id for root in there]
    assert len(ids) == len(set(ids)) == 4 * ROOTS + 9
    assert ids == [root.id for root in in_order(order, there)]
    assert ids == [root.id for page in await _walk(tx, thread_id, order) for root in page], "ties stay as they are"
    back = [root.id for page in await _walk(tx, thread_id, order, back=True, start=there[-1]) for root in page[::-1]]
    assert back == ids[-2::-1]


async def test_newer_comes_first_among_equals_and_support_moves_up(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    author, *others = [await make_person(tx) for _ in range(4)]
    target = Target(draft_id=scene.draft_id)
    a, b, c = [await contribute(tx, author, settings, target=target, body=f"Ide {n}.") for n in range(3)]
    thread_id = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", a.id)

    async def order(name: Order = "best") -> list[int]:
        return [root.id for root in await _page(tx, thread_id, name, None)]

    assert await order() == [c.id, b.id, a.id] == await order("newest")
    await support(tx, others[0], receipt=a.receipt)
    assert await order() == [a.id, c.id, b.id]
    for other in others:
        await support(tx, other, receipt=b.receipt)
    assert await order() == [b.id, a.id, c.id]
    await hide_contribution(tx, contribution_id=b.id, rule="abuse")
    assert (await order())[0] == a.id, "what is hidden is not the best of a thread"
    await restore_contribution(tx, contribution_id=b.id)
    assert (await order())[0] == b.id
    for other in others:
        await withdraw_support(tx, other, receipt=b.receipt)
    await contribute(tx, others[0], settings, target=target, parent=c.receipt, body="Setuju.")
    assert await order() == [a.id, c.id, b.id]
    assert await order("discussed") == [c.id, b.id, a.id]
    assert await broken_rules(tx) == []
