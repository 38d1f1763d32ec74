"""Limits: growing delays and windows, by keyed hash only, never for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from partisipasi.accounts.throttle import Limit, bucket, count_try, forget_tries, forgive
from partisipasi.kit.database import Database, Transaction
from partisipasi.settings import Settings

WINDOW = Limit(act="test window", free=3, window=timedelta(hours=1))
DELAYS = Limit(act="test delays", free=3, window=timedelta(hours=1), grows=timedelta(seconds=20))


async def later(tx: Transaction, settings: Settings, limit: Limit, who: str, by: timedelta) -> None:
    """Let time pass for one bucket."""
    name = bucket(settings, limit, who, tx.now)
    await tx.execute("UPDATE throttle SET until = until - $2::interval WHERE bucket = $1", name, by)


async def test_a_window_counts_and_begins_anew(tx: Transaction, settings: Settings) -> None:
    waits = [await count_try(tx, settings, WINDOW, "a") for _ in range(5)]
    assert waits == [0, 0, 0, 3600, 3600]
    assert await count_try(tx, settings, WINDOW, "b") == 0
    await later(tx, settings, WINDOW, "a", timedelta(minutes=50))
    assert await count_try(tx, settings, WINDOW, "a") == 600
    await later(tx, settings, WINDOW, "a", timedelta(minutes=10))
    assert [await count_try(tx, settings, WINDOW, "a") for _ in range(4)] == [0, 0, 0, 3600]


async def test_delays_grow_to_a_limit_and_never_lock(tx: Transaction, settings: Settings) -> None:
    assert [await count_try(tx, settings, DELAYS, "a") for _ in range(4)] == [0, 0, 0, 20]
    seen = []
    for _ in range(12):
        wait = await count_try(tx, settings, DELAYS, "a")
        seen.append(wait)
        await later(tx, settings, DELAYS, "a", timedelta(seconds=wait))
        assert await count_try(tx, settings, DELAYS, "a") == 0
    assert seen == [20, 40, 80, 160, 320, 640, 900, 900, 900, 900, 900, 900]


async def test_tries_are_forgotten_after_rest_or_success(tx: Transaction, settings: Settings) -> None:
    for who in ("a", "b"):
        assert [await count_try(tx, settings, DELAYS, who) for _ in range(4)] == [0, 0, 0, 20]
    await forgive(tx, settings, DELAYS, "a")
    assert await count_try(tx, settings, DELAYS, "a") == 0
    await later(tx, settings, DELAYS, "b", timedelta(hours=2))
    assert [await count_try(tx, settings, DELAYS, "b") for _ in range(4)] == [0, 0, 0, 20]


async def test_a_hundred_tries_at_once_are_worth_no_more(database: Database, settings: Settings) -> None:
    import asyncio

    async def one() -> int:
        async with database.transaction() as tx:
            return await count_try(tx, settings, DELAYS, "at once")

    waits = await asyncio.gather(*(one() for _ in range(30)))
    assert waits.count(0) == DELAYS.free


async def test_who_tried_cannot_be_told_from_a_bucket(tx: Transaction, settings: Settings) -> None:
    await count_try(tx, settings, WINDOW, "192.0.2.0/24")
    rows = str(await tx.rows("SELECT * FROM throttle"))
    assert "192.0.2" not in rows
    today = bucket(settings, WINDOW, "192.0.2.0/24", tx.now)
    assert bucket(settings, WINDOW, "192.0.2.0/24", tx.now + timedelta(days=1)) != today


@pytest.mark.parametrize(("days", "left"), [(0, 1), (2, 0)])
async def test_old_buckets_are_dropped(tx: Transaction, settings: Settings, days: int, left: int) -> None:
    await count_try(tx, settings, WINDOW, "dropped")
    name = bucket(settings, WINDOW, "dropped", tx.now)
    await later(tx, settings, WINDOW, "dropped", timedelta(days=days))
    await forget_tries(tx)
    assert await tx.value("SELECT count(*) FROM throttle WHERE bucket = $1", name) == left
