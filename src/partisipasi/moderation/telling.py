"""That a decision was made is told by a job: to the author, and to whoever reported."""

from __future__ import annotations

from datetime import timedelta

from partisipasi.kit.database import Transaction
from partisipasi.kit.jobs import enqueue

#: The job: `{"decision": id}`.
TELL_DECISION = "tell_decision"
#: The job: `{"objection": id}`.
TELL_OBJECTION = "tell_objection"


async def tell_decision_later(tx: Transaction, decision_id: int, *, delay: timedelta | None = None) -> None:
    """Make it due that people are told of a decision, at once or after a while in which it can be taken back."""
    await enqueue(tx, TELL_DECISION, {"decision": decision_id}, delay=delay)


async def tell_objection_later(tx: Transaction, objection_id: int) -> None:
    """Make it due that whoever objected is told what came of it."""
    await enqueue(tx, TELL_OBJECTION, {"objection": objection_id})
