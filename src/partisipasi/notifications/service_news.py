"""Feedback on services, told: to who gave it, and to the officers of the agency."""

from __future__ import annotations

from partisipasi.kit.database import Database
from partisipasi.kit.jobs import Payload
from partisipasi.notifications.news import FRESH, tell
from partisipasi.notifications.tables import News
from partisipasi.service.queries import overdue_now


async def tell_service(database: Database, payload: Payload) -> None:
    """Job: a case belongs elsewhere, or its author said whether an answer helped.

    Args:
        payload: `thread`, its id; `kind` of the news; `step` of the case that it is about.
    """
    kind, thread_id = str(payload["kind"]), payload["thread"]
    async with database.transaction() as tx:
        at = await tx.value("SELECT status_at FROM service_case WHERE thread_id = $1", thread_id)
        if at is not None and at > tx.now - FRESH:
            once = f"{kind} {thread_id} {payload['step']}"
            await tell(tx, News(kind=kind, once=once, at=at, thread_id=thread_id))


async def tell_overdue(database: Database) -> None:
    """Chore: cases whose day has passed are told to the officers, once for each day that was promised."""
    async with database.transaction() as tx:
        for thread_id, due_on in await overdue_now(tx):
            once = f"service_overdue {thread_id} {due_on.isoformat()}"
            if not await tx.value("SELECT 1 FROM news WHERE once = $1", once):
                await tell(tx, News(kind="service_overdue", once=once, at=tx.now, thread_id=thread_id))
                # Kept pages say so from now on.
                tx.changed(f"thread:{thread_id}", "agencies")
