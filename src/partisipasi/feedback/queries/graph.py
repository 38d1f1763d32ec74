"""The whole trace of a draft as one graph: every contribution, point, issue, decision and change, and how they join.

It names nothing but what is public. A hidden or withdrawn contribution is there with its state and without a word.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.kit.database import Transaction


class GraphContribution(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution that is owed an answer, or was; `stage` is None for what is not."""

    id: str
    receipt: str
    kind: str
    stance: str
    channel: str
    state: str
    hidden_rule: str | None
    clause_id: int | None
    at: datetime
    stage: str | None


class GraphPoint(msgspec.Struct, frozen=True):
    """A point. Its words are read at its contribution."""

    id: str
    whole: bool


class GraphIssue(msgspec.Struct, frozen=True):
    """An issue. `label` is M-014."""

    id: str
    issue_id: int
    label: str
    title: str


class GraphDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that is or was public."""

    id: str
    decision_id: int
    outcome: str
    reason_code: str | None
    reason: str
    state: str
    released_at: datetime


class GraphChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change in a published version. `key` is the clause's in the newer of its two versions that has it."""

    id: str
    change_id: int
    version_number: int
    clause_id: int
    key: str
    op: str
    technical: bool
    cause: str | None
    explanation: str


class Edge(msgspec.Struct, frozen=True):
    """A step of the trace between two ids. `kind`: has_point, in_issue, answered_by, superseded_by, caused."""

    kind: str
    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """The whole graph. Ids name their kind: `contribution:K7PM-3QXD-9`, `point:12`."""

    contributions: list[GraphContribution]
    points: list[GraphPoint]
    issues: list[GraphIssue]
    decisions: list[GraphDecision]
    changes: list[GraphChange]
    edges: list[Edge]


async def graph_of(tx: Transaction, draft_id: int) -> Graph:
    """The graph of a draft as everybody sees it. Whoever asks has found that the draft is public."""
    return Graph(
        contributions=await tx.all(GraphContribution, _CONTRIBUTIONS, draft_id),
        points=await tx.all(
            GraphPoint,
            """SELECT 'point:' || k.point_id AS id, p.excerpt IS NULL AS whole
               FROM counted_point k JOIN point p ON p.id = k.point_id WHERE k.draft_id = $1 ORDER BY k.point_id""",
            draft_id,
        ),
        issues=await tx.all(
            GraphIssue,
            """SELECT 'issue:' || i.id AS id, i.id AS issue_id, 'M-' || to_char(i.number, 'FM9999000') AS label, i.title
               FROM issue i WHERE i.draft_id = $1 AND (
                 EXISTS (SELECT 1 FROM counted_point k WHERE k.issue_id = i.id)
                 OR EXISTS (SELECT 1 FROM decision d WHERE d.issue_id = i.id AND d.released_at IS NOT NULL))
               ORDER BY i.number""",
            draft_id,
        ),
        decisions=await tx.all(
            GraphDecision,
            """SELECT 'decision:' || d.id AS id, d.id AS decision_id, d.outcome, d.reason_code, d.reason, d.state,
                      d.released_at
               FROM decision d JOIN issue i ON i.id = d.issue_id
               WHERE i.draft_id = $1 AND d.released_at IS NOT NULL ORDER BY d.id""",
            draft_id,
        ),
        changes=await tx.all(
            GraphChange,
            """SELECT 'change:' || h.id AS id, h.id AS change_id, v.number AS version_number, h.clause_id,
                      coalesce(n.key, o.key) AS key, h.op, h.technical, h.cause, h.explanation
               FROM change h JOIN version v ON v.id = h.version_id AND v.state = 'published'
               LEFT JOIN clause_text o ON o.id = h.old_text_id LEFT JOIN clause_text n ON n.id = h.new_text_id
               WHERE v.draft_id = $1 ORDER BY v.number, h.position, h.id""",
            draft_id,
        ),
        edges=[Edge(row["kind"], row["source"], row["target"]) for row in await tx.rows(_EDGES, draft_id)],
    )


# Input in a round of the draft, and what its team linked from elsewhere; never what was not public at any time.
_CONTRIBUTIONS = """
    SELECT 'contribution:' || c.receipt AS id, c.receipt, c.kind, c.stance, c.channel, c.state, c.hidden_rule,
           c.clause_id, coalesce(c.published_at, c.created_at) AS at,
           CASE WHEN c.state = 'published' OR (c.state = 'hidden' AND c.hidden_rule IS DISTINCT FROM 'spam')
                THEN s.stage END AS stage
    FROM contribution c JOIN contribution_stage s ON s.contribution_id = c.id
    WHERE (c.state IN ('published', 'hidden') OR (c.state = 'withdrawn' AND c.published_at IS NOT NULL))
      AND ((c.draft_id = $1 AND c.round_id IS NOT NULL AND (c.depth = 0 OR c.own_input)
            AND c.kind IN ('comment', 'suggestion', 'question'))
        OR c.id IN (SELECT k.contribution_id FROM counted_point k WHERE k.draft_id = $1))
    ORDER BY c.id"""

_EDGES = """
    SELECT 'has_point' AS kind, 'contribution:' || c.receipt AS source, 'point:' || k.point_id AS target
    FROM counted_point k JOIN contribution c ON c.id = k.contribution_id WHERE k.draft_id = $1
    UNION ALL
    SELECT 'in_issue', 'point:' || k.point_id, 'issue:' || k.issue_id FROM counted_point k WHERE k.draft_id = $1
    UNION ALL
    SELECT 'answered_by', 'issue:' || d.issue_id, 'decision:' || d.id
    FROM decision d JOIN issue i ON i.id = d.issue_id WHERE i.draft_id = $1 AND d.released_at IS NOT NULL
    UNION ALL
    SELECT 'superseded_by', 'decision:' || d.supersedes_id, 'decision:' || d.id
    FROM decision d JOIN issue i ON i.id = d.issue_id
    WHERE i.draft_id = $1 AND d.released_at IS NOT NULL AND d.supersedes_id IS NOT NULL
    UNION ALL
    SELECT 'caused', 'decision:' || l.decision_id, 'change:' || l.change_id
    FROM decision_change l JOIN change h ON h.id = l.change_id
    JOIN version v ON v.id = h.version_id AND v.state = 'published'
    JOIN decision d ON d.id = l.decision_id AND d.released_at IS NOT NULL
    WHERE v.draft_id = $1"""
