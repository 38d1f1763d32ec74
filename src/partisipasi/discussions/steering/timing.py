"""Opening and closing at a time set beforehand. The clock decides at the moment of writing; a chore tells it after."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from partisipasi.accounts.rights import SYSTEM, Viewer
from partisipasi.discussions.steering.standing import (
    checked_reason,
    demand_voice,
    lock_thread,
    note,
    standing_for_program,
)
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_

#: Nobody plans a talk further ahead.
FURTHEST = timedelta(days=366)


class _Due(msgspec.Struct, frozen=True):
    id: int
    opens: bool
    closes: bool


async def schedule_thread(
    tx: Transaction,
    viewer: Viewer,
    *,
    thread_id: int,
    opens_at: datetime | None,
    closes_at: datetime | None,
    reason: str = "",
    seen: int | None = None,
) -> None:
    """Set when a thread opens and closes by itself. To open later an open thread is closed until then.

    Args:
        opens_at, closes_at: coming times; None for none.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_thread`, `demand_voice`.
        Invalid: fields `opens_at`, `closes_at`.
    """
    thread = await lock_thread(tx, viewer, thread_id, seen=seen)
    voice = demand_voice(viewer, thread, "moderator", "officer")
    why = checked_reason(reason, shortest=0)
    wrong: dict[str, str] = {}
    for name, at in (("opens_at", opens_at), ("closes_at", closes_at)):
        if at is not None and not tx.now < at <= tx.now + FURTHEST:
            wrong[name] = N_("Choose a time that is still to come, within a year.")
    if not wrong and opens_at is not None and closes_at is not None and closes_at <= opens_at:
        wrong["closes_at"] = N_("It must close later than it opens.")
    if not wrong and closes_at is not None and opens_at is None and thread.shut:
        wrong["closes_at"] = N_("This discussion is closed. Say when it opens, or open it first.")
    if wrong:
        raise Invalid(wrong)
    if (opens_at, closes_at) == (thread.opens_at, thread.closes_at):
        return
    await tx.execute(
        """UPDATE thread SET opens_at = $2::timestamptz, closes_at = $3,
             closed_at = CASE WHEN $2::timestamptz IS NOT NULL OR $4 THEN coalesce(closed_at, now()) END
           WHERE id = $1""",
        thread.id,
        opens_at,
        closes_at,
        thread.shut,
    )
    detail = f"{opens_at.isoformat() if opens_at else ''}/{closes_at.isoformat() if closes_at else ''}"
    await note(tx, viewer, thread, "scheduled", voice, reason=why, detail=detail)


async def keep_times(database: Database) -> None:
    """Chore: threads whose time to open or close has come say so in their stream, once."""
    async with database.transaction() as tx:
        await tell_times(tx)


async def tell_times(tx: Transaction) -> int:
    """Write down what the clock has done to threads.

    Returns:
        How many threads opened or closed, or did both.
    """
    due = await tx.all(
        _Due,
        """SELECT id, coalesce(opens_at <= now(), false) AS opens, coalesce(closes_at <= now(), false) AS closes
           FROM thread WHERE (opens_at IS NOT NULL OR closes_at IS NOT NULL)
             AND (opens_at <= now() OR closes_at <= now()) AND merged_into_id IS NULL
           ORDER BY id LIMIT 200 FOR UPDATE SKIP LOCKED""",
    )
    for one in due:
        thread = await standing_for_program(tx, one.id)
        await tx.execute(
            """UPDATE thread SET
                 closed_at = CASE WHEN $3 THEN closes_at WHEN $2 THEN NULL ELSE closed_at END,
                 opens_at = CASE WHEN NOT $2 THEN opens_at END, closes_at = CASE WHEN NOT $3 THEN closes_at END
               WHERE id = $1""",
            one.id,
            one.opens,
            one.closes,
        )
        if one.opens:
            await note(tx, SYSTEM, thread, "reopened", "program", tells=not one.closes)
        if one.closes:
            await note(tx, SYSTEM, thread, "closed", "program", tells=True)
    return len(due)
