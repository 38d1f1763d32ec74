"""The officers' inbox: what is owed an answer in a draft, with what has become of it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.feedback.standing import demand_workbench
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_

#: Characters from which a text counts as long, and below which as short.
LONG, SHORT = 1000, 280


class InboxFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What of the inbox is wanted; None means all of it.

    `placed`: in an issue or not (a question: replied to or not). `read`: by somebody of the team, or not yet. `words`
    must occur in the text. `length`: "short" or "long". `waiting_days`: heard at least so long ago and not answered.
    `supports`: at least so many. `assigned_to`: an account; 0 for what is nobody's task.
    """

    stance: str | None = None
    kind: str | None = None
    clause_id: int | None = None
    round_id: int | None = None
    placed: bool | None = None
    read: bool | None = None
    words: str | None = None
    channel: str | None = None
    length: str | None = None
    waiting_days: int | None = None
    supports: int | None = None
    assigned_to: int | None = None


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """An internal note, and who wrote it. For who works on the draft, and nobody else."""

    id: int
    body: str
    name: str | None
    number: int | None
    at: datetime


class InboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """One contribution as officers see it: also what is hidden, as it is still answered.

    `key` is the clause's in the version it was made on; `issues` are the numbers of those it is placed in; `assignee`
    is whose task it is.
    """

    id: int
    receipt: str
    kind: str
    stance: str
    state: str
    hidden_rule: str | None
    channel: str
    question: bool
    replied: bool
    name: str | None
    number: int | None
    speaks_for: str | None
    source: str
    html: str
    proposed: str | None
    base_text: str | None
    clause_id: int | None
    key: str | None
    document_number: int | None
    document_title: str | None
    version_id: int
    version_number: int
    round_number: int
    parent_receipt: str | None
    at: datetime
    supports: int
    issues: list[int]
    answered: bool
    read: bool
    notes_json: str | None
    assignee_id: int | None
    assignee: str | None

    @property
    def notes(self) -> list[Note]:
        """What the team noted on it, oldest first."""
        return msgspec.json.decode(self.notes_json, type=list[Note]) if self.notes_json else []


class InboxRound(msgspec.Struct, frozen=True):
    """A round to filter by."""

    id: int
    number: int
    version_number: int


class InboxCounts(msgspec.Struct, frozen=True):
    """How much of the inbox there is and how much waits: unread, input in no issue, questions without a reply."""

    owed: int
    unread: int
    unplaced: int
    unreplied: int
    held: int
    rounds_json: str | None = None

    @property
    def rounds(self) -> list[InboxRound]:
        """The rounds in which input came, oldest first."""
        return msgspec.json.decode(self.rounds_json, type=list[InboxRound]) if self.rounds_json else []


