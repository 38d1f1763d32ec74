"""How a draft ended."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from partisipasi.kit.database import Transaction


class Ending(msgspec.Struct, frozen=True):
    """How a draft ended."""

    how: str
    reason: str
    at: datetime
    enacted_number: str
    enacted_on: date | None
    enacted_url: str


async def ending_of(tx: Transaction, draft_id: int) -> Ending | None:
    """How a draft ended; None while it is in the making."""
    return await tx.one(
        Ending,
        """SELECT closed_how AS how, closed_reason AS reason, closed_at AS at, enacted_number, enacted_on, enacted_url
           FROM draft WHERE id = $1 AND closed_at IS NOT NULL""",
        draft_id,
    )
