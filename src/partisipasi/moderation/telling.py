"""That a decision was made is told by a job: to the author, and to whoever reported."""

from __future__ import annotations

from partisipasi.kit.database import Transaction
from partisipasi.kit.jobs import enqueue

#: The job: `{"decision": id}`.
TELL_DECISION = "tell_decision"


async def tell_decision_later(tx: Transaction, decision_id: int) -> None:
    """Make it due that people are told of a decision."""
    await enqueue(tx, TELL_DECISION, {"decision": decision_id})
