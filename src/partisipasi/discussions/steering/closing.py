"""Closing a thread, with a written conclusion or by a moderator's lock, and opening it again."""

from __future__ import annotations

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.steering.standing import Standing, Voice, checked_reason, demand_voice, lock_thread, note
from partisipasi.discussions.steering.texts import end_text, write_text
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden
from partisipasi.kit.i18n import N_

_CLOSED = N_("This discussion is closed already.")
_THREE_LISTS = N_("A musyawarah is concluded in three lists, which those who took part can contest.")
_CASE = N_("Feedback on a service ends when its author says that it is resolved, not with a conclusion.")
_OPEN = N_("This discussion is open already.")


async def close_thread(
    tx: Transaction, viewer: Viewer, *, thread_id: int, reason: str, seen: int | None = None
) -> None:
    """Lock a thread: nothing can be written there until it is opened again.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_thread`, `demand_voice`.
        Conflict: `closed` already.
        Invalid: field `reason`.
    """
    thread = await lock_thread(tx, viewer, thread_id, seen=seen)
    voice = demand_voice(viewer, thread, "moderator")
    why = checked_reason(reason)
    if thread.shut:
        raise Conflict(_CLOSED, code="closed")
    await _shut(tx, thread)
    await note(tx, viewer, thread, "closed", voice, reason=why, tells=True)


async def conclude_thread(
    tx: Transaction, viewer: Viewer, *, thread_id: int, conclusion: str, seen: int | None = None
) -> None:
    """Close a thread with a written conclusion, shown above it; of a closed one, write it or write it anew.

    Whoever opened a discussion may conclude it, as moderators and officers of its topic may.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_thread`, `demand_voice`.
        Forbidden: the opener of a thread that others closed.
        Conflict: `musyawarah`: it has conclusions of its own; `service`: its author says when it is resolved.
        Invalid: field `conclusion`: too short or long, or it cites what is not in the thread.
    """
    thread = await lock_thread(tx, viewer, thread_id, seen=seen)
    voice = demand_voice(viewer, thread, *_may_conclude(thread))
    if thread.kind == "musyawarah":
        raise Conflict(_THREE_LISTS, code="musyawarah")
    if thread.kind == "service":
        raise Conflict(_CASE, code="service")
    if voice == "author" and thread.shut and not await _closed_by_author(tx, thread.id):
        raise Forbidden(N_("Others have closed this discussion."))
    text_id = await write_text(
        tx, viewer, thread, kind="conclusion", source=conclusion, voice=voice, field="conclusion"
    )
    if not thread.shut or thread.opens_at is not None:
        await _shut(tx, thread)
    await note(tx, viewer, thread, "concluded", voice, tells=True, record={"text": text_id})


async def reopen_thread(
    tx: Transaction, viewer: Viewer, *, thread_id: int, reason: str, seen: int | None = None
) -> Voice:
    """Open a closed thread again; its conclusion ends and stays readable.

    Whoever closed their own discussion may open it again; what others closed, moderators and officers open, and what a
    moderator has locked only moderators.

    Returns:
        As what the viewer did it.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_thread`, `demand_voice`.
        Forbidden: the opener of a thread that others closed.
        Conflict: `open` already.
        Invalid: field `reason`.
    """
    thread = await lock_thread(tx, viewer, thread_id, seen=seen)
    voice = demand_voice(viewer, thread, *_may_conclude(thread))
    why = checked_reason(reason)
    if not thread.shut:
        raise Conflict(_OPEN, code="open")
    if voice != "moderator" and not await _may_lift(tx, thread, voice):
        raise Forbidden(N_("Others have closed this discussion."))
    await tx.execute("UPDATE thread SET closed_at = NULL, opens_at = NULL, closes_at = NULL WHERE id = $1", thread.id)
    await end_text(tx, thread.id, "conclusion")
    await note(tx, viewer, thread, "reopened", voice, reason=why, tells=True)
    return voice


async def _shut(tx: Transaction, thread: Standing) -> None:
    await tx.execute(
        "UPDATE thread SET closed_at = coalesce(closed_at, now()), opens_at = NULL, closes_at = NULL WHERE id = $1",
        thread.id,
    )


def _may_conclude(thread: Standing) -> tuple[Voice, ...]:
    return ("moderator", "officer", "author") if thread.kind == "discussion" else ("moderator", "officer")


async def _closed_by(tx: Transaction, thread_id: int) -> str | None:
    found: str | None = await tx.value(
        """SELECT by_role FROM thread_event WHERE thread_id = $1 AND kind IN ('closed', 'concluded')
           ORDER BY id DESC LIMIT 1""",
        thread_id,
    )
    return found


async def _closed_by_author(tx: Transaction, thread_id: int) -> bool:
    return await _closed_by(tx, thread_id) == "author"


async def _may_lift(tx: Transaction, thread: Standing, voice: Voice) -> bool:
    """What a moderator has locked is a decision of moderation: only moderators lift it."""
    closed_by = await _closed_by(tx, thread.id)
    return closed_by == "author" if voice == "author" else closed_by != "moderator"