_INBOX = f"""
    SELECT c.id, c.receipt, c.kind, c.stance, c.state, c.hidden_rule, c.channel, o.question,
           o.replied, c.public_name AS name, coalesce(a.number, p.number) AS number,
           c.speaks_for, c.source, c.html, g.proposed, b.text AS base_text, c.clause_id, t.key,
           m.number AS document_number, m.title AS document_title, c.version_id,
           v.number AS version_number, r.number AS round_number, u.receipt AS parent_receipt,
           coalesce(c.published_at, c.created_at) AS at, coalesce(y.supports, 0) AS supports,
           array(SELECT DISTINCT i.number FROM point x JOIN issue i ON i.id = x.issue_id
                 WHERE x.contribution_id = c.id AND x.removed_at IS NULL ORDER BY 1) AS issues,
           s.stage = 'answered' AS answered,
           o.placed OR o.replied OR e.contribution_id IS NOT NULL AS read,
           (SELECT json_agg(x ORDER BY x.id)::text FROM (
              SELECT n.id, n.body, h.display_name AS name, h.number, n.written_at AS at
              FROM internal_note n LEFT JOIN account h ON h.id = n.written_by
              WHERE n.contribution_id = c.id) x) AS notes_json,
           q.account_id AS assignee_id, w.display_name AS assignee
    FROM draft d JOIN owed_contribution o ON o.draft_id = d.id
    JOIN contribution c ON c.id = o.contribution_id
    JOIN contribution_stage s ON s.contribution_id = c.id
    JOIN version v ON v.id = c.version_id JOIN round r ON r.id = c.round_id
    LEFT JOIN contributor p ON p.id = c.contributor_id LEFT JOIN account a ON a.id = p.account_id
    LEFT JOIN suggestion g ON g.contribution_id = c.id LEFT JOIN clause_text b ON b.id = g.base_text_id
    LEFT JOIN clause_text t ON t.clause_id = c.clause_id AND t.version_id = c.version_id
    LEFT JOIN thread h ON h.id = c.thread_id LEFT JOIN document m ON m.id = h.document_id
    LEFT JOIN contribution u ON u.id = c.parent_id
    LEFT JOIN contribution_tally y ON y.contribution_id = c.id
    LEFT JOIN reading e ON e.contribution_id = c.id
    LEFT JOIN assignment q ON q.contribution_id = c.id LEFT JOIN account w ON w.id = q.account_id
    WHERE d.id = $2 AND {SEES_CONCEPT}
      AND ($3::text IS NULL OR c.stance = $3) AND ($4::text IS NULL OR c.kind = $4)
      AND ($5::bigint IS NULL OR c.clause_id = $5) AND ($6::bigint IS NULL OR c.round_id = $6)
      AND ($7::boolean IS NULL OR CASE WHEN o.question THEN o.replied ELSE o.placed END = $7)
      AND ($8::text IS NULL OR strpos(lower(c.source), lower($8)) > 0)
      AND ($9::bigint IS NULL OR c.id > $9) AND ($10::bigint IS NULL OR c.id < $10)
      AND ($12::boolean IS NULL OR (o.placed OR o.replied OR e.contribution_id IS NOT NULL) = $12)
      AND ($13::text IS NULL OR c.channel = $13)
      AND ($14::int IS NULL OR length(c.source) >= $14) AND ($15::int IS NULL OR length(c.source) < $15)
      AND ($16::int IS NULL OR (s.stage <> 'answered' AND s.heard_at < now() - make_interval(days => $16)))
      AND ($17::int IS NULL OR y.supports >= $17)
      AND ($18::bigint IS NULL OR coalesce(q.account_id, 0) = $18)
    ORDER BY CASE WHEN $10::bigint IS NULL THEN c.id ELSE -c.id END LIMIT $11"""


async def inbox(
    tx: Transaction,
    viewer: Viewer,
    draft_id: int,
    wanted: InboxFilter | None = None,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[InboxRow]:
    """A page of the inbox, oldest first, by keyset on the contribution's id.

    Args:
        after, before: ids that the page begins after or ends before; with `before`, rows come backwards.

    Raises:
        NotFound: the viewer has no place in this draft's workbench.
    """
    chosen = wanted or InboxFilter()
    rows = await tx.all(
        InboxRow,
        _INBOX,
        viewer.account_id,
        draft_id,
        chosen.stance,
        chosen.kind,
        chosen.clause_id,
        chosen.round_id,
        chosen.placed,
        chosen.words or None,
        after,
        before,
        limit,
        chosen.read,
        chosen.channel,
        LONG if chosen.length == "long" else None,
        SHORT if chosen.length == "short" else None,
        chosen.waiting_days,
        chosen.supports,
        chosen.assigned_to,
    )
    if not rows:
        await demand_workbench(tx, viewer, draft_id)
    return rows


async def inbox_counts(tx: Transaction, viewer: Viewer, draft_id: int) -> InboxCounts:
    """The counts over the inbox.

    Raises:
        NotFound: the viewer has no place in this draft's workbench.
    """
    found = await tx.one(
        InboxCounts,
        f"""SELECT k.*, (SELECT count(*) FROM contribution h WHERE h.draft_id = d.id AND h.state = 'held'
                           AND h.round_id IS NOT NULL) AS held,
                   (SELECT json_agg(x ORDER BY x.number)::text FROM (
                      SELECT r.id, r.number, v.number AS version_number FROM round r
                      JOIN version v ON v.id = r.version_id WHERE r.draft_id = d.id) x) AS rounds_json
            FROM draft d CROSS JOIN LATERAL (
              SELECT count(*) AS owed,
                     count(*) FILTER (WHERE NOT o.placed AND NOT o.replied AND e.contribution_id IS NULL) AS unread,
                     count(*) FILTER (WHERE NOT o.question AND NOT o.placed) AS unplaced,
                     count(*) FILTER (WHERE o.question AND NOT o.replied) AS unreplied
              FROM owed_contribution o LEFT JOIN reading e ON e.contribution_id = o.contribution_id
              WHERE o.draft_id = d.id) k
            WHERE d.id = $2 AND {SEES_CONCEPT}""",
        viewer.account_id,
        draft_id,
    )
    if found is None:
        raise NotFound(N_("There is no such draft."))
    return found
