"""Reading everything said about a draft or in a thread, one after the other, for programs.

What is hidden or withdrawn comes with its state and without a word; what waits or is held does not come at all.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.orders import SHOWN
from partisipasi.discussions.quoting import QUOTED_WORDS
from partisipasi.kit.database import Transaction


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One contribution. Of what is not published, name, number and words are empty."""

    id: int
    receipt: str
    parent: str | None
    thread_id: int
    draft_id: int | None
    clause_id: int | None
    clause_key: str | None
    document_id: int | None
    version_id: int | None
    version_number: int | None
    kind: str
    stance: str
    channel: str
    state: str
    hidden_rule: str | None
    stage: str
    name: str | None
    number: int | None
    speaks_for: str | None
    body: str | None
    quote: str | None
    proposed: str | None
    at: datetime
    supports: int
    replies: int


_SELECT = f"""
    SELECT c.id, c.receipt, o.receipt AS parent, c.thread_id, c.draft_id, c.clause_id, x.key AS clause_key,
           c.document_id, c.version_id, v.number AS version_number, c.kind, c.stance, c.channel, c.state,
           c.hidden_rule, s.stage,
           CASE WHEN p.shown THEN c.public_name END AS name,
           CASE WHEN p.shown THEN coalesce(a.number, w.number) END AS number,
           CASE WHEN p.shown THEN c.speaks_for END AS speaks_for,
           CASE WHEN p.shown THEN c.source END AS body,
           CASE WHEN p.shown THEN coalesce(nullif(n.exact, ''), {QUOTED_WORDS}) END AS quote,
           CASE WHEN p.shown THEN g.proposed END AS proposed,
           coalesce(c.published_at, c.created_at) AS at,
           coalesce(y.supports + y.brought, 0) AS supports, coalesce(y.replies, 0) AS replies"""
_FROM = f"""
    FROM (SELECT c.*, t.document_id FROM contribution c JOIN thread t ON t.id = c.thread_id
          WHERE {{place}} AND c.id > $2 AND {SHOWN} AND (t.audience = 'public' OR $3) ORDER BY c.id LIMIT $4) c
    CROSS JOIN LATERAL (SELECT c.state = 'published' AS shown) p
    JOIN contribution_stage s ON s.contribution_id = c.id
    LEFT JOIN contribution o ON o.id = c.parent_id
    LEFT JOIN contributor w ON w.id = c.contributor_id LEFT JOIN account a ON a.id = w.account_id
    LEFT JOIN version v ON v.id = c.version_id
    LEFT JOIN clause_text x ON x.version_id = c.version_id AND x.clause_id = c.clause_id
    LEFT JOIN anchor n ON n.contribution_id = c.id AND n.version_id = c.version_id
    LEFT JOIN suggestion g ON g.contribution_id = c.id
    LEFT JOIN contribution_tally y ON y.contribution_id = c.id
    ORDER BY c.id"""
_ON_DRAFT = _SELECT + _FROM.format(place="c.draft_id = $1")
_IN_THREAD = _SELECT + _FROM.format(place="c.thread_id = $1")


async def said_on_draft(
    tx: Transaction, viewer: Viewer, draft_id: int, *, after: int = 0, size: int = 100
) -> list[Said]:
    """What was said about a draft and its clauses, first one first, one more than `size` if there is more.

    Args:
        after: id that the page begins after.
    """
    return await tx.all(Said, _ON_DRAFT, draft_id, after, viewer.reads_verified, size + 1)


async def said_in_thread(
    tx: Transaction, viewer: Viewer, thread_id: int, *, after: int = 0, size: int = 100
) -> list[Said]:
    """What was said in a thread, as `said_on_draft`."""
    return await tx.all(Said, _IN_THREAD, thread_id, after, viewer.reads_verified, size + 1)
