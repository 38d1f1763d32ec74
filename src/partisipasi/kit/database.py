"""The database: one pool, one transaction per request or job, plain SQL read into structs.

Rows are written through SQLModel table classes (`Transaction.add`), by SQLAlchemy Core: a Session would turn one failed
insert into a rolled-back transaction and keep copies of rows that plain SQL has changed meanwhile. Reads go straight to
asyncpg on the same connection: a page of fifty rows is three times as fast as through the ORM (docs/performance.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import asyncpg
import msgspec
from sqlalchemy import Table, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel import SQLModel

from partisipasi.kit.errors import Unavailable
from partisipasi.kit.i18n import N_
from partisipasi.kit.readers import Readers

T = TypeVar("T")
Row = TypeVar("Row", bound=SQLModel)

#: The channel on which writing transactions name what they changed.
CHANNEL = "partisipasi_changed"
#: Whole numbers of the database are 64 bits with a sign; larger ones it does not even compare.
LARGEST_NUMBER = 2**63 - 1
_BEFORE = datetime.min.replace(tzinfo=UTC)
_AWAY = N_("The database cannot be reached just now. Please try again in a moment.")


class Transaction:
    """One transaction. `now` is its time by the database's clock, the only clock that decides what is open or due."""

    def __init__(
        self,
        connection: AsyncConnection | None,
        raw: asyncpg.Connection[Any],
        *,
        listeners: Sequence[Callable[[Collection[str]], None]] = (),
    ) -> None:
        #: SQLAlchemy's connection, for writing; a reading transaction has the driver's alone.
        self.connection = connection
        self.raw = raw
        self.writes = connection is not None
        self.now = _BEFORE
        self.queries = 0
        self.done = False
        self._changed: set[str] = set()
        self._listeners = listeners

    async def all(self, shape: type[T], sql: str, *args: object) -> list[T]:
        """Every row as a struct whose fields are named like the columns."""
        self.queries += 1
        return [shape(**row) for row in await self.raw.fetch(sql, *args)]

    async def one(self, shape: type[T], sql: str, *args: object) -> T | None:
        """The first row as a struct, or None."""
        self.queries += 1
        row = await self.raw.fetchrow(sql, *args)
        return None if row is None else shape(**row)

    async def value(self, sql: str, *args: object) -> Any:
        """The first column of the first row, or None."""
        self.queries += 1
        return await self.raw.fetchval(sql, *args)

    async def values(self, sql: str, *args: object) -> list[Any]:
        """The first column of every row."""
        self.queries += 1
        return [row[0] for row in await self.raw.fetch(sql, *args)]

    async def rows(self, sql: str, *args: object) -> list[dict[str, Any]]:
        """Every row as a dict, for exports and scripts; never for templates."""
        self.queries += 1
        return [dict(row) for row in await self.raw.fetch(sql, *args)]

    async def execute(self, sql: str, *args: object) -> int:
        """Carry out a statement.

        Returns:
            The number of rows it touched.
        """
        self.queries += 1
        status: str = await self.raw.execute(sql, *args)
        tail = status.rsplit(" ", 1)[-1]
        return int(tail) if tail.isdigit() else 0

    async def execute_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Carry out a statement once per row of arguments, in one round trip."""
        self.queries += 1
        await self.raw.executemany(sql, rows)

    async def add(self, row: Row) -> Row:
        """Insert a row; what the database decided (keys, times, defaults) is then on it."""
        await self.add_all([row])
        return row

    async def add_all(self, rows: Sequence[SQLModel]) -> None:
        """Insert rows of one table class in one statement; keys and defaults are then on them."""
        if not rows:
            return
        self.queries += 1
        table: Table = type(rows[0]).__table__  # type: ignore[attr-defined]
        columns = [column.name for column in table.columns]
        values = [{name: value for name in columns if (value := getattr(row, name, None)) is not None} for row in rows]
        named = {name for row in values for name in row}
        for row in values:
            for name in named - row.keys():
                row[name] = None
        if self.connection is None:
            raise RuntimeError("a reading transaction was asked to write")
        result = await self.connection.execute(
            insert(table).returning(*table.columns, sort_by_parameter_order=len(rows) > 1), values
        )
        for model, stored in zip(rows, result.mappings(), strict=True):
            for name in columns:
                setattr(model, name, stored[name])

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo what is done inside if it raises, and only that; the transaction goes on."""
        # One name for all: an inner one hides the outer one until it is released.
        await self.raw.execute("SAVEPOINT inner_part")
        try:
            yield
        except BaseException:
            await self.raw.execute("ROLLBACK TO SAVEPOINT inner_part")
            await self.raw.execute("RELEASE SAVEPOINT inner_part")
            raise
        await self.raw.execute("RELEASE SAVEPOINT inner_part")

    @asynccontextmanager
    async def rehearsal(self) -> AsyncIterator[None]:
        """Undo what is done inside in any case: to learn whether it would be refused, and what it would come to."""
        await self.raw.execute("SAVEPOINT inner_part")
        try:
            yield
        finally:
            await self.raw.execute("ROLLBACK TO SAVEPOINT inner_part")
            await self.raw.execute("RELEASE SAVEPOINT inner_part")

    def changed(self, *tags: str) -> None:
        """Name what this transaction changes; caches everywhere drop it when, and only when, it commits."""
        self._changed.update(tags)

    async def commit(self) -> None:
        """Make it all real, at once. Nothing can be done with the transaction afterwards."""
        if self.done:
            return
        if self._changed:
            tags = sorted(self._changed)
            for start in range(0, len(tags), 100):
                await self.raw.execute("SELECT pg_notify($1, $2)", CHANNEL, " ".join(tags[start : start + 100]))
        self.done = True
        if self.connection is not None:
            await self.connection.commit()
        else:
            await self.raw.execute("COMMIT")
        if self._changed:
            for tell in self._listeners:
                tell(self._changed)

    async def rollback(self) -> None:
        """Undo it all."""
        if self.done:
            return
        self.done = True
        if self.raw.is_closed():
            return
        if self.connection is not None:
            await self.connection.rollback()
        else:
            await self.raw.execute("ROLLBACK")


