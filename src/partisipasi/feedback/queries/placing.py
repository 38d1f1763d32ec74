"""What placing points needs to see: where a contribution is already, which issues are open, what replies say."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.names import NAME_CHAIN, name_of_chain
from partisipasi.kit.database import Transaction
from partisipasi.topics.officers import SEES_AGENCY_OF_ISSUE

#: Whether issue `i` can still take points: nothing is approved on it, and what is public is about to be replaced.
TAKES_POINTS = """(i.merged_into_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM decision x WHERE x.issue_id = i.id AND x.state = 'approved')
    AND (NOT EXISTS (SELECT 1 FROM decision x WHERE x.issue_id = i.id AND x.state = 'released')
         OR EXISTS (SELECT 1 FROM decision x WHERE x.issue_id = i.id AND x.state = 'proposed')))"""


class PlacedPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A point of a contribution. `fixed`: a decision on its issue is approved or public, so it stays. `agency`: the one
    whose issue it is, where no draft is.
    """

    id: int
    issue_id: int
    number: int
    title: str
    excerpt: str | None
    fixed: bool
    agency: str | None = None

    @property
    def issue(self) -> str:
        """M-014."""
        return issue_label(self.number)


class OpenIssue(msgspec.Struct, frozen=True, kw_only=True):
    """An issue that can still take points. `here`: it holds points from the clause in question."""

    id: int
    number: int
    title: str
    points: int
    here: bool

    @property
    def label(self) -> str:
        """M-014."""
        return issue_label(self.number)


class ReplyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A published reply to a contribution. `own_input`: it is owed an answer of its own."""

    receipt: str
    kind: str
    own_input: bool
    name: str | None
    number: int | None
    speaks_for: str | None
    html: str
    at: datetime


class SpokenClause(msgspec.Struct, frozen=True):
    """A clause with input on it: its name in the newest version spoken of, and how many are owed an answer there."""

    clause_id: int
    name: str
    count: int
    version_number: int


async def points_on(tx: Transaction, viewer: Viewer, contribution_id: int) -> list[PlacedPoint]:
    """The points of a contribution, for who works on the drafts, or answers for the agencies, concerned."""
    return await tx.all(
        PlacedPoint,
        f"""SELECT p.id, i.id AS issue_id, i.number, i.title, p.excerpt,
                   EXISTS (SELECT 1 FROM decision x WHERE x.issue_id = i.id AND x.state IN ('approved', 'released'))
                     AS fixed, coalesce(nullif(a.short_name, ''), a.name) AS agency
            FROM point p JOIN issue i ON i.id = p.issue_id LEFT JOIN draft d ON d.id = i.draft_id
            LEFT JOIN agency a ON a.id = i.agency_id
            WHERE p.contribution_id = $2 AND p.removed_at IS NULL
              AND CASE WHEN i.agency_id IS NULL THEN {SEES_CONCEPT} ELSE {SEES_AGENCY_OF_ISSUE} END
            ORDER BY i.number, p.id""",
        viewer.account_id,
        contribution_id,
    )


async def placed_just_now(tx: Transaction, viewer: Viewer, draft_id: int) -> list[int]:
    """The points that the viewer placed in this very transaction: what a button beside the notice takes back."""
    return await tx.values(
        """SELECT p.id FROM point p JOIN issue i ON i.id = p.issue_id
           WHERE i.draft_id = $1 AND p.placed_by = $2 AND p.placed_at = now() AND p.removed_at IS NULL ORDER BY p.id""",
        draft_id,
        viewer.account_id,
    )


async def open_issues(
    tx: Transaction,
    viewer: Viewer,
    draft_id: int,
    clause_id: int | None = None,
    *,
    words: str = "",
    limit: int = 500,
) -> list[OpenIssue]:
    """The issues of a draft that can take points, those with points from the clause first.

    Args:
        words: each must occur in the title, the summary or the number (M-014, 14).
    """
    return await tx.all(
        OpenIssue,
        # Which issues are shown is known before their points are counted.
        f"""SELECT s.id, s.number, s.title,
                   (SELECT count(*) FROM counted_point k WHERE k.issue_id = s.id) AS points, s.here
            FROM (
            SELECT i.id, i.number, i.title,
                   i.id IN (SELECT p.issue_id FROM contribution c
                            JOIN point p ON p.contribution_id = c.id AND p.removed_at IS NULL
                            WHERE c.clause_id = $3) AS here
            FROM issue i JOIN draft d ON d.id = i.draft_id
            WHERE i.draft_id = $2 AND {TAKES_POINTS} AND {SEES_CONCEPT}
              AND NOT EXISTS (SELECT 1 FROM unnest($4::text[]) AS w(word)
                  WHERE strpos(lower(i.title || ' ' || i.summary || ' m-' || to_char(i.number, 'FM99000')), w.word) = 0)
            ORDER BY here DESC, i.number LIMIT $5) s
            ORDER BY s.here DESC, s.number""",
        viewer.account_id,
        draft_id,
        clause_id,
        words.lower().split()[:10],
        limit,
    )


async def replies_on(tx: Transaction, viewer: Viewer, contribution_id: int) -> list[ReplyRow]:
    """The published replies below a contribution of a draft, for who works on the draft."""
    return await tx.all(
        ReplyRow,
        f"""SELECT c.receipt, c.kind, c.own_input, c.public_name AS name, coalesce(a.number, p.number) AS number,
                   c.speaks_for, c.html, coalesce(c.published_at, c.created_at) AS at
            FROM contribution c JOIN draft d ON d.id = c.draft_id
            LEFT JOIN contributor p ON p.id = c.contributor_id LEFT JOIN account a ON a.id = p.account_id
            WHERE (c.root_id = $2 OR c.parent_id = $2) AND c.state = 'published' AND {SEES_CONCEPT}
            ORDER BY c.id LIMIT 50""",
        viewer.account_id,
        contribution_id,
    )


async def spoken_clauses(tx: Transaction, viewer: Viewer, draft_id: int) -> list[SpokenClause]:
    """The clauses of a draft with input on them, in the order of the text, for who works on the draft."""
    rows = await tx.rows(
        f"""SELECT s.clause_id, s.count, v.number AS version_number, {NAME_CHAIN} AS chain FROM (
              SELECT c.clause_id, max(t.id) AS text_id, count(DISTINCT c.id) AS count
              FROM owed_contribution o JOIN contribution c ON c.id = o.contribution_id
              JOIN clause_text t ON t.clause_id = c.clause_id AND t.version_id = c.version_id
              JOIN draft d ON d.id = o.draft_id
              WHERE o.draft_id = $2 AND {SEES_CONCEPT} GROUP BY c.clause_id) s
            JOIN clause_text bottom ON bottom.id = s.text_id JOIN version v ON v.id = bottom.version_id
            ORDER BY bottom.position, v.number""",
        viewer.account_id,
        draft_id,
    )
    return [
        SpokenClause(row["clause_id"], name_of_chain(row["chain"]) or "", row["count"], row["version_number"])
        for row in rows
    ]


async def owed_id(tx: Transaction, viewer: Viewer, draft_id: int, receipt: str) -> int | None:
    """The id of a contribution that is owed an answer in a draft, for who works on it."""
    found: int | None = await tx.value(
        f"""SELECT c.id FROM owed_contribution o JOIN contribution c ON c.id = o.contribution_id
            JOIN draft d ON d.id = o.draft_id WHERE o.draft_id = $2 AND c.receipt = $3 AND {SEES_CONCEPT}""",
        viewer.account_id,
        draft_id,
        receipt,
    )
    return found
