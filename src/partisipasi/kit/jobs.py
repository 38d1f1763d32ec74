"""Work that is done after the answer: named jobs with ids, enqueued inside the transaction that makes them due.

pgqueuer keeps the queue. A job that fails is tried again with growing delays, then held where administrators see it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import msgspec
import structlog
from pgqueuer.core.qm import QueueManager
from pgqueuer.db import AsyncpgDriver
from pgqueuer.errors import DuplicateJobError, RetryRequested
from pgqueuer.models import Context, Job
from pgqueuer.queries import Queries

from partisipasi.kit.database import Database, Transaction

log = structlog.get_logger(__name__)

#: Seconds before each further try; about a day in all. After the last one the job is held.
RETRIES: tuple[int, ...] = (5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600)
#: Jobs of one name worked at once: a mail server that answers slowly must not hold every connection.
AT_ONCE = 2

Payload = Mapping[str, Any]
Handler = Callable[[Payload], Awaitable[None]]


class Periodic(msgspec.Struct, frozen=True):
    """Something done over and over. `seconds` lie between the end of one run and the start of the next."""

    name: str
    seconds: float
    act: Callable[[], Awaitable[None]]


class HeldJob(msgspec.Struct, frozen=True):
    """A job that failed for good, as administrators see it. `error` names the kind of failure only."""

    id: int
    name: str
    attempts: int
    updated: datetime
    error: str


async def enqueue(
    tx: Transaction, name: str, payload: Payload, *, delay: timedelta | None = None, once: str | None = None
) -> None:
    """Make a job due when, and only when, the transaction commits.

    Args:
        name: the handler's name.
        payload: ids only, never personal data.
        delay: not before this much time from now.
        once: if a job with this key is already waiting, nothing is added.
    """
    tx.queries += 1
    queries = Queries(AsyncpgDriver(tx.raw))
    try:
        if once is None:
            await queries.enqueue([name], [msgspec.json.encode(payload)], [0], execute_after=[delay])
        else:
            async with tx.savepoint():
                await queries.enqueue(
                    [name], [msgspec.json.encode(payload)], [0], execute_after=[delay], dedupe_key=[once]
                )
    except DuplicateJobError:
        log.debug("job_already_waiting", job=name)


async def held_jobs(tx: Transaction) -> list[HeldJob]:
    """Jobs that failed for good, newest first."""
    return await tx.all(
        HeldJob,
        """SELECT q.id, q.entrypoint AS name, q.attempts, q.updated,
                  coalesce((SELECT l.traceback ->> 'exception_type' FROM pgqueuer_log l
                            WHERE l.job_id = q.id AND l.traceback IS NOT NULL ORDER BY l.id DESC LIMIT 1), '') AS error
           FROM pgqueuer q WHERE q.status = 'failed' ORDER BY q.updated DESC LIMIT 200""",
    )


async def retry_held(tx: Transaction, job_id: int) -> None:
    """Put a held job back into the queue."""
    await Queries(AsyncpgDriver(tx.raw)).requeue_jobs([job_id])  # type: ignore[list-item]


class Worker:
    """Works jobs, and does what is done periodically, until told to stop."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler], periodic: tuple[Periodic, ...]) -> None:
        self._database = database
        self._handlers = handlers
        self._periodic = periodic
        self._stopping = asyncio.Event()
        self._manager: QueueManager | None = None

    async def run(self) -> None:
        """Work until `stop`; when the database goes away, wait for it and go on."""
        chores = [asyncio.create_task(self._repeat(chore)) for chore in self._periodic]
        try:
            while not self._stopping.is_set():
                try:
                    await self._work()
                except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, RuntimeError) as error:
                    log.warning("worker_lost_database", error=type(error).__name__)
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._stopping.wait(), 2)
        finally:
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*chores, return_exceptions=True)

    def stop(self) -> None:
        """Finish what is begun, take nothing new."""
        self._stopping.set()
        if self._manager:
            self._manager.shutdown.set()

    async def _work(self) -> None:
        connection = await self._database.connect()
        try:
            self._manager = QueueManager(Queries(AsyncpgDriver(connection)))
            for name, handler in self._handlers.items():
                declare = self._manager.entrypoint(
                    name, on_failure="hold", accepts_context=True, concurrency_limit=AT_ONCE
                )
                declare(_careful(name, handler))
            if self._stopping.is_set():
                return
            await self._manager.run(dequeue_timeout=timedelta(seconds=5), shutdown_on_listener_failure=True)
        finally:
            connection.terminate()

    async def _repeat(self, chore: Periodic) -> None:
        while not self._stopping.is_set():
            try:
                await chore.act()
            except asyncio.CancelledError:
                raise
            except Exception as error:
                # One bad run of a chore must not end all later runs; the log says what failed.
                log.error("chore_failed", chore=chore.name, error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), chore.seconds)


def _careful(name: str, handler: Handler) -> Callable[[Job, Context], Awaitable[None]]:
    """The handler, tried again with growing delays when it fails."""

    async def work(job: Job, context: Context) -> None:
        try:
            await handler(msgspec.json.decode(job.payload or b"{}"))
        except Exception as error:
            log.warning("job_failed", job=name, attempt=job.attempts, error=type(error).__name__)
            if job.attempts < len(RETRIES):
                raise RetryRequested(timedelta(seconds=RETRIES[job.attempts]), type(error).__name__) from error
            raise

    return work
