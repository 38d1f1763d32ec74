"""Musyawarah, told: a new wording to who answered the earlier one, a proposed conclusion to all who took part."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.kit.database import Database
from partisipasi.kit.jobs import Payload
from partisipasi.notifications.news import FRESH, tell
from partisipasi.notifications.tables import News


class _Asked(msgspec.Struct, frozen=True):
    thread_id: int
    contribution_id: int
    actor_id: int | None
    at: datetime


class _Proposed(msgspec.Struct, frozen=True):
    thread_id: int
    actor_id: int | None
    proposed_at: datetime
    contest_until: datetime


async def tell_temperature(database: Database, payload: Payload) -> None:
    """Job: the wording of a proposal has changed. A wording that has changed again meanwhile is told of no more.

    Args:
        payload: `wording`, its id.
    """
    async with database.transaction() as tx:
        asked = await tx.one(
            _Asked,
            """SELECT w.thread_id, w.contribution_id, p.account_id AS actor_id, w.at
               FROM wording w JOIN contribution c ON c.id = w.contribution_id AND c.state = 'published'
               LEFT JOIN contributor p ON p.id = c.contributor_id
               WHERE w.id = $1 AND NOT EXISTS (
                 SELECT 1 FROM wording n WHERE n.thread_id = w.thread_id AND n.number > w.number)""",
            payload["wording"],
        )
        if asked is not None and asked.at > tx.now - FRESH:
            news = News(
                kind="temperature_asked",
                once=f"temperature {payload['wording']}",
                at=asked.at,
                actor_id=asked.actor_id,
                thread_id=asked.thread_id,
                contribution_id=asked.contribution_id,
            )
            await tell(tx, news)


async def tell_conclusion(database: Database, payload: Payload) -> None:
    """Job: a conclusion is proposed and can be contested.

    Args:
        payload: `conclusion`, its id.
    """
    async with database.transaction() as tx:
        proposed = await tx.one(
            _Proposed,
            """SELECT thread_id, made_by AS actor_id, proposed_at, contest_until FROM conclusion
               WHERE id = $1 AND withdrawn_at IS NULL AND contest_until > now()""",
            payload["conclusion"],
        )
        if proposed is not None:
            news = News(
                kind="conclusion_proposed",
                once=f"conclusion {payload['conclusion']}",
                at=proposed.proposed_at,
                actor_id=proposed.actor_id,
                thread_id=proposed.thread_id,
                closes_at=proposed.contest_until,
            )
            await tell(tx, news)
