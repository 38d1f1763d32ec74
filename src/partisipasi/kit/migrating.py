"""Bringing the schema up to the program: forward only, one process at a time, each step in its own transaction."""

from __future__ import annotations

from alembic import command, op
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from partisipasi.kit.database import Database
from partisipasi.kit.errors import SchemaMismatch
from partisipasi.settings import ROOT

MIGRATIONS = ROOT / "migrations"
#: Key of the advisory lock that keeps two processes from migrating at once.
_LOCK = 7_264_001


async def migrate(database: Database, *, to: str = "head") -> None:
    """Apply what is missing, up to a revision.

    Raises:
        SchemaMismatch: the database knows a revision that this program does not: it is newer.
    """
    guard = await database.connect(statement_timeout=0)
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", _LOCK)
        async with database.engine.connect() as connection:
            await connection.exec_driver_sql("SET lock_timeout = '10s'")
            await connection.exec_driver_sql("SET statement_timeout = 0")
            await connection.commit()
            await connection.run_sync(_upgrade, to)
            await connection.commit()
            await connection.invalidate()
    finally:
        await guard.close()


async def check_revision(database: Database) -> None:
    """Refuse to serve a database of another version.

    Raises:
        SchemaMismatch: its revision is not this program's newest.
    """
    async with database.engine.connect() as connection:
        found = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    newest = _script().get_current_head()
    if found != newest:
        raise SchemaMismatch(f"the database is at revision {found}, the program needs {newest}: run the migration")


def run_script(name: str) -> None:
    """Carry out `migrations/sql/NAME`, many statements, inside the running migration's transaction."""
    bind = op.get_bind()
    # SQLAlchemy begins with its first statement; the driver then takes the whole script in one go.
    bind.exec_driver_sql("SELECT 1")
    script = (MIGRATIONS / "sql" / name).read_text()
    bind.connection.run_async(lambda driver: driver.execute(script))


def _upgrade(connection: Connection, to: str) -> None:
    script = _script()
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in {revision.revision for revision in script.walk_revisions()}:
        raise SchemaMismatch(f"the database is at revision {found}, which this program does not know: it is newer")
    connection.rollback()
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
