"""Splitting a thread: chosen contributions, with all that answers them, become a thread of their own."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.opening import LONGEST_TITLE, SHORTEST_TITLE
from partisipasi.discussions.steering.merging import MERGEABLE, SERVICE
from partisipasi.discussions.steering.standing import Standing, checked_reason, demand_voice, lock_thread, note
from partisipasi.discussions.steering.subtrees import hang, keep_read, lock_subtrees, recount
from partisipasi.discussions.tables import Thread
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, slug

#: In one go; more is better moved in parts, or the thread merged the other way round.
MOST = 200
_NONE = N_("Choose what goes into the new discussion.")
_GONE = N_("Some of what you chose is no longer in this discussion. Please choose again.")
_ALL = N_("Something must stay here. To move all of it, merge this discussion into another one.")


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """A thread just split off: its address, and how many contributions went there, replies included."""

    id: int
    slug: str
    moved: int

    @property
    def path(self) -> str:
        """Where it is read, without language."""
        return f"/diskusi/{self.id}-{self.slug}"


class _Chosen(msgspec.Struct, frozen=True):
    id: int
    parent_id: int | None
    root_id: int | None


async def split_thread(
    tx: Transaction,
    viewer: Viewer,
    *,
    thread_id: int,
    receipts: list[str],
    title: str,
    reason: str,
    seen: int | None = None,
) -> Split:
    """Move chosen contributions, with their replies, into a new thread of the same topic, kind and readers.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_thread`, `demand_voice`.
        Conflict: `gone`: something chosen is no longer in the thread.
        Invalid: fields `receipts`, `title`, `reason`.
    """
    thread = await lock_thread(tx, viewer, thread_id, seen=seen)
    voice = demand_voice(viewer, thread, "moderator")
    name, why = _checked(thread, receipts, title), checked_reason(reason)
    chosen = await _chosen(tx, thread, receipts)
    moved = await lock_subtrees(tx, [one.id for one in chosen])
    stays = await tx.value(
        """SELECT EXISTS (SELECT 1 FROM contribution WHERE thread_id = $1 AND state = 'published'
                          AND id <> ALL ($2::bigint[]))""",
        thread.id,
        moved,
    )
    if not stays:
        raise Invalid({"receipts": _ALL})
    made = await tx.add(
        Thread(
            topic_id=thread.topic_id, agency_id=thread.agency_id, kind=thread.kind, audience=thread.audience,
            title=name, slug=slug(name), created_at=tx.now,
        )
    )  # fmt: skip
    for one in chosen:
        # Whatever stands below another that was chosen goes with it.
        if one.parent_id is None or one.parent_id not in moved:
            await hang(tx, one.id, parent_id=None, thread_id=made.id)
    await keep_read(tx, thread.id, made.id)
    above = [i for one in chosen for i in (one.parent_id, one.root_id) if i is not None]
    await recount(tx, contributions=[*moved, *above], threads=[thread.id, made.id])
    await _note(tx, viewer, thread, made, voice, why, len(moved))
    return Split(id=made.id, slug=made.slug, moved=len(moved))


async def _note(
    tx: Transaction, viewer: Viewer, thread: Standing, made: Thread, voice: str, why: str, moved: int
) -> None:
    record: dict[str, object] = {"into": made.id, "contributions": moved}
    await note(
        tx, viewer, thread, "split", voice, reason=why, detail=made.title, other_thread_id=made.id, tells=True,
        record=record,
    )  # fmt: skip
    new = msgspec.structs.replace(thread, id=made.id, title=made.title, slug=made.slug)
    await note(
        tx, viewer, new, "split", voice, reason=why, detail=thread.title, other_thread_id=thread.id,
        record={"from": thread.id},
    )  # fmt: skip


def _checked(thread: Standing, receipts: list[str], title: str) -> str:
    name = clean_line(title)
    wrong: dict[str, str] = {}
    if thread.kind == "service":
        wrong["receipts"] = SERVICE
    elif thread.kind not in MERGEABLE:
        wrong["receipts"] = N_("Only discussions and questions can be split.")
    elif not receipts or len(receipts) > MOST:
        wrong["receipts"] = _NONE
    if not SHORTEST_TITLE <= len(name) <= LONGEST_TITLE:
        wrong["title"] = N_("Say in a few words what it is about: 8 to 140 characters.")
    if wrong:
        raise Invalid(wrong)
    return name


async def _chosen(tx: Transaction, thread: Standing, receipts: list[str]) -> list[_Chosen]:
    wanted = {parse_receipt(one) or one for one in receipts}
    found = await tx.all(
        _Chosen,
        """SELECT id, parent_id, root_id FROM contribution
           WHERE receipt = ANY($1) AND thread_id = $2 AND state IN ('published', 'hidden') ORDER BY id""",
        sorted(wanted),
        thread.id,
    )
    if len(found) != len(wanted):
        raise Conflict(_GONE, code="gone")
    return found
