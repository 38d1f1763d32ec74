"""How the database carries out what a query asks: the plans of the very statements it sends, with their arguments."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from partisipasi.kit.cluster import Cluster, create_database, drop_database
from partisipasi.kit.database import Database, Transaction

#: The most rows that a step may go through for a page of some dozens.
MOST = 600


@asynccontextmanager
async def large_database(cluster: Cluster, template: str, name: str) -> AsyncIterator[Database]:
    """A database of a module's own, for so many rows that the planner chooses as it would in a large city."""
    own = f"plans_of_{name}_{os.getpid()}"
    made = Database(await create_database(cluster, own, template=template), size=3)
    yield made
    await made.close()
    await drop_database(cluster, own)


async def analyse(database: Database) -> None:
    """Let the planner know what is there."""
    connection = await database.connect(statement_timeout=0)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


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


def walks(plan: str, *tables: str, most: int = MOST) -> None:
    """Fail for a plan that reads one of these tables whole, or goes through more rows than a page can need."""
    assert not re.search(rf"Seq Scan on ({'|'.join(tables)})\b", plan), plan
    assert most_rows(plan) < most, plan
