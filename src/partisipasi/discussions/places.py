"""Where something is said: in a forum, on a draft, clause or document; which version of the text it is about."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, NotFound
from partisipasi.kit.i18n import N_

GONE = N_("This place to talk does not exist.")
#: Whether a thread (alias `t`) is closed at this moment, to the second of a time set beforehand.
SHUT = """(coalesce(t.closes_at <= now(), false)
           OR (t.closed_at IS NOT NULL AND coalesce(t.opens_at > now(), true)))"""
CLOSED = N_("Input on this text is closed. Your words were not sent; they are still below.")
CLOSED_TALK = N_("This discussion has been closed meanwhile. Your words were not sent; they are still below.")
NEWER = N_("A newer version of this text is open for input. Please compare, then send your words again.")


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody speaks about: exactly one of a thread, a clause, a document, a draft as a whole."""

    thread_id: int | None = None
    clause_id: int | None = None
    document_id: int | None = None
    draft_id: int | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A target as it stands now. The thread is made with the first contribution."""

    topic_id: int
    agency_id: int | None
    thread_id: int | None
    draft_id: int | None
    clause_id: int | None
    audience: str
    closed: bool
    document_id: int | None = None
    slow_seconds: int = 0
    kind: str = "discussion"


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """The version a contribution is made on and the round it is made in; both empty in a forum."""

    version_id: int | None = None
    round_id: int | None = None
    text_id: int | None = None
    text: str = ""
    whole_text: str = ""


class NewerWording(msgspec.Struct, frozen=True, kw_only=True):
    """Both wordings, for somebody who wrote on a version that is no longer the open one."""

    version_id: int
    number: int
    key: str | None
    old_text: str
    new_text: str | None


class _Open(msgspec.Struct, frozen=True):
    round_id: int
    version_id: int
    number: int


class _Wording(msgspec.Struct, frozen=True):
    id: int
    key: str
    text: str


async def find_place(tx: Transaction, viewer: Viewer, target: Target) -> Place:
    """The place a target names.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
    """
    place: Place | None = None
    if target.clause_id is not None:
        place = await tx.one(
            Place,
            """SELECT d.topic_id, d.agency_id, t.id AS thread_id, d.id AS draft_id, c.id AS clause_id,
                      coalesce(t.audience, 'public') AS audience, d.closed_at IS NOT NULL AS closed
               FROM clause c JOIN draft d ON d.id = c.draft_id LEFT JOIN thread t ON t.clause_id = c.id
               WHERE c.id = $1 AND EXISTS (SELECT 1 FROM clause_text x JOIN version v ON v.id = x.version_id
                                           WHERE x.clause_id = c.id AND v.state = 'published')""",
            target.clause_id,
        )
    elif target.document_id is not None:
        place = await tx.one(
            Place,
            """SELECT d.topic_id, d.agency_id, t.id AS thread_id, d.id AS draft_id, NULL::bigint AS clause_id,
                      x.id AS document_id, coalesce(t.audience, 'public') AS audience,
                      d.closed_at IS NOT NULL OR x.withdrawn_at IS NOT NULL AS closed
               FROM document x JOIN draft d ON d.id = x.draft_id LEFT JOIN thread t ON t.document_id = x.id
               WHERE x.id = $1
                 AND EXISTS (SELECT 1 FROM version v WHERE v.draft_id = d.id AND v.state = 'published')""",
            target.document_id,
        )
    elif target.draft_id is not None:
        place = await tx.one(
            Place,
            """SELECT d.topic_id, d.agency_id, t.id AS thread_id, d.id AS draft_id, NULL::bigint AS clause_id,
                      coalesce(t.audience, 'public') AS audience, d.closed_at IS NOT NULL AS closed
               FROM draft d LEFT JOIN thread t ON t.draft_id = d.id AND t.clause_id IS NULL
                 AND t.document_id IS NULL
               WHERE d.id = $1
                 AND EXISTS (SELECT 1 FROM version v WHERE v.draft_id = d.id AND v.state = 'published')""",
            target.draft_id,
        )
    elif target.thread_id is not None:
        place = await _place_of_thread(tx, target.thread_id)
    if place is None or (place.audience == "verified" and not viewer.reads_verified):
        raise NotFound(GONE)
    return place


async def find_floor(tx: Transaction, place: Place, *, version_id: int | None, official: bool) -> Floor:
    """The version and round of a contribution made now.

    Args:
        version_id: the version the author saw; None takes the open one.
        official: an official reply, which may be given after a round too.

    Raises:
        Conflict: `round_closed`; `not_in_version`: the open version has no such clause; `newer_version`, with a
            `NewerWording` as its detail.
        NotFound: the version is not one of this draft.
    """
    if place.closed and not official:
        raise Conflict(CLOSED if place.draft_id is not None else CLOSED_TALK, code="round_closed")
    if place.draft_id is None:
        return Floor()
    opened = await tx.one(
        _Open,
        """SELECT r.id AS round_id, r.version_id, v.number FROM round r JOIN version v ON v.id = r.version_id
           WHERE r.draft_id = $1 AND r.opens_at <= now() AND r.closes_at > now() AND v.state = 'published'
           ORDER BY v.number DESC, r.id DESC LIMIT 1""",
        place.draft_id,
    )
    if official:
        return Floor(version_id=opened.version_id if opened else await _last_version(tx, place.draft_id))
    if opened is None:
        raise Conflict(CLOSED, code="round_closed")
    if version_id is not None and version_id != opened.version_id:
        raise Conflict(NEWER, code="newer_version", detail=await _wordings(tx, place, version_id, opened))
    return await _floor(tx, place, version_id=opened.version_id, round_id=opened.round_id)


async def floor_of_round(tx: Transaction, place: Place, *, round_id: int) -> Floor:
    """The version and round of what was said in a round and is entered by a member of the team, perhaps later.

    Raises:
        NotFound: no such round of this draft.
        Conflict: `not_in_version`: the round's version has no such clause.
    """
    version_id = await tx.value(
        "SELECT version_id FROM round WHERE id = $1 AND draft_id = $2 AND opens_at <= now()", round_id, place.draft_id
    )
    if version_id is None:
        raise NotFound(GONE)
    return await _floor(tx, place, version_id=version_id, round_id=round_id)


async def thread_of(tx: Transaction, place: Place) -> int:
    """The place's thread, made if nobody has spoken there yet."""
    if place.thread_id is not None:
        return place.thread_id
    made: int | None = await tx.value(
        """INSERT INTO thread (topic_id, agency_id, draft_id, clause_id, document_id, title, kind)
           VALUES ($1, $2, $3, $4, $5, coalesce((SELECT title FROM document WHERE id = $5), ''), 'discussion')
           ON CONFLICT DO NOTHING RETURNING id""",
        place.topic_id,
        place.agency_id,
        place.draft_id,
        place.clause_id,
        place.document_id,
    )
    if made is not None:
        return made
    found: int = await tx.value(
        """SELECT id FROM thread
           WHERE draft_id = $1 AND clause_id IS NOT DISTINCT FROM $2 AND document_id IS NOT DISTINCT FROM $3""",
        place.draft_id,
        place.clause_id,
        place.document_id,
    )
    return found


