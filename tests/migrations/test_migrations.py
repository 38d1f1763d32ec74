"""The schema grows forward only, from any state before, with data in it, and ends where the table classes say."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlmodel import SQLModel

from partisipasi import tables
from partisipasi.kit.cluster import Cluster, create_database, drop_database
from partisipasi.kit.database import Database
from partisipasi.kit.errors import SchemaMismatch
from partisipasi.kit.migrating import MIGRATIONS, check_revision, migrate

STEPS = sorted(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("*.py"))


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection,
        opts={"include_name": lambda name, kind, _parents: not (kind == "table" and (name or "").startswith("pgq"))},
    )
    return list(compare_metadata(context, SQLModel.metadata))


async def test_the_migrated_schema_is_the_one_of_the_table_classes(fresh_database: Database) -> None:
    assert tables
    async with fresh_database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_every_step_keeps_what_was_there(cluster: Cluster) -> None:
    database = Database(await create_database(cluster, "tests_of_steps"), size=2)
    kept = await database.connect()
    try:
        for number, step in enumerate(STEPS):
            await migrate(database, to=step)
            if number == 0:
                await kept.execute("INSERT INTO topic (slug, name) VALUES ('disiplin', 'Disiplin pegawai')")
                await kept.execute("INSERT INTO account (display_name) VALUES ('Warga Lama')")
            assert await kept.fetchval("SELECT name FROM topic") == "Disiplin pegawai"
            assert await kept.fetchval("SELECT display_name FROM account") == "Warga Lama"
        await check_revision(database)
    finally:
        await kept.close()
        await database.close()
        await drop_database(cluster, "tests_of_steps")


async def test_two_processes_that_start_together_migrate_once(cluster: Cluster) -> None:
    url = await create_database(cluster, "tests_of_racing")
    databases = [Database(url, size=2) for _ in range(3)]
    await asyncio.gather(*(migrate(database) for database in databases))
    await check_revision(databases[0])
    for database in databases:
        await database.close()
    await drop_database(cluster, "tests_of_racing")


async def test_a_database_newer_than_the_program_is_refused(fresh_database: Database) -> None:
    connection = await fresh_database.connect()
    await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    await connection.close()
    with pytest.raises(SchemaMismatch, match="newer"):
        await migrate(fresh_database)
    with pytest.raises(SchemaMismatch):
        await check_revision(fresh_database)


async def test_a_step_that_fails_leaves_the_state_before_it(cluster: Cluster) -> None:
    database = Database(await create_database(cluster, "tests_of_failing"), size=2)
    await migrate(database, to=STEPS[0])
    spoiler = await database.connect()
    await spoiler.execute("CREATE FUNCTION refuse_change() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    with pytest.raises(Exception, match="refuse_change"):
        await migrate(database)
    assert await spoiler.fetchval("SELECT version_num FROM alembic_version") == STEPS[0]
    with pytest.raises(asyncpg.UndefinedTableError):
        await spoiler.fetchval("SELECT count(*) FROM owed_contribution")
    await spoiler.close()
    await database.close()
    await drop_database(cluster, "tests_of_failing")
