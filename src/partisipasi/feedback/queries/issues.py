"""Issues with their points and decisions: for everybody what is public, for the team also what is in the making."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT, SEES_DRAFT
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.owners import Owner, reads_work_of
from partisipasi.feedback.queries.changes import ChangeView, changes_behind
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_
from partisipasi.musyawarah.readings import LINE_OF_ISSUE, FromLine
from partisipasi.topics.officers import SEES_AGENCY_OF_ISSUE


class IssueRow(msgspec.Struct, frozen=True, kw_only=True):
    """An issue in a list. `outcome` and `decision_id` are those of its public decision; `pending` is the state of the
    newest decision that is not public, for the team alone. `stage`: considered, or answered.
    """

    id: int
    draft_id: int | None
    agency_id: int | None
    number: int
    title: str
    summary: str
    merged_into: int | None
    created_at: datetime
    points: int
    contributions: int
    people: int
    decision_id: int | None
    outcome: str | None
    reason_code: str | None
    reason: str | None
    reason_html: str | None
    legal_basis: str | None
    no_text_change: bool | None
    released_at: datetime | None
    pending: str | None
    pending_outcome: str | None

    @property
    def label(self) -> str:
        """M-014."""
        return issue_label(self.number)

    @property
    def owner(self) -> Owner:
        """Whose issue it is."""
        return Owner(self.draft_id, self.agency_id)

    @property
    def stage(self) -> str:
        """How far the answer to its points has come."""
        return "answered" if self.outcome else "considered"


class PointRow(msgspec.Struct, frozen=True, kw_only=True):
    """A point of an issue. Words and name of what is hidden are there for the team alone; of what is withdrawn, for
    nobody. `excerpt` is None where the whole contribution is meant.
    """

    id: int
    receipt: str
    whole: bool
    excerpt: str | None
    state: str
    hidden_rule: str | None
    kind: str
    stance: str
    channel: str
    name: str | None
    number: int | None
    html: str
    proposed: str | None
    key: str | None
    document_number: int | None
    document_title: str | None
    version_number: int | None
    at: datetime


class DecisionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A decision on an issue. Who worded and approved it, and remarks, are for the team alone.

    `approved_for`: whom the approver deputised for then, if they were no approver themselves.
    """

    id: int
    outcome: str
    reason_code: str | None
    reason: str
    reason_html: str
    legal_basis: str
    no_text_change: bool
    state: str
    supersedes_id: int | None
    proposed_at: datetime
    approved_at: datetime | None
    released_at: datetime | None
    release_kind: str | None
    release_version: int | None
    satisfied: int
    unsatisfied: int
    proposed_by: int | None
    proposer: str | None
    approver: str | None
    approved_for: str | None
    returned_remark: str
    proposers: list[int]
    changes: list[ChangeView] = []


class StanceCount(msgspec.Struct, frozen=True):
    """How many contributions and people behind an issue take a stance, as they chose it themselves."""

    stance: str
    contributions: int
    people: int


class ClauseCount(msgspec.Struct, frozen=True):
    """How many contributions behind an issue are about a clause, in the newest version they were made on."""

    version_number: int
    key: str
    contributions: int


class IssueView(msgspec.Struct, frozen=True, kw_only=True):
    """One issue with all that belongs to it. `withdrawn` points are counted in a line of their own; `owner_title` and
    `owner_slug` are those of the draft or agency.
    """

    issue: IssueRow
    owner_title: str
    owner_slug: str
    summary_for: str
    summary_against: str
    withdrawn: int
    stances: list[StanceCount]
    clauses: list[ClauseCount]
    decisions: list[DecisionRow]
    points: list[PointRow]
    came_from: FromLine | None


#: Whether the viewer ($1) sees what is in the making on issue `i`, of draft `d` or of an agency; whether they see it.
_WORKS = f"""CASE WHEN i.agency_id IS NULL THEN {SEES_CONCEPT} ELSE {SEES_AGENCY_OF_ISSUE} END"""
_ROW = f"""i.id, i.draft_id, i.agency_id, i.number, i.title, i.summary, m.number AS merged_into, i.created_at,
    k.points, k.contributions, k.people, r.id AS decision_id, r.outcome, r.reason_code, r.reason, r.reason_html,
    r.legal_basis, r.no_text_change, r.released_at, q.state AS pending, q.outcome AS pending_outcome
    FROM issue i LEFT JOIN draft d ON d.id = i.draft_id LEFT JOIN issue m ON m.id = i.merged_into_id
    CROSS JOIN LATERAL (
      SELECT count(*) AS points, count(DISTINCT x.contribution_id) AS contributions,
             count(DISTINCT c.contributor_id) AS people
      FROM counted_point x JOIN contribution c ON c.id = x.contribution_id WHERE x.issue_id = i.id) k
    LEFT JOIN decision r ON r.issue_id = i.id AND r.state = 'released'
    LEFT JOIN LATERAL (SELECT x.state, x.outcome FROM decision x WHERE x.issue_id = i.id AND {_WORKS}
      AND x.id > coalesce(r.id, 0) AND x.state IN ('proposed', 'returned', 'approved')
      ORDER BY x.id DESC LIMIT 1) q ON true
    WHERE (i.agency_id IS NOT NULL OR {SEES_DRAFT}) AND (k.points > 0 OR r.id IS NOT NULL OR {_WORKS})"""


