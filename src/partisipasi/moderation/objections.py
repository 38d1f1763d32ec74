"""Objections as they are read: by whoever objected, by everybody as an outcome, by the moderators who decide them."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction


class ObjectionView(msgspec.Struct, frozen=True, kw_only=True):
    """An objection to a decision. `body` and `answer` are empty for who neither wrote it nor decides it."""

    id: int
    side: str
    own: bool
    body: str
    answer: str
    filed_at: datetime
    due_on: date
    decided_at: datetime | None
    result: str | None
    successor_ref: str | None


class ObjectionCase(msgspec.Struct, frozen=True, kw_only=True):
    """An objection with the contested decision, as the moderator who decides it needs them side by side."""

    id: int
    side: str
    body: str
    filed_at: datetime
    due_on: date
    decided_at: datetime | None
    result: str | None
    answer: str
    decision_id: int
    public_ref: str
    act: str
    rule: str | None
    facts: str
    scope: str
    per_day: int | None
    ends_at: datetime | None
    public_reason: str
    private_note: str
    decision_at: datetime
    before: str | None
    superseded: bool
    contribution_id: int | None
    thread_id: int | None
    about_account: int | None
    receipt: str | None
    state: str | None
    html: str | None
    language: str | None
    thread_title: str | None
    draft_title: str | None
    topic: str | None
    barred: bool


#: The thread of what a decision (alias `m`) is about, its topic and draft.
PLACE = """
    LEFT JOIN contribution c ON c.id = m.contribution_id
    LEFT JOIN thread h ON h.id = coalesce(m.thread_id, c.thread_id)
    LEFT JOIN topic p ON p.id = h.topic_id
    LEFT JOIN draft d ON d.id = coalesce(c.draft_id, h.draft_id)"""
#: Topics the viewer ($1) moderates; what is about a person alone is for moderators of all topics.
MINE = """
    EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = $1 AND g.role = 'moderator' AND g.ended_at IS NULL
            AND (g.topic_id IS NULL OR g.topic_id = h.topic_id))"""
#: Who may not decide: whoever decided or agreed, is concerned, objected, reported, or works on it.
BARRED = """
    (m.decided_by = $1 OR m.seconded_by = $1 OR j.account_id = $1 OR m.account_id = $1 OR c.entered_by = $1
     OR coalesce((SELECT o.account_id = $1 FROM contributor o WHERE o.id = m.author_id), false)
     OR EXISTS (SELECT 1 FROM report r WHERE r.contribution_id = m.contribution_id AND r.account_id = $1)
     OR EXISTS (SELECT 1 FROM team_member w WHERE w.draft_id = d.id AND w.account_id = $1 AND w.ended_at IS NULL))"""


async def objections_to(
    tx: Transaction, viewer: Viewer, decision_id: int, *, as_author: bool = False
) -> list[ObjectionView]:
    """The objections to a decision, first come first.

    Args:
        as_author: the viewer has shown the owner key: the author's objection is theirs.
    """
    return await tx.all(
        ObjectionView,
        """SELECT j.id, j.side, w.own, CASE WHEN w.own THEN j.body ELSE '' END AS body,
                  CASE WHEN w.own THEN j.answer ELSE '' END AS answer, j.filed_at, j.due_on, j.decided_at, j.result,
                  x.public_ref AS successor_ref
           FROM objection j
           CROSS JOIN LATERAL (SELECT coalesce(j.account_id = $2, false) OR ($3 AND j.side = 'author') AS own) w
           LEFT JOIN moderation_decision x ON x.id = j.successor_id
           WHERE j.decision_id = $1 ORDER BY j.id LIMIT 100""",
        decision_id,
        viewer.account_id,
        as_author,
    )


async def objection_case(tx: Transaction, viewer: Viewer, objection_id: int) -> ObjectionCase | None:
    """An objection of this moderator's topics, with what it is about; words that were withdrawn are not shown."""
    return await tx.one(
        ObjectionCase,
        f"""SELECT j.id, j.side, j.body, j.filed_at, j.due_on, j.decided_at, j.result, j.answer, m.id AS decision_id,
                   m.public_ref, m.act, m.rule, m.facts, m.scope, m.per_day, m.ends_at, m.public_reason,
                   m.private_note, m.at AS decision_at, m.before,
                   EXISTS (SELECT 1 FROM moderation_decision x WHERE x.supersedes_id = m.id) AS superseded,
                   m.contribution_id, m.thread_id, m.account_id AS about_account, c.receipt, c.state,
                   CASE WHEN c.state IN ('held', 'published', 'hidden') THEN c.html END AS html, c.language,
                   h.title AS thread_title, d.title AS draft_title, p.name AS topic, {BARRED} AS barred
            FROM objection j JOIN moderation_decision m ON m.id = j.decision_id {PLACE}
            WHERE j.id = $2 AND {MINE}""",
        viewer.account_id,
        objection_id,
    )
