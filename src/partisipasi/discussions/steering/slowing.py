"""Slow mode: how long the same person waits between two contributions to a thread. Edits and additions never wait."""

from __future__ import annotations

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.steering.standing import checked_reason, demand_voice, lock_thread, note
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_

#: What can be chosen, in seconds: from catching one's breath to one contribution a day.
PACES = (0, 60, 300, 900, 3600, 4 * 3600, 24 * 3600)


async def slow_thread(
    tx: Transaction, viewer: Viewer, *, thread_id: int, seconds: int, reason: str, seen: int | None = None
) -> bool:
    """Let each person wait between their contributions to a thread; 0 ends it.

    Returns:
        Whether anything changed.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_thread`, `demand_voice`.
        Invalid: fields `seconds`, `reason`.
    """
    thread = await lock_thread(tx, viewer, thread_id, seen=seen)
    voice = demand_voice(viewer, thread, "moderator")
    if seconds not in PACES:
        raise Invalid({"seconds": N_("This value cannot be used here.")})
    why = checked_reason(reason)
    if seconds == thread.slow_seconds:
        return False
    await tx.execute("UPDATE thread SET slow_seconds = $2 WHERE id = $1", thread.id, seconds)
    kind, detail = ("slowed", str(seconds)) if seconds else ("unslowed", "")
    await note(tx, viewer, thread, kind, voice, reason=why, detail=detail)
    return True