_LISTED = {
    column: f"""SELECT {_ROW} AND i.{column} = $2 AND ($3::int IS NULL OR i.number > $3)
              AND ($4::text IS NULL OR r.outcome = $4 OR ($4 = 'open' AND r.id IS NULL))
              AND ($6::int IS NULL OR i.number < $6)
              AND ($7::text IS NULL OR $7 = CASE WHEN i.merged_into_id IS NOT NULL THEN 'merged'
                   WHEN q.state IS NOT NULL THEN q.state WHEN r.id IS NOT NULL THEN 'released' ELSE 'open' END)
              AND ($8::bigint[] IS NULL OR i.id = ANY ($8))
            ORDER BY CASE WHEN $6::int IS NULL THEN i.number ELSE -i.number END LIMIT $5"""
    for column in ("draft_id", "agency_id")
}


async def issues_of(
    tx: Transaction,
    viewer: Viewer,
    draft_id: int | None,
    *,
    agency_id: int | None = None,
    outcome: str | None = None,
    standing: str | None = None,
    ids: Collection[int] | None = None,
    after: int | None = None,
    before: int | None = None,
    limit: int = 500,
) -> list[IssueRow]:
    """The issues of a draft or agency by number. The public sees those that have a point or a public decision.

    Args:
        outcome: of the public decision; "open" for those without one.
        standing: of the newest decision the viewer sees: proposed, returned, approved, released; "open" for issues
            without one, "merged" for those that became part of another.
        ids: only these.
        after, before: number of the issue that the page begins after or ends before; with `before`, rows come
            backwards.
    """
    owner = Owner(draft_id, agency_id)
    return await tx.all(
        IssueRow,
        _LISTED[owner.column],
        viewer.account_id,
        owner.id,
        after,
        outcome,
        limit,
        before,
        standing,
        None if ids is None else list(ids),
    )


class _Rest(msgspec.Struct):
    owner_title: str
    owner_slug: str
    summary_for: str
    summary_against: str
    withdrawn: int
    stances: str
    clauses: str
    came_from: str | None


async def issue_view(tx: Transaction, viewer: Viewer, issue_id: int, *, after: int = 0, limit: int = 50) -> IssueView:
    """One issue with a page of its points, its decisions and the changes they caused.

    Args:
        after: id of the point that the page begins after.

    Raises:
        NotFound: no such issue for this viewer.
    """
    issue = await tx.one(IssueRow, f"SELECT {_ROW} AND i.id = $2", viewer.account_id, issue_id)
    if issue is None:
        raise NotFound(N_("This issue does not exist."))
    team = await reads_work_of(tx, viewer, issue.owner)
    rest = await tx.one(
        _Rest,
        f"""SELECT coalesce(d.title, a.name) AS owner_title, coalesce(d.slug, a.slug) AS owner_slug, i.summary_for,
                  i.summary_against,
                  (SELECT count(*) FROM point p JOIN contribution c ON c.id = p.contribution_id
                   WHERE p.issue_id = i.id AND p.removed_at IS NULL
                     AND (c.state = 'withdrawn' OR c.hidden_rule = 'spam')) AS withdrawn,
                  coalesce((SELECT json_agg(x ORDER BY x.contributions DESC, x.stance) FROM (
                     SELECT c.stance, count(DISTINCT c.id) AS contributions, count(DISTINCT c.contributor_id) AS people
                     FROM counted_point k JOIN contribution c ON c.id = k.contribution_id WHERE k.issue_id = i.id
                     GROUP BY c.stance) x), '[]')::text AS stances,
                  coalesce((SELECT json_agg(x ORDER BY x.contributions DESC, x.key) FROM (
                     SELECT DISTINCT ON (c.clause_id) v.number AS version_number, t.key,
                            count(*) OVER (PARTITION BY c.clause_id) AS contributions
                     FROM (SELECT DISTINCT contribution_id FROM counted_point WHERE issue_id = i.id) k
                     JOIN contribution c ON c.id = k.contribution_id JOIN version v ON v.id = c.version_id
                     JOIN clause_text t ON t.clause_id = c.clause_id AND t.version_id = c.version_id
                     ORDER BY c.clause_id, v.number DESC) x), '[]')::text AS clauses,
                  (SELECT row_to_json(y)::text FROM ({LINE_OF_ISSUE}) y) AS came_from
           FROM issue i LEFT JOIN draft d ON d.id = i.draft_id LEFT JOIN agency a ON a.id = i.agency_id
           WHERE i.id = $1""",
        issue_id,
    )
    if rest is None:
        raise NotFound(N_("This issue does not exist."))
    return IssueView(
        issue=issue,
        owner_title=rest.owner_title,
        owner_slug=rest.owner_slug,
        summary_for=rest.summary_for,
        summary_against=rest.summary_against,
        withdrawn=rest.withdrawn,
        stances=msgspec.json.decode(rest.stances, type=list[StanceCount]),
        clauses=msgspec.json.decode(rest.clauses, type=list[ClauseCount]),
        decisions=await decisions_of(tx, viewer, issue_id, team=team),
        points=await points_of(tx, issue_id, team=team, after=after, limit=limit),
        came_from=msgspec.json.decode(rest.came_from, type=FromLine) if rest.came_from else None,
    )


