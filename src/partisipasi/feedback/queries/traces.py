"""The trace of one contribution by its receipt: what became of its words, point by point. Only what is public."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.receipts import Addition, additions_to
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.changes import ChangeView, changes_behind
from partisipasi.feedback.queries.names import NAME_CHAIN, name_of_chain
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_


class TraceAnchor(msgspec.Struct, frozen=True):
    """Where a contribution belongs in one published version. `key` is None where its clause is gone; `name` is what
    the clause is called there.
    """

    version_id: int
    number: int
    clause_id: int | None
    key: str | None
    state: str
    review: str
    published_at: datetime
    name: str = ""


class TraceDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that is or was public. `in_force`: no newer one has taken its place.

    `release_kind`: with what it became public: version, closing, interim, superseding; `release_reason`: why then.
    """

    id: int
    issue_id: int
    outcome: str
    reason_code: str | None
    reason: str
    reason_html: str
    legal_basis: str
    no_text_change: bool
    in_force: bool
    released_at: datetime
    release_number: int | None
    release_kind: str
    release_reason: str
    changes: list[ChangeView] = []


class TracePoint(msgspec.Struct, frozen=True, kw_only=True):
    """One point of a contribution: the issue it is placed in and the decisions on it, newest first.

    `placed_role`: what whoever placed it was in the draft's team, or at the agency; `agency`: the one whose issue it
    is, or that owns the draft. Of an agency's own issue there is no draft.
    """

    id: int
    excerpt: str | None
    placed_at: datetime
    issue_id: int
    issue_number: int
    issue_title: str
    draft_id: int | None
    draft_slug: str | None
    agency_id: int | None
    agency_slug: str
    with_others: int
    placed_role: str | None
    agency: str
    decisions: list[TraceDecision] = []

    @property
    def issue(self) -> str:
        """M-014."""
        return issue_label(self.issue_number)

    @property
    def path(self) -> str:
        """Address of its issue, without language."""
        if self.agency_id is not None:
            return f"/perangkat/{self.agency_id}-{self.agency_slug}/masukan/{self.issue}"
        return f"/rancangan/{self.draft_id}-{self.draft_slug}/pokok/{self.issue_number}"

    @property
    def decision(self) -> TraceDecision | None:
        """The decision in force."""
        return next((one for one in self.decisions if one.in_force), None)


