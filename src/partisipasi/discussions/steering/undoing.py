"""Putting a thread back as it stood before a moderator locked, slowed or moved it: the decision was overturned.

Only what the decision did is put back. Where others have steered the thread since, what they did stays.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.steering.standing import Standing, note, standing_for_program
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_


class Stood(msgspec.Struct, frozen=True, kw_only=True):
    """How a thread stood in what an act changes; kept with the decision, and read by programs alone."""

    topic_id: int
    pinned_at: datetime | None = None
    slow_seconds: int = 0
    closed_at: datetime | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


async def how_it_stands(tx: Transaction, thread_id: int) -> Stood:
    """How a thread stands now; it stays so until whoever asks is done.

    Raises:
        NotFound: there is none.
    """
    found = await tx.one(
        Stood,
        """SELECT topic_id, pinned_at, slow_seconds, closed_at, opens_at, closes_at FROM thread
           WHERE id = $1 FOR UPDATE""",
        thread_id,
    )
    if found is None:
        raise NotFound(N_("There is no such discussion."))
    return found


async def put_thread_back(
    tx: Transaction, viewer: Viewer, *, thread_id: int, act: str, before: Stood, since: datetime, reason: str
) -> bool:
    """Put back what an act changed.

    Args:
        act: lock, slow or move.
        before: how it stood before the act.
        since: when it was done.
        reason: why it is put back; it stands in the stream.

    Returns:
        Whether anything was put back; else others have changed it since.
    """
    await how_it_stands(tx, thread_id)
    thread = await standing_for_program(tx, thread_id)
    if thread.merged_into_id is not None or await _steered(tx, thread_id, _KINDS[act], since):
        return False
    if act == "lock":
        await _unlock(tx, viewer, thread, before, reason)
    elif act == "slow":
        await tx.execute("UPDATE thread SET slow_seconds = $2 WHERE id = $1", thread_id, before.slow_seconds)
        kind, detail = ("slowed", str(before.slow_seconds)) if before.slow_seconds else ("unslowed", "")
        await note(tx, viewer, thread, kind, "moderator", reason=reason, detail=detail)
    else:
        await _move_back(tx, viewer, thread, before, reason)
    return True


#: Act → the events that say that others changed the same since.
_KINDS = {
    "lock": ("closed", "concluded", "reopened"),
    "slow": ("slowed", "unslowed"),
    "move": ("moved",),
}


async def _steered(tx: Transaction, thread_id: int, kinds: tuple[str, ...], since: datetime) -> bool:
    """Whether there was such an event after that of the act itself, which is the first from its moment on."""
    found: int = await tx.value(
        "SELECT count(*) FROM thread_event WHERE thread_id = $1 AND kind = ANY ($2::text[]) AND at >= $3",
        thread_id,
        list(kinds),
        since,
    )
    return found > 1


async def _unlock(tx: Transaction, viewer: Viewer, thread: Standing, before: Stood, reason: str) -> None:
    await tx.execute(
        "UPDATE thread SET closed_at = $2, opens_at = $3, closes_at = $4 WHERE id = $1",
        thread.id,
        before.closed_at,
        before.opens_at,
        before.closes_at,
    )
    await note(tx, viewer, thread, "reopened", "moderator", reason=reason, tells=True)


async def _move_back(tx: Transaction, viewer: Viewer, thread: Standing, before: Stood, reason: str) -> None:
    await tx.execute(
        "SELECT 1 FROM (SELECT 1 FROM topic WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE) x",
        [thread.topic_id, before.topic_id],
    )
    name: str = await tx.value("SELECT name FROM topic WHERE id = $1", before.topic_id)
    await tx.execute(
        "UPDATE thread SET topic_id = $2, pinned_at = $3 WHERE id = $1", thread.id, before.topic_id, before.pinned_at
    )
    await note(
        tx, viewer, thread, "moved", "moderator", reason=reason, detail=name, tells=True,
        record={"from": thread.topic_id, "to": before.topic_id},
    )  # fmt: skip
    tx.changed(f"topic:{before.topic_id}")
