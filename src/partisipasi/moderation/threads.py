"""What moderators decide about a thread: the act itself and the decision that tells of it, in one transaction."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.steering.closing import close_thread, reopen_thread
from partisipasi.discussions.steering.moving import move_thread
from partisipasi.discussions.steering.slowing import slow_thread
from partisipasi.discussions.steering.undoing import Stood, how_it_stands
from partisipasi.kit.database import Transaction
from partisipasi.moderation.deciding import write_decision


async def decide_lock(tx: Transaction, viewer: Viewer, *, thread_id: int, reason: str, seen: int | None = None) -> None:
    """Lock a thread. Refusals as `close_thread`."""
    before = await how_it_stands(tx, thread_id)
    await close_thread(tx, viewer, thread_id=thread_id, reason=reason, seen=seen)
    await _decide(tx, viewer, "lock", thread_id, reason, before)


async def decide_unlock(
    tx: Transaction, viewer: Viewer, *, thread_id: int, reason: str, seen: int | None = None
) -> None:
    """Open a closed thread again; only where a moderator does it, it is a decision. Refusals as `reopen_thread`."""
    voice = await reopen_thread(tx, viewer, thread_id=thread_id, reason=reason, seen=seen)
    if voice == "moderator":
        await _decide(tx, viewer, "unlock", thread_id, reason)


async def decide_slow(
    tx: Transaction, viewer: Viewer, *, thread_id: int, seconds: int, reason: str, seen: int | None = None
) -> None:
    """Slow a thread down, or lift that. Refusals as `slow_thread`."""
    before = await how_it_stands(tx, thread_id)
    if await slow_thread(tx, viewer, thread_id=thread_id, seconds=seconds, reason=reason, seen=seen):
        await _decide(tx, viewer, "slow" if seconds else "lift", thread_id, reason, before)


async def decide_move(
    tx: Transaction, viewer: Viewer, *, thread_id: int, topic_id: int, reason: str, seen: int | None = None
) -> None:
    """Move a thread to another topic. Refusals as `move_thread`."""
    before = await how_it_stands(tx, thread_id)
    await move_thread(tx, viewer, thread_id=thread_id, topic_id=topic_id, reason=reason, seen=seen)
    await _decide(tx, viewer, "move", thread_id, reason, before)


async def _decide(
    tx: Transaction, viewer: Viewer, act: str, thread_id: int, reason: str, before: Stood | None = None
) -> None:
    await write_decision(
        tx, act=act, decided_by=viewer.account_id, thread_id=thread_id, public_reason=reason.strip(),
        before=None if before is None else msgspec.json.encode(before).decode(),
    )  # fmt: skip
