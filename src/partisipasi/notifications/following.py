"""Following: what somebody wants to be told of. One's own posts are followed by themselves (`telling`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, get_args

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.queries.visibility import IS_PUBLIC
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.names import NAME_CHAIN, name_of_chain
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, language
from partisipasi.kit.paging import Cursor

Thing = Literal["draft", "clause", "topic", "agency", "thread", "issue"]
THINGS: tuple[Thing, ...] = get_args(Thing)

GONE = N_("There is nothing at this address.")
#: A thing that can be followed: who may know of it ($2: whether the viewer works here), and what it is called.
_NEWEST = """LATERAL (SELECT x.*, v.number FROM clause_text x JOIN version v ON v.id = x.version_id
    WHERE x.clause_id = c.id AND v.state = 'published' ORDER BY v.number DESC LIMIT 1) bottom"""
_SOURCES: Mapping[Thing, str] = {
    "draft": f"""SELECT d.id, d.title, d.slug, d.id AS draft_id, d.slug AS draft_slug, d.title AS draft_title,
        NULL AS key, NULL::int AS number, NULL AS chain, NULL AS title_en
        FROM draft d WHERE {IS_PUBLIC}""",
    "clause": f"""SELECT c.id, '' AS title, '' AS slug, d.id AS draft_id, d.slug AS draft_slug,
        d.title AS draft_title, bottom.key, bottom.number, {NAME_CHAIN} AS chain, NULL AS title_en
        FROM clause c JOIN draft d ON d.id = c.draft_id JOIN {_NEWEST} ON true""",
    "topic": """SELECT k.id, k.name AS title, k.slug, NULL::bigint AS draft_id, NULL AS draft_slug,
        NULL AS draft_title, NULL AS key, NULL::int AS number, NULL AS chain, nullif(k.name_en, '') AS title_en
        FROM topic k""",
    "agency": """SELECT a.id, a.name AS title, a.slug, NULL::bigint AS draft_id, NULL AS draft_slug,
        NULL AS draft_title, NULL AS key, NULL::int AS number, NULL AS chain, NULL AS title_en FROM agency a""",
    "thread": f"""SELECT t.id, t.title, t.slug, d.id AS draft_id, d.slug AS draft_slug, d.title AS draft_title,
        NULL AS key, (SELECT x.number FROM document x WHERE x.id = t.document_id) AS number,
        NULL AS chain, NULL AS title_en
        FROM thread t LEFT JOIN draft d ON d.id = t.draft_id
        WHERE t.clause_id IS NULL AND (t.audience = 'public' OR $2) AND (d.id IS NULL OR {IS_PUBLIC})""",
    "issue": f"""SELECT i.id, i.title, coalesce(a.slug, '') AS slug, d.id AS draft_id, d.slug AS draft_slug,
        coalesce(d.title, a.name) AS draft_title, NULL AS key, i.number, NULL AS chain, NULL AS title_en,
        i.agency_id
        FROM issue i LEFT JOIN draft d ON d.id = i.draft_id LEFT JOIN agency a ON a.id = i.agency_id
        WHERE (a.id IS NOT NULL OR {IS_PUBLIC}) AND (EXISTS (SELECT 1 FROM counted_point p WHERE p.issue_id = i.id)
          OR EXISTS (SELECT 1 FROM decision x WHERE x.issue_id = i.id AND x.released_at IS NOT NULL))""",
}

_FOLLOW: Mapping[Thing, str] = {
    what: f"INSERT INTO follow (account_id, {what}_id) VALUES ($1, $2) ON CONFLICT DO NOTHING" for what in THINGS
}
_UNFOLLOW: Mapping[Thing, str] = {
    what: f"DELETE FROM follow WHERE account_id = $1 AND {what}_id = $2" for what in THINGS
}
_FOLLOWS: Mapping[Thing, str] = {
    what: f"SELECT true FROM follow WHERE {what}_id = $2 AND account_id = $1" for what in THINGS
}
_LISTED = """
    SELECT id AS key, created_at AS since, draft_id, clause_id, topic_id, agency_id, thread_id, issue_id
    FROM follow WHERE account_id = $1"""
_LATER = f"{_LISTED} AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3"
_EARLIER = f"{_LISTED} AND id > $2 ORDER BY id LIMIT $3"


class Followable(msgspec.Struct, frozen=True, kw_only=True):
    """A thing that can be followed, as it is called and where it is read."""

    id: int
    title: str
    slug: str
    draft_id: int | None
    draft_slug: str | None
    draft_title: str | None
    key: str | None
    number: int | None
    chain: str | None
    title_en: str | None
    agency_id: int | None = None
    what: Thing

    @property
    def name(self) -> str:
        """What it is called: "Pasal 7 ayat (2)", "M-014: …", the title."""
        if self.what == "clause":
            return name_of_chain(self.chain) or ""
        if self.what == "issue":
            return f"{issue_label(self.number or 0)}: {self.title}"
        if self.what == "thread" and self.draft_id is not None:
            return self.title or self.draft_title or ""
        return (self.title_en if language() == "en" else None) or self.title

    @property
    def path(self) -> str:
        """Where it is read, without language."""
        draft = f"/rancangan/{self.draft_id}-{self.draft_slug}"
        match self.what:
            case "draft":
                return draft
            case "clause":
                return f"{draft}/versi/{self.number}/{self.key}"
            case "issue" if self.agency_id is not None:
                return f"/perangkat/{self.agency_id}-{self.slug}/masukan/{issue_label(self.number or 0)}"
            case "issue":
                return f"{draft}/pokok/{self.number}"
            case "topic":
                return f"/topik/{self.id}-{self.slug}"
            case "agency":
                return f"/rancangan?perangkat={self.slug}"
            case "thread" if self.number is not None:
                return f"{draft}/dokumen/{self.number}"
            case "thread":
                return f"{draft}/diskusi" if self.draft_id else f"/diskusi/{self.id}-{self.slug}"


class Followed(msgspec.Struct, frozen=True):
    """A line of what somebody follows; `key` is the key of the row. No thing: they may not know of it any more."""

    key: int
    what: Thing
    thing_id: int
    thing: Followable | None
    since: datetime


class _Row(msgspec.Struct, frozen=True):
    key: int
    since: datetime
    draft_id: int | None
    clause_id: int | None
    topic_id: int | None
    agency_id: int | None
    thread_id: int | None
    issue_id: int | None


async def followable(tx: Transaction, viewer: Viewer, what: Thing, thing_id: int) -> Followable:
    """A thing to follow.

    Raises:
        NotFound: there is none that this viewer may know of.
    """
    found = await _things(tx, viewer, what, [thing_id])
    if not found:
        raise NotFound(GONE)
    return found[thing_id]


async def follow(tx: Transaction, viewer: Viewer, *, what: Thing, thing_id: int) -> Followable:
    """Follow a thing; doing it twice is doing it once.

    Raises:
        SignInNeeded: a guest.
        NotFound: there is none that this viewer may know of.
    """
    demand(viewer, Act.support)
    thing = await followable(tx, viewer, what, thing_id)
    await tx.execute(_FOLLOW[what], viewer.account_id, thing_id)
    return thing


async def unfollow(tx: Transaction, viewer: Viewer, *, what: Thing, thing_id: int) -> None:
    """Stop following a thing, be it still there or not; without following it nothing happens.

    Raises:
        SignInNeeded: a guest.
    """
    demand(viewer, Act.support)
    await tx.execute(_UNFOLLOW[what], viewer.account_id, thing_id)


async def follows(tx: Transaction, viewer: Viewer, *, what: Thing, thing_id: int) -> bool:
    """Whether the viewer follows a thing; guests follow nothing, and cost no query."""
    if not viewer.signed_in:
        return False
    found = await tx.value(_FOLLOWS[what], viewer.account_id, thing_id)
    return bool(found)


async def followed_by(tx: Transaction, viewer: Viewer, cursor: Cursor, *, size: int) -> list[Followed]:
    """What the viewer follows, latest first: at most size + 1 rows."""
    rows = await tx.all(
        _Row,
        _EARLIER if cursor.before is not None else _LATER,
        viewer.account_id,
        cursor.before if cursor.before is not None else cursor.after,
        size + 1,
    )
    found = [(row, what, id_) for row in rows for what in THINGS if (id_ := getattr(row, f"{what}_id")) is not None]
    things: dict[tuple[Thing, int], Followable] = {}
    for what in {what for _, what, _ in found}:
        wanted = await _things(tx, viewer, what, [id_ for _, kind, id_ in found if kind == what])
        things |= {(what, id_): thing for id_, thing in wanted.items()}
    return [Followed(row.key, what, id_, things.get((what, id_)), row.since) for row, what, id_ in found]


async def count_followed(tx: Transaction, viewer: Viewer) -> int:
    """How many things the viewer follows."""
    found: int = await tx.value("SELECT count(*) FROM follow WHERE account_id = $1", viewer.account_id)
    return found


async def _things(tx: Transaction, viewer: Viewer, what: Thing, ids: list[int]) -> dict[int, Followable]:
    rows = await tx.rows(
        f"SELECT s.* FROM ({_SOURCES[what]}) s WHERE s.id = ANY ($1::bigint[]) AND $2::boolean IS NOT NULL",
        ids,
        viewer.reads_verified,
    )
    return {row["id"]: Followable(what=what, **row) for row in rows}
