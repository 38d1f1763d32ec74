"""Reading the talk: threads page by page over their roots, with the first replies of each.

One query reads a page of talk, whatever its length and order: roots by keyset (see `orders`), replies beside them,
and all that a contribution shows. What is hidden or withdrawn comes as a stub whose words and name are not even
selected; what waits or is held does not come at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.attaching import FILES_JSON
from partisipasi.discussions.orders import BEGUN, SHOWN, Order, roots_sql
from partisipasi.discussions.places import SHUT
from partisipasi.discussions.quoting import QUOTED_JSON
from partisipasi.kit.database import Transaction
from partisipasi.kit.markup import plain

REPLIES, ALL_REPLIES = 4, 500

_PUBLIC = "c.state = 'published'"
_ENTRY = f"""
    c.id, c.receipt, c.root_id, c.parent_id, c.depth, c.kind, c.stance, c.state, c.channel, c.own_input, c.clause_id,
    coalesce(c.published_at, c.created_at) AS at, v.number AS version_number, c.language, c.hidden_rule,
    CASE WHEN {_PUBLIC} THEN c.public_name END AS name,
    CASE WHEN {_PUBLIC} THEN coalesce(a.number, p.number) END AS number,
    CASE WHEN {_PUBLIC} THEN c.speaks_for END AS speaks_for,
    CASE WHEN {_PUBLIC} THEN c.html ELSE '' END AS html,
    c.edited_at IS NOT NULL AND {_PUBLIC} AS edited,
    CASE WHEN {_PUBLIC} THEN an.exact ELSE '' END AS quote,
    CASE WHEN {_PUBLIC} THEN b.text END AS base_text,
    CASE WHEN {_PUBLIC} THEN g.proposed END AS proposed,
    CASE WHEN {_PUBLIC} THEN {QUOTED_JSON} END AS quoted_json,
    CASE WHEN {_PUBLIC} THEN (SELECT json_agg(json_build_array(d.created_at, d.html) ORDER BY d.id)::text
                              FROM addition d WHERE d.contribution_id = c.id) END AS additions_json,
    CASE WHEN {_PUBLIC} THEN (
      SELECT json_agg(json_build_array(mt.receipt, mt.public_name, coalesce(ma.number, mp.number),
                                       CASE WHEN mt.kind = 'official' THEN mt.speaks_for END) ORDER BY m.id)::text
      FROM mention m JOIN contribution mt ON mt.id = m.target_id AND mt.state = 'published'
      JOIN contributor mp ON mp.id = mt.contributor_id LEFT JOIN account ma ON ma.id = mp.account_id
      WHERE m.contribution_id = c.id) END AS mentions_json,
    CASE WHEN {_PUBLIC} THEN {FILES_JSON} END AS files_json,
    coalesce(y.supports + y.brought, 0) AS supports, coalesce(y.replies, 0) AS replies,
    coalesce(y.best, 0) AS best, o.receipt AS answered_receipt, coalesce(o.public_name, '') AS answered_name"""
_JOINS = """
    LEFT JOIN contributor p ON p.id = c.contributor_id
    LEFT JOIN account a ON a.id = p.account_id
    LEFT JOIN version v ON v.id = c.version_id
    LEFT JOIN anchor an ON an.contribution_id = c.id AND an.version_id = c.version_id
    LEFT JOIN suggestion g ON g.contribution_id = c.id
    LEFT JOIN clause_text b ON b.id = g.base_text_id
    LEFT JOIN contribution_tally y ON y.contribution_id = c.id
    LEFT JOIN contribution o ON o.id = c.parent_id AND c.depth = 2 AND o.depth = 2 AND o.state = 'published'"""
_VIEWERS = """EXISTS (SELECT 1 FROM support u WHERE u.contribution_id = c.id AND u.account_id = $1) AS supported,
    coalesce(p.account_id = $1, false) AS own"""

_OF_ROOTS = f"""shown AS (
      SELECT id FROM roots
      UNION ALL
      SELECT r.id FROM roots CROSS JOIN LATERAL (
        SELECT c.id FROM contribution c WHERE c.root_id = roots.id AND {SHOWN}
        ORDER BY c.id LIMIT CASE WHEN roots.id = $4 THEN {ALL_REPLIES} ELSE {REPLIES} END) r
      UNION
      SELECT c.id FROM roots JOIN contribution c ON c.root_id = roots.id AND c.kind = 'official' AND {SHOWN}
    )
    SELECT {_ENTRY}, s.stage, {_VIEWERS}
    FROM shown JOIN contribution c ON c.id = shown.id {_JOINS}
    JOIN contribution_stage s ON s.contribution_id = c.id
    ORDER BY c.id"""
_PAGES: dict[tuple[Order, bool], str] = {
    (order, back): f"WITH roots AS ({roots_sql(order, back=back)}), {_OF_ROOTS}"
    for order in get_args(Order)
    for back in (False, True)
}


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One contribution in a page of talk. Of a stub, name, words, quote and proposal are empty.

    `number` is what "Warga" is numbered with where no name was chosen; None after erasure. `answered_…` names what a
    reply below the second level answers. The last five fields are counters with the score they make, and what the
    viewer has to do with it: `supported` by them, `own`.
    """

    id: int
    receipt: str
    root_id: int | None
    parent_id: int | None
    depth: int
    kind: str
    stance: str
    state: str
    channel: str
    own_input: bool
    clause_id: int | None
    at: datetime
    version_number: int | None
    language: str
    hidden_rule: str | None
    name: str | None
    number: int | None
    speaks_for: str | None
    html: str
    edited: bool
    quote: str | None
    quoted_json: str | None
    base_text: str | None
    proposed: str | None
    additions_json: str | None
    mentions_json: str | None
    files_json: str | None
    answered_receipt: str | None
    answered_name: str
    stage: str
    supports: int
    replies: int
    best: int
    supported: bool
    own: bool


