"""Jobs: what happened in the rooms below becomes news for those who follow it. Each may run twice and tells once."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.jobs import Payload
from partisipasi.notifications.news import FRESH, tell
from partisipasi.notifications.tables import News


class _Said(msgspec.Struct, frozen=True):
    id: int
    kind: str
    thread_id: int
    draft_id: int | None
    clause_id: int | None
    parent_id: int | None
    account_id: int | None
    entered_by: int | None
    published_at: datetime
    opens: bool
    stale: bool


async def tell_contribution(database: Database, payload: Payload) -> None:
    """Job: something was said. Its author follows the place from now on; who is replied to and who follows is told.

    Args:
        payload: `contribution`, its id.
    """
    async with database.transaction() as tx:
        said = await tx.one(
            _Said,
            """SELECT c.id, c.kind, c.thread_id, c.draft_id, c.clause_id, c.parent_id, p.account_id, c.entered_by,
                      c.published_at, c.published_at < now() - $2::interval AS stale,
                      t.draft_id IS NULL AND NOT EXISTS (
                        SELECT 1 FROM contribution o WHERE o.thread_id = t.id AND o.id < c.id) AS opens
               FROM contribution c JOIN thread t ON t.id = c.thread_id
               LEFT JOIN contributor p ON p.id = c.contributor_id
               WHERE c.id = $1 AND c.state = 'published' AND c.published_at IS NOT NULL""",
            payload["contribution"],
            FRESH,
        )
        if said is None or said.stale:
            return
        await _follow_own(tx, said)
        if said.parent_id is not None:
            kind = "official" if said.kind == "official" else "reply"
            await tell(tx, _news_of(said, kind, f"{kind} {said.id}"))
        if said.opens:
            await tell(tx, _news_of(said, "thread", f"thread {said.thread_id}"))
        else:
            await tell(tx, _news_of(said, "talk", f"talk {said.id}"))


async def _follow_own(tx: Transaction, said: _Said) -> None:
    """Who posts follows the clause or thread, and the draft. What an office replies makes nobody a follower."""
    if said.account_id is None or said.kind == "official":
        return
    follow = "INSERT INTO follow (account_id, {column}) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    if said.clause_id is not None:
        await tx.execute(follow.format(column="clause_id"), said.account_id, said.clause_id)
    else:
        await tx.execute(follow.format(column="thread_id"), said.account_id, said.thread_id)
    if said.draft_id is not None:
        await tx.execute(follow.format(column="draft_id"), said.account_id, said.draft_id)


def _news_of(said: _Said, kind: str, once: str) -> News:
    return News(
        kind=kind,
        once=once,
        at=said.published_at,
        actor_id=said.account_id or said.entered_by,
        draft_id=said.draft_id,
        thread_id=said.thread_id,
        contribution_id=said.id,
    )
