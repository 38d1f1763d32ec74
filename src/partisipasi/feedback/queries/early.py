"""Answers given before the next version was ready: which, when and why; and who could give the next ones."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT, WORKS_HERE
from partisipasi.feedback.gate import issue_label
from partisipasi.kit.database import Transaction


class EarlyAnswers(msgspec.Struct, frozen=True):
    """One interim release: the reason for it and the numbers of the issues that it answered."""

    at: datetime
    reason: str
    numbers: list[int]

    @property
    def issues(self) -> list[tuple[str, int]]:
        """M-014 and its number, for each."""
        return [(issue_label(number), number) for number in self.numbers]


class EarlyPublisher(msgspec.Struct, frozen=True):
    """An approver of the team, with the waiting decisions that they proposed and so cannot make public themselves."""

    name: str
    own: list[str]


#: The interim releases of the draft $1, newest first. They are public.
EARLY = """
    SELECT r.at, r.reason, json_agg(i.number ORDER BY i.number) AS numbers
    FROM release r JOIN decision d ON d.release_id = r.id JOIN issue i ON i.id = d.issue_id
    WHERE r.draft_id = $1 AND r.kind = 'interim' GROUP BY r.id ORDER BY r.id DESC"""


async def early_answers(tx: Transaction, draft_id: int) -> list[EarlyAnswers]:
    """The interim releases of a draft, newest first."""
    found = await tx.value(f"SELECT json_agg(e)::text FROM ({EARLY}) e", draft_id)
    return msgspec.json.decode(found or "[]", type=list[EarlyAnswers])


async def early_publishers(tx: Transaction, viewer: Viewer, draft_id: int) -> list[EarlyPublisher]:
    """The approvers of a draft's team, for who works on it."""
    rows = await tx.rows(
        f"""SELECT coalesce(a.display_name, '') AS name, coalesce((
                SELECT json_agg(i.number ORDER BY i.number)::text FROM decision x JOIN issue i ON i.id = x.issue_id
                WHERE i.draft_id = $2 AND x.state = 'approved' AND (x.proposed_by = a.id OR a.id = ANY (x.proposers))),
              '[]') AS own
            FROM account a JOIN draft d ON d.id = $2 AND {SEES_CONCEPT}
            WHERE EXISTS (SELECT 1 FROM team_member m WHERE m.draft_id = $2 AND m.account_id = a.id
                            AND m.role = 'approver' AND m.ended_at IS NULL AND {WORKS_HERE})
            ORDER BY a.id""",
        viewer.account_id,
        draft_id,
    )
    return [EarlyPublisher(row["name"], [issue_label(n) for n in _numbers(row["own"])]) for row in rows]


def _numbers(found: str) -> list[int]:
    return msgspec.json.decode(found, type=list[int])
