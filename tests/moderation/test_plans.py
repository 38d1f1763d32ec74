"""How the database reads the queue and the public log, with thousands of cases and decisions in them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from long_threads import make_long_thread
from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.log import Narrowing, log_months, log_size, log_years, public_log
from partisipasi.moderation.waiting import PAGE_SIZE, Asked, next_case, queue
from plans import analyse, large_database, most_rows, plans_of, walks
from talk_scene import make_person, make_scene

SIZE, CASES, DECISIONS = 9_000, 200, 6_000


@pytest.fixture(scope="module")
async def large(cluster: Any, template: str) -> AsyncIterator[Database]:
    async with large_database(cluster, template, "moderation") as made:
        yield made


@pytest.fixture(scope="module")
async def moderator(large: Database) -> Viewer:
    """A moderator of a busy city."""
    async with large.transaction() as tx:
        scene = await make_scene(tx)
        person, reporter = await make_person(tx, role="moderator"), await make_person(tx)
        await tx.execute("INSERT INTO contributor (account_id) SELECT id FROM account")
        thread_id = await make_long_thread(tx, scene.topic_id, SIZE)
        await tx.execute(
            """INSERT INTO report (contribution_id, account_id, reporter, reason, created_at, closed_at)
               SELECT c.id, $2, c.id::text::bytea, 'spam', now() - c.id % 4000 * interval '1 minute',
                      CASE WHEN row_number() OVER (ORDER BY c.id) > $3 THEN now() END
               FROM contribution c WHERE c.thread_id = $1""",
            thread_id, reporter.account_id, CASES,
        )  # fmt: skip
        await tx.execute(
            """INSERT INTO moderation_decision (public_ref, contribution_id, act, rule, at)
               SELECT 'K-' || c.id, c.id, (ARRAY['hide', 'mask', 'no_violation'])[1 + c.id % 3],
                      CASE c.id % 100 WHEN 0 THEN 'abuse' ELSE 'spam' END, now() - ($2 - c.id) * interval '3 hours'
               FROM contribution c WHERE c.thread_id = $1 ORDER BY c.id LIMIT $2::bigint""",
            thread_id, DECISIONS,
        )  # fmt: skip
    await analyse(large)
    return person


async def test_the_queue_reads_texts_and_people_for_one_page_alone(large: Database, moderator: Viewer) -> None:
    async def asked(tx: Transaction) -> None:
        rows = await queue(tx, moderator, Cursor(), Asked())
        assert len(rows) == PAGE_SIZE + 1
        assert rows[0].waiting == CASES
        assert await next_case(tx, moderator) == rows[0]

    for plan in await plans_of(large, asked):
        # All that waits is put in order; what has been settled, and what nobody reported, is not looked at.
        assert "ix_report_open" in plan, plan
        assert most_rows(plan) <= CASES + 100, plan
        assert "Seq Scan on contribution" not in plan, plan


@pytest.mark.parametrize("narrowing", [Narrowing(), Narrowing(act="hide"), Narrowing(rule="abuse")], ids=str)
async def test_a_page_of_the_log_walks_its_index(large: Database, moderator: Viewer, narrowing: Narrowing) -> None:
    async def asked(tx: Transaction) -> None:
        first = await public_log(tx, narrowing, Cursor())
        later = await public_log(tx, narrowing, Cursor(after=first[-1].id))
        await public_log(tx, narrowing, Cursor(before=later[-1].id if later else first[-1].id))

    for plan in await plans_of(large, asked):
        walks(plan, "moderation_decision", "contribution")


async def test_the_months_and_years_of_the_log_are_found_without_reading_it(large: Database, moderator: Viewer) -> None:
    async def asked(tx: Transaction) -> None:
        assert len(await log_months(tx)) == 24
        assert len(await log_years(tx)) == 3

    for plan in await plans_of(large, asked):
        walks(plan, "moderation_decision", most=100)


async def test_the_log_is_counted_without_what_its_lines_show(large: Database, moderator: Viewer) -> None:
    async def asked(tx: Transaction) -> None:
        assert await log_size(tx, Narrowing()) == DECISIONS * 2 // 3
        assert 0 < await log_size(tx, Narrowing(rule="abuse")) <= DECISIONS // 100

    for plan in await plans_of(large, asked):
        assert " on contribution" not in plan, plan
        assert " on thread" not in plan, plan