async def whole_texts(tx: Transaction, text_ids: list[int]) -> dict[int, str]:
    """A clause text with the texts of all clauses below it, line by line: what a quote may be taken from.

    Returns:
        Id of the clause text → text.
    """
    rows = await tx.rows(
        """WITH RECURSIVE below AS (
             SELECT id AS top, id, position, text FROM clause_text WHERE id = ANY($1::bigint[])
             UNION ALL
             SELECT b.top, x.id, x.position, x.text FROM below b JOIN clause_text x ON x.parent_id = b.id)
           SELECT top, coalesce(string_agg(text, E'\n' ORDER BY position) FILTER (WHERE text <> ''), '') AS text
           FROM below GROUP BY top""",
        text_ids,
    )
    return {row["top"]: row["text"] for row in rows}


async def _place_of_thread(tx: Transaction, thread_id: int) -> Place | None:
    """A thread as a place; of a merged one that which it was merged into.

    The share of its row that storing words takes anyway is taken here: what is read stays true until they are stored.
    """
    place = await tx.one(
        Place,
        f"""SELECT t.topic_id, coalesce(d.agency_id, t.agency_id) AS agency_id, t.id AS thread_id, t.draft_id,
                  t.clause_id, t.document_id, t.audience, t.kind, t.slow_seconds,
                  {SHUT} OR d.closed_at IS NOT NULL OR x.withdrawn_at IS NOT NULL AS closed
           FROM thread t LEFT JOIN draft d ON d.id = t.draft_id LEFT JOIN document x ON x.id = t.document_id
           WHERE t.id = $1 AND t.merged_into_id IS NULL FOR KEY SHARE OF t""",
        thread_id,
    )
    if place is not None:
        return place
    other: int | None = await tx.value("SELECT merged_into_id FROM thread WHERE id = $1", thread_id)
    return await _place_of_thread(tx, other) if other is not None else None


async def _floor(tx: Transaction, place: Place, *, version_id: int, round_id: int) -> Floor:
    if place.clause_id is None:
        return Floor(version_id=version_id, round_id=round_id)
    wording = await _wording(tx, version_id, place.clause_id)
    if wording is None:
        raise Conflict(N_("This clause is not part of the version that is open for input."), code="not_in_version")
    whole = await whole_texts(tx, [wording.id])
    return Floor(
        version_id=version_id,
        round_id=round_id,
        text_id=wording.id,
        text=wording.text,
        whole_text=whole[wording.id],
    )


async def _wordings(tx: Transaction, place: Place, version_id: int, opened: _Open) -> NewerWording:
    known = await tx.value(
        "SELECT 1 FROM version WHERE id = $1 AND draft_id = $2 AND state = 'published'", version_id, place.draft_id
    )
    if known is None:
        raise NotFound(GONE)
    old = new = None
    if place.clause_id is not None:
        old = await _wording(tx, version_id, place.clause_id)
        new = await _wording(tx, opened.version_id, place.clause_id)
    return NewerWording(
        version_id=opened.version_id,
        number=opened.number,
        key=new.key if new else None,
        old_text=(await whole_texts(tx, [old.id]))[old.id] if old else "",
        new_text=(await whole_texts(tx, [new.id]))[new.id] if new else None,
    )


async def _wording(tx: Transaction, version_id: int, clause_id: int) -> _Wording | None:
    return await tx.one(
        _Wording,
        "SELECT id, key, text FROM clause_text WHERE version_id = $1 AND clause_id = $2",
        version_id,
        clause_id,
    )


async def _last_version(tx: Transaction, draft_id: int) -> int | None:
    found: int | None = await tx.value(
        "SELECT id FROM version WHERE draft_id = $1 AND state = 'published' ORDER BY number DESC LIMIT 1", draft_id
    )
    return found
