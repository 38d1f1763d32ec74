"""Hanging a contribution elsewhere in its thread: a reply that was written in the wrong place."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.steering.standing import checked_reason, demand_voice, lock_thread, note
from partisipasi.discussions.steering.subtrees import hang, lock_subtrees, recount
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import N_

_ELSEWHERE = N_("No contribution of this discussion has this receipt.")
_SIDES = N_("In a musyawarah arguments and reasons stay where they were given.")
_ANSWERS = N_("In feedback on a service the agency's answers stay below the words they answer.")
_ITSELF = N_("A contribution cannot answer itself, or what answers it.")
_NEWER = N_("A contribution cannot answer what was written later.")
_THERE = N_("It stands there already.")


class _Spot(msgspec.Struct, frozen=True):
    id: int
    receipt: str
    parent_id: int | None
    root_id: int | None
    depth: int


async def move_reply(
    tx: Transaction,
    viewer: Viewer,
    *,
    thread_id: int,
    receipt: str,
    below: str,
    reason: str,
    seen: int | None = None,
) -> str:
    """Hang a contribution of a thread below another one, or make it a beginning; what answers it goes along.

    Args:
        below: receipt of what it answers; empty for nothing.

    Returns:
        The receipt as it is written.

    Raises:
        NotFound, Conflict, SignInNeeded, Forbidden: see `lock_thread`, `demand_voice`.
        Invalid: fields `receipt`, `below`, `reason`.
        Conflict: `there`: it stands there already.
    """
    thread = await lock_thread(tx, viewer, thread_id, seen=seen)
    voice = demand_voice(viewer, thread, "moderator")
    why = checked_reason(reason)
    if thread.kind == "musyawarah":
        raise Invalid({"receipt": _SIDES})
    if thread.kind == "service":
        raise Invalid({"receipt": _ANSWERS})
    spot = await _spot(tx, thread.id, receipt, "receipt")
    parent = await _spot(tx, thread.id, below, "below") if below.strip() else None
    tree = await lock_subtrees(tx, [spot.id])
    if parent is not None and parent.id in tree:
        raise Invalid({"below": _ITSELF})
    if parent is not None and parent.id > spot.id:
        raise Invalid({"below": _NEWER})
    if spot.parent_id == (parent.id if parent else None):
        raise Conflict(_THERE, code="there")
    await hang(tx, spot.id, parent_id=parent.id if parent else None, thread_id=thread.id)
    above = [spot.parent_id, spot.root_id]
    if parent is not None:
        above += [parent.id, parent.root_id]
    await recount(tx, contributions=[*tree, *(i for i in above if i is not None)], threads=[thread.id])
    await note(
        tx, viewer, thread, "reparented", voice, reason=why, contribution_id=spot.id,
        record={"contribution": spot.id, "below": parent.id if parent else None},
    )  # fmt: skip
    return spot.receipt


async def _spot(tx: Transaction, thread_id: int, receipt: str, field: str) -> _Spot:
    found = await tx.one(
        _Spot,
        """SELECT id, receipt, parent_id, root_id, depth FROM contribution
           WHERE receipt = $1 AND thread_id = $2 AND state IN ('published', 'hidden')""",
        parse_receipt(receipt) or receipt,
        thread_id,
    )
    if found is None:
        raise Invalid({field: _ELSEWHERE})
    return found
