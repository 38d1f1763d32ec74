"""How the database reads the pages people open most: along an index, whatever the length of a thread.

The thread here has thousands of contributions and the tables are analysed, so that the planner chooses as it would in a
large city; nothing is switched off.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, get_args

import msgspec
import pytest

from long_threads import make_long_thread
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.orders import Order
from partisipasi.discussions.queries import leading_threads, spot_of, talk_page, thread_view, threads_list
from partisipasi.discussions.reading import MANY, progress_in, said_since, unread_in
from partisipasi.discussions.thread_events import events_between
from partisipasi.kit.database import Database, Transaction
from plans import analyse, large_database, most_rows, plans_of, walks
from talk_scene import make_person, make_scene

SIZE = 6_000


OTHERS = 4_000


class City(msgspec.Struct, frozen=True):
    """A thread of many, the topic it stands in among many others, and who asks."""

    thread_id: int
    topic_id: int
    threads: list[int]
    ids: list[int]
    person: Viewer


@pytest.fixture(scope="module")
async def large(cluster: Any, template: str) -> AsyncIterator[Database]:
    """A database of its own, with statistics."""
    async with large_database(cluster, template, "talk") as made:
        yield made


@pytest.fixture(scope="module")
async def city(large: Database) -> City:
    async with large.transaction() as tx:
        scene = await make_scene(tx)
        person, *_ = [await make_person(tx) for _ in range(6)]
        long, _ = [await make_long_thread(tx, scene.topic_id, SIZE, equal=40) for _ in range(2)]
        await tx.execute(
            """INSERT INTO support (contribution_id, account_id)
               SELECT c.id, a.id FROM contribution c CROSS JOIN account a WHERE c.id % 3 = 0"""
        )
        ids = await tx.values("SELECT id FROM contribution WHERE thread_id = $1 ORDER BY id", long)
        others = await _others(tx, scene.topic_id)
        await tx.execute(
            """INSERT INTO thread_read (account_id, thread_id, last_id)
               SELECT a.id, t.id, (SELECT min(c.id) FROM contribution c WHERE c.thread_id = t.id)
               FROM account a CROSS JOIN thread t"""
        )
        await tx.execute(
            """INSERT INTO thread_event (thread_id, kind, by_role, at)
               SELECT t.id, 'slowed', 'moderator', now() - n * interval '1 hour'
               FROM thread t CROSS JOIN generate_series(1, 3) n"""
        )
    await analyse(large)
    return City(long, scene.topic_id, others, ids, person)


async def _others(tx: Transaction, topic_id: int) -> list[int]:
    """Short threads of a topic; three are pinned."""
    found = await tx.values(
        """INSERT INTO thread (topic_id, title, slug, pinned_at)
           SELECT $1, 'Diskusi', 'diskusi', CASE WHEN n % 500 = 0 THEN now() END FROM generate_series(1, $2::int) n
           RETURNING id""",
        topic_id, OTHERS,
    )  # fmt: skip
    await tx.execute(
        """INSERT INTO contribution (receipt, thread_id, source, html, markup_version, published_at)
           SELECT 'Q' || t || '-' || n, t, 'Kiriman', '<p>Kiriman</p>', 1, now()
           FROM unnest($1::bigint[]) t CROSS JOIN generate_series(1, 3) n""",
        found,
    )
    await tx.execute(
        """INSERT INTO thread_tally (thread_id, contributions, roots, last_at)
           SELECT t, 3, 3, now() FROM unnest($1::bigint[]) t""",
        found,
    )
    return found


def sound(plan: str) -> None:
    """Fail for a plan that reads the contributions or their counters whole, or sorts a thread."""
    walks(
        plan, "contribution", "contribution_tally", "support", "thread", "thread_tally", "thread_read", "thread_event"
    )


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


async def test_what_is_unread_is_counted_no_further_than_many(large: Database, city: City) -> None:
    async def asked(tx: Transaction) -> None:
        progress = await progress_in(tx, city.person, city.thread_id)
        assert progress.unread == MANY
        assert progress.newest == city.ids[-1]

    for plan in await plans_of(large, asked):
        sound(plan)
        assert most_rows(plan) <= MANY, plan


async def test_what_is_unread_in_a_page_of_threads_is_counted_along_their_indexes(large: Database, city: City) -> None:
    async def asked(tx: Transaction) -> None:
        threads = [city.thread_id, *city.threads[-20:]]
        assert await unread_in(tx, city.person, threads) == {city.thread_id: MANY, **dict.fromkeys(threads[1:], 2)}

    for plan in await plans_of(large, asked):
        sound(plan)


async def test_asking_what_is_new_looks_at_what_is_new_alone(large: Database, city: City) -> None:
    async def asked(tx: Transaction) -> None:
        assert (await said_since(tx, GUEST, city.thread_id, city.ids[-4])).count == 3
        assert (await said_since(tx, GUEST, city.thread_id, city.ids[-1])).count == 0
        assert (await said_since(tx, GUEST, city.thread_id, 0)).count == MANY

    for plan in await plans_of(large, asked):
        sound(plan)
        assert most_rows(plan) <= MANY, plan


async def test_what_happened_on_a_page_is_found_by_its_thread(large: Database, city: City) -> None:
    async def asked(tx: Transaction) -> None:
        since, until = city.ids[SIZE // 2], city.ids[SIZE // 2 + 25]
        await events_between(tx, GUEST, city.thread_id, since=since, until=until)
        assert len(await events_between(tx, GUEST, city.thread_id, since=None, until=until)) == 3

    for plan in await plans_of(large, asked):
        sound(plan)
        assert most_rows(plan) <= 3, plan


@pytest.mark.parametrize("back", [False, True])
async def test_a_list_of_threads_walks_the_topic_or_the_forum(large: Database, city: City, back: bool) -> None:
    middle = city.threads[OTHERS // 2]

    async def asked(tx: Transaction) -> None:
        for topic in (city.topic_id, None):
            rows = await threads_list(tx, GUEST, topic_id=topic, **{"before" if back else "after": middle})
            assert len(rows) == 21

    for plan in await plans_of(large, asked):
        sound(plan)


async def test_what_leads_a_list_is_found_without_the_list(large: Database, city: City) -> None:
    async def asked(tx: Transaction) -> None:
        assert len(await leading_threads(tx, GUEST, topic_id=city.topic_id)) == OTHERS // 500

    for plan in await plans_of(large, asked):
        sound(plan)
        assert most_rows(plan) <= 10, plan
