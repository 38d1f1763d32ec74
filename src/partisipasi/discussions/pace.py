"""How long somebody still has to wait in a thread that is slowed."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from partisipasi.discussions.places import Place
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import TooMany
from partisipasi.kit.i18n import N_, ngettext

SLOW = N_(
    "This discussion is slowed down: each person waits %(pace)s between contributions. You can send yours in %(left)s; "
    "your text is kept here."
)


class Slow(msgspec.Struct, frozen=True):
    """What slow mode means for somebody: the pace in seconds, why and since when, and how long they still wait."""

    seconds: int
    by_role: str
    reason: str
    wait: int

    @property
    def pace(self) -> str:
        """How long each person waits, in words."""
        return span(self.seconds)

    @property
    def left(self) -> str:
        """How long this person still waits, in words."""
        return span(self.wait)


async def keep_slow(tx: Transaction, place: Place, contributor_id: int) -> None:
    """Refuse whoever has spoken in a slowed thread too short a time ago.

    Raises:
        TooMany: with the seconds still to wait.
    """
    await keep_thread_slow(tx, place.thread_id or 0, place.slow_seconds, contributor_id)


async def keep_thread_slow(tx: Transaction, thread_id: int, seconds: int, contributor_id: int) -> None:
    """As `keep_slow`, of a thread by its id and pace."""
    wait = await _wait(tx, thread_id, seconds, contributor_id)
    if wait > 0:
        raise TooMany(SLOW, wait=wait, pace=span(seconds), left=span(wait))


async def slow_of(tx: Transaction, thread_id: int, account_id: int | None) -> Slow | None:
    """What slow mode in a thread means for an account, or for guests; None where there is none."""
    seconds: int | None = await tx.value("SELECT slow_seconds FROM thread WHERE id = $1", thread_id)
    if not seconds:
        return None
    told = await tx.rows(
        "SELECT by_role, reason FROM thread_event WHERE thread_id = $1 AND kind = 'slowed' ORDER BY id DESC LIMIT 1",
        thread_id,
    )
    contributor_id = await tx.value("SELECT id FROM contributor WHERE account_id = $1", account_id)
    wait = await _wait(tx, thread_id, seconds, contributor_id) if contributor_id else 0
    event = told[0] if told else {"by_role": "moderator", "reason": ""}
    return Slow(seconds, event["by_role"], event["reason"], max(wait, 0))


def span(seconds: int) -> str:
    """A length of time in words, rounded up."""
    if seconds < 60:
        return ngettext("%(num)s second", "%(num)s seconds", seconds)
    if seconds < 3600:
        minutes = -(-seconds // 60)
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    hours = -(-seconds // 3600)
    return ngettext("%(num)s hour", "%(num)s hours", hours)


async def _wait(tx: Transaction, thread_id: int, seconds: int, contributor_id: int) -> int:
    found: int = await tx.value(
        """SELECT coalesce(ceil(extract(epoch FROM max(created_at) + $3::interval - now())), 0)::int
           FROM contribution WHERE thread_id = $1 AND contributor_id = $2 AND created_at > now() - $3::interval
             AND state <> 'withdrawn'""",
        thread_id,
        contributor_id,
        timedelta(seconds=seconds),
    )
    return found
