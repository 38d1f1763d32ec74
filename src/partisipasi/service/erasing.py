"""What is left in a case of somebody whose account is erased, and what they may take away of it."""

from __future__ import annotations

from typing import Any

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.kit.database import Transaction


async def clear_cases(tx: Transaction, contribution_ids: list[int]) -> None:
    """Clear where it was, for cases whose opening words were removed; service, day and outcome stay, so sums do.

    Args:
        contribution_ids: of all that the erased person had said and that was removed.
    """
    agencies = await tx.values(
        """UPDATE service_case SET place = '' WHERE contribution_id = ANY ($1::bigint[]) AND place <> ''
           RETURNING agency_id""",
        contribution_ids,
    )
    tx.changed(*(f"agency:{agency_id}" for agency_id in set(agencies)))


async def own_cases(tx: Transaction, viewer: Viewer) -> list[dict[str, Any]]:
    """What the viewer told agencies about their services: plain values ready for JSON; the words are elsewhere.

    Raises:
        SignInNeeded: a guest.
    """
    demand(viewer, Act.keep_account)
    rows = await tx.rows(
        """SELECT c.receipt, g.name AS agency, s.name AS service, k.place, k.happened_on, k.status, k.heard_at,
                  k.answered_at, k.verdict, k.verdict_at, k.reopened
           FROM service_case k JOIN contribution c ON c.id = k.contribution_id
           JOIN contributor p ON p.id = c.contributor_id JOIN agency g ON g.id = k.agency_id
           LEFT JOIN service s ON s.id = k.service_id WHERE p.account_id = $1 ORDER BY k.thread_id""",
        viewer.account_id,
    )
    return [dict(row) for row in rows]