class TraceReply(msgspec.Struct, frozen=True):
    """An official reply."""

    receipt: str
    html: str
    speaks_for: str | None
    at: datetime


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution with its way through the answers. Of what is not published, words and name are empty.

    `follows`: the receipt of the contribution whose answer a reply shares; `answered_with`: the id of that one, or of
    the contribution itself.
    """

    id: int
    receipt: str
    kind: str
    stance: str
    channel: str
    state: str
    hidden_rule: str | None
    name: str | None
    number: int | None
    html: str
    source: str
    proposed: str | None
    base_text: str | None
    thread_id: int
    draft_id: int | None
    draft_title: str | None
    draft_slug: str | None
    clause_id: int | None
    document_number: int | None
    document_title: str | None
    version_number: int | None
    follows: str | None
    answered_with: int
    stage: str
    heard_at: datetime
    considered_at: datetime | None
    answered_at: datetime | None
    additions: list[Addition] = []
    anchors: list[TraceAnchor] = []
    points: list[TracePoint] = []
    replies: list[TraceReply] = []


_NO_RECEIPT = N_("There is no input with this receipt number.")


async def trace_of(tx: Transaction, viewer: Viewer, receipt: str) -> Trace:
    """The trace of a contribution as everybody sees it.

    What waits or is held shows that it was received, and nothing more; what stands in a discussion for verified civil
    servants is there for them alone.

    Args:
        receipt: as typed.

    Raises:
        NotFound: there is no such receipt for this viewer.
    """
    found = await tx.one(Trace, _TRACE, parse_receipt(receipt), viewer.reads_verified)
    if found is None:
        raise NotFound(_NO_RECEIPT)
    if found.state in ("awaiting", "held"):
        return found
    subject = found.answered_with
    return msgspec.structs.replace(
        found,
        additions=await additions_to(tx, found.id) if found.state == "published" else [],
        anchors=await _anchors(tx, found.id),
        points=await _points(tx, subject, words=found.state == "published" and subject == found.id),
        replies=await _replies(tx, subject),
    )


_TRACE = """
    SELECT c.id, c.receipt, c.kind, c.stance, c.channel, c.state, c.hidden_rule, c.thread_id,
           CASE WHEN p.shown THEN c.public_name END AS name, CASE WHEN p.shown THEN p.number END AS number,
           CASE WHEN p.shown THEN c.html ELSE '' END AS html, CASE WHEN p.shown THEN c.source ELSE '' END AS source,
           CASE WHEN p.shown THEN g.proposed END AS proposed, CASE WHEN p.shown THEN b.text END AS base_text,
           c.draft_id, d.title AS draft_title, d.slug AS draft_slug, c.clause_id, m.number AS document_number,
           m.title AS document_title, v.number AS version_number,
           CASE WHEN c.depth > 0 AND NOT c.own_input THEN o.receipt END AS follows,
           CASE WHEN c.depth > 0 AND NOT c.own_input THEN c.root_id ELSE c.id END AS answered_with,
           s.stage, s.heard_at, s.considered_at, s.answered_at
    FROM contribution c JOIN contribution_stage s ON s.contribution_id = c.id
    JOIN thread t ON t.id = c.thread_id AND (t.audience = 'public' OR $2::boolean)
    CROSS JOIN LATERAL (SELECT c.state = 'published' AS shown,
                          (SELECT coalesce(a.number, q.number) FROM contributor q
                           LEFT JOIN account a ON a.id = q.account_id WHERE q.id = c.contributor_id) AS number) p
    LEFT JOIN draft d ON d.id = c.draft_id LEFT JOIN version v ON v.id = c.version_id
    LEFT JOIN document m ON m.id = t.document_id
    LEFT JOIN contribution o ON o.id = c.root_id
    LEFT JOIN suggestion g ON g.contribution_id = c.id LEFT JOIN clause_text b ON b.id = g.base_text_id
    WHERE c.receipt = $1 AND (c.published_at IS NOT NULL OR c.state <> 'withdrawn')"""


async def _anchors(tx: Transaction, contribution_id: int) -> list[TraceAnchor]:
    rows = await tx.rows(
        f"""SELECT v.id AS version_id, v.number, a.clause_id, bottom.key, a.state, a.review, v.published_at,
                   {NAME_CHAIN} AS chain
            FROM anchor a JOIN version v ON v.id = a.version_id AND v.state = 'published'
            LEFT JOIN clause_text bottom ON bottom.clause_id = a.clause_id AND bottom.version_id = a.version_id
            WHERE a.contribution_id = $1 ORDER BY v.number""",
        contribution_id,
    )
    return [TraceAnchor(name=name_of_chain(row.pop("chain")) or "", **row) for row in rows]


async def _points(tx: Transaction, contribution_id: int, *, words: bool) -> list[TracePoint]:
    points = await tx.all(
        TracePoint,
        """SELECT p.id, CASE WHEN $2::boolean THEN p.excerpt END AS excerpt, p.placed_at, i.id AS issue_id,
                  i.number AS issue_number, i.title AS issue_title, i.draft_id, f.slug AS draft_slug,
                  i.agency_id, g.slug AS agency_slug,
                  (SELECT count(DISTINCT k.contribution_id) FROM counted_point k
                   WHERE k.issue_id = i.id AND k.contribution_id <> p.contribution_id) AS with_others,
                  (SELECT m.role FROM team_member m WHERE m.draft_id = i.draft_id AND m.account_id = p.placed_by
                     AND m.added_at <= p.placed_at AND m.role <> 'reader'
                   UNION ALL SELECT n.role FROM agency_member n WHERE n.agency_id = i.agency_id
                     AND n.account_id = p.placed_by AND n.added_at <= p.placed_at
                   ORDER BY 1 LIMIT 1) AS placed_role, coalesce(nullif(g.short_name, ''), g.name) AS agency
           FROM point p JOIN issue i ON i.id = p.issue_id
           LEFT JOIN draft f ON f.id = i.draft_id JOIN agency g ON g.id = coalesce(i.agency_id, f.agency_id)
           WHERE p.contribution_id = $1 AND p.removed_at IS NULL ORDER BY p.id""",
        contribution_id,
        words,
    )
    if not points:
        return []
    decisions = await tx.all(
        TraceDecision,
        """SELECT d.id, d.issue_id, d.outcome, d.reason_code, d.reason, d.reason_html, d.legal_basis, d.no_text_change,
                  d.state = 'released' AS in_force, d.released_at, v.number AS release_number,
                  r.kind AS release_kind, r.reason AS release_reason
           FROM decision d JOIN release r ON r.id = d.release_id LEFT JOIN version v ON v.id = r.version_id
           WHERE d.issue_id = ANY ($1::bigint[]) ORDER BY d.id DESC""",
        [point.issue_id for point in points],
    )
    # As nobody: what changed in a concept is not part of anybody's trace yet.
    changes = await changes_behind(tx, Viewer(), [one.id for one in decisions])
    answers = [msgspec.structs.replace(one, changes=changes[one.id]) for one in decisions]
    return [
        msgspec.structs.replace(point, decisions=[one for one in answers if one.issue_id == point.issue_id])
        for point in points
    ]


async def _replies(tx: Transaction, contribution_id: int) -> list[TraceReply]:
    return await tx.all(
        TraceReply,
        """SELECT receipt, html, speaks_for, coalesce(published_at, created_at) AS at FROM contribution
           WHERE (root_id = $1 OR parent_id = $1) AND kind = 'official' AND state = 'published' ORDER BY id""",
        contribution_id,
    )
