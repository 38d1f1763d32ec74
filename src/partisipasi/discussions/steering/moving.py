"""Moving a thread to another topic."""

from __future__ import annotations

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.steering.standing import checked_reason, demand_voice, lock_thread, note
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import N_

_SERVICE = N_("Feedback on a service stands under the topic of that service. Change the topic of the service instead.")


async def move_thread(
    tx: Transaction, viewer: Viewer, *, thread_id: int, topic_id: int, reason: str, seen: int | None = None
) -> None:
    """Move a thread to another topic. It is no longer pinned there: that is for those who care for that topic.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_thread`, `demand_voice`.
        Conflict: `there`: it is in this topic already.
        Invalid: fields `topic` (also: it is feedback on a service), `reason`.
    """
    thread = await lock_thread(tx, viewer, thread_id, seen=seen)
    voice = demand_voice(viewer, thread, "moderator")
    why = checked_reason(reason)
    if thread.kind == "service":
        raise Invalid({"topic": _SERVICE})
    if thread.topic_id == topic_id:
        raise Conflict(N_("It stands there already."), code="there")
    name: str | None = await tx.value("SELECT name FROM topic WHERE id = $1 AND closed_at IS NULL", topic_id)
    if name is None:
        raise Invalid({"topic": N_("Choose a topic.")})
    # Two threads that change places would each wait for the topic the other has counted already.
    await tx.execute(
        "SELECT 1 FROM (SELECT 1 FROM topic WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE) x",
        [thread.topic_id, topic_id],
    )
    await tx.execute("UPDATE thread SET topic_id = $2, pinned_at = NULL WHERE id = $1", thread.id, topic_id)
    await note(
        tx, viewer, thread, "moved", voice, reason=why, detail=name, tells=True,
        record={"from": thread.topic_id, "to": topic_id},
    )  # fmt: skip
    tx.changed(f"topic:{topic_id}")