class ThreadView(msgspec.Struct, frozen=True, kw_only=True):
    """A thread and where it stands. For the talk about a clause, `clause_key` is its key in the newest version."""

    id: int
    kind: str
    audience: str
    title: str
    slug: str
    topic_id: int
    topic_slug: str
    topic_name: str
    topic_name_en: str
    agency_id: int | None
    opened_by: int | None
    draft_id: int | None
    draft_slug: str | None
    draft_title: str | None
    clause_id: int | None
    clause_key: str | None
    document_id: int | None
    document_number: int | None
    version_number: int | None
    closed: bool
    created_at: datetime
    contributions: int
    roots: int
    last_at: datetime | None
    newest: int
    revision: int
    merged_into_id: int | None
    pinned: bool
    announced: bool
    slow_seconds: int
    opens_at: datetime | None
    closes_at: datetime | None
    rules_html: str
    #: Whether a conclusion or a summary stands above it.
    summed_up: bool


class ThreadRow(msgspec.Struct, frozen=True, kw_only=True):
    """A thread in a list; `opening` is how its first contribution begins, in plain words."""

    id: int
    kind: str
    audience: str
    title: str
    slug: str
    topic_id: int
    topic_slug: str
    topic_name: str
    topic_name_en: str
    created_at: datetime
    contributions: int
    last_at: datetime | None
    opening: str
    closed: bool
    slow: bool
    pinned: bool
    announced: bool


class TopicLine(msgspec.Struct, frozen=True):
    """A topic as the forum's filter and the form for a new thread need it."""

    id: int
    slug: str
    name: str
    name_en: str
    threads: int


class Spot(msgspec.Struct, frozen=True):
    """Where a contribution stands: its thread and root."""

    id: int
    receipt: str
    root_id: int
    depth: int
    state: str
    kind: str
    thread_id: int


_THREAD = f"""
    SELECT t.id, t.kind, t.audience, t.title, t.slug, t.topic_id, k.slug AS topic_slug, k.name AS topic_name,
           k.name_en AS topic_name_en, t.agency_id, t.opened_by,
           t.draft_id, d.slug AS draft_slug, d.title AS draft_title, t.clause_id,
           x.key AS clause_key, t.document_id, m.number AS document_number, x.number AS version_number,
           {SHUT} OR d.closed_at IS NOT NULL OR m.withdrawn_at IS NOT NULL AS closed, t.created_at,
           coalesce(y.contributions, 0) AS contributions, coalesce(y.roots, 0) AS roots, y.last_at,
           coalesce((SELECT c.id FROM contribution c WHERE c.thread_id = t.id AND {SHOWN}
                     ORDER BY c.id DESC LIMIT 1), 0) AS newest, t.revision,
           t.merged_into_id, t.pinned_at IS NOT NULL AS pinned,
           coalesce(t.announced_until > now(), false) AS announced,
           t.slow_seconds, t.opens_at, t.closes_at, t.rules_html,
           EXISTS (SELECT 1 FROM thread_text w WHERE w.thread_id = t.id AND w.ended_at IS NULL) AS summed_up
    FROM thread t JOIN topic k ON k.id = t.topic_id LEFT JOIN draft d ON d.id = t.draft_id
    LEFT JOIN document m ON m.id = t.document_id
    LEFT JOIN thread_tally y ON y.thread_id = t.id
    LEFT JOIN LATERAL (SELECT x.key, v.number FROM clause_text x JOIN version v ON v.id = x.version_id
                       WHERE x.clause_id = t.clause_id AND v.state = 'published'
                       ORDER BY v.number DESC LIMIT 1) x ON true
    WHERE (t.audience = 'public' OR $2)"""


