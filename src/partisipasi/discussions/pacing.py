"""How often somebody may write who was given a pace by moderators: so many in a day, until it ends."""

from __future__ import annotations

from partisipasi.accounts.restrictions import limits_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import TooMany
from partisipasi.kit.i18n import N_, when

PACED = N_(
    "Until %(until)s you can write %(per_day)s times in 24 hours, by decision %(ref)s, to which you can object. Your "
    "text is kept here."
)


async def keep_given_pace(tx: Transaction, contributor_id: int) -> None:
    """Refuse what exceeds the pace somebody was given. To be called while their row is locked.

    Raises:
        TooMany: says until when the pace counts and how long to wait.
    """
    account_id = await tx.value("SELECT account_id FROM contributor WHERE id = $1", contributor_id)
    if account_id is None:
        return
    paces = [limit for limit in await limits_of(tx, account_id) if limit.per_day is not None]
    if not paces:
        return
    limit = min(paces, key=lambda pace: pace.per_day or 0)
    per_day = limit.per_day or 0
    wait: int | None = await tx.value(
        """SELECT extract(epoch FROM created_at + interval '24 hours' - now())::int FROM contribution
           WHERE contributor_id = $1 AND created_at > now() - interval '24 hours'
           ORDER BY created_at DESC OFFSET $2 LIMIT 1""",
        contributor_id,
        max(per_day - 1, 0),
    )
    if wait is not None:
        raise TooMany(PACED, wait=max(wait, 60), per_day=per_day, until=when(limit.ends_at), ref=limit.decision_ref)
