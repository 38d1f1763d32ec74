"""Who looks at which case just now: a lease, so that two moderators do not do the same work."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict
from partisipasi.kit.i18n import N_

#: Long enough to read a thread and write a reason; short enough that nothing waits for somebody who went home.
LEASE = timedelta(minutes=15)
TAKEN = N_("Another moderator is looking at this case just now. It is free again when they are done, or in 15 minutes.")


async def claim_case(tx: Transaction, viewer: Viewer, *, contribution_id: int) -> None:
    """Take a case for fifteen minutes, or go on having it. What somebody's lease has left is free for all.

    Raises:
        SignInNeeded, Forbidden: no moderator.
        Conflict: `claimed`: somebody else has it.
    """
    demand(viewer, Act.moderate, anywhere=True)
    taken = await tx.execute(
        """INSERT INTO moderation_claim AS m (contribution_id, account_id, until) VALUES ($1, $2, now() + $3::interval)
           ON CONFLICT (contribution_id) DO UPDATE SET account_id = excluded.account_id, until = excluded.until
             WHERE m.account_id = excluded.account_id OR m.until <= now()""",
        contribution_id,
        viewer.account_id,
        LEASE,
    )
    if not taken:
        raise Conflict(TAKEN, code="claimed")


async def give_back(tx: Transaction, viewer: Viewer, *, contribution_id: int) -> None:
    """Let others have the case."""
    await tx.execute(
        "DELETE FROM moderation_claim WHERE contribution_id = $1 AND account_id = $2",
        contribution_id,
        viewer.account_id,
    )


async def demand_unclaimed(tx: Transaction, viewer: Viewer, contribution_id: int) -> None:
    """Refuse where somebody else has the case.

    Raises:
        Conflict: `claimed`.
    """
    if await tx.value(
        "SELECT 1 FROM moderation_claim WHERE contribution_id = $1 AND account_id <> $2 AND until > now()",
        contribution_id,
        viewer.account_id,
    ):
        raise Conflict(TAKEN, code="claimed")


async def end_claim(tx: Transaction, *, contribution_id: int) -> None:
    """The case is decided."""
    await tx.execute("DELETE FROM moderation_claim WHERE contribution_id = $1", contribution_id)


class Holder(msgspec.Struct, frozen=True):
    """Whether somebody has the case now, and until when."""

    mine: bool
    until: datetime


async def holder_of(tx: Transaction, viewer: Viewer, contribution_id: int) -> Holder | None:
    """Who has a case at this moment; None where nobody has."""
    return await tx.one(
        Holder,
        "SELECT account_id = $2 AS mine, until FROM moderation_claim WHERE contribution_id = $1 AND until > now()",
        contribution_id,
        viewer.account_id,
    )
