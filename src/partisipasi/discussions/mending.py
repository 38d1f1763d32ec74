"""Edits that moderators asked for: the author may change the text once more, however old it is."""

from __future__ import annotations

from datetime import datetime

from partisipasi.discussions.mending_tables import EditRequest
from partisipasi.kit.database import Transaction


async def open_for_edit(tx: Transaction, *, contribution_id: int, decision_ref: str) -> None:
    """Let the author edit once; what was asked before and not answered is replaced."""
    await settle_requests(tx, contribution_id=contribution_id)
    await tx.add(EditRequest(contribution_id=contribution_id, decision_ref=decision_ref, asked_at=tx.now))


async def edit_is_asked(tx: Transaction, contribution_id: int) -> bool:
    """Whether the author may still make the edit that was asked for."""
    found: bool = await tx.value(
        "SELECT EXISTS (SELECT 1 FROM edit_request WHERE contribution_id = $1 AND answered_at IS NULL)", contribution_id
    )
    return found


async def note_edit(tx: Transaction, contribution_id: int) -> None:
    """The author has edited: the request is answered and a moderator looks at the result."""
    await tx.execute(
        "UPDATE edit_request SET answered_at = now() WHERE contribution_id = $1 AND answered_at IS NULL",
        contribution_id,
    )


async def settle_requests(tx: Transaction, *, contribution_id: int) -> None:
    """A moderator has decided about it: nothing is asked, and nothing waits to be looked at, any more."""
    await tx.execute(
        """UPDATE edit_request SET answered_at = coalesce(answered_at, now()), seen_at = now()
           WHERE contribution_id = $1 AND seen_at IS NULL""",
        contribution_id,
    )


async def reopen_requests(tx: Transaction, *, contribution_id: int, settled_at: datetime) -> None:
    """The decision by which requests were settled was taken back: they are as they were before it."""
    await tx.execute(
        """UPDATE edit_request SET answered_at = CASE WHEN answered_at < seen_at THEN answered_at END, seen_at = NULL
           WHERE contribution_id = $1 AND seen_at = $2""",
        contribution_id,
        settled_at,
    )
