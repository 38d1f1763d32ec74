"""The example city happens through the ordinary actions, and its state keeps every rule."""

from __future__ import annotations

from partisipasi.demo.city import ACCOUNTS_FILE, load_once
from partisipasi.invariants import INVARIANTS
from partisipasi.kit.database import Database
from partisipasi.settings import Settings


async def test_the_example_city_loads_once_and_keeps_every_invariant(
    fresh_database: Database, settings: Settings
) -> None:
    assert await load_once(fresh_database, settings)
    assert not await load_once(fresh_database, settings)
    async with fresh_database.transaction(writes=False) as tx:
        broken = {rule.name: len(rows) for rule in INVARIANTS if (rows := await tx.rows(rule.sql))}
        assert broken == {}
        assert await tx.value("SELECT count(*) FROM contribution") >= 150
        assert await tx.value("SELECT count(*) FROM thread WHERE draft_id IS NULL AND clause_id IS NULL") == 3
        assert await tx.value("SELECT count(DISTINCT outcome) FROM decision WHERE state = 'released'") == 8
        assert await tx.value("SELECT array_agg(number ORDER BY number) FROM version WHERE state = 'concept'") == [3]
        assert await tx.value("SELECT count(*) FROM round WHERE opens_at <= now() AND closes_at > now()") == 2
        late = "SELECT count(*) FROM contribution WHERE created_at > now() OR published_at > now()"
        assert await tx.value(late) == 0
    accounts = settings.data / ACCOUNTS_FILE
    assert accounts.stat().st_mode & 0o077 == 0
    assert "administrator" in accounts.read_text()