async def merged_where(tx: Transaction, issue_id: int) -> tuple[int, int] | None:
    """Id and number of the issue that one was merged into at last; None for one that stands by itself."""
    rows = await tx.rows(
        """WITH RECURSIVE way AS (
             SELECT id, number, merged_into_id, 0 AS step FROM issue WHERE id = $1
             UNION ALL
             SELECT i.id, i.number, i.merged_into_id, way.step + 1 FROM way JOIN issue i ON i.id = way.merged_into_id)
           SELECT id, number FROM way WHERE merged_into_id IS NULL AND step > 0""",
        issue_id,
    )
    return (rows[0]["id"], rows[0]["number"]) if rows else None


async def points_of(tx: Transaction, issue_id: int, *, team: bool, after: int = 0, limit: int = 50) -> list[PointRow]:
    """A page of the counted points of an issue. `team`: the reader has been found to read the workbench."""
    return await tx.all(
        PointRow,
        """SELECT x.id, c.receipt, x.excerpt IS NULL AS whole, CASE WHEN s.shown THEN x.excerpt END AS excerpt,
                  c.state, c.hidden_rule, c.kind, c.stance, c.channel,
                  CASE WHEN s.shown THEN c.public_name END AS name,
                  CASE WHEN s.shown THEN coalesce(a.number, p.number) END AS number,
                  CASE WHEN s.shown THEN c.html ELSE '' END AS html, CASE WHEN s.shown THEN g.proposed END AS proposed,
                  t.key, m.number AS document_number, m.title AS document_title, v.number AS version_number,
                  coalesce(c.published_at, c.created_at) AS at
           FROM counted_point k JOIN point x ON x.id = k.point_id JOIN contribution c ON c.id = k.contribution_id
           CROSS JOIN LATERAL (SELECT c.state = 'published' OR $2::boolean AS shown) s
           LEFT JOIN contributor p ON p.id = c.contributor_id LEFT JOIN account a ON a.id = p.account_id
           LEFT JOIN suggestion g ON g.contribution_id = c.id LEFT JOIN version v ON v.id = c.version_id
           LEFT JOIN clause_text t ON t.clause_id = c.clause_id AND t.version_id = c.version_id
           LEFT JOIN thread h ON h.id = c.thread_id LEFT JOIN document m ON m.id = h.document_id
           WHERE k.issue_id = $1 AND x.id > $3 ORDER BY x.id LIMIT $4""",
        issue_id,
        team,
        after,
        limit,
    )


async def decisions_of(tx: Transaction, viewer: Viewer, issue_id: int, *, team: bool) -> list[DecisionRow]:
    """The decisions on an issue, newest first: what is or was public, for the team all of them."""
    rows = await tx.all(
        DecisionRow,
        """SELECT d.id, d.outcome, d.reason_code, d.reason, d.reason_html, d.legal_basis, d.no_text_change, d.state,
                  d.supersedes_id, d.proposed_at, d.approved_at, d.released_at, r.kind AS release_kind,
                  v.number AS release_version, n.satisfied, n.unsatisfied,
                  CASE WHEN $2::boolean THEN d.proposed_by END AS proposed_by,
                  CASE WHEN $2::boolean THEN a.display_name END AS proposer,
                  CASE WHEN $2::boolean THEN b.display_name END AS approver,
                  CASE WHEN $2::boolean THEN (
                    SELECT w.display_name FROM issue i
                    JOIN team_member m ON m.draft_id = i.draft_id AND m.account_id = d.approved_by
                      AND m.role = 'approver' AND m.deputises_for IS NOT NULL
                      AND d.approved_at >= m.begins_at AND d.approved_at < least(m.ends_at, m.ended_at)
                    JOIN account w ON w.id = m.deputises_for WHERE i.id = d.issue_id LIMIT 1) END AS approved_for,
                  CASE WHEN $2::boolean THEN d.returned_remark ELSE '' END AS returned_remark,
                  CASE WHEN $2::boolean THEN d.proposers ELSE '{}' END AS proposers
           FROM decision d LEFT JOIN release r ON r.id = d.release_id LEFT JOIN version v ON v.id = r.version_id
           LEFT JOIN account a ON a.id = d.proposed_by LEFT JOIN account b ON b.id = d.approved_by
           CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE x.satisfied = 'yes') AS satisfied,
                                      count(*) FILTER (WHERE x.satisfied = 'no') AS unsatisfied
                               FROM notice x WHERE x.decision_id = d.id) n
           WHERE d.issue_id = $1 AND ($2::boolean OR d.released_at IS NOT NULL) ORDER BY d.id DESC""",
        issue_id,
        team,
    )
    changes = await changes_behind(tx, viewer, [row.id for row in rows])
    return [msgspec.structs.replace(row, changes=changes[row.id]) for row in rows]
