"""How the database reads an inbox with thousands of things in it, and counts what is unread on every page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from long_threads import make_long_thread
from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.paging import Cursor
from partisipasi.notifications.queries import MOST_COUNTED, count_unread, inbox
from plans import analyse, large_database, most_rows, plans_of, walks
from talk_scene import make_person, make_scene

SIZE, PEOPLE = 12_000, 60


@pytest.fixture(scope="module")
async def large(cluster: Any, template: str) -> AsyncIterator[Database]:
    async with large_database(cluster, template, "news") as made:
        yield made


@pytest.fixture(scope="module")
async def reader(large: Database) -> Viewer:
    """Somebody who was told many things, others even more, and read none of it."""
    async with large.transaction() as tx:
        scene = await make_scene(tx)
        people = [await make_person(tx) for _ in range(PEOPLE)]
        thread_id = await make_long_thread(tx, scene.topic_id, SIZE)
        await tx.execute(
            """WITH told AS (
                 INSERT INTO news (kind, family, once, thread_id, contribution_id)
                 SELECT 'reply', 'replies', 'r ' || id, thread_id, id FROM contribution WHERE thread_id = $1
                 RETURNING id)
               INSERT INTO notification (news_id, account_id)
               SELECT told.id, ($2::bigint[])[1 + told.id % $3::int] FROM told""",
            thread_id,
            [one.account_id for one in people],
            PEOPLE,
        )
    await analyse(large)
    return people[0]


async def test_a_page_of_the_inbox_walks_its_index(large: Database, reader: Viewer) -> None:
    async def asked(tx: Transaction) -> None:
        first = await inbox(tx, reader, Cursor(), size=30)
        later = await inbox(tx, reader, Cursor(after=first[29].id), size=30)
        assert len(await inbox(tx, reader, Cursor(before=later[10].id), size=30)) == 31

    for plan in await plans_of(large, asked):
        walks(plan, "notification", "news", "contribution")


async def test_what_is_unread_is_counted_no_further_than_it_is_shown(large: Database, reader: Viewer) -> None:
    async def asked(tx: Transaction) -> None:
        assert await count_unread(tx, reader) == MOST_COUNTED + 1

    for plan in await plans_of(large, asked):
        walks(plan, "notification", "news", "contribution")
        assert most_rows(plan) <= 2 * MOST_COUNTED + 2, plan
