"""What was answered lately, on the whole site."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.feedback.gate import issue_label
from partisipasi.kit.database import Transaction


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that became public lately."""

    draft_id: int
    draft_slug: str
    draft_title: str
    number: int
    title: str
    outcome: str
    released_at: datetime
    points: int

    @property
    def label(self) -> str:
        """How its issue is called: M-014."""
        return issue_label(self.number)


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A change that shows in short what input did: the words before and after, and the issue that caused it."""

    draft_id: int
    draft_slug: str
    draft_title: str
    version_id: int
    number: int
    old_number: int
    key: str
    op: str
    segments: str
    explanation: str
    issue_id: int
    issue_number: int
    issue_title: str
    outcome: str
    points: int
    published_at: datetime

    @property
    def label(self) -> str:
        """How its issue is called: M-014."""
        return issue_label(self.issue_number)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The redline of its words."""
        return msgspec.json.decode(self.segments, type=list[tuple[str, str]])


async def latest_answers(tx: Transaction, *, limit: int = 4, besides: int = 0) -> list[Answered]:
    """Decisions that became public lately, as different as they come: one of each outcome before a second of any.

    Args:
        besides: id of an issue that is shown elsewhere.
    """
    return await tx.all(
        Answered,
        """WITH latest AS (
             SELECT d.*, i.number, i.title, i.draft_id,
                    (SELECT count(*) FROM counted_point k WHERE k.issue_id = i.id) AS points
             FROM (SELECT id, issue_id, outcome, released_at FROM decision WHERE state = 'released'
                   ORDER BY released_at DESC, id DESC LIMIT 30) d
             JOIN issue i ON i.id = d.issue_id WHERE i.id <> $2)
           SELECT w.id AS draft_id, w.slug AS draft_slug, w.title AS draft_title, l.number, l.title, l.outcome,
                  l.released_at, l.points
           FROM latest l JOIN draft w ON w.id = l.draft_id
           ORDER BY l.outcome IN ('no_proposal', 'out_of_scope'),
                    row_number() OVER (PARTITION BY l.outcome ORDER BY l.points DESC, l.id),
                    l.points DESC, l.id LIMIT $1""",
        limit,
        besides,
    )


async def latest_change(tx: Transaction) -> Shown | None:
    """The change to show on the home page: of the latest version that input changed, the one with most points behind it
    whose words are few enough to be read at a glance. None while no input has changed anything.
    """
    return await tx.one(
        Shown,
        """WITH latest AS (
             SELECT v.* FROM version v
             WHERE v.state = 'published' AND EXISTS (
               SELECT 1 FROM change h JOIN decision_change l ON l.change_id = h.id
               WHERE h.version_id = v.id AND h.cause = 'public_input' AND NOT h.technical
                 AND h.old_text_id IS NOT NULL AND h.new_text_id IS NOT NULL)
             ORDER BY v.published_at DESC LIMIT 1)
           SELECT w.id AS draft_id, w.slug AS draft_slug, w.title AS draft_title, v.id AS version_id, v.number,
                  p.number AS old_number, n.key, h.op, r.segments, h.explanation, i.id AS issue_id,
                  i.number AS issue_number, i.title AS issue_title, d.outcome, v.published_at,
                  (SELECT count(*) FROM counted_point k WHERE k.issue_id = i.id) AS points
           FROM latest v JOIN draft w ON w.id = v.draft_id JOIN version p ON p.id = v.follows_id
           JOIN change h ON h.version_id = v.id AND h.cause = 'public_input' AND NOT h.technical
           JOIN clause_text n ON n.id = h.new_text_id
           JOIN redline r ON r.old_text_id = h.old_text_id AND r.new_text_id = h.new_text_id
           JOIN decision_change l ON l.change_id = h.id
           JOIN decision d ON d.id = l.decision_id AND d.state = 'released' JOIN issue i ON i.id = d.issue_id
           ORDER BY length(n.text) > 700, points DESC, h.position, i.number LIMIT 1""",
    )
