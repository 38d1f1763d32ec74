"""That something was said is told on by a job, once it is public; who hears of it is decided above this room."""

from __future__ import annotations

from partisipasi.kit.database import Transaction
from partisipasi.kit.jobs import enqueue

#: The job: `{"contribution": id}`.
TELL_CONTRIBUTION = "tell_contribution"


async def tell_later(tx: Transaction, contribution_id: int) -> None:
    """Make it due that a contribution which has just become public is told of. Told twice is told once."""
    await enqueue(tx, TELL_CONTRIBUTION, {"contribution": contribution_id})
