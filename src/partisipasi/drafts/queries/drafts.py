"""Reading drafts: lists, one draft with its current version and round, and what a viewer works on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.rounds import ROUND_STATE
from partisipasi.drafts.queries.visibility import IN_ITS_TIME, IN_TEAM, IS_PUBLIC, SEES_CONCEPT, SEES_DRAFT
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, days_until

#: States a list can be asked for; "ended" is every closed draft.
STATES: Final = ("concept", "planned", "open", "closed", "published", "ended", "enacted", "unchanged", "withdrawn")

_NO_DRAFT = N_("There is no such draft.")
_STATE = """CASE WHEN d.closed_how IS NOT NULL THEN d.closed_how
    WHEN v.id IS NULL THEN 'concept'
    WHEN r.state IS NOT NULL THEN r.state
    ELSE 'published' END"""
_COLUMNS = f"""d.id, d.slug, d.kind, d.title, d.summary, d.topic_id, t.slug AS topic_slug, t.name AS topic_name,
    t.name_en AS topic_name_en, d.agency_id, a.slug AS agency_slug, a.name AS agency_name,
    a.short_name AS agency_short_name, d.created_by, d.created_at, d.closed_at, d.closed_how, d.closed_reason,
    d.stage, d.stage_since, {_STATE} AS state, v.id AS version_id, v.number AS version_number, v.published_at,
    c.id AS concept_id, c.number AS concept_number, c.revision AS concept_revision,
    r.id AS round_id, r.version_id AS round_version_id, r.state AS round_state, r.opens_at AS round_opens_at,
    r.closes_at AS round_closes_at"""
# The round that matters to a visitor: the open one, else the next one, else the last one.
_SOURCE = f"""draft d JOIN topic t ON t.id = d.topic_id JOIN agency a ON a.id = d.agency_id
    LEFT JOIN LATERAL (SELECT id, number, published_at FROM version
        WHERE draft_id = d.id AND state = 'published' ORDER BY number DESC LIMIT 1) v ON true
    LEFT JOIN LATERAL (SELECT id, number, revision FROM version
        WHERE draft_id = d.id AND state = 'concept' AND {SEES_CONCEPT}) c ON true
    LEFT JOIN LATERAL (SELECT r.id, r.version_id, r.opens_at, r.closes_at, {ROUND_STATE} AS state FROM round r
        WHERE r.draft_id = d.id
        ORDER BY (r.opens_at <= now() AND r.closes_at > now()) DESC, (r.opens_at > now()) DESC,
                 CASE WHEN r.opens_at > now() THEN r.opens_at END, r.closes_at DESC LIMIT 1) r ON true"""
_NARROWED = f"""($2::bigint IS NULL OR d.topic_id = $2) AND ($3::bigint IS NULL OR d.agency_id = $3)
    AND ($4::text IS NULL OR {_STATE} = $4 OR ($4 = 'ended' AND d.closed_how IS NOT NULL))
    AND ($5::text IS NULL OR d.stage = $5)"""


class DraftRound(msgspec.Struct, frozen=True, kw_only=True):
    """The round shown with a draft: the open one, else the next, else the last."""

    id: int
    version_id: int
    state: str
    opens_at: datetime
    closes_at: datetime

    @property
    def days_left(self) -> int:
        """Whole days until it closes, in the city's zone; 0 on the last day."""
        return days_until(self.closes_at)


class DraftView(msgspec.Struct, frozen=True, kw_only=True):
    """A draft as its viewer may see it. What is of the concept is None for who may not see it.

    `state` is concept (nothing published), planned, open or closed (its round), published (never had a round), or how
    it was closed: enacted, unchanged, withdrawn. `version_…` is the newest published version.
    """

    id: int
    slug: str
    kind: str
    title: str
    summary: str
    topic_id: int
    topic_slug: str
    topic_name: str
    topic_name_en: str
    agency_id: int
    agency_slug: str
    agency_name: str
    agency_short_name: str
    created_by: int | None
    created_at: datetime
    closed_at: datetime | None
    closed_how: str | None
    closed_reason: str
    stage: str
    stage_since: date | None
    state: str
    version_id: int | None
    version_number: int | None
    published_at: datetime | None
    concept_id: int | None
    concept_number: int | None
    concept_revision: int | None
    round_id: int | None
    round_version_id: int | None
    round_state: str | None
    round_opens_at: datetime | None
    round_closes_at: datetime | None

    @property
    def path(self) -> str:
        """Address of its public page, without language."""
        return f"/rancangan/{self.id}-{self.slug}"

    @property
    def is_public(self) -> bool:
        """Whether a version of it is published."""
        return self.version_id is not None

    @property
    def is_open(self) -> bool:
        """Whether input can be given now."""
        return self.round_state == "open" and self.closed_at is None

    @property
    def round(self) -> DraftRound | None:
        """The round that matters to a visitor."""
        if self.round_id is None or self.round_opens_at is None or self.round_closes_at is None:
            return None
        return DraftRound(
            id=self.round_id,
            version_id=self.round_version_id or 0,
            state=self.round_state or "",
            opens_at=self.round_opens_at,
            closes_at=self.round_closes_at,
        )


class WorkDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft somebody works on, with what the texts of it still need."""

    id: int
    slug: str
    kind: str
    title: str
    state: str
    roles: list[str]
    members: int
    approvers: int
    version_number: int | None
    concept_id: int | None
    concept_number: int | None
    concept_revision: int | None
    open_alignments: int
    eligible_publishers: int
    round_state: str | None
    round_opens_at: datetime | None
    round_closes_at: datetime | None


async def drafts_list(
    tx: Transaction,
    viewer: Viewer,
    *,
    topic_id: int | None = None,
    agency_id: int | None = None,
    state: str | None = None,
    stage: str | None = None,
    after: int | None = None,
    before: int | None = None,
    size: int = 20,
) -> list[DraftView]:
    """Drafts the viewer may see, newest first, one more than `size` if there are more.

    Args:
        state: one of STATES; None for all.
        stage: one of `tables.STAGES`; None for all.
        after: an id: only drafts that come later in the list. With `before` the list is read backwards.
    """
    back = before is not None
    sql = f"""SELECT {_COLUMNS} FROM {_SOURCE} WHERE {SEES_DRAFT}
        AND {_NARROWED} AND ($6::bigint IS NULL OR d.id < $6) AND ($7::bigint IS NULL OR d.id > $7)"""
    order = " ORDER BY d.id LIMIT $8" if back else " ORDER BY d.id DESC LIMIT $8"
    return await tx.all(
        DraftView, sql + order, viewer.account_id, topic_id, agency_id, state, stage, after, before, size + 1
    )


async def count_drafts(
    tx: Transaction,
    viewer: Viewer,
    *,
    topic_id: int | None = None,
    agency_id: int | None = None,
    state: str | None = None,
    stage: str | None = None,
) -> int:
    """How many drafts `drafts_list` has in all with these filters."""
    found: int = await tx.value(
        f"SELECT count(*) FROM {_SOURCE} WHERE {SEES_DRAFT} AND {_NARROWED}",
        viewer.account_id,
        topic_id,
        agency_id,
        state,
        stage,
    )
    return found


async def open_drafts(tx: Transaction, *, limit: int = 20) -> list[DraftView]:
    """Public drafts that are open for input now, the one that closes first first."""
    return await tx.all(
        DraftView,
        f"""SELECT {_COLUMNS} FROM {_SOURCE} WHERE {IS_PUBLIC} AND r.state = 'open' AND d.closed_at IS NULL
            ORDER BY r.closes_at, d.id LIMIT $2""",
        None,
        limit,
    )


async def drafts_by_topic(tx: Transaction) -> dict[int, tuple[int, int]]:
    """Topic id → how many public drafts it has, and how many of them are open for input now."""
    rows = await tx.rows(
        f"""SELECT d.topic_id, count(*) AS drafts, count(*) FILTER (WHERE d.closed_at IS NULL AND EXISTS (
                   SELECT 1 FROM round r WHERE r.draft_id = d.id AND r.opens_at <= now() AND r.closes_at > now()
                 )) AS open
            FROM draft d WHERE {IS_PUBLIC} GROUP BY d.topic_id"""
    )
    return {row["topic_id"]: (row["drafts"], row["open"]) for row in rows}


async def draft_view(tx: Transaction, viewer: Viewer, draft_id: int) -> DraftView:
    """One draft.

    Raises:
        NotFound: it is not there, or the viewer may not know of it.
    """
    found = await tx.one(
        DraftView,
        f"SELECT {_COLUMNS} FROM {_SOURCE} WHERE d.id = $2 AND {SEES_DRAFT}",
        viewer.account_id,
        draft_id,
    )
    if found is None:
        raise NotFound(_NO_DRAFT)
    return found


async def drafts_worked_on(tx: Transaction, viewer: Viewer, *, draft_id: int | None = None) -> list[WorkDraft]:
    """The drafts of whose team the viewer is, or that the viewer made, latest first; or only the one named."""
    return await tx.all(
        WorkDraft,
        f"""SELECT d.id, d.slug, d.kind, d.title, {_STATE} AS state, v.number AS version_number,
                   c.id AS concept_id, c.number AS concept_number, c.revision AS concept_revision,
                   r.state AS round_state, r.opens_at AS round_opens_at, r.closes_at AS round_closes_at,
                   coalesce((SELECT array_agg(m.role ORDER BY m.role) FROM team_member m
                       WHERE m.draft_id = d.id AND m.account_id = $1 AND m.ended_at IS NULL AND {IN_ITS_TIME}),
                     '{{}}') AS roles,
                   (SELECT count(DISTINCT m.account_id) FROM team_member m
                       WHERE m.draft_id = d.id AND m.ended_at IS NULL AND {IN_ITS_TIME}) AS members,
                   (SELECT count(*) FROM team_member m
                       WHERE m.draft_id = d.id AND m.ended_at IS NULL AND {IN_ITS_TIME}
                         AND m.role = 'approver') AS approvers,
                   (SELECT count(*) FROM alignment x WHERE x.version_id = c.id AND x.review = 'open')
                     AS open_alignments,
                   (SELECT count(*) FROM team_member m
                       WHERE m.draft_id = d.id AND m.ended_at IS NULL AND m.role = 'approver' AND {IN_ITS_TIME}
                         AND NOT EXISTS (
                         SELECT 1 FROM version_maker k WHERE k.version_id = c.id AND k.account_id = m.account_id))
                     AS eligible_publishers
            FROM {_SOURCE} WHERE ({IN_TEAM} OR d.created_by = $1) AND ($2::bigint IS NULL OR d.id = $2)
            ORDER BY d.id DESC LIMIT 200""",
        viewer.account_id,
        draft_id,
    )


async def drafts_for_staff(tx: Transaction, viewer: Viewer) -> list[DraftView]:
    """Every draft the viewer may see, public or not, latest first."""
    return await tx.all(
        DraftView,
        f"SELECT {_COLUMNS} FROM {_SOURCE} WHERE {SEES_DRAFT} ORDER BY d.id DESC LIMIT 200",
        viewer.account_id,
    )
