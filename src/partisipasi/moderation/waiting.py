"""The queue: all that waits for a moderator, by when it is due: reports, holds and edits that were asked for, one
line for each contribution; proposals that need a second moderator; objections."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.objections import BARRED, MINE, PLACE
from partisipasi.moderation.queries import MY_TOPIC, OWN_WORK
from partisipasi.moderation.rules import EDIT_HOURS, SERVICE_HOURS, URGENT_HELD, URGENT_HOURS, URGENT_REASONS

PAGE_SIZE = 30
#: Looked at together when the next case is looked for.
LOOKED_AT = 100


class QueueRow(msgspec.Struct, frozen=True):
    """What waits. `kind`: what for. `key` puts rows in order: when due, then which.

    `id` is the contribution; `objection_id` the objection, with act, rule and reference (`receipt`) of the contested
    decision. `proposal_id` stands where one proposal is about several contributions, `size` of them.
    `place`: the draft, discussion or topic it stands in.
    `waiting`: how many wait in all, as the queue is narrowed.
    """

    key: int
    id: int | None
    objection_id: int | None
    proposal_id: int | None
    size: int
    act: str | None
    rule: str | None
    receipt: str
    kind: str
    state: str | None
    held_reason: str | None
    reports: int
    reasons: list[str]
    since: datetime
    due: datetime
    urgent: bool
    source: str
    place: str
    own_work: bool
    mine: bool
    taken: bool
    proposed_by_me: bool
    waiting: int


class Asked(msgspec.Struct, frozen=True):
    """What a moderator narrows the queue to; empty means all. `within`: due in so many hours, 0 for overdue."""

    kind: str = ""
    reason: str = ""
    within: int | None = None
    mine: bool = False
    topic_id: int | None = None
    language: str = ""


class TopicWaiting(msgspec.Struct, frozen=True):
    """A topic in which something waits."""

    id: int
    name: str


KINDS = ("held", "reported", "edited", "proposed", "objection")

#: All that waits, with what puts it in order and narrows it, and no more: the rest is read for the rows of one page.
_OPEN = f"""
    WITH told AS (
      SELECT contribution_id AS id, count(*) AS reports, min(created_at) AS since,
             array_agg(DISTINCT reason) AS reasons
      FROM report WHERE closed_at IS NULL GROUP BY contribution_id),
    edited AS (
      SELECT contribution_id AS id, max(answered_at) AS at FROM edit_request
      WHERE answered_at IS NOT NULL AND seen_at IS NULL GROUP BY contribution_id),
    asked_of AS (
      SELECT contribution_id AS id FROM edit_request
      WHERE answered_at IS NULL AND asked_at > now() - {EDIT_HOURS} * interval '1 hour'),
    proposed AS (
      SELECT DISTINCT ON (item) item AS id, s.proposed_at AS at, s.proposed_by AS by, cardinality(s.items) AS size,
             CASE WHEN cardinality(s.items) > 1 THEN s.id END AS several
      FROM moderation_proposal s CROSS JOIN unnest(s.items) item WHERE s.settled_at IS NULL ORDER BY item, s.id),
    open AS (
      ((SELECT id FROM told UNION SELECT id FROM contribution WHERE state = 'held') EXCEPT SELECT id FROM asked_of)
      UNION SELECT id FROM edited UNION SELECT id FROM proposed),
    waiting AS (
      SELECT c.id, NULL::bigint AS objection_id, s.several AS proposal_id, coalesce(s.size, 1) AS size, h.topic_id,
             c.language, NULL::timestamptz AS due_at, coalesce(r.reports, 0) AS reports,
             coalesce(r.reasons, '{{}}') AS reasons,
             CASE WHEN s.id IS NOT NULL THEN 'proposed' WHEN e.id IS NOT NULL THEN 'edited'
                  WHEN c.state = 'held' THEN 'held' ELSE 'reported' END AS kind,
             coalesce(s.at, least(r.since, e.at, CASE WHEN c.state = 'held' THEN coalesce(c.held_at, c.created_at) END))
               AS since,
             coalesce(r.reasons && $2::text[], false) OR coalesce(c.held_reason = ANY ($3::text[]), false) AS urgent,
             coalesce(m.account_id = $1, false) AS mine, coalesce(m.account_id <> $1, false) AS taken,
             coalesce(s.by = $1, false) AS proposed_by_me
      FROM open JOIN contribution c ON c.id = open.id JOIN thread h ON h.id = c.thread_id
      LEFT JOIN told r ON r.id = c.id LEFT JOIN edited e ON e.id = c.id LEFT JOIN proposed s ON s.id = c.id
      LEFT JOIN moderation_claim m ON m.contribution_id = c.id AND m.until > now()
      WHERE c.state IN ('held', 'published') AND {MY_TOPIC}
      UNION ALL
      SELECT NULL, j.id, NULL, 1, h.topic_id, c.language,
             (j.due_on + 1)::timestamp AT TIME ZONE (SELECT zone FROM city) - interval '1 second', 0, '{{}}',
             'objection', j.filed_at, false, false, false, false
      FROM objection j JOIN moderation_decision m ON m.id = j.decision_id {PLACE}
      WHERE j.decided_at IS NULL AND {MINE}),
    once AS (
      SELECT *, row_number() OVER (PARTITION BY proposal_id ORDER BY id) AS nth FROM waiting),
    due AS (
      SELECT *, coalesce(due_at, since + CASE WHEN urgent THEN $4::int ELSE $5::int END * interval '1 hour') AS due
      FROM once WHERE proposal_id IS NULL OR nth = 1),
    keyed AS (
      SELECT *, (extract(epoch FROM due) * 1000)::bigint * 1000 + coalesce(id, objection_id) % 1000 AS key FROM due)
