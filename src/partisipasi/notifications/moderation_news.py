"""Jobs: what moderators decided is told to whom it concerns, to who reported, and to who objected. Each tells once.

Nobody is told who reported, and no words of anybody are in what is told.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.kit.database import Database
from partisipasi.kit.jobs import Payload
from partisipasi.notifications.news import tell
from partisipasi.notifications.tables import News


class _Decided(msgspec.Struct, frozen=True):
    id: int
    act: str
    at: datetime
    draft_id: int | None


class _Answered(msgspec.Struct, frozen=True):
    id: int
    decision_id: int
    decided_at: datetime
    draft_id: int | None


async def tell_decision(database: Database, payload: Payload) -> None:
    """Job: a moderator has decided. Whoever is concerned is told, and who reported by account.

    That a report was dismissed is told to the reporter alone: it changed nothing for the author. What was undone, or
    is being undone just now, is told to nobody.

    Args:
        payload: `decision`, its id.
    """
    async with database.transaction() as tx:
        found = await tx.one(
            _Decided,
            """SELECT m.id, m.act, m.at, coalesce(c.draft_id, h.draft_id) AS draft_id FROM moderation_decision m
               LEFT JOIN contribution c ON c.id = m.contribution_id LEFT JOIN thread h ON h.id = m.thread_id
               WHERE m.id = $1 AND m.act <> 'undo' AND NOT EXISTS (SELECT 1 FROM moderation_decision u
                                               WHERE u.supersedes_id = m.id AND u.act = 'undo')
                 AND NOT EXISTS (SELECT 1 FROM moderation_batch b WHERE b.id = m.batch_id AND b.undone_at < now()
                                   AND EXISTS (SELECT 1 FROM moderation_batch_item i
                                               WHERE i.decision_id = m.id AND i.taken_back IS NULL))""",
            payload["decision"],
        )
        if found is None:
            return
        kinds = ("report_decided",) if found.act == "no_violation" else ("moderated", "report_decided")
        for kind in kinds:
            news = News(
                kind=kind,
                once=f"{kind} {found.id}",
                at=found.at,
                draft_id=found.draft_id,
                moderation_decision_id=found.id,
            )
            await tell(tx, news)


async def tell_objection(database: Database, payload: Payload) -> None:
    """Job: an objection has its answer; whoever objected by account is told.

    Args:
        payload: `objection`, its id.
    """
    async with database.transaction() as tx:
        found = await tx.one(
            _Answered,
            """SELECT j.id, j.decision_id, j.decided_at, c.draft_id FROM objection j
               JOIN moderation_decision m ON m.id = j.decision_id LEFT JOIN contribution c ON c.id = m.contribution_id
               WHERE j.id = $1 AND j.decided_at IS NOT NULL""",
            payload["objection"],
        )
        if found is None:
            return
        news = News(
            kind="objection_decided",
            once=f"objection_decided {found.id}",
            at=found.decided_at,
            draft_id=found.draft_id,
            moderation_decision_id=found.decision_id,
            objection_id=found.id,
        )
        await tell(tx, news)
