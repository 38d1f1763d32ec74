"""Job: what happened to a thread is told to its followers, who go along where it was merged or split."""

from __future__ import annotations

import msgspec

from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.jobs import Payload
from partisipasi.notifications.news import tell
from partisipasi.notifications.tables import News


class _Event(msgspec.Struct, frozen=True):
    id: int
    kind: str
    thread_id: int
    other_thread_id: int | None


async def tell_thread(database: Database, payload: Payload) -> None:
    """Job: something happened to a thread.

    Args:
        payload: `event`, its id, and `actor`, the account that did it, or null.
    """
    async with database.transaction() as tx:
        event = await tx.one(
            _Event, "SELECT id, kind, thread_id, other_thread_id FROM thread_event WHERE id = $1", payload["event"]
        )
        if event is None:
            return
        if event.other_thread_id is not None:
            await _go_along(tx, event, event.other_thread_id)
        news = News(
            kind="thread_concluded" if event.kind == "concluded" else "thread_changed",
            once=f"thread_event {event.id}",
            at=tx.now,
            actor_id=payload["actor"],
            thread_id=event.thread_id,
            thread_event_id=event.id,
        )
        await tell(tx, news)


async def _go_along(tx: Transaction, event: _Event, other_id: int) -> None:
    """Followers of a merged thread follow the one it went into, those of a split one both."""
    come_from, go_to = (other_id, event.thread_id) if event.kind == "merged" else (event.thread_id, other_id)
    await tx.execute(
        """INSERT INTO follow (account_id, thread_id) SELECT account_id, $2 FROM follow WHERE thread_id = $1
           ON CONFLICT DO NOTHING""",
        come_from,
        go_to,
    )
    if event.kind == "merged":
        await tx.execute("DELETE FROM follow WHERE thread_id = $1", come_from)
        await tx.execute("UPDATE news SET thread_id = $2 WHERE thread_id = $1", come_from, go_to)