async def thread_view(tx: Transaction, viewer: Viewer, thread_id: int) -> ThreadView | None:
    """A thread, or None where there is none for this viewer: one that waits is there for its opener and moderators."""
    sql = f"{_THREAD} AND t.id = $1 AND (t.draft_id IS NOT NULL OR t.opened_by = $3 OR $4 OR {BEGUN})"
    moderates = viewer.holds("moderator")
    return await tx.one(ThreadView, sql, thread_id, viewer.reads_verified, viewer.account_id, moderates)


async def thread_of_draft(tx: Transaction, viewer: Viewer, draft_id: int) -> ThreadView | None:
    """The talk about a draft as a whole, or None while nobody has spoken."""
    return await tx.one(
        ThreadView,
        f"{_THREAD} AND t.draft_id = $1 AND t.clause_id IS NULL AND t.document_id IS NULL",
        draft_id,
        viewer.reads_verified,
    )


async def thread_of_clause(tx: Transaction, viewer: Viewer, clause_id: int) -> ThreadView | None:
    """The talk about a clause, or None while nobody has spoken."""
    return await tx.one(ThreadView, f"{_THREAD} AND t.clause_id = $1", clause_id, viewer.reads_verified)


async def thread_of_document(tx: Transaction, viewer: Viewer, document_id: int) -> ThreadView | None:
    """The talk about a document, or None while nobody has spoken."""
    return await tx.one(ThreadView, f"{_THREAD} AND t.document_id = $1", document_id, viewer.reads_verified)


async def talk_page(
    tx: Transaction,
    viewer: Viewer,
    thread_id: int,
    *,
    order: Order = "oldest",
    after: int | None = None,
    before: int | None = None,
    rank: int | None = None,
    unfold: int | None = None,
) -> list[Entry]:
    """One page of a thread: ROOTS + 1 roots and their first replies, in one query.

    Args:
        after, before: ids of roots; with `before`, the roots are the ones just before it in the order.
        rank: of that root, where the order goes by one (`orders.rank_of`).
        unfold: id of a root whose replies are all wanted.

    Returns:
        Entries by id, whatever the order: a parent always comes before its replies. `orders.in_order` puts roots right.
    """
    cursor = after if before is None else before
    ranked = (rank,) if order in {"best", "discussed"} else ()
    page = _PAGES[order, before is not None]
    return await tx.all(Entry, page, viewer.account_id, thread_id, cursor, unfold, *ranked)


async def entry_of(tx: Transaction, viewer: Viewer, receipt: str) -> Entry | None:
    """One contribution as the talk shows it, or None where it is not shown to this viewer."""
    return await tx.one(
        Entry,
        f"""SELECT {_ENTRY}, s.stage, {_VIEWERS}
            FROM contribution c JOIN thread t ON t.id = c.thread_id {_JOINS}
            JOIN contribution_stage s ON s.contribution_id = c.id
            WHERE c.receipt = $2 AND {SHOWN} AND (t.audience = 'public' OR $3)""",
        viewer.account_id,
        receipt,
        viewer.reads_verified,
    )


async def entries_of(tx: Transaction, viewer: Viewer, ids: Sequence[int]) -> list[Entry]:
    """Contributions of a thread that was found for the viewer, as the talk shows them, in the order of their ids."""
    return await tx.all(
        Entry,
        f"""SELECT {_ENTRY}, s.stage, {_VIEWERS} FROM contribution c {_JOINS}
            JOIN contribution_stage s ON s.contribution_id = c.id
            WHERE c.id = ANY($2::bigint[]) AND {SHOWN} ORDER BY c.id""",
        viewer.account_id,
        list(ids),
    )


async def spot_of(tx: Transaction, viewer: Viewer, receipt: str) -> Spot | None:
    """Where a contribution stands that is shown, be it as a stub."""
    return await tx.one(
        Spot,
        f"""SELECT c.id, c.receipt, coalesce(c.root_id, c.id) AS root_id, c.depth, c.state, c.kind, c.thread_id
            FROM contribution c JOIN thread t ON t.id = c.thread_id
            WHERE c.receipt = $1 AND {SHOWN} AND (t.audience = 'public' OR $2)""",
        receipt,
        viewer.reads_verified,
    )


