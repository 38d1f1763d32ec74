"""Limits on what somebody may write: a suspension, or a pace of so many a day. Each has an end and is told openly."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.tables import Restriction
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden
from partisipasi.kit.i18n import N_, when

SUSPENDED = N_(
    "You cannot write, support or report until %(until)s. You can read everything, and object to this decision: "
    "%(ref)s."
)

#: Restrictions that count at this moment: exact at both ends, by the database's clock.
IN_FORCE = "x.lifted_at IS NULL AND x.starts_at <= now() AND x.ends_at > now()"


class Suspended(Forbidden):
    """Somebody who may not write for a time. Says until when, and by which decision."""

    code = "suspended"

    def __init__(self, until: datetime, ref: str) -> None:
        super().__init__(SUSPENDED, until=when(until), ref=ref)
        self.until = until
        self.ref = ref


class Limit(msgspec.Struct, frozen=True):
    """A restriction in force."""

    kind: str
    per_day: int | None
    reason: str
    decision_ref: str
    ends_at: datetime


def demand_free(viewer: Viewer) -> None:
    """Refuse whoever is suspended.

    Raises:
        Suspended: until when, and by which decision.
    """
    if viewer.suspended_until is not None:
        raise Suspended(viewer.suspended_until, viewer.suspended_by)


async def demand_account_free(tx: Transaction, account_id: int | None) -> None:
    """The same of an account that is not the viewer: whose owner key somebody holds, whose address was confirmed.

    Raises:
        Suspended: until when, and by which decision.
    """
    for limit in await limits_of(tx, account_id) if account_id is not None else ():
        if limit.kind == "suspend":
            raise Suspended(limit.ends_at, limit.decision_ref)


async def limits_of(tx: Transaction, account_id: int) -> list[Limit]:
    """What is in force for an account, the longest first."""
    return await tx.all(
        Limit,
        f"""SELECT kind, per_day, reason, decision_ref, ends_at FROM restriction x
            WHERE x.account_id = $1 AND {IN_FORCE} ORDER BY ends_at DESC, id""",
        account_id,
    )


async def restrict(
    tx: Transaction,
    *,
    account_id: int,
    kind: str,
    ends_at: datetime,
    decision_ref: str,
    reason: str,
    per_day: int | None = None,
) -> None:
    """Put a limit in force from now on. Who may, and why, is moderation's."""
    await tx.add(
        Restriction(
            account_id=account_id, kind=kind, per_day=per_day, reason=reason, decision_ref=decision_ref,
            starts_at=tx.now, ends_at=ends_at,
        )
    )  # fmt: skip


async def lift_restrictions(tx: Transaction, *, account_id: int, decision_ref: str = "") -> int:
    """End what is in force for an account, or only what one decision put there.

    Returns:
        How many were ended.
    """
    return await tx.execute(
        f"""UPDATE restriction x SET lifted_at = now()
            WHERE x.account_id = $1 AND {IN_FORCE} AND ($2 = '' OR x.decision_ref = $2)""",
        account_id,
        decision_ref,
    )
