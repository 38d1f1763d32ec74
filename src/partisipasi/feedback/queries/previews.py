"""What a release would make public, and whom it would tell: shown before the button is pressed."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.feedback.gate import issue_label
from partisipasi.kit.database import Transaction


class Preview(msgspec.Struct, frozen=True):
    """Decisions that would become public, notices that would be made, and people who would get a mail."""

    decisions: int
    notices: int
    mails: int


class Approved(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that is approved and waits for its release. `own`: the viewer is one of those who worded it."""

    id: int
    number: int
    title: str
    outcome: str
    points: int
    own: bool

    @property
    def label(self) -> str:
        """M-014."""
        return issue_label(self.number)


async def preview_of(tx: Transaction, viewer: Viewer, draft_id: int) -> Preview:
    """What releasing everything that is approved would do, for who works on the draft."""
    found = await tx.one(
        Preview,
        f"""WITH told AS (
              SELECT DISTINCT k.contribution_id, x.id AS decision_id, c.contributor_id
              FROM counted_point k JOIN contribution c ON c.id = k.contribution_id
              JOIN LATERAL (SELECT y.id FROM decision y WHERE y.issue_id = k.issue_id
                              AND y.state IN ('approved', 'released') ORDER BY y.id DESC LIMIT 1) x ON true
              JOIN draft d ON d.id = k.draft_id
              WHERE k.draft_id = $2 AND {SEES_CONCEPT}
                AND NOT EXISTS (SELECT 1 FROM notice n
                                WHERE n.contribution_id = k.contribution_id AND n.decision_id = x.id))
            SELECT (SELECT count(*) FROM decision y JOIN issue i ON i.id = y.issue_id JOIN draft d ON d.id = i.draft_id
                    WHERE i.draft_id = $2 AND y.state = 'approved' AND {SEES_CONCEPT}) AS decisions,
                   (SELECT count(*) FROM told) AS notices,
                   (SELECT count(DISTINCT p.account_id) FROM told t JOIN contributor p ON p.id = t.contributor_id
                    JOIN email_address e ON e.account_id = p.account_id AND e.confirmed_at IS NOT NULL) AS mails""",
        viewer.account_id,
        draft_id,
    )
    return found or Preview(0, 0, 0)


async def approved_of(tx: Transaction, viewer: Viewer, draft_id: int) -> list[Approved]:
    """The decisions of a draft that wait for their release, for who works on it."""
    return await tx.all(
        Approved,
        f"""SELECT x.id, i.number, i.title, x.outcome, x.proposed_by = $1 OR $1 = ANY (x.proposers) AS own,
                   (SELECT count(*) FROM counted_point k WHERE k.issue_id = i.id) AS points
            FROM decision x JOIN issue i ON i.id = x.issue_id JOIN draft d ON d.id = i.draft_id
            WHERE i.draft_id = $2 AND x.state = 'approved' AND {SEES_CONCEPT} ORDER BY i.number""",
        viewer.account_id,
        draft_id,
    )
