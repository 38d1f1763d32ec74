"""What happened to drafts: lately, for feeds; how one ended."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from partisipasi.kit.database import Transaction


class DraftEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a public draft. `what` is version, round or ended; `number` is the version's."""

    what: str
    id: int
    draft_id: int
    slug: str
    title: str
    summary: str
    number: int | None
    closes_at: datetime | None
    how: str | None
    at: datetime

    @property
    def path(self) -> str:
        """Address of the draft's page, without language."""
        return f"/rancangan/{self.draft_id}-{self.slug}"


class Ending(msgspec.Struct, frozen=True):
    """How a draft ended."""

    how: str
    reason: str
    at: datetime
    enacted_number: str
    enacted_on: date | None
    enacted_url: str


async def latest_events(tx: Transaction, *, limit: int = 30) -> list[DraftEvent]:
    """The latest events of public drafts: versions published, rounds begun, drafts ended; latest first."""
    return await tx.all(
        DraftEvent,
        """SELECT e.what, e.id, d.id AS draft_id, d.slug, d.title, d.summary, e.number, e.closes_at, e.how, e.at
           FROM (
             (SELECT 'version' AS what, v.id, v.draft_id, v.number, NULL::timestamptz AS closes_at, NULL AS how,
                     v.published_at AS at
              FROM version v WHERE v.state = 'published' ORDER BY v.published_at DESC LIMIT $1)
             UNION ALL
             (SELECT 'round', r.id, r.draft_id, v.number, r.closes_at, NULL, r.opens_at
              FROM round r JOIN version v ON v.id = r.version_id AND v.state = 'published'
              WHERE r.opens_at <= now() ORDER BY r.opens_at DESC LIMIT $1)
             UNION ALL
             (SELECT 'ended', d.id, d.id, NULL, NULL, d.closed_how, d.closed_at
              FROM draft d WHERE d.closed_at IS NOT NULL
                AND EXISTS (SELECT 1 FROM version v WHERE v.draft_id = d.id AND v.state = 'published')
              ORDER BY d.closed_at DESC LIMIT $1)
           ) e JOIN draft d ON d.id = e.draft_id
           ORDER BY e.at DESC, e.what DESC, e.id DESC LIMIT $1""",
        limit,
    )


async def ending_of(tx: Transaction, draft_id: int) -> Ending | None:
    """How a draft ended; None while it is in the making."""
    return await tx.one(
        Ending,
        """SELECT closed_how AS how, closed_reason AS reason, closed_at AS at, enacted_number, enacted_on, enacted_url
           FROM draft WHERE id = $1 AND closed_at IS NOT NULL""",
        draft_id,
    )