#: The limit keeps counters looked up for each row of a page, instead of walked through from the first thread on.
_ROW = f"""
    SELECT t.id, t.kind, t.audience, t.title, t.slug, t.topic_id, k.slug AS topic_slug, k.name AS topic_name,
           k.name_en AS topic_name_en, t.created_at, coalesce(y.contributions, 0) AS contributions, y.last_at,
           coalesce((SELECT left(c.html, 800) FROM contribution c WHERE c.thread_id = t.id AND c.depth = 0
                       AND c.state = 'published' ORDER BY c.id LIMIT 1), '') AS opening,
           {SHUT} AS closed, t.slow_seconds > 0 AS slow, t.pinned_at IS NOT NULL AS pinned,
           coalesce(t.announced_until > now(), false) AS announced
    FROM thread t JOIN topic k ON k.id = t.topic_id LEFT JOIN LATERAL (
      SELECT y.contributions, y.last_at FROM thread_tally y WHERE y.thread_id = t.id LIMIT 1) y ON true
    WHERE t.draft_id IS NULL AND t.merged_into_id IS NULL AND (t.audience = 'public' OR $2) AND {BEGUN}"""
#: Announced threads lead every list, pinned ones the list of their topic; there they are not listed again.
_LEADS = "(coalesce(t.announced_until > now(), false) OR ($1::bigint IS NOT NULL AND t.pinned_at IS NOT NULL))"


async def threads_list(
    tx: Transaction,
    viewer: Viewer,
    *,
    topic_id: int | None = None,
    after: int | None = None,
    before: int | None = None,
    size: int = 20,
) -> list[ThreadRow]:
    """Threads of the forum, newest first, one more than `size` if there are more. `after` is the row above's id.

    What leads the list (`leading_threads`) is not among them.
    """
    sql = f"{_ROW} AND NOT {_LEADS}"
    sql += " AND $1::bigint IS NULL" if topic_id is None else " AND t.topic_id = $1"
    if before is not None:
        sql += " AND t.id > $3::bigint ORDER BY t.id LIMIT $4"
    else:
        sql += " AND t.id < coalesce($3::bigint, 9223372036854775807) ORDER BY t.id DESC LIMIT $4"
    cursor = after if before is None else before
    rows = await tx.all(ThreadRow, sql, topic_id, viewer.reads_verified, cursor, size + 1)
    return [msgspec.structs.replace(row, opening=plain(row.opening)) for row in rows]


async def leading_threads(tx: Transaction, viewer: Viewer, *, topic_id: int | None = None) -> list[ThreadRow]:
    """What stands above a list of threads: those announced anywhere, then those pinned in its topic, if it has one."""
    rows = await tx.all(
        ThreadRow,
        f"""{_ROW} AND (t.pinned_at IS NOT NULL OR t.announced_until IS NOT NULL) AND {_LEADS}
            AND (coalesce(t.announced_until > now(), false) OR t.topic_id = $1)
            ORDER BY announced DESC, t.pinned_at DESC NULLS LAST, t.id DESC LIMIT 20""",
        topic_id,
        viewer.reads_verified,
    )
    return [msgspec.structs.replace(row, opening=plain(row.opening)) for row in rows]


async def forum_topics(tx: Transaction, viewer: Viewer) -> list[TopicLine]:
    """Open topics with how many threads their forum has."""
    return await tx.all(
        TopicLine,
        """SELECT k.id, k.slug, k.name, k.name_en,
                  coalesce(CASE WHEN $1 THEN y.threads ELSE y.public END, 0) AS threads
           FROM topic k LEFT JOIN topic_tally y ON y.topic_id = k.id
           WHERE k.closed_at IS NULL ORDER BY k.position, k.id""",
        viewer.reads_verified,
    )


async def talk_counts(tx: Transaction, clause_ids: list[int]) -> dict[int, int]:
    """Clause id → public contributions in the talk about it; clauses without any are left out."""
    rows = await tx.rows(
        """SELECT t.clause_id, y.contributions FROM thread t JOIN thread_tally y ON y.thread_id = t.id
           WHERE t.clause_id = ANY($1::bigint[]) AND y.contributions > 0""",
        clause_ids,
    )
    return {row["clause_id"]: row["contributions"] for row in rows}