class Database:
    """The pool of connections to the one database."""

    def __init__(self, dsn: str, *, size: int = 10) -> None:
        self.dsn = dsn
        #: Told at once of what this process's own transactions changed; the others hear of it by NOTIFY.
        self.listeners: list[Callable[[Collection[str]], None]] = []
        self.engine: AsyncEngine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=self.connect,
            pool_size=size,
            max_overflow=0,
            pool_timeout=5,
            pool_recycle=1800,
            # What people typed must not come into the log with the message of a failed statement.
            hide_parameters=True,
        )
        # Reading goes round SQLAlchemy: its pool and greenlets cost as much as the queries of a page.
        self._readers = Readers(self._connect_reader, size)
        #: The database's clock minus ours, by which a reading transaction knows its time without asking.
        self._drift = timedelta()

    async def connect(self, **options: Any) -> asyncpg.Connection[Any]:
        """A connection of one's own, outside the pool (listening, migrations)."""
        return await asyncpg.connect(
            self.dsn,
            timeout=10,
            server_settings={
                "timezone": "UTC",
                "statement_timeout": str(options.pop("statement_timeout", 60_000)),
                "idle_in_transaction_session_timeout": "120000",
                "application_name": "partisipasi",
            },
            **options,
        )

    @asynccontextmanager
    async def transaction(self, *, writes: bool = True) -> AsyncIterator[Transaction]:
        """A transaction that commits when the block ends well and is undone when it raises."""
        tx = await self.begin(writes=writes)
        try:
            yield tx
            await tx.commit()
        except BaseException:
            await tx.rollback()
            raise
        finally:
            await self.release(tx)

    async def begin(self, *, writes: bool = True) -> Transaction:
        """Open a transaction; whoever opens it must `release` it.

        A reading one sees one snapshot of the whole database, so that the sums on a page add up.

        Raises:
            Unavailable: no connection can be had.
        """
        return await self._begin_writing() if writes else await self._begin_reading()

    async def release(self, tx: Transaction) -> None:
        """Give the connection back."""
        if tx.connection is None:
            await self._end_reading(tx)
            return
        if tx.raw.is_closed():
            await tx.connection.invalidate()
        elif not tx.done:
            await tx.rollback()
        await asyncio.shield(tx.connection.close())

    async def close(self) -> None:
        """Close every connection of the pools."""
        await self.engine.dispose()
        self._readers.close()

    async def _begin_writing(self) -> Transaction:
        connection, raw = await self._checked_connection()
        tx = Transaction(connection, raw, listeners=self.listeners)
        try:
            # SQLAlchemy begins with its first statement; without it, plain SQL would run outside the transaction.
            result = await connection.exec_driver_sql("SELECT transaction_timestamp()")
            tx.now = result.scalar_one()
        except BaseException:
            await connection.invalidate()
            await connection.close()
            raise
        return tx

    async def _begin_reading(self) -> Transaction:
        try:
            raw = await self._readers.take(seconds=5)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Unavailable(_AWAY) from error
        tx = Transaction(None, raw, listeners=self.listeners)
        try:
            await raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        except BaseException:
            self._readers.give(raw, whole=False)
            raise
        tx.now = datetime.now(UTC) + self._drift
        return tx

    async def _end_reading(self, tx: Transaction) -> None:
        whole = False
        try:
            if not tx.done:
                await tx.rollback()
            whole = True
        finally:
            self._readers.give(tx.raw, whole=whole)

    async def _connect_reader(self) -> asyncpg.Connection[Any]:
        connection = await self.connect()
        before = datetime.now(UTC)
        told: datetime = await connection.fetchval("SELECT clock_timestamp()")
        self._drift = told - before - (datetime.now(UTC) - before) / 2
        return connection

    async def _checked_connection(self) -> tuple[AsyncConnection, asyncpg.Connection[Any]]:
        for _ in range(12):
            try:
                connection = await self.engine.connect()
            except (OSError, DBAPIError, PoolTimeout, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                raise Unavailable(_AWAY) from error
            raw = (await connection.get_raw_connection()).driver_connection
            if raw is not None and not raw.is_closed():
                return connection, raw
            await connection.invalidate()
            await connection.close()
        raise Unavailable(_AWAY)


def as_json(value: object) -> str:
    """JSON text of a value, for jsonb columns in plain SQL."""
    return msgspec.json.encode(value).decode()
