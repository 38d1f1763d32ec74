"""What contributors say about the answers they were given: for those who gave them."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.kit.database import Transaction
from partisipasi.topics.officers import SEES_AGENCY_OF_ISSUE


class Echo(msgspec.Struct, frozen=True):
    """Whether an answer answers, as its contributor says, with more words for the policy team."""

    receipt: str
    satisfied: str
    reply: str
    at: datetime
    in_force: bool


async def echoes_of(tx: Transaction, viewer: Viewer, issue_id: int, *, limit: int = 50) -> list[Echo]:
    """What was said about the answers to an issue: whom it does not answer first, for who works on it."""
    return await tx.all(
        Echo,
        f"""SELECT c.receipt, n.satisfied, n.reply, n.replied_at AS at, x.state = 'released' AS in_force
            FROM notice n JOIN decision x ON x.id = n.decision_id JOIN issue i ON i.id = x.issue_id
            LEFT JOIN draft d ON d.id = i.draft_id JOIN contribution c ON c.id = n.contribution_id
            WHERE i.id = $2 AND n.satisfied IS NOT NULL
              AND CASE WHEN i.agency_id IS NULL THEN {SEES_CONCEPT} ELSE {SEES_AGENCY_OF_ISSUE} END
            ORDER BY n.satisfied, (n.reply <> '') DESC, n.replied_at DESC LIMIT $3""",
        viewer.account_id,
        issue_id,
        limit,
    )
