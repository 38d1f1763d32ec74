"""Whether answers answer: what those who got them say, by issue; their own words for the team alone."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.feedback.gate import issue_label
from partisipasi.kit.database import Transaction


class Satisfied(msgspec.Struct, frozen=True):
    """How many say that an answer answers, and how many that it does not; of those who were answered."""

    yes: int = 0
    no: int = 0
    answered: int = 0


class _Row(msgspec.Struct):
    issue_id: int
    yes: int
    no: int
    answered: int


async def satisfaction_of(tx: Transaction, draft_id: int) -> dict[int, Satisfied]:
    """Issue id → what is said of the answer in force. Counts alone, so everybody may know them."""
    rows = await tx.all(
        _Row,
        """SELECT d.issue_id, count(*) FILTER (WHERE n.satisfied = 'yes') AS yes,
                  count(*) FILTER (WHERE n.satisfied = 'no') AS no, count(*) AS answered
           FROM issue i JOIN decision d ON d.issue_id = i.id AND d.state = 'released'
           JOIN notice n ON n.decision_id = d.id WHERE i.draft_id = $1 GROUP BY d.issue_id""",
        draft_id,
    )
    return {row.issue_id: Satisfied(row.yes, row.no, row.answered) for row in rows}


class Unconvinced(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom an answer does not satisfy, by the receipt of what they said, with more words if they gave some.

    `pending`: the state of a newer decision on the issue that is in the making.
    """

    id: int
    issue_id: int
    number: int
    title: str
    outcome: str
    receipt: str
    reply: str
    at: datetime
    pending: str | None

    @property
    def label(self) -> str:
        """M-014."""
        return issue_label(self.number)


async def unconvinced(
    tx: Transaction,
    viewer: Viewer,
    draft_id: int,
    *,
    issue_id: int | None = None,
    after: int | None = None,
    before: int | None = None,
    limit: int = 20,
) -> list[Unconvinced]:
    """Those whom an answer in force does not satisfy, the newest first, by keyset on `id`; for who works on the draft.

    Replies of withdrawn and erased contributions are no longer there; the count stays.
    """
    return await tx.all(
        Unconvinced,
        f"""SELECT n.id, i.id AS issue_id, i.number, i.title, x.outcome, c.receipt, n.replied_at AS at,
                   CASE WHEN c.state = 'withdrawn' THEN '' ELSE n.reply END AS reply,
                   (SELECT y.state FROM decision y WHERE y.issue_id = i.id AND y.id > x.id
                      AND y.state IN ('proposed', 'returned', 'approved') ORDER BY y.id DESC LIMIT 1) AS pending
            FROM notice n JOIN contribution c ON c.id = n.contribution_id
            JOIN decision x ON x.id = n.decision_id AND x.state = 'released'
            JOIN issue i ON i.id = x.issue_id JOIN draft d ON d.id = i.draft_id
            WHERE i.draft_id = $2 AND {SEES_CONCEPT} AND n.satisfied = 'no'
              AND ($3::bigint IS NULL OR i.id = $3)
              AND ($4::bigint IS NULL OR n.id < $4) AND ($5::bigint IS NULL OR n.id > $5)
            ORDER BY CASE WHEN $5::bigint IS NULL THEN -n.id ELSE n.id END LIMIT $6""",
        viewer.account_id,
        draft_id,
        issue_id,
        after,
        before,
        limit,
    )
