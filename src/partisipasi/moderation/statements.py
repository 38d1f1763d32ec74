"""The statement of reasons: what was decided, under which rule, on which facts, until when, and how one can object.

Everybody may read it: it holds no words and no name of anybody. That a report was dismissed is for who reported.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction

#: How long one can object, in months of the city's calendar. The EU's Digital Services Act asks for six (Art. 20).
OBJECT_WITHIN = 6
#: What restricts somebody, so that they can object.
RESTRICTING = ("ask_edit", "mask", "hide", "move", "lock", "slow", "warn", "pace", "suspend")
#: What dismisses a report, so that its reporter can object.
DISMISSING = ("no_violation", "release")
#: What the public does not read of (decision `m`): that a report was dismissed, and that this was taken back at once.
NOT_PUBLIC = """
    (m.act = 'no_violation' OR (m.act = 'undo' AND EXISTS (
       SELECT 1 FROM moderation_decision u WHERE u.id = m.supersedes_id AND u.act = 'no_violation')))"""
_RESTRICTING = ", ".join(f"'{act}'" for act in RESTRICTING)
_DISMISSING = ", ".join(f"'{act}'" for act in DISMISSING)


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as whoever it concerns reads it. `mine`, `reported`: by the viewer's account.

    `contests_author`, `contests_reporter`: whether the decision is one that its author, or its reporter, may object to.
    """

    id: int
    public_ref: str
    act: str
    rule: str | None
    facts: str
    detection: str
    automated: bool
    scope: str
    per_day: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    public_reason: str
    two_people: bool
    at: datetime
    contribution_id: int | None
    receipt: str | None
    thread_id: int | None
    thread_slug: str | None
    topic: str | None
    supersedes_ref: str | None
    superseded_by: str | None
    superseded_act: str | None
    after_objection: str | None
    mine: bool
    reported: bool
    contests_author: bool
    contests_reporter: bool
    until: datetime
    in_time: bool

    @property
    def about(self) -> str:
        """What it is about: contribution, thread or account."""
        if self.receipt is not None:
            return "contribution"
        return "thread" if self.thread_id is not None else "account"


_STATEMENT = f"""
    SELECT m.id, m.public_ref, m.act, m.rule, m.facts, m.detection, m.automated, m.scope, m.per_day, m.starts_at,
           m.ends_at, m.public_reason, m.seconded_by IS NOT NULL AS two_people, m.at, m.contribution_id, c.receipt,
           h.id AS thread_id, h.slug AS thread_slug, p.name AS topic, before.public_ref AS supersedes_ref,
           after.public_ref AS superseded_by, after.act AS superseded_act,
           (SELECT j.side FROM objection j WHERE j.successor_id = m.id LIMIT 1) AS after_objection,
           coalesce(o.account_id = $2, false) AS mine,
           EXISTS (SELECT 1 FROM report r WHERE r.decision_id = m.id AND r.account_id = $2) AS reported,
           m.act IN ({_RESTRICTING}) AS contests_author, m.act IN ({_DISMISSING}) AS contests_reporter,
           w.until, now() < w.until AS in_time
    FROM moderation_decision m
    CROSS JOIN LATERAL (SELECT (m.at AT TIME ZONE y.zone + make_interval(months => $3)) AT TIME ZONE y.zone AS until
                        FROM (SELECT coalesce((SELECT zone FROM city), 'UTC') AS zone) y) w
    LEFT JOIN contribution c ON c.id = m.contribution_id
    LEFT JOIN thread h ON h.id = m.thread_id AND h.audience = 'public'
    LEFT JOIN thread u ON u.id = coalesce(m.thread_id, c.thread_id)
    LEFT JOIN topic p ON p.id = u.topic_id
    LEFT JOIN contributor o ON o.id = m.author_id
    LEFT JOIN moderation_decision before ON before.id = m.supersedes_id
    LEFT JOIN LATERAL (SELECT x.public_ref, x.act FROM moderation_decision x WHERE x.supersedes_id = m.id
                       ORDER BY x.id LIMIT 1) after ON true
    WHERE m.public_ref = $1 AND (NOT {NOT_PUBLIC} OR $4
       OR EXISTS (SELECT 1 FROM report r WHERE r.decision_id = m.id AND r.account_id = $2))"""


async def statement(tx: Transaction, viewer: Viewer, ref: str) -> Statement | None:
    """A decision by its public reference; None where there is none for this viewer."""
    return await tx.one(Statement, _STATEMENT, ref, viewer.account_id, OBJECT_WITHIN, viewer.holds("moderator"))


async def decision_in_force(tx: Transaction, contribution_id: int) -> str | None:
    """The reference of the last decision about a contribution that everybody may read of."""
    found: str | None = await tx.value(
        f"""SELECT m.public_ref FROM moderation_decision m WHERE m.contribution_id = $1 AND NOT {NOT_PUBLIC}
            ORDER BY m.id DESC LIMIT 1""",
        contribution_id,
    )
    return found


async def decision_of_receipt(tx: Transaction, receipt: str) -> str | None:
    """The same, by the receipt of the contribution."""
    contribution_id: int | None = await tx.value("SELECT id FROM contribution WHERE receipt = $1", receipt)
    return None if contribution_id is None else await decision_in_force(tx, contribution_id)
