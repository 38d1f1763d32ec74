"""The queue: everything that waits for a moderator, by when it is due. Reports, holds, edits that were asked for, and
proposals that need a second moderator, one line for each contribution."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.queries import MY_TOPIC, OWN_WORK
from partisipasi.moderation.rules import SERVICE_HOURS, URGENT_HELD, URGENT_HOURS, URGENT_REASONS

PAGE_SIZE = 30


class QueueRow(msgspec.Struct, frozen=True):
    """A contribution that waits. `kind`: what for. `key` puts rows in order: when due, then which."""

    key: int
    id: int
    receipt: str
    kind: str
    state: str
    held_reason: str | None
    reports: int
    reasons: list[str]
    since: datetime
    due: datetime
    urgent: bool
    source: str
    topic: str
    draft: str | None
    own_work: bool
    mine: bool
    taken: bool
    proposed_by_me: bool


class Asked(msgspec.Struct, frozen=True):
    """What a moderator narrows the queue to; empty means all."""

    kind: str = ""
    reason: str = ""
    late: bool = False
    mine: bool = False


KINDS = ("held", "reported", "edited", "proposed")

_OPEN = f"""
    WITH open AS (
      SELECT contribution_id AS id FROM report WHERE closed_at IS NULL
      UNION SELECT id FROM contribution WHERE state = 'held'
      UNION SELECT contribution_id FROM edit_request WHERE answered_at IS NOT NULL AND seen_at IS NULL
      UNION SELECT unnest(items) FROM moderation_proposal WHERE settled_at IS NULL),
    waiting AS (
      SELECT c.id, c.receipt, c.state, c.held_reason, r.reports, r.reasons,
             CASE WHEN s.id IS NOT NULL THEN 'proposed' WHEN e.at IS NOT NULL THEN 'edited'
                  WHEN c.state = 'held' THEN 'held' ELSE 'reported' END AS kind,
             coalesce(s.proposed_at, least(r.since, e.at, CASE WHEN c.state = 'held' THEN c.created_at END)) AS since,
             r.reasons && $2::text[] OR coalesce(c.held_reason = ANY ($3::text[]), false) AS urgent,
             left(c.source, 400) AS source, p.name AS topic, d.title AS draft, {OWN_WORK} AS own_work,
             coalesce(m.account_id = $1, false) AS mine, coalesce(m.account_id <> $1, false) AS taken,
             coalesce(s.proposed_by = $1, false) AS proposed_by_me
      FROM open JOIN contribution c ON c.id = open.id
      JOIN thread h ON h.id = c.thread_id JOIN topic p ON p.id = h.topic_id LEFT JOIN draft d ON d.id = c.draft_id
      LEFT JOIN moderation_claim m ON m.contribution_id = c.id AND m.until > now()
      LEFT JOIN LATERAL (SELECT s.id, s.proposed_at, s.proposed_by FROM moderation_proposal s
                         WHERE s.settled_at IS NULL AND c.id = ANY (s.items) ORDER BY s.id LIMIT 1) s ON true
      LEFT JOIN LATERAL (SELECT max(q.answered_at) AS at FROM edit_request q
                         WHERE q.contribution_id = c.id AND q.answered_at IS NOT NULL AND q.seen_at IS NULL) e ON true
      CROSS JOIN LATERAL (SELECT count(*) AS reports, min(x.created_at) AS since,
                                 coalesce(array_agg(DISTINCT x.reason), '{{}}') AS reasons
                          FROM report x WHERE x.contribution_id = c.id AND x.closed_at IS NULL) r
      WHERE c.state IN ('held', 'published') AND {MY_TOPIC}),
    due AS (
      SELECT *, since + CASE WHEN urgent THEN $4::int ELSE $5::int END * interval '1 hour' AS due FROM waiting),
    keyed AS (
      SELECT *, (extract(epoch FROM due) * 1000)::bigint * 1000 + id % 1000 AS key FROM due)
"""
_WHERE = """
    WHERE ($6 = '' OR kind = $6) AND ($7 = '' OR $7 = ANY (reasons)) AND (NOT $8 OR due < now()) AND (NOT $9 OR mine)
"""


async def queue(tx: Transaction, viewer: Viewer, cursor: Cursor, asked: Asked | None = None) -> list[QueueRow]:
    """What waits for this moderator, soonest due first: one page and one row more (see site.paging)."""
    return await tx.all(
        QueueRow,
        f"""{_OPEN} SELECT key, id, receipt, kind, state, held_reason, reports, reasons, since, due, urgent, source,
                           topic, draft, own_work, mine, taken, proposed_by_me
            FROM keyed {_WHERE} AND ($10::bigint IS NULL OR key > $10) AND ($11::bigint IS NULL OR key < $11)
            ORDER BY CASE WHEN $11::bigint IS NOT NULL THEN -key ELSE key END LIMIT $12""",
        *_arguments(viewer, asked or Asked()),
        cursor.after,
        cursor.before,
        PAGE_SIZE + 1,
    )


async def count_waiting(tx: Transaction, viewer: Viewer, asked: Asked | None = None) -> int:
    """How many cases wait."""
    found: int = await tx.value(f"{_OPEN} SELECT count(*) FROM keyed {_WHERE}", *_arguments(viewer, asked or Asked()))
    return found


async def waiting_cases(tx: Transaction, viewer: Viewer, asked: Asked, *, most: int) -> list[int]:
    """The contributions that wait, as the queue is narrowed, soonest due first."""
    found: list[int] = await tx.values(
        f"{_OPEN} SELECT id FROM keyed {_WHERE} ORDER BY key LIMIT $10", *_arguments(viewer, asked), most
    )
    return found


async def next_case(tx: Transaction, viewer: Viewer) -> int | None:
    """The contribution that this moderator should look at next: soonest due, nobody else's, not their own work."""
    found: int | None = await tx.value(
        f"""{_OPEN} SELECT id FROM keyed {_WHERE} AND NOT own_work AND NOT taken AND NOT proposed_by_me
            ORDER BY mine DESC, key LIMIT 1""",
        *_arguments(viewer, Asked()),
    )
    return found


def _arguments(viewer: Viewer, asked: Asked) -> tuple[object, ...]:
    return (
        viewer.account_id, list(URGENT_REASONS), list(URGENT_HELD), URGENT_HOURS, SERVICE_HOURS, asked.kind,
        asked.reason, asked.late, asked.mine,
    )  # fmt: skip


class Neighbour(msgspec.Struct, frozen=True):
    """What was said just before or after a case's contribution, in public."""

    receipt: str
    name: str | None
    number: int | None
    html: str
    after: bool
    created_at: datetime


async def neighbours(tx: Transaction, contribution_id: int) -> list[Neighbour]:
    """The two public contributions before a contribution in its thread, and the two after it, in order."""
    return await tx.all(
        Neighbour,
        """SELECT n.receipt, n.public_name AS name, o.number, n.html, n.id > c.id AS after, n.created_at
           FROM contribution c CROSS JOIN LATERAL (
             (SELECT * FROM contribution x WHERE x.thread_id = c.thread_id AND x.id < c.id AND x.state = 'published'
              ORDER BY x.id DESC LIMIT 2)
             UNION ALL
             (SELECT * FROM contribution x WHERE x.thread_id = c.thread_id AND x.id > c.id AND x.state = 'published'
              ORDER BY x.id LIMIT 2)) n
           LEFT JOIN contributor o ON o.id = n.contributor_id WHERE c.id = $1 ORDER BY n.id""",
        contribution_id,
    )
