"""Connections for reading, kept between requests.

Our own, because asyncpg's pool puts each taking and giving back into tasks and resets the session each time: on
a page of two queries that is a fifth of the whole. Reading transactions set nothing, so there is nothing to reset.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg


class Readers:
    """At most so many connections; the one used last is used next, so that a quiet site holds few."""

    def __init__(self, connect: Callable[[], Awaitable[asyncpg.Connection[Any]]], size: int) -> None:
        self._connect = connect
        self._size = size
        self._open = 0
        self._idle: list[asyncpg.Connection[Any]] = []
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def take(self, seconds: float) -> asyncpg.Connection[Any]:
        """A live connection.

        Raises:
            TimeoutError: none came free in time.
            OSError, asyncpg.PostgresError: the database cannot be reached.
        """
        while True:
            while self._idle:
                connection = self._idle.pop()
                if not connection.is_closed():
                    return connection
                self._open -= 1
            if self._open < self._size:
                return await self._made()
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await asyncio.wait_for(turn, seconds)
            finally:
                if turn in self._waiting:
                    self._waiting.remove(turn)

    def give(self, connection: asyncpg.Connection[Any], *, whole: bool = True) -> None:
        """Give a connection back; `whole` is False when its transaction could not be ended."""
        if whole and not connection.is_closed():
            self._idle.append(connection)
        else:
            connection.terminate()
            self._open -= 1
        self._wake()

    def close(self) -> None:
        """Close those that are idle; one still in use ends with the process."""
        while self._idle:
            self._idle.pop().terminate()
            self._open -= 1

    async def _made(self) -> asyncpg.Connection[Any]:
        self._open += 1
        try:
            return await self._connect()
        except BaseException:
            self._open -= 1
            self._wake()
            raise

    def _wake(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
