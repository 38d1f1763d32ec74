"""What happened to drafts and in topics, latest first, for feeds: what everybody may know, and nobody's own words.

Reasons, plain summaries and titles are the city's. A discussion is named by its title once its first words are public.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from partisipasi.drafts.queries.visibility import IS_PUBLIC
from partisipasi.kit.database import Transaction

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_DRAFT = """NULL::bigint AS draft_id, NULL::text AS draft_slug, NULL::text AS draft_title, NULL::int AS number,
    NULL::timestamptz AS closes_at, NULL::text AS how, '' AS words, '' AS words_en"""
_DRAFT = "d.id AS draft_id, d.slug AS draft_slug, d.title AS draft_title"
_NO_THREAD = "NULL::bigint AS thread_id, NULL::text AS thread_slug, NULL::text AS thread_title"
#: When a document became known to everybody: a draft brings those along that it had before it was public.
_DOCUMENT_AT = """greatest(f.added_at, (SELECT min(w.published_at) FROM version w WHERE w.draft_id = d.id
    AND w.state = 'published'))"""
#: $1 the draft, $2 the topic, either or none; $3 the moment before which, or none; $4 how many.
_HERE = "($1::bigint IS NULL OR d.id = $1) AND ($2::bigint IS NULL OR d.topic_id = $2)"
_ROUNDS = """FROM round r JOIN version v ON v.id = r.version_id AND v.state = 'published'
    JOIN draft d ON d.id = r.draft_id"""
_BEFORE = "($3::timestamptz IS NULL OR {at} <= $3)"


def _branch(
    what: str, rank: int, at: str, columns: str, source: str, *, id_: str = "d.id", document: str = "NULL::text"
) -> str:
    return f"""(SELECT '{what}' AS what, {rank} AS rank, {id_} AS id, {at} AS at, {_DRAFT}, {columns}, {_NO_THREAD},
          {document} AS document_title
        {source} AND {_HERE} AND {_BEFORE.format(at=at)} ORDER BY {at} DESC, {id_} DESC LIMIT $4)"""


#: Rank orders what happened in one moment. An entry never changes its words: a round tells the end it first had.
_BRANCHES: Mapping[str, str] = {
    "version": _branch(
        "version",
        1,
        "v.published_at",
        "v.number, NULL::timestamptz AS closes_at, NULL AS how, v.introduction AS words, v.introduction_en AS words_en",
        "FROM version v JOIN draft d ON d.id = v.draft_id WHERE v.state = 'published'",
        id_="v.id",
    ),
    "round_opened": _branch(
        "round_opened",
        2,
        "r.opens_at",
        """r.number, coalesce((SELECT x.closed_before FROM round_change x WHERE x.round_id = r.id ORDER BY x.id
             LIMIT 1), r.closes_at) AS closes_at, NULL AS how, r.introduction AS words,
           r.introduction_en AS words_en""",
        f"""{_ROUNDS}
           WHERE r.opens_at <= now()""",
        id_="r.id",
    ),
    "round_changed": _branch(
        "round_changed",
        3,
        "x.at",
        """r.number, x.closes_at, CASE WHEN x.closes_at > x.closed_before THEN 'extended' ELSE 'shortened' END AS how,
           x.reason AS words, '' AS words_en""",
        """FROM round_change x JOIN round r ON r.id = x.round_id JOIN version v ON v.id = r.version_id AND
             v.state = 'published' JOIN draft d ON d.id = r.draft_id WHERE true""",
        id_="x.id",
    ),
    # A round that was closed at once has said so by its change.
    "round_closed": _branch(
        "round_closed",
        4,
        "r.closes_at",
        "r.number, r.closes_at, NULL AS how, '' AS words, '' AS words_en",
        f"""{_ROUNDS}
           WHERE r.closes_at <= now() AND (d.closed_at IS NULL OR d.closed_at > r.closes_at) AND {IS_PUBLIC}
             AND NOT EXISTS (SELECT 1 FROM round_change x WHERE x.round_id = r.id AND x.at >= r.closes_at)""",
        id_="r.id",
    ),
    # A release with a version or an ending is told by these.
    "decided": _branch(
        "decided",
        5,
        "e.at",
        "NULL::int AS number, NULL::timestamptz AS closes_at, NULL AS how, e.reason AS words, '' AS words_en",
        f"""FROM release e JOIN draft d ON d.id = e.draft_id WHERE e.kind IN ('interim', 'superseding') AND {IS_PUBLIC}
             AND EXISTS (SELECT 1 FROM decision y WHERE y.release_id = e.id AND y.released_at IS NOT NULL)""",
        id_="e.id",
    ),
    "ended": _branch(
        "ended",
        6,
        "d.closed_at",
        """NULL::int AS number, NULL::timestamptz AS closes_at, d.closed_how AS how, d.closed_reason AS words,
           '' AS words_en""",
        f"FROM draft d WHERE d.closed_at IS NOT NULL AND {IS_PUBLIC}",
    ),
    "document": _branch(
        "document",
        8,
        _DOCUMENT_AT,
        """x.number, NULL::timestamptz AS closes_at, CASE WHEN f.number = 1 THEN 'new' ELSE 'newer' END AS how,
           f.note AS words, '' AS words_en""",
        f"""FROM document_version f JOIN document x ON x.id = f.document_id AND x.withdrawn_at IS NULL
           JOIN draft d ON d.id = x.draft_id WHERE {IS_PUBLIC}""",
        id_="f.id",
        document="x.title",
    ),
}
_THREADS = f"""
    (SELECT 'thread' AS what, 7 AS rank, t.id, t.created_at AS at, {_NO_DRAFT},
            t.id AS thread_id, t.slug AS thread_slug, t.title AS thread_title, NULL::text AS document_title
     FROM thread t
     WHERE t.draft_id IS NULL AND t.merged_into_id IS NULL AND t.topic_id = $2
       AND t.audience = 'public' AND t.kind <> 'service' AND t.title <> ''
       AND {_BEFORE.format(at="t.created_at")}
       AND EXISTS (SELECT 1 FROM contribution c WHERE c.thread_id = t.id AND c.depth = 0 AND c.state = 'published')
     ORDER BY t.created_at DESC, t.id DESC LIMIT $4)"""


def _all(branches: list[str]) -> str:
    return f"""SELECT what, rank, id, at, draft_id, draft_slug, draft_title, number, closes_at, how, words, words_en,
            thread_id, thread_slug, thread_title, document_title
        FROM ({" UNION ALL ".join(branches)}) e
        WHERE ($3::timestamptz IS NULL OR (at, rank, id) < ($3, $5::int, $6::bigint))
        ORDER BY at DESC, rank DESC, id DESC LIMIT $4"""


_OF_DRAFTS = _all(list(_BRANCHES.values()))
_OF_TOPIC = _all([*_BRANCHES.values(), _THREADS])


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened: version (published), round_opened, round_changed (`how`: extended, shortened),
    round_closed, decided, ended (`how`: enacted, withdrawn, unchanged), document (`how`: new, newer), thread (opened).

    `number` is the version's, the round's or the document's; `words` what the city said of it, in Markdown, perhaps in
    English too.
    """

    what: str
    rank: int
    id: int
    at: datetime
    draft_id: int | None
    draft_slug: str | None
    draft_title: str | None
    number: int | None
    closes_at: datetime | None
    how: str | None
    words: str
    words_en: str
    thread_id: int | None
    thread_slug: str | None
    thread_title: str | None
    document_title: str | None

    @property
    def path(self) -> str:
        """Where it is read, without language."""
        if self.thread_id is not None:
            return f"/diskusi/{self.thread_id}-{self.thread_slug}"
        place = f"/rancangan/{self.draft_id}-{self.draft_slug}"
        if self.what == "version":
            return f"{place}/versi/{self.number}"
        if self.what == "document":
            return f"{place}/dokumen/{self.number}"
        return f"{place}/hasil" if self.what == "decided" else place

    @property
    def cursor(self) -> str:
        """What names its place in the order, for the address of the page that follows it."""
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}.{self.rank}.{self.id}"


class Spot(msgspec.Struct, frozen=True):
    """A place in the order: what comes after it is earlier."""

    at: datetime
    rank: int
    id: int


def spot_of(cursor: str) -> Spot | None:
    """The place that a cursor names; None for nonsense."""
    parts = cursor.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and 0 < len(part) < 18 for part in parts):
        return None
    return Spot(_EPOCH + timedelta(microseconds=int(parts[0])), int(parts[1]) % 10, int(parts[2]))


async def happenings(
    tx: Transaction,
    *,
    draft_id: int | None = None,
    topic_id: int | None = None,
    before: Spot | None = None,
    limit: int,
) -> list[Happening]:
    """What happened, latest first.

    Args:
        draft_id: only to this draft.
        topic_id: only to drafts of this topic, and its discussions.
        before: only what comes after this place in the order.

    Returns:
        At most `limit`.
    """
    return await tx.all(
        Happening,
        _OF_DRAFTS if topic_id is None else _OF_TOPIC,
        draft_id,
        topic_id,
        before.at if before else None,
        limit,
        before.rank if before else 0,
        before.id if before else 0,
    )
