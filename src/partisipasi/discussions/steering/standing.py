"""A thread of the forum as it stands, locked for an act of steering, and who may do the act.

Locks are taken in one order everywhere: threads by id, then contributions by id, then their counters, then those of the
threads. Whoever writes in a thread holds a share of its row until they are done (`places.find_place`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.discussions.places import GONE, SHUT
from partisipasi.discussions.thread_events import note_event
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from partisipasi.kit.i18n import N_
from partisipasi.kit.jobs import enqueue
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record

Voice = Literal["moderator", "officer", "author"]
#: The job that tells followers: `{"event": id, "actor": the account that did it, or null}`.
TELL_THREAD = "tell_thread"
#: Shortest reason for an act, in characters: a word is no reason. Longest: it stands in the stream.
SHORTEST_REASON, LONGEST_REASON = 15, 500
CHANGED = N_("Somebody has changed this discussion meanwhile. Please look again before you go on.")
_MERGED = N_("This discussion has been merged into another one.")
_NO_REASON = N_("Give the reason in a sentence; everybody can read it.")
_OWN = N_("You opened this discussion or work on it yourself. Another moderator decides here.")


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A thread of the forum as it stands now. `shut`: nothing can be written there at this moment."""

    id: int
    topic_id: int
    agency_id: int | None
    kind: str
    audience: str
    title: str
    slug: str
    opened_by: int | None
    revision: int
    pinned: bool
    announced_until: datetime | None
    rules: str
    slow_seconds: int
    closed_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    merged_into_id: int | None
    shut: bool

    @property
    def path(self) -> str:
        """Where it is read, without language."""
        return f"/diskusi/{self.id}-{self.slug}"


_STANDING = f"""
    SELECT t.id, t.topic_id, t.agency_id, t.kind, t.audience, t.title, t.slug, t.opened_by, t.revision,
           t.pinned_at IS NOT NULL AS pinned,
           CASE WHEN t.announced_until > now() THEN t.announced_until END AS announced_until,
           t.rules, t.slow_seconds, t.closed_at, t.opens_at, t.closes_at, t.merged_into_id, {SHUT} AS shut
    FROM thread t WHERE t.id = ANY($1::bigint[]) AND t.draft_id IS NULL AND (t.audience = 'public' OR $2)
    ORDER BY t.id"""


async def standing_of(tx: Transaction, viewer: Viewer, thread_id: int) -> Standing:
    """A thread as it stands, without locking it.

    Raises:
        NotFound: the viewer knows of none.
    """
    found = await tx.one(Standing, _STANDING, [thread_id], viewer.reads_verified)
    if found is None:
        raise NotFound(GONE)
    return found


async def standing_for_program(tx: Transaction, thread_id: int) -> Standing:
    """A thread as it stands, for work that nobody asks for; it is there."""
    found = await tx.one(Standing, _STANDING, [thread_id], True)
    if found is None:
        raise NotFound(GONE)
    return found


async def lock_thread(tx: Transaction, viewer: Viewer, thread_id: int, *, seen: int | None = None) -> Standing:
    """A thread as it stands, kept from changing until the transaction ends.

    Args:
        seen: the revision the viewer saw; None where nobody looked.

    Raises:
        NotFound: the viewer knows of none.
        Conflict: `merged`; `changed` since it was seen.
    """
    return (await lock_threads(tx, viewer, [thread_id], seen=seen))[0]


async def lock_threads(
    tx: Transaction, viewer: Viewer, thread_ids: list[int], *, seen: int | None = None
) -> list[Standing]:
    """Several threads, locked by id and given in the order asked for; `seen` is of the first. See `lock_thread`."""
    locked = await tx.all(Standing, f"{_STANDING} FOR UPDATE", sorted(set(thread_ids)), viewer.reads_verified)
    by_id = {one.id: one for one in locked}
    if any(thread_id not in by_id for thread_id in thread_ids):
        raise NotFound(GONE)
    if any(one.merged_into_id is not None for one in locked):
        raise Conflict(_MERGED, code="merged")
    if seen is not None and by_id[thread_ids[0]].revision != seen:
        raise Conflict(CHANGED, code="changed")
    return [by_id[thread_id] for thread_id in thread_ids]


def voices_of(viewer: Viewer, thread: Standing) -> set[Voice]:
    """As what the viewer may act on a thread: moderators never on one they opened or whose agency they work for."""
    if not viewer.signed_in:
        return set()
    found: set[Voice] = set()
    officer = viewer.has("officer", topic_id=thread.topic_id, agency_id=thread.agency_id)
    works_for = thread.agency_id is not None and officer
    if may(viewer, Act.moderate, topic_id=thread.topic_id) and not works_for and not _opened(viewer, thread):
        found.add("moderator")
    if officer:
        found.add("officer")
    if _opened(viewer, thread):
        found.add("author")
    return found


def demand_voice(viewer: Viewer, thread: Standing, *allowed: Voice) -> Voice:
    """As what the viewer does an act: the first of those allowed that they are.

    Raises:
        SignInNeeded: a guest.
        Forbidden: none of them; a moderator who opened the thread or works for its agency.
    """
    if not viewer.signed_in:
        raise SignInNeeded(N_("Please sign in first."))
    voices = voices_of(viewer, thread)
    for voice in allowed:
        if voice in voices:
            return voice
    if "moderator" in allowed and may(viewer, Act.moderate, topic_id=thread.topic_id):
        raise Forbidden(_OWN)
    raise Forbidden(N_("Your role does not include this."))


def checked_reason(reason: str, *, shortest: int = SHORTEST_REASON) -> str:
    """A reason as it is stored.

    Raises:
        Invalid: field `reason`: too short, too long.
    """
    words = clean_text(reason).strip()
    if len(words) < shortest:
        raise Invalid({"reason": _NO_REASON})
    if len(words) > LONGEST_REASON:
        raise Invalid({"reason": N_("This is too long: at most %(limit)s characters.")}, limit=LONGEST_REASON)
    return words


async def note(
    tx: Transaction,
    viewer: Viewer,
    thread: Standing,
    kind: str,
    voice: str,
    *,
    reason: str = "",
    detail: str = "",
    contribution_id: int | None = None,
    other_thread_id: int | None = None,
    tells: bool = False,
    record: dict[str, object] | None = None,
) -> int:
    """Write an act into the stream and the record, count the revision, drop kept pages, and tell followers if asked to.

    Args:
        record: what else the record keeps: ids and codes.

    Returns:
        The event's id.
    """
    event = await note_event(
        tx, thread_id=thread.id, kind=kind, by_role=voice, reason=reason, detail=detail,
        contribution_id=contribution_id, other_thread_id=other_thread_id,
    )  # fmt: skip
    await tx.execute("UPDATE thread SET revision = revision + 1 WHERE id = $1", thread.id)
    await write_record(
        tx, f"thread.{kind}", actor_id=viewer.account_id, subject=("thread", thread.id),
        details={"event": event, "as": voice, **(record or {})},
    )  # fmt: skip
    tx.changed(f"thread:{thread.id}", f"topic:{thread.topic_id}", "topics")
    if tells:
        await enqueue(tx, TELL_THREAD, {"event": event, "actor": viewer.account_id})
    return event


def _opened(viewer: Viewer, thread: Standing) -> bool:
    return thread.opened_by is not None and thread.opened_by == viewer.account_id
