"""That something was said is told on by a job, once it is public; who hears of it is decided above this room."""

from __future__ import annotations

from partisipasi.discussions.mentions import note_mentions
from partisipasi.kit.database import Transaction
from partisipasi.kit.jobs import enqueue

#: The job: `{"contribution": id}`.
TELL_CONTRIBUTION = "tell_contribution"


async def tell_later(tx: Transaction, contribution_id: int) -> None:
    """Note whom a contribution mentions that has just become public, and make it due that it is told of.

    Told twice is told once.
    """
    await note_mentions(tx, contribution_id)
    await enqueue(tx, TELL_CONTRIBUTION, {"contribution": contribution_id})
