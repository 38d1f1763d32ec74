"""What happens to a thread, told in its stream: by role, with the reason."""

from __future__ import annotations

from partisipasi.discussions.tables import ThreadEvent
from partisipasi.kit.database import Transaction


async def note_event(
    tx: Transaction,
    *,
    thread_id: int,
    kind: str,
    by_role: str,
    by_name: str = "",
    reason: str = "",
    detail: str = "",
    contribution_id: int | None = None,
    other_thread_id: int | None = None,
) -> int:
    """Write an event into a thread's stream and drop the kept pages of the thread.

    Args:
        kind, by_role: of EVENT_KINDS and EVENT_ROLES.
        by_name: the office that acts, where it is to be named ("Bappeda"); never a person of the staff.
        reason: in public words.
        detail: what the sentence of the kind needs.

    Returns:
        The event's id.
    """
    event = await tx.add(
        ThreadEvent(
            thread_id=thread_id,
            kind=kind,
            by_role=by_role,
            by_name=by_name,
            reason=reason,
            detail=detail,
            contribution_id=contribution_id,
            other_thread_id=other_thread_id,
            at=tx.now,
        )
    )
    tx.changed(f"thread:{thread_id}")
    return event.id
