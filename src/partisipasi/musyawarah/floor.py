"""A musyawarah as it stands when somebody acts in it, and who leads it.

Who opens one leads it: an officer, or a moderator of the topic. Another moderator of the topic may lead it too, unless
they work for the city in another role or have taken a side: argued, answered, or contested.
"""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.places import Target, find_place
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, NotFound, SignInNeeded
from partisipasi.kit.i18n import N_

CLOSED = N_("This musyawarah is closed.")
NOT_LEADING = N_("Only who leads this musyawarah does this: who opened it, or a moderator who has taken no side in it.")


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """The thread, locked, and how far its conclusion is. `took_side`: the viewer argued, answered or contested."""

    thread_id: int
    topic_id: int
    slug: str
    title: str
    opened_by: int | None
    closed: bool
    conclusion_id: int | None
    proposed: bool
    contestable: bool
    took_side: bool

    @property
    def path(self) -> str:
        """Address of its page, without language."""
        return f"/diskusi/{self.thread_id}-{self.slug}"


#: Aliases: `t` the thread; $2 an account. What counts as taking a side.
TOOK_SIDE = """(
    EXISTS (SELECT 1 FROM contribution c JOIN contributor p ON p.id = c.contributor_id
            WHERE c.thread_id = t.id AND c.kind = 'argument' AND c.state <> 'withdrawn' AND p.account_id = $2)
    OR EXISTS (SELECT 1 FROM temperature m JOIN wording w ON w.id = m.wording_id
               WHERE w.thread_id = t.id AND m.account_id = $2 AND m.replaced_at IS NULL)
    OR EXISTS (SELECT 1 FROM contest k JOIN conclusion_line l ON l.id = k.line_id
               JOIN conclusion o ON o.id = l.conclusion_id WHERE o.thread_id = t.id AND k.account_id = $2))"""
_FLOOR = f"""
    SELECT t.id AS thread_id, t.topic_id, t.slug, t.title, t.opened_by, $3::boolean AS closed, o.id AS conclusion_id,
           o.proposed_at IS NOT NULL AS proposed,
           coalesce(o.proposed_at IS NOT NULL AND o.contest_until > now(), false) AS contestable,
           {TOOK_SIDE} AS took_side
    FROM thread t LEFT JOIN conclusion o ON o.thread_id = t.id AND o.withdrawn_at IS NULL
    WHERE t.id = $1 AND t.kind = 'musyawarah'"""


_LOCK = "SELECT 1 FROM thread WHERE id = $1 FOR NO KEY UPDATE"
_HOLD = "SELECT 1 FROM thread WHERE id = $1 FOR SHARE"


async def take_floor(tx: Transaction, viewer: Viewer, thread_id: int, *, change: bool) -> Floor:
    """A musyawarah, locked until the transaction ends.

    Args:
        change: whether its wording or conclusion is about to change; answers only hold them still.

    Raises:
        NotFound: there is none for this viewer.
    """
    await find_place(tx, viewer, Target(thread_id=thread_id))
    await tx.execute(_LOCK if change else _HOLD, thread_id)
    # Read again, under the lock.
    place = await find_place(tx, viewer, Target(thread_id=thread_id))
    floor = await tx.one(Floor, _FLOOR, thread_id, viewer.account_id, place.closed)
    if floor is None:
        raise NotFound(N_("There is no such musyawarah."))
    return floor


def leads(viewer: Viewer, *, topic_id: int, opened_by: int | None, took_side: bool) -> bool:
    """Whether the viewer may lead a musyawarah."""
    if not viewer.signed_in or took_side:
        return False
    moderates, works = viewer.has("moderator", topic_id=topic_id), viewer.holds("officer")
    if viewer.account_id == opened_by:
        return moderates or works
    return moderates and not works


async def lead_floor(tx: Transaction, viewer: Viewer, thread_id: int) -> Floor:
    """A musyawarah that is open, locked for whoever leads it.

    Raises:
        NotFound; SignInNeeded, Forbidden: not who leads it; Conflict: `closed`.
    """
    floor = await take_floor(tx, viewer, thread_id, change=True)
    demand_leading(viewer, floor)
    if floor.closed:
        raise Conflict(CLOSED, code="closed")
    return floor


def demand_leading(viewer: Viewer, floor: Floor) -> None:
    """Refuse whoever does not lead.

    Raises:
        SignInNeeded, Forbidden.
    """
    if not viewer.signed_in:
        raise SignInNeeded(N_("Please sign in first."))
    if not leads(viewer, topic_id=floor.topic_id, opened_by=floor.opened_by, took_side=floor.took_side):
        raise Forbidden(NOT_LEADING)


def role_of(viewer: Viewer) -> str:
    """The role in which somebody leads, for the thread's stream."""
    return "officer" if viewer.holds("officer") else "moderator"
