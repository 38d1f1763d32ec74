"""What changed, told to every process: one LISTEN connection that comes back by itself.

The payload of a signal is a list of tags, never content. While the connection is down nothing can be known to be fresh:
`live` is False then, and on its return every listener is told that anything may have changed. (The framework's own
channels stay silent for ever after the database restarts.)
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

import asyncpg
import structlog

from partisipasi.kit.database import CHANNEL, Database

#: Given to listeners instead of tags when anything may have changed.
EVERYTHING: frozenset[str] = frozenset({"*"})
Listener = Callable[[Collection[str]], None]

log = structlog.get_logger(__name__)


class Signals:
    """Hears the writing transactions of all processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: list[Listener] = []
        self._task: asyncio.Task[None] | None = None
        self.live = False
        # Who has just changed something must see it: their own process does not wait for the database to tell.
        database.listeners.append(self._tell)

    def subscribe(self, listener: Listener) -> None:
        """Call this with the changed tags, or EVERYTHING. It must not wait and not fail."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begin to listen, in the running loop."""
        self._task = asyncio.create_task(self._run(), name="signals")

    async def stop(self) -> None:
        """Stop listening."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        delay = 0.1
        while True:
            try:
                connection = await self._database.connect()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                log.warning("signals_away", error=type(error).__name__)
                await asyncio.sleep(delay + random.uniform(0, delay))  # noqa: S311 - jitter, not a secret
                delay = min(delay * 2, 5)
                continue
            delay = 0.1
            try:
                await self._listen(connection)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                log.warning("signals_lost")
            finally:
                self.live = False
                self._tell(EVERYTHING)
                connection.terminate()

    async def _listen(self, connection: asyncpg.Connection[Any]) -> None:
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        await connection.add_listener(CHANNEL, lambda _c, _p, _n, payload: self._tell(str(payload).split(" ")))
        self._tell(EVERYTHING)
        self.live = True
        while not lost.is_set():
            # A dead network says nothing: ask now and then.
            with suppress(TimeoutError):
                await asyncio.wait_for(lost.wait(), 10)
            if not lost.is_set():
                await asyncio.wait_for(connection.execute("SELECT 1"), 5)

    def _tell(self, tags: Collection[str]) -> None:
        for listener in self._listeners:
            listener(tags)
