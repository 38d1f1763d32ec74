"""What happens to a thread, told in its stream: by role, with the reason."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.orders import SHOWN
from partisipasi.discussions.tables import ThreadEvent
from partisipasi.kit.database import Transaction

#: Told on one page of a thread; nobody's thread has as many, a broken program's might.
MOST = 100


async def note_event(
    tx: Transaction,
    *,
    thread_id: int,
    kind: str,
    by_role: str,
    by_name: str = "",
    reason: str = "",
    detail: str = "",
    contribution_id: int | None = None,
    other_thread_id: int | None = None,
) -> int:
    """Write an event into a thread's stream and drop the kept pages of the thread.

    Args:
        kind, by_role: of EVENT_KINDS and EVENT_ROLES.
        by_name: the office that acts, where it is to be named ("Bappeda"); never a person of the staff.
        reason: in public words.
        detail: what the sentence of the kind needs.

    Returns:
        The event's id.
    """
    event = await tx.add(
        ThreadEvent(
            thread_id=thread_id,
            kind=kind,
            by_role=by_role,
            by_name=by_name,
            reason=reason,
            detail=detail,
            contribution_id=contribution_id,
            other_thread_id=other_thread_id,
            at=tx.now,
        )
    )
    tx.changed(f"thread:{thread_id}")
    return event.id


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """An event as the stream tells it: names of things only where they may be read by who asks."""

    id: int
    kind: str
    by_role: str
    by_name: str
    reason: str
    detail: str
    at: datetime
    thread_id: int
    receipt: str | None
    other_id: int | None
    other_title: str | None
    other_slug: str | None


async def events_between(
    tx: Transaction, viewer: Viewer, thread_id: int, *, since: int | None, until: int | None
) -> list[Happened]:
    """What happened to a thread in the time that a page of it covers, in its order, MOST at most.

    Args:
        since, until: contributions whose times bound it, the first included; None for no bound.
    """
    return await tx.all(
        Happened,
        f"""SELECT e.id, e.kind, e.by_role, e.by_name, e.reason, e.detail, e.at, e.thread_id, c.receipt,
                   o.id AS other_id, o.title AS other_title, o.slug AS other_slug
            FROM thread_event e
            LEFT JOIN contribution c ON c.id = e.contribution_id AND {SHOWN}
            LEFT JOIN thread o ON o.id = e.other_thread_id AND (o.audience = 'public' OR $4)
            WHERE e.thread_id = $1
              AND ($2::bigint IS NULL OR e.at >= (SELECT coalesce(b.published_at, b.created_at) FROM contribution b
                                                  WHERE b.id = $2))
              AND ($3::bigint IS NULL OR e.at < (SELECT coalesce(b.published_at, b.created_at) FROM contribution b
                                                 WHERE b.id = $3))
            ORDER BY e.id LIMIT {MOST}""",
        thread_id,
        since,
        until,
        viewer.reads_verified,
    )