"""
_WHERE = """
    WHERE ($6 = '' OR kind = $6) AND ($7 = '' OR $7 = ANY (reasons))
      AND ($8::int IS NULL OR due < now() + $8 * interval '1 hour') AND (NOT $9 OR mine)
      AND ($10::bigint IS NULL OR topic_id = $10) AND ($11 = '' OR language = $11)
"""
_PAGE = f"""{_OPEN}, asked AS (SELECT * FROM keyed {_WHERE}),
    page AS (
      SELECT * FROM asked WHERE ($12::bigint IS NULL OR key > $12) AND ($13::bigint IS NULL OR key < $13)
      ORDER BY CASE WHEN $13::bigint IS NOT NULL THEN -key ELSE key END LIMIT $14)
    SELECT k.key, k.id, k.objection_id, k.proposal_id, k.size, k.kind, k.reports, k.reasons, k.since, k.due, k.urgent,
           k.mine, k.taken, k.proposed_by_me, (SELECT count(*) FROM asked) AS waiting, m.act, m.rule,
           coalesce(m.public_ref, c.receipt) AS receipt, c.state, c.held_reason,
           CASE WHEN m.id IS NULL THEN left(c.source, 400) ELSE m.public_reason END AS source,
           coalesce(d.title, nullif(h.title, ''), p.name, '') AS place,
           CASE WHEN m.id IS NULL THEN {OWN_WORK} ELSE coalesce({BARRED}, false) END AS own_work
    FROM page k LEFT JOIN objection j ON j.id = k.objection_id LEFT JOIN moderation_decision m ON m.id = j.decision_id
    LEFT JOIN contribution c ON c.id = coalesce(k.id, m.contribution_id)
    LEFT JOIN thread h ON h.id = coalesce(m.thread_id, c.thread_id)
    LEFT JOIN topic p ON p.id = h.topic_id
    LEFT JOIN draft d ON d.id = coalesce(c.draft_id, CASE WHEN m.id IS NOT NULL THEN h.draft_id END)
    ORDER BY CASE WHEN $13::bigint IS NOT NULL THEN -k.key ELSE k.key END"""


async def queue(
    tx: Transaction, viewer: Viewer, cursor: Cursor, asked: Asked | None = None, *, size: int = PAGE_SIZE
) -> list[QueueRow]:
    """What waits for this moderator, soonest due first: one page and one row more (see site.paging)."""
    return await tx.all(QueueRow, _PAGE, *_arguments(viewer, asked or Asked()), cursor.after, cursor.before, size + 1)


async def count_waiting(tx: Transaction, viewer: Viewer, asked: Asked | None = None) -> int:
    """How many cases wait. Rows of the queue say it too."""
    found: int = await tx.value(f"{_OPEN} SELECT count(*) FROM keyed {_WHERE}", *_arguments(viewer, asked or Asked()))
    return found


async def waiting_topics(tx: Transaction, viewer: Viewer) -> list[TopicWaiting]:
    """The topics in which anything waits for this moderator, by name."""
    return await tx.all(
        TopicWaiting,
        f"""{_OPEN} SELECT DISTINCT p.id, p.name FROM keyed JOIN topic p ON p.id = keyed.topic_id {_WHERE}
            ORDER BY p.name, p.id LIMIT 200""",
        *_arguments(viewer, Asked()),
    )


async def waiting_cases(tx: Transaction, viewer: Viewer, asked: Asked, *, most: int) -> list[int]:
    """The contributions that wait, as the queue is narrowed, soonest due first."""
    found: list[int] = await tx.values(
        f"{_OPEN} SELECT id FROM keyed {_WHERE} AND id IS NOT NULL ORDER BY key LIMIT $12",
        *_arguments(viewer, asked),
        most,
    )
    return found


async def next_case(tx: Transaction, viewer: Viewer, asked: Asked | None = None) -> QueueRow | None:
    """What this moderator should look at next: soonest due, nobody else's, not their own work.

    Args:
        asked: what the queue is narrowed to; what the moderator has taken already comes first.
    """
    whole = asked or Asked()
    for narrowed in (msgspec.structs.replace(whole, mine=True), whole):
        cursor = Cursor()
        while rows := await queue(tx, viewer, cursor, narrowed, size=LOOKED_AT):
            for row in rows:
                if not (row.own_work or row.taken or row.proposed_by_me):
                    return row
            cursor = Cursor(after=rows[-1].key)
    return None


def _arguments(viewer: Viewer, asked: Asked) -> tuple[object, ...]:
    return (
        viewer.account_id, list(URGENT_REASONS), list(URGENT_HELD), URGENT_HOURS, SERVICE_HOURS, asked.kind,
        asked.reason, asked.within, asked.mine, asked.topic_id, asked.language,
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
