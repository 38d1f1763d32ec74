"""Merging a thread into another: everything in it goes over, and its address leads there from then on."""

from __future__ import annotations

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.steering.standing import Standing, checked_reason, demand_voice, lock_threads, note
from partisipasi.discussions.steering.subtrees import keep_read, recount
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_

_SELF = N_("A discussion cannot be merged into itself. Choose another one.")
_AUDIENCE = N_("Both discussions must be for the same readers.")
_KIND = N_("Only discussions and questions can be merged.")
SERVICE = N_("Feedback on a service stays one case: it is neither split nor merged, so that its answer has one place.")
MERGEABLE = ("discussion", "question")


def demand_mergeable(thread: Standing, into: Standing) -> None:
    """Refuse two threads that do not go together.

    Raises:
        Invalid: field `into`.
    """
    if thread.id == into.id:
        raise Invalid({"into": _SELF})
    if thread.audience != into.audience:
        raise Invalid({"into": _AUDIENCE})
    if "service" in {thread.kind, into.kind}:
        raise Invalid({"into": SERVICE})
    if thread.kind not in MERGEABLE or into.kind not in MERGEABLE:
        raise Invalid({"into": _KIND})


async def merge_thread(
    tx: Transaction, viewer: Viewer, *, thread_id: int, into_id: int, reason: str, seen: int | None = None
) -> Standing:
    """Merge a thread into another one; of both the viewer must be a moderator. It cannot be undone as a whole.

    Every contribution keeps its receipt, replies, support, reports and points. Followers follow the other thread.

    Returns:
        The thread it was merged into.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_threads`, `demand_voice`.
        Invalid: fields `into`, `reason`.
    """
    if thread_id == into_id:
        raise Invalid({"into": _SELF})
    thread, into = await lock_threads(tx, viewer, [thread_id, into_id], seen=seen)
    voice = demand_voice(viewer, thread, "moderator")
    demand_voice(viewer, into, "moderator")
    demand_mergeable(thread, into)
    why = checked_reason(reason)
    moved: list[int] = await tx.values(
        "SELECT id FROM contribution WHERE thread_id = $1 ORDER BY id FOR UPDATE", thread.id
    )
    await tx.execute("UPDATE contribution SET thread_id = $2 WHERE thread_id = $1", thread.id, into.id)
    await keep_read(tx, thread.id, into.id)
    await tx.execute("DELETE FROM thread_read WHERE thread_id = $1", thread.id)
    await tx.execute("UPDATE imported SET thread_id = $2 WHERE thread_id = $1", thread.id, into.id)
    await tx.execute("UPDATE thread SET merged_into_id = $2 WHERE merged_into_id = $1", thread.id, into.id)
    await tx.execute(
        """UPDATE thread SET merged_into_id = $2, pinned_at = NULL, announced_until = NULL, opens_at = NULL,
             closes_at = NULL, closed_at = coalesce(closed_at, now()) WHERE id = $1""",
        thread.id,
        into.id,
    )
    await recount(tx, contributions=[], threads=[thread.id, into.id])
    await note(
        tx, viewer, thread, "merged", voice, reason=why, detail=into.title, other_thread_id=into.id,
        record={"into": into.id, "contributions": len(moved)},
    )  # fmt: skip
    await note(
        tx, viewer, into, "merged", voice, reason=why, detail=thread.title, other_thread_id=thread.id, tells=True,
        record={"from": thread.id},
    )  # fmt: skip
    return into
