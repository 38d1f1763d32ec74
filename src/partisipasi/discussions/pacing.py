"""How often somebody may write: everybody in a short time, and in a day who was given a pace by moderators."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.restrictions import limits_of
from partisipasi.discussions.screening import WINDOW, Sender, most_in_window
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import TooMany
from partisipasi.kit.i18n import N_, when

TOO_OFTEN = N_("You have written often in a short time. Please wait %(minutes)s minutes; your text is kept here.")
PACED = N_(
    "Until %(until)s you can write %(per_day)s times in 24 hours, by decision %(ref)s, to which you can object. Your "
    "text is kept here."
)


class _Pace(msgspec.Struct, frozen=True):
    made: int
    wait: int


async def keep_pace(tx: Transaction, contributor_id: int, sender: Sender) -> None:
    """Refuse whoever has written too often in a short time.

    Raises TooMany, with the seconds to wait."""
    # Many at once would each count only those before them.
    await tx.execute("SELECT 1 FROM contributor WHERE id = $1 FOR NO KEY UPDATE", contributor_id)
    await keep_given_pace(tx, contributor_id)
    pace = await tx.one(
        _Pace,
        """SELECT count(*) AS made, coalesce(extract(epoch FROM min(created_at) + $2::interval - now()), 0)::int AS wait
           FROM contribution WHERE contributor_id = $1 AND created_at > now() - $2::interval""",
        contributor_id,
        WINDOW,
    )
    if pace is not None and pace.made >= most_in_window(sender):
        raise TooMany(TOO_OFTEN, wait=max(pace.wait, 60), minutes=max(1, -(-pace.wait // 60)))


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
