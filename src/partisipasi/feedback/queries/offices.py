"""What the officers of an agency see: what people told it, how much waits, and the issues that take points."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.feedback.queries.destinations import Choice
from partisipasi.feedback.queries.placing import TAKES_POINTS
from partisipasi.feedback.queries.results import OutcomeTotal
from partisipasi.kit.database import Transaction
from partisipasi.topics.officers import SEES_AGENCY_OF_ISSUE, SEES_THIS_AGENCY


class AgencyInput(msgspec.Struct, frozen=True, kw_only=True):
    """One contribution as the agency's officers see it: also what is hidden, as it is still answered. `issues` are the
    numbers of the agency's issues that it is placed in.
    """

    id: int
    receipt: str
    kind: str
    stance: str
    state: str
    hidden_rule: str | None
    channel: str
    html: str
    name: str | None
    number: int | None
    at: datetime
    supports: int
    thread_kind: str
    thread_title: str
    issues: list[int]


class AgencyTotals(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over an agency's answers. `decided` + `open` = `points` = the points of all outcomes + `open`.

    `said`: what people told it; `unplaced`: what of that is in no issue yet; `issues`: those with points.
    """

    points: int
    decided: int
    open: int
    contributions: int
    people: int
    said: int
    unplaced: int
    issues: int
    satisfied: int
    unsatisfied: int
    by_outcome: list[OutcomeTotal] = []


class AgencyCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What people told an agency, and what waits: contributions in no issue, issues without a decision or with one that
    waits for approval.
    """

    said: int
    unplaced: int
    issues: int
    undecided: int
    proposed: int


async def agency_totals(tx: Transaction, agency_id: int) -> AgencyTotals:
    """The sums over all answers of an agency; what is in the making is not in them."""
    sums = await tx.rows(
        """SELECT k.points, k.decided, k.points - k.decided AS open, k.contributions, k.people, s.said, s.unplaced,
                  n.satisfied, n.unsatisfied, i.issues
           FROM (SELECT count(*) AS points, count(k.outcome) AS decided,
                        count(DISTINCT k.contribution_id) AS contributions, count(DISTINCT c.contributor_id) AS people
                 FROM counted_point k JOIN contribution c ON c.id = k.contribution_id WHERE k.agency_id = $1) k,
                (SELECT count(DISTINCT k.issue_id) AS issues FROM counted_point k WHERE k.agency_id = $1) i,
                (SELECT count(*) AS said, count(*) FILTER (WHERE NOT placed) AS unplaced
                 FROM agency_input WHERE agency_id = $1) s,
                (SELECT count(*) FILTER (WHERE n.satisfied = 'yes') AS satisfied,
                        count(*) FILTER (WHERE n.satisfied = 'no') AS unsatisfied
                 FROM notice n JOIN release r ON r.id = n.release_id
                 JOIN decision d ON d.id = n.decision_id AND d.state = 'released' WHERE r.agency_id = $1) n""",
        agency_id,
    )
    outcomes = await tx.all(
        OutcomeTotal,
        """SELECT k.outcome, count(DISTINCT k.issue_id) AS issues, count(*) AS points,
                  count(DISTINCT k.contribution_id) AS contributions, count(DISTINCT c.contributor_id) AS people
           FROM counted_point k JOIN contribution c ON c.id = k.contribution_id
           WHERE k.agency_id = $1 AND k.outcome IS NOT NULL GROUP BY k.outcome ORDER BY count(*) DESC, k.outcome""",
        agency_id,
    )
    return AgencyTotals(**sums[0], by_outcome=outcomes)


async def agency_inbox(
    tx: Transaction,
    viewer: Viewer,
    agency_id: int,
    *,
    placed: bool | None = None,
    after: int | None = None,
    before: int | None = None,
    limit: int = 25,
) -> list[AgencyInput]:
    """A page of what people told an agency, oldest first, for who answers for it; for everybody else nothing.

    Args:
        placed: in an issue, or in none yet.
        after, before: ids that the page begins after or ends before; with `before`, rows come backwards.
    """
    return await tx.all(
        AgencyInput,
        f"""SELECT c.id, c.receipt, c.kind, c.stance, c.state, c.hidden_rule, c.channel, c.html, c.public_name AS name,
                   coalesce(a.number, p.number) AS number, coalesce(c.published_at, c.created_at) AS at,
                   coalesce(y.supports, 0) AS supports, o.thread_kind, t.title AS thread_title,
                   array(SELECT DISTINCT i.number FROM point x JOIN issue i ON i.id = x.issue_id
                         WHERE x.contribution_id = c.id AND x.removed_at IS NULL AND i.agency_id = $2 ORDER BY 1)
                     AS issues
            FROM agency_input o JOIN contribution c ON c.id = o.contribution_id JOIN thread t ON t.id = c.thread_id
            LEFT JOIN contributor p ON p.id = c.contributor_id LEFT JOIN account a ON a.id = p.account_id
            LEFT JOIN contribution_tally y ON y.contribution_id = c.id
            WHERE o.agency_id = $2 AND {SEES_THIS_AGENCY} AND ($3::boolean IS NULL OR o.placed = $3)
              AND ($4::bigint IS NULL OR c.id > $4) AND ($5::bigint IS NULL OR c.id < $5)
            ORDER BY CASE WHEN $5::bigint IS NULL THEN c.id ELSE -c.id END LIMIT $6""",
        viewer.account_id,
        agency_id,
        placed,
        after,
        before,
        limit,
    )


async def agency_counts(tx: Transaction, agency_id: int) -> AgencyCounts:
    """The counts over an agency's work. Only for who answers for it."""
    found = await tx.one(
        AgencyCounts,
        """SELECT s.said, s.unplaced, i.issues, i.undecided, i.proposed
           FROM (SELECT count(*) AS said, count(*) FILTER (WHERE NOT placed) AS unplaced
                 FROM agency_input WHERE agency_id = $1) s,
                (SELECT count(*) AS issues,
                        count(*) FILTER (WHERE d.state IS NULL OR d.state = 'returned') AS undecided,
                        count(*) FILTER (WHERE d.state = 'proposed') AS proposed
                 FROM issue i LEFT JOIN LATERAL (
                   SELECT x.state FROM decision x WHERE x.issue_id = i.id ORDER BY x.id DESC LIMIT 1) d ON true
                 WHERE i.agency_id = $1 AND i.merged_into_id IS NULL) i""",
        agency_id,
    )
    return found or AgencyCounts(said=0, unplaced=0, issues=0, undecided=0, proposed=0)


async def open_issues_of_agency(tx: Transaction, viewer: Viewer, agency_id: int, *, limit: int = 200) -> list[Choice]:
    """The issues of an agency that can take points, newest first, for who answers for it."""
    return await tx.all(
        Choice,
        f"""SELECT i.id, i.number, i.title FROM issue i
            WHERE i.agency_id = $2 AND {TAKES_POINTS} AND {SEES_AGENCY_OF_ISSUE}
            ORDER BY i.number DESC LIMIT $3""",
        viewer.account_id,
        agency_id,
        limit,
    )
