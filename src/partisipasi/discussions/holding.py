"""What the author of something held is told: why, and how long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.screening import HELD_REASONS
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_

#: How far back it is looked how long moderators took; and how many cases say something about the next one.
LATELY, ENOUGH = timedelta(days=28), 5
_OTHERWISE = N_("A moderator wants to look at it first.")


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """Something of the viewer's own that waits for a moderator. `answers`: receipt of what it replies to."""

    receipt: str
    html: str
    language: str
    reason: str
    answers: str | None


def why_held(reason: str | None) -> str:
    """Why something was held, for its author (msgid)."""
    return HELD_REASONS.get(reason or "", _OTHERWISE)


async def typical_wait(tx: Transaction) -> timedelta | None:
    """The median of how long what was released lately had waited; None while too few cases say anything."""
    found: timedelta | None = await tx.value(
        """SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY published_at - held_at)
           FROM contribution WHERE held_at IS NOT NULL AND state = 'published' AND published_at > held_at
             AND published_at > now() - $1::interval HAVING count(*) >= $2""",
        LATELY,
        ENOUGH,
    )
    return found


async def held_by(tx: Transaction, viewer: Viewer, thread_id: int, *, receipts: Sequence[str] = ()) -> list[Held]:
    """What of the viewer's own is held in a thread, oldest first.

    Args:
        receipts: of contributions whose owner key the viewer has shown, with an account or without.
    """
    if not viewer.signed_in and not receipts:
        return []
    return await tx.all(
        Held,
        """SELECT c.receipt, c.html, c.language, coalesce(c.held_reason, '') AS reason, o.receipt AS answers
           FROM contribution c LEFT JOIN contribution o ON o.id = c.parent_id AND o.state = 'published'
           JOIN thread t ON t.id = c.thread_id
           WHERE c.state = 'held' AND c.id IN (
               SELECT h.id FROM contributor p JOIN contribution h ON h.contributor_id = p.id
               WHERE p.account_id = $1 AND h.thread_id = $2 AND h.state = 'held'
               UNION ALL SELECT h.id FROM contribution h WHERE h.receipt = ANY($3::text[]) AND h.thread_id = $2)
             AND (t.audience = 'public' OR $4)
           ORDER BY c.id LIMIT 20""",
        viewer.account_id,
        thread_id,
        list(receipts),
        viewer.reads_verified,
    )
