"""The chain finds whatever was done to the record afterwards."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from partisipasi.kit.database import Database
from partisipasi.record.actions import write_record
from partisipasi.record.chain import lengthen_chain, note_head, noted_heads, verify_chain


async def _record(database: Database, count: int) -> None:
    async with database.transaction() as tx:
        for number in range(count):
            await write_record(tx, "test.done", actor_id=None, subject=("test", number), details={"number": number})


async def _tamper(database: Database, sql: str) -> None:
    """Change the record as somebody with all rights over the database could."""
    connection = await database.connect()
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(sql)
    await connection.close()


async def _faults(database: Database, folder: Path) -> list[str]:
    async with database.transaction(writes=False) as tx:
        return (await verify_chain(tx, noted_heads(folder))).faults


async def test_entries_are_chained_and_the_tail_is_reported(fresh_database: Database, tmp_path: Path) -> None:
    await _record(fresh_database, 5)
    async with fresh_database.transaction(writes=False) as tx:
        before = await verify_chain(tx, [])
    assert (before.links, before.waiting, before.faults) == (0, 5, [])
    await lengthen_chain(fresh_database)
    await _record(fresh_database, 2)
    async with fresh_database.transaction(writes=False) as tx:
        after = await verify_chain(tx, [])
    assert (after.links, after.waiting, after.faults) == (5, 2, [])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_entry SET act = 'test.undone' WHERE id = (SELECT min(id) + 2 FROM record_entry)",
        "UPDATE record_detail SET body = '{}' WHERE entry_id = (SELECT min(entry_id) + 2 FROM record_detail)",
        "DELETE FROM record_link WHERE seq = 3",
        "UPDATE record_link SET seq = seq + 100 WHERE seq = 6",
        "UPDATE record_link SET entry_id = CASE seq WHEN 2 THEN (SELECT entry_id FROM record_link WHERE seq = 3)"
        " END WHERE seq = 2 AND false; DELETE FROM record_entry WHERE id = (SELECT max(id) FROM record_entry)",
        "DELETE FROM record_link WHERE seq > 4; DELETE FROM record_detail WHERE entry_id NOT IN"
        " (SELECT entry_id FROM record_link);"
        " DELETE FROM record_entry WHERE id NOT IN (SELECT entry_id FROM record_link)",
    ],
    ids=["changed entry", "changed details", "missing link", "moved link", "missing entry", "cut-off end"],
)
async def test_every_way_of_tampering_shows(fresh_database: Database, tmp_path: Path, statement: str) -> None:
    await _record(fresh_database, 6)
    await lengthen_chain(fresh_database)
    await note_head(fresh_database, tmp_path)
    assert await _faults(fresh_database, tmp_path) == []
    await _tamper(fresh_database, statement)
    assert await _faults(fresh_database, tmp_path) != []


async def test_the_record_refuses_change_and_deletion(fresh_database: Database) -> None:
    await _record(fresh_database, 1)
    await lengthen_chain(fresh_database)
    for statement in (
        "UPDATE record_entry SET act = 'x'",
        "DELETE FROM record_entry",
        "TRUNCATE record_entry CASCADE",
        "UPDATE record_link SET hash = ''",
        "DELETE FROM record_link",
        "TRUNCATE record_link",
    ):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with fresh_database.transaction() as tx:
                await tx.execute(statement)


async def test_forgetting_details_leaves_the_chain_whole(fresh_database: Database, tmp_path: Path) -> None:
    await _record(fresh_database, 3)
    await lengthen_chain(fresh_database)
    async with fresh_database.transaction() as tx:
        await tx.execute("DELETE FROM record_detail")
    assert await _faults(fresh_database, tmp_path) == []


async def test_two_chainers_at_once_make_one_chain(fresh_database: Database, tmp_path: Path) -> None:
    import asyncio

    await _record(fresh_database, 50)
    await asyncio.gather(*(lengthen_chain(fresh_database) for _ in range(4)))
    async with fresh_database.transaction(writes=False) as tx:
        report = await verify_chain(tx, [])
    assert (report.links, report.waiting, report.faults) == (50, 0, [])
