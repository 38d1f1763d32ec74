"""Taking back what one decided a moment ago: everything is as it was, and a decision of its own says so.

Nobody has been told before the time for it is over (see `telling`), so there is nobody to be told again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.discussions.masking import unmask
from partisipasi.discussions.mending import reopen_requests
from partisipasi.discussions.visibility import hold_again, restore_contribution
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.jobs import Payload, enqueue
from partisipasi.moderation.batches import PART, Batch, lock_batch
from partisipasi.moderation.deciding import write_decision
from partisipasi.moderation.rules import UNDO_WITHIN, UNDOABLE
from partisipasi.moderation.tables import ModerationDecision
from partisipasi.moderation.telling import tell_decision_later
from partisipasi.record.actions import write_record

#: The job: `{"batch": id}`.
TAKE_BACK_BATCH: Final = "take_back_batch"
_LATE = N_("The ten minutes in which this could be undone are over. You can decide it anew.")
_CHANGED = N_("Something has happened since, so this can no longer be undone. You can decide it anew.")
_NOT_YOURS = N_("There is nothing of yours here that could be undone.")


class _Made(msgspec.Struct, frozen=True, kw_only=True):
    """A decision with what stands against taking it back."""

    id: int
    public_ref: str
    act: str
    contribution_id: int | None
    account_id: int | None
    detection: str
    held_reason: str | None
    decided_by: int | None
    seconded_by: int | None
    supersedes_id: int | None
    batch_id: int | None
    at: datetime
    later: bool


class Undoable(msgspec.Struct, frozen=True, kw_only=True):
    """What the viewer can still take back: a decision (`public_ref`), or a batch (`batch_id`) of so many."""

    public_ref: str | None
    batch_id: int | None
    act: str
    receipt: str | None
    size: int
    at: datetime

    def minutes_left(self, now: datetime) -> int:
        """Whole minutes in which it can be taken back, at least one."""
        return _minutes_left(self.at, now)


def _minutes_left(since: datetime, now: datetime) -> int:
    return max(1, int((since + UNDO_WITHIN - now).total_seconds() // 60))


def can_undo(batch: Batch, viewer: Viewer, now: datetime) -> int:
    """In how many minutes the viewer can still take a batch back; none where they cannot."""
    ours = viewer.account_id in {batch.made_by, batch.seconded_by}
    if not ours or batch.undone_at is not None or now > batch.made_at + UNDO_WITHIN:
        return 0
    return _minutes_left(batch.made_at, now)


#: A later decision about the same, or an objection: then there is more than one's own act to take back.
_LATER = """
    (EXISTS (SELECT 1 FROM moderation_decision x WHERE x.supersedes_id = m.id)
     OR EXISTS (SELECT 1 FROM moderation_decision x WHERE x.contribution_id = m.contribution_id AND x.id > m.id)
     OR EXISTS (SELECT 1 FROM objection j WHERE j.decision_id = m.id)
     OR EXISTS (SELECT 1 FROM edit_request q WHERE q.decision_ref = m.public_ref AND q.answered_at IS NOT NULL))"""
_SELECT = f"""
    SELECT m.id, m.public_ref, m.act, m.contribution_id, m.account_id, m.detection, m.held_reason, m.decided_by,
           m.seconded_by, m.supersedes_id, m.batch_id, m.at, {_LATER} AS later
    FROM moderation_decision m"""


async def undo_decision(tx: Transaction, viewer: Viewer, *, ref: str) -> ModerationDecision:
    """Take back one's own decision.

    Raises:
        SignInNeeded, Forbidden: no moderator.
        NotFound: none of one's own, or one of a kind that is not undone.
        Conflict: `late`; `later`: something has happened since.
    """
    demand(viewer, Act.moderate, anywhere=True)
    made = await tx.one(_Made, f"{_SELECT} WHERE m.public_ref = $1", ref)
    if made is None or made.batch_id is not None or viewer.account_id not in {made.decided_by, made.seconded_by}:
        raise NotFound(_NOT_YOURS)
    if made.act not in UNDOABLE or made.supersedes_id is not None:
        raise NotFound(_NOT_YOURS)
    if tx.now > made.at + UNDO_WITHIN:
        raise Conflict(_LATE, code="late")
    return await _take_back(tx, viewer, made.id)


async def undo_batch(tx: Transaction, viewer: Viewer, *, batch_id: int) -> None:
    """Take back a batch: what is not done yet stops, what is done is put back, the first part of it at once.

    Raises:
        SignInNeeded, Forbidden: no moderator.
        NotFound: none of one's own.
        Conflict: `late`; `later`: it was undone before.
    """
    demand(viewer, Act.moderate, anywhere=True)
    batch = await lock_batch(tx, batch_id)
    if batch is None or viewer.account_id not in {batch.made_by, batch.seconded_by}:
        raise NotFound(_NOT_YOURS)
    if batch.undone_at is not None:
        raise Conflict(N_("This was undone already."), code="later")
    if tx.now > batch.made_at + UNDO_WITHIN:
        raise Conflict(_LATE, code="late")
    await tx.execute(
        """UPDATE moderation_batch SET undone_at = now(), undone_by = $2, done_at = coalesce(done_at, now()),
                  phrases = '' WHERE id = $1""",
        batch_id,
        viewer.account_id,
    )
    await tx.execute(
        "UPDATE moderation_batch_item SET outcome = 'stopped' WHERE batch_id = $1 AND outcome IS NULL", batch_id
    )
    await write_record(tx, "moderation.batch_undone", actor_id=viewer.account_id, subject=("batch", batch_id))
    await take_back_part(tx, batch_id)


async def take_back_part(tx: Transaction, batch_id: int, *, part: int = PART) -> bool:
    """Put back the next part of a batch that is undone.

    Returns:
        Whether all of it is put back.
    """
    batch = await lock_batch(tx, batch_id)
    if batch is None or batch.undone_by is None:
        return True
    viewer = await viewer_of_account(tx, batch.undone_by)
    decisions = await tx.values(
        """SELECT decision_id FROM moderation_batch_item WHERE batch_id = $1 AND outcome = 'done' AND taken_back IS NULL
           ORDER BY contribution_id LIMIT $2""",
        batch_id,
        part,
    )
    for decision_id in decisions:
        taken_back = "done"
        try:
            async with tx.savepoint():
                await _take_back(tx, viewer, decision_id)
        except Conflict:
            # It stands, so whom it concerns is told after all.
            taken_back = "later"
            await tell_decision_later(tx, decision_id)
        await tx.execute(
            "UPDATE moderation_batch_item SET taken_back = $3 WHERE batch_id = $1 AND decision_id = $2",
            batch_id,
            decision_id,
            taken_back,
        )
    if len(decisions) < part:
        return True
    await enqueue(tx, TAKE_BACK_BATCH, {"batch": batch_id})
    return False


async def go_on_taking_back(database: Database, payload: Payload) -> None:
    """Job: the next part of a batch that is undone; it makes the part after it due.

    Args:
        payload: `batch`, its id.
    """
    async with database.transaction() as tx:
        await take_back_part(tx, payload["batch"])


async def undoable(tx: Transaction, viewer: Viewer, *, most: int = 5) -> list[Undoable]:
    """What the viewer can still take back, latest first."""
    return await tx.all(
        Undoable,
        f"""SELECT m.public_ref, NULL::bigint AS batch_id, m.act, c.receipt, 1 AS size, m.at
            FROM moderation_decision m LEFT JOIN contribution c ON c.id = m.contribution_id
            WHERE m.at > now() - $2::interval AND $1 IN (m.decided_by, m.seconded_by) AND m.batch_id IS NULL
              AND m.supersedes_id IS NULL AND m.act = ANY ($3::text[]) AND NOT {_LATER}
            UNION ALL
            SELECT NULL, b.id, b.act, NULL,
                   (SELECT count(*) FROM moderation_batch_item i WHERE i.batch_id = b.id AND i.outcome = 'done'),
                   b.made_at FROM moderation_batch b
            WHERE b.made_at > now() - $2::interval AND $1 IN (b.made_by, b.seconded_by) AND b.undone_at IS NULL
            ORDER BY at DESC LIMIT $4""",
        viewer.account_id,
        UNDO_WITHIN,
        list(UNDOABLE),
        most,
    )


async def _take_back(tx: Transaction, viewer: Viewer, decision_id: int) -> ModerationDecision:
    """Put back what a decision did, and write that down.

    Raises:
        Conflict: `later`: something has happened since.
    """
    await tx.execute(
        """SELECT 1 FROM contribution WHERE id = (SELECT contribution_id FROM moderation_decision WHERE id = $1)
           FOR UPDATE""",
        decision_id,
    )
    made = await tx.one(_Made, f"{_SELECT} WHERE m.id = $1", decision_id)
    if made is None or made.later:
        raise Conflict(_CHANGED, code="later")
    if made.contribution_id is not None:
        await _put_back(tx, made, made.contribution_id)
    await tx.execute("UPDATE report SET closed_at = NULL, decision_id = NULL WHERE decision_id = $1", made.id)
    return await write_decision(
        tx, act="undo", contribution_id=made.contribution_id, account_id=made.account_id, detection="staff",
        decided_by=viewer.account_id, supersedes_id=made.id, batch_id=made.batch_id,
    )  # fmt: skip


async def _put_back(tx: Transaction, made: _Made, contribution_id: int) -> None:
    if made.act == "mask":
        await unmask(tx, contribution_id=contribution_id, since=made.at)
    if made.act == "ask_edit":
        await tx.execute("DELETE FROM edit_request WHERE decision_ref = $1", made.public_ref)
    elif made.act == "hide" and made.detection != "held":
        await restore_contribution(tx, contribution_id=contribution_id)
    elif made.detection == "held":
        await hold_again(tx, contribution_id=contribution_id, reason=made.held_reason, since=made.at)
    await reopen_requests(tx, contribution_id=contribution_id, settled_at=made.at)
