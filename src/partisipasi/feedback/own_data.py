"""What this room holds of a person, for themselves to take away: the answers they got and what they said to them."""

from __future__ import annotations

from typing import Any

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.kit.database import Transaction


async def own_answers(tx: Transaction, viewer: Viewer) -> list[dict[str, Any]]:
    """Every answer given to the viewer, plain values ready for JSON.

    Raises:
        SignInNeeded: a guest.
    """
    demand(viewer, Act.keep_account)
    return await tx.rows(
        """SELECT c.receipt, d.outcome, d.reason, n.created_at, n.mailed_at, n.satisfied, n.reply, n.replied_at
           FROM notice n JOIN contributor p ON p.id = n.contributor_id JOIN contribution c ON c.id = n.contribution_id
           JOIN decision d ON d.id = n.decision_id
           WHERE p.account_id = $1 ORDER BY n.id""",
        viewer.account_id,
    )
