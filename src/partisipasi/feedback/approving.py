"""Approving many decisions at once: what waits, each as it was read, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.feedback.decisions import approve_decision
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.reasons import left_open
from partisipasi.feedback.standing import demand_workbench, stand
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, Refused
from partisipasi.kit.i18n import N_


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed decision with what an approver needs to decide on it. `own`: the viewer worded it and cannot approve
    it; `supersedes`: it takes the place of a public one and is public at once.
    """

    id: int
    issue_id: int
    number: int
    title: str
    outcome: str
    reason_code: str | None
    reason: str
    reason_html: str
    legal_basis: str
    no_text_change: bool
    proposed_at: datetime
    proposer: str | None
    own: bool
    supersedes: bool
    points: int
    contributions: int
    people: int

    @property
    def label(self) -> str:
        """M-014."""
        return issue_label(self.number)

    @property
    def vague(self) -> list[str]:
        """What of a template was not made specific."""
        return left_open(self.reason, self.legal_basis)


class Approved(msgspec.Struct, frozen=True):
    """Labels of the issues whose decisions were approved, and of those left as they are, with what stood against it."""

    done: list[str]
    left: list[tuple[str, Refused]]


async def proposals_of(
    tx: Transaction, viewer: Viewer, draft_id: int, *, after: int = 0, limit: int = 50
) -> list[Proposal]:
    """The proposals of a draft by the number of their issue, for who works on it.

    Args:
        after: number of the issue that the page begins after.

    Raises:
        NotFound: the viewer has no place in this draft's workbench.
    """
    rows = await tx.all(
        Proposal,
        f"""SELECT x.id, i.id AS issue_id, i.number, i.title, x.outcome, x.reason_code, x.reason, x.reason_html,
                   x.legal_basis, x.no_text_change, x.proposed_at, a.display_name AS proposer,
                   x.proposed_by = $1 OR $1 = ANY (x.proposers) AS own, x.supersedes_id IS NOT NULL AS supersedes,
                   k.points, k.contributions, k.people
            FROM draft d JOIN issue i ON i.draft_id = d.id AND i.merged_into_id IS NULL
            JOIN decision x ON x.issue_id = i.id AND x.state = 'proposed'
            LEFT JOIN account a ON a.id = x.proposed_by
            CROSS JOIN LATERAL (
              SELECT count(*) AS points, count(DISTINCT y.contribution_id) AS contributions,
                     count(DISTINCT c.contributor_id) AS people
              FROM counted_point y JOIN contribution c ON c.id = y.contribution_id WHERE y.issue_id = i.id) k
            WHERE d.id = $2 AND {SEES_CONCEPT} AND i.number > $3 ORDER BY i.number LIMIT $4""",
        viewer.account_id,
        draft_id,
        after,
        limit,
    )
    if not rows:
        await demand_workbench(tx, viewer, draft_id)
    return rows


async def approve_decisions(
    tx: Transaction, viewer: Viewer, *, draft_id: int, chosen: Sequence[tuple[int, datetime]]
) -> Approved:
    """Approve several proposals of one draft. What cannot be approved (any more) is left and told; the rest goes on.

    Args:
        chosen: ids of decisions, each with when the wording was proposed that the approver read.

    Raises:
        NotFound, Forbidden: not an approver of the draft's team.
        Invalid: nothing chosen, or a decision of another draft.
    """
    await stand(tx, viewer, draft_id, Act.approve_decision, secret=True, closed=True)
    if not chosen:
        raise Invalid({"decisions": N_("Tick at least one decision.")})
    rows = await tx.rows(
        """SELECT x.id, i.number FROM decision x JOIN issue i ON i.id = x.issue_id
           WHERE x.id = ANY ($1::bigint[]) AND i.draft_id = $2 ORDER BY i.number""",
        [decision_id for decision_id, _ in chosen],
        draft_id,
    )
    numbers = {row["id"]: row["number"] for row in rows}
    read = dict(chosen)
    if set(read) - set(numbers):
        raise Invalid({"decisions": N_("One of these decisions belongs to another draft.")})
    done: list[str] = []
    left: list[tuple[str, Refused]] = []
    for decision_id, number in numbers.items():
        try:
            async with tx.savepoint():
                await approve_decision(tx, viewer, decision_id=decision_id, seen=read[decision_id])
            done.append(issue_label(number))
        except (Conflict, Forbidden) as error:
            left.append((issue_label(number), error))
    return Approved(done, left)
