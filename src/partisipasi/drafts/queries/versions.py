"""Reading versions: published ones for everybody, a concept for its team and for readers."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.outline import OutlineWarning
from partisipasi.drafts.queries.visibility import SEES_VERSION
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_

_COLUMNS = """v.id, v.draft_id, v.number, v.state, v.revision, v.follows_id, v.title, v.introduction,
    v.introduction_en, coalesce(w.introduction, v.introduction) AS plain_summary,
    coalesce(nullif(w.introduction_en, ''), CASE WHEN w.introduction IS NULL OR w.introduction = v.introduction
      THEN v.introduction_en END, '') AS plain_summary_en,
    v.summary, v.summary_html, v.summary_en_html, v.summary_edits, v.warnings AS warnings_json,
    v.counts AS counts_json, v.coverage, v.corrections, v.sha256, v.created_by, v.created_at, v.published_by,
    v.published_at, d.slug AS draft_slug, d.title AS draft_title, d.kind AS draft_kind,
    v.number = (SELECT max(o.number) FROM version o WHERE o.draft_id = v.draft_id AND o.state = 'published') AS newest,
    (SELECT json_agg(json_build_array(x.at, x.html) ORDER BY x.id)::text FROM version_addition x
     WHERE x.version_id = v.id) AS additions_json,
    (SELECT count(*) FROM clause_text x WHERE x.version_id = v.id) AS clauses,
    (SELECT count(*) FROM alignment x WHERE x.version_id = v.id AND x.review = 'open') AS open_alignments"""
# What a version is about is said with the version, and anew with each round on it: the last one said stands.
_SOURCE = """FROM version v JOIN draft d ON d.id = v.draft_id
    LEFT JOIN LATERAL (SELECT r.introduction, r.introduction_en FROM round r
        WHERE r.version_id = v.id AND r.introduction <> '' ORDER BY r.opens_at DESC, r.id DESC LIMIT 1) w ON true"""
_NO_VERSION = N_("There is no such version.")


class VersionView(msgspec.Struct, frozen=True, kw_only=True):
    """A version without its text. `state` is concept or published; `newest` is the published one with no later one.

    `summary_en_html` is the summary with what was put together in English; empty where all of it is the team's own.
    `plain_summary` says what changes, for whom, from when: in the words of the last round on it, else of the version.
    """

    id: int
    draft_id: int
    number: int
    state: str
    revision: int
    follows_id: int | None
    title: str
    introduction: str
    introduction_en: str
    plain_summary: str
    plain_summary_en: str
    summary: str
    summary_html: str
    summary_en_html: str
    summary_edits: int
    warnings_json: str
    counts_json: str
    coverage: float
    corrections: int
    sha256: str
    created_by: int | None
    created_at: datetime
    published_by: int | None
    published_at: datetime | None
    draft_slug: str
    draft_title: str
    draft_kind: str
    newest: bool | None
    clauses: int
    open_alignments: int
    additions_json: str | None = None

    @property
    def additions(self) -> list[tuple[datetime, str]]:
        """What was added to the summary later: when, and HTML."""
        return msgspec.json.decode(self.additions_json or "[]", type=list[tuple[datetime, str]])

    @property
    def path(self) -> str:
        """Address of its public page, without language."""
        return f"/rancangan/{self.draft_id}-{self.draft_slug}/versi/{self.number}"

    @property
    def counts(self) -> dict[str, int]:
        """How many units of each kind its enacted part has."""
        return msgspec.json.decode(self.counts_json, type=dict[str, int])

    @property
    def warnings(self) -> list[OutlineWarning]:
        """What the reader of the text doubted, by line."""
        return msgspec.json.decode(self.warnings_json, type=list[OutlineWarning])


class ConceptView(msgspec.Struct, frozen=True, kw_only=True):
    """What a save of a concept came to. `key` is the corrected clause's key now, where one was corrected."""

    id: int
    draft_id: int
    number: int
    state: str
    revision: int
    counts: dict[str, int]
    warnings: list[OutlineWarning]
    coverage: float
    open_alignments: int
    key: str = ""


async def versions_of(tx: Transaction, viewer: Viewer, draft_id: int) -> list[VersionView]:
    """The versions of a draft that the viewer may see, first one first."""
    return await tx.all(
        VersionView,
        f"SELECT {_COLUMNS} {_SOURCE} WHERE v.draft_id = $2 AND {SEES_VERSION} ORDER BY v.number",
        viewer.account_id,
        draft_id,
    )


async def version_view(tx: Transaction, viewer: Viewer, version_id: int) -> VersionView:
    """One version by its id.

    Raises:
        NotFound: it is not there, or it is a concept the viewer may not see.
    """
    return await _one(tx, "v.id = $2", viewer, version_id)


async def version_by_number(tx: Transaction, viewer: Viewer, draft_id: int, number: int) -> VersionView:
    """One version by draft and number.

    Raises:
        NotFound: it is not there, or it is a concept the viewer may not see.
    """
    return await _one(tx, "v.draft_id = $2 AND v.number = $3", viewer, draft_id, number)


async def newest_version(tx: Transaction, draft_id: int) -> VersionView | None:
    """The newest published version of a draft; None while nothing is published."""
    return await tx.one(
        VersionView,
        f"SELECT {_COLUMNS} {_SOURCE} WHERE v.draft_id = $1 AND v.state = 'published' ORDER BY v.number DESC LIMIT 1",
        draft_id,
    )


async def source_of(tx: Transaction, viewer: Viewer, version_id: int) -> str:
    """The text of a version as it was handed in.

    Raises:
        NotFound: it is not there, or it is a concept the viewer may not see.
    """
    found: str | None = await tx.value(
        f"SELECT v.source {_SOURCE} WHERE v.id = $2 AND {SEES_VERSION}", viewer.account_id, version_id
    )
    if found is None:
        raise NotFound(_NO_VERSION)
    return found


async def _one(tx: Transaction, which: str, viewer: Viewer, *values: int) -> VersionView:
    sql = f"SELECT {_COLUMNS} {_SOURCE} WHERE {SEES_VERSION} AND "
    found = await tx.one(VersionView, sql + which, viewer.account_id, *values)
    if found is None:
        raise NotFound(_NO_VERSION)
    return found
