"""How the database reads the pages people open most: along an index, whatever the length of a thread.

The thread here has thousands of contributions and the tables are analysed, so that the planner chooses as it would in a
large city; nothing is switched off. Read are the plans of the very statements the queries send, with their arguments.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, get_args

import pytest

from long_threads import make_long_thread
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.orders import Order
from partisipasi.discussions.queries import spot_of, talk_page, thread_view
from partisipasi.kit.database import Database, Transaction
from talk_scene import make_person, make_scene

SIZE = 6_000


class City:
    """A thread of many and what is asked about it."""

    def __init__(self, thread_id: int, ids: list[int], person: Viewer) -> None:
        self.thread_id, self.ids, self.person = thread_id, ids, person


@pytest.fixture(scope="module")
async def large(cluster: Any, template: str) -> AsyncIterator[Database]:
    """A database of its own, with statistics."""
    from partisipasi.kit.cluster import create_database, drop_database

    made = Database(await create_database(cluster, "tests_of_plans", template=template), size=3)
    yield made
    await made.close()
    await drop_database(cluster, "tests_of_plans")


@pytest.fixture(scope="module")
async def city(large: Database) -> City:
    async with large.transaction() as tx:
        scene = await make_scene(tx)
        person, *_ = [await make_person(tx) for _ in range(6)]
        threads = [await make_long_thread(tx, scene.topic_id, SIZE, equal=40) for _ in range(2)]
        await tx.execute(
            """INSERT INTO support (contribution_id, account_id)
               SELECT c.id, a.id FROM contribution c CROSS JOIN account a WHERE c.id % 3 = 0"""
        )
        ids = await tx.values("SELECT id FROM contribution WHERE thread_id = $1 ORDER BY id", threads[0])
    connection = await large.connect(statement_timeout=0)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    return City(threads[0], ids, person)


async def plans_of(database: Database, asked: Callable[[Transaction], Awaitable[object]]) -> list[str]:
    """The plans of every statement that a query sends."""
    sent: list[tuple[str, tuple[object, ...]]] = []
    async with database.transaction(writes=False) as tx:
        raw = tx.raw

        class Noting:
            """Stands before the connection and notes what is asked of it."""

            def __getattr__(self, name: str) -> Any:
                real = getattr(raw, name)
                if name not in {"fetch", "fetchrow", "fetchval"}:
                    return real

                async def noted(sql: str, *args: object) -> Any:
                    sent.append((sql, args))
                    return await real(sql, *args)

                return noted

        tx.raw = Noting()  # type: ignore[assignment]
        await asked(tx)
        tx.raw = raw
        return ["\n".join(await tx.values(f"EXPLAIN (ANALYZE, TIMING OFF) {sql}", *args)) for sql, args in sent]


def most_rows(plan: str) -> int:
    """The most rows that any step of a plan went through, kept or thrown away."""
    kept = [int(rows) * int(loops) for rows, loops in re.findall(r"actual rows=(\d+)(?:\.\d+)? loops=(\d+)", plan)]
    lost = [int(rows) for rows in re.findall(r"Rows Removed by [\w ]+: (\d+)", plan)]
    return max([*kept, *lost, 0])


def sound(plan: str) -> None:
    """Fail for a plan that reads the contributions or their counters whole, or sorts a thread."""
    assert not re.search(r"Seq Scan on (contribution|contribution_tally|support|thread_read)\b", plan), plan
    assert most_rows(plan) < 600, plan


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("order", get_args(Order))
async def test_a_page_of_any_order_walks_its_index(large: Database, city: City, order: Order, back: bool) -> None:
    middle = city.ids[SIZE // 2]
    rank = {"best": 10**11, "discussed": 20}.get(order)
    index = {"best": "ix_contribution_tally_best", "discussed": "ix_contribution_tally_discussed"}
    for viewer in (GUEST, city.person):
        (plan,) = await plans_of(
            large,
            lambda tx, viewer=viewer: talk_page(
                tx, viewer, city.thread_id, order=order, rank=rank, **{"before" if back else "after": middle}
            ),
        )
        sound(plan)
        assert index.get(order, "ix_contribution_roots") in plan or order in {"oldest", "newest"}, plan


@pytest.mark.parametrize("order", get_args(Order))
async def test_the_first_page_of_any_order_walks_its_index(large: Database, city: City, order: Order) -> None:
    (plan,) = await plans_of(large, lambda tx: talk_page(tx, GUEST, city.thread_id, order=order))
    sound(plan)


async def test_the_way_to_the_last_contribution_is_two_looks_at_an_index(large: Database, city: City) -> None:
    async def asked(tx: Transaction) -> None:
        receipt = await tx.value("SELECT receipt FROM contribution WHERE id = $1", city.ids[-1])
        spot = await spot_of(tx, GUEST, receipt)
        assert spot is not None
        assert await thread_view(tx, GUEST, spot.thread_id) is not None
        entries = await talk_page(tx, GUEST, spot.thread_id, after=spot.root_id - 1)
        assert [entry.id for entry in entries] == [city.ids[-1]]

    for plan in await plans_of(large, asked):
        sound(plan)
