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


class InboxFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What of the inbox is wanted; None means all of it.

    `placed`: in an issue or not (a question: replied to or not). `words` must occur in the text.
    """

    stance: str | None = None
    kind: str | None = None
    clause_id: int | None = None
    round_id: int | None = None
    placed: bool | None = None
    words: str | None = None


class InboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """One contribution as officers see it: also what is hidden, as it is still answered.

    `key` is the clause's in the version it was made on; `issues` are the numbers of those it is placed in.
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
    version_number: int
    round_number: int
    parent_receipt: str | None
    at: datetime
    supports: int
    issues: list[int]
    answered: bool


class InboxCounts(msgspec.Struct, frozen=True):
    """How much of the inbox there is and how much waits: input in no issue, questions without a reply."""

    owed: int
    unplaced: int
    unreplied: int
    held: int


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
    await demand_workbench(tx, viewer, draft_id)
    chosen = wanted or InboxFilter()
    return await tx.all(
        InboxRow,
        """SELECT c.id, c.receipt, c.kind, c.stance, c.state, c.hidden_rule, c.channel, o.question,
                   o.replied, c.public_name AS name, coalesce(a.number, p.number) AS number,
                   c.speaks_for, c.source, c.html, g.proposed, b.text AS base_text, c.clause_id, t.key,
                   v.number AS version_number, r.number AS round_number, u.receipt AS parent_receipt,
                   coalesce(c.published_at, c.created_at) AS at, coalesce(y.supports, 0) AS supports,
                   array(SELECT DISTINCT i.number FROM point x JOIN issue i ON i.id = x.issue_id
                         WHERE x.contribution_id = c.id AND x.removed_at IS NULL ORDER BY 1) AS issues,
                   s.stage = 'answered' AS answered
            FROM owed_contribution o JOIN contribution c ON c.id = o.contribution_id
            JOIN contribution_stage s ON s.contribution_id = c.id
            JOIN version v ON v.id = c.version_id JOIN round r ON r.id = c.round_id
            LEFT JOIN contributor p ON p.id = c.contributor_id LEFT JOIN account a ON a.id = p.account_id
            LEFT JOIN suggestion g ON g.contribution_id = c.id LEFT JOIN clause_text b ON b.id = g.base_text_id
            LEFT JOIN clause_text t ON t.clause_id = c.clause_id AND t.version_id = c.version_id
            LEFT JOIN contribution u ON u.id = c.parent_id
            LEFT JOIN contribution_tally y ON y.contribution_id = c.id
            WHERE o.draft_id = $1 AND ($2::text IS NULL OR c.stance = $2) AND ($3::text IS NULL OR c.kind = $3)
              AND ($4::bigint IS NULL OR c.clause_id = $4) AND ($5::bigint IS NULL OR c.round_id = $5)
              AND ($6::boolean IS NULL OR CASE WHEN o.question THEN o.replied ELSE o.placed END = $6)
              AND ($7::text IS NULL OR strpos(lower(c.source), lower($7)) > 0)
              AND ($8::bigint IS NULL OR c.id > $8) AND ($9::bigint IS NULL OR c.id < $9)
            ORDER BY CASE WHEN $9::bigint IS NULL THEN c.id ELSE -c.id END LIMIT $10""",
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
    )


async def inbox_counts(tx: Transaction, viewer: Viewer, draft_id: int) -> InboxCounts:
    """The counts over the inbox.

    Raises:
        NotFound: the viewer has no place in this draft's workbench.
    """
    found = await tx.one(
        InboxCounts,
        f"""SELECT k.*, (SELECT count(*) FROM contribution h WHERE h.draft_id = d.id AND h.state = 'held'
                           AND h.round_id IS NOT NULL) AS held
            FROM draft d CROSS JOIN LATERAL (
              SELECT count(*) AS owed, count(*) FILTER (WHERE NOT o.question AND NOT o.placed) AS unplaced,
                     count(*) FILTER (WHERE o.question AND NOT o.replied) AS unreplied
              FROM owed_contribution o WHERE o.draft_id = d.id) k
            WHERE d.id = $2 AND {SEES_CONCEPT}""",
        viewer.account_id,
        draft_id,
    )
    if found is None:
        raise NotFound(N_("There is no such draft."))
    return found
