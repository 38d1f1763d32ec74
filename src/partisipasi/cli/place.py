"""The database of a command: the one set, or the embedded server's, held while it is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from partisipasi.kit.cluster import hold
from partisipasi.kit.database import Database
from partisipasi.kit.migrating import migrate
from partisipasi.settings import Settings

T = TypeVar("T")


class Place(msgspec.Struct, frozen=True):
    """Where the database is.

    Attributes:
        url: its address.
        programs: the folder of PostgreSQL's programs; None where they are looked for on the PATH.
        revive: starts the embedded server again if it died; True if it had.
    """

    url: str
    programs: Path | None
    revive: Callable[[], bool]


@contextmanager
def place(settings: Settings) -> Iterator[Place]:
    """The database: the one set, or the embedded server's, held while needed."""
    if settings.database_url:
        yield Place(settings.database_url, None, lambda: False)
        return
    with hold(settings.data) as cluster:
        yield Place(cluster.dsn, cluster.binaries.folder, cluster.revive)


def with_database(settings: Settings, act: Callable[[Database], Awaitable[T]]) -> T:
    """Do something with the migrated database, beside a running server or alone."""

    async def inside(url: str) -> T:
        database = Database(url, size=3)
        try:
            await migrate(database)
            return await act(database)
        finally:
            await database.close()

    with place(settings) as found:
        return asyncio.run(inside(found.url))
