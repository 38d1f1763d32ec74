"""Deciding several cases in one go: one batch with its grounds, and for each case a decision of its own.

The first part is carried out with the request, the rest by jobs, part by part: whatever stops in between goes on where
it stopped, and no case is decided twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.jobs import Payload, enqueue
from partisipasi.moderation.acts import check_grounds, hide, mask, release
from partisipasi.moderation.people import warn
from partisipasi.moderation.planning import occurring, plan_batch
from partisipasi.moderation.public_words import check_public_words
from partisipasi.moderation.tables import BATCH_ACTS, ModerationBatch, ModerationBatchItem, ModerationDecision
from partisipasi.record.actions import write_record

#: The job: `{"batch": id}`.
WORK_BATCH: Final = "work_batch"
#: Cases in one transaction: under a second, so that nobody who decides one of them waits for long.
PART: Final = 50


class Grounds(msgspec.Struct, frozen=True, kw_only=True):
    """What is done to each case of a batch, and why. Where no rule is broken there is none, and no public reason."""

    act: str
    rule: str | None = None
    public_reason: str = ""
    private_note: str = ""
    facts: str = ""
    phrases: Sequence[str] = ()


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """A batch with its grounds."""

    id: int
    act: str
    size: int
    rule: str | None
    phrases: str
    public_reason: str
    private_note: str
    facts: str
    made_by: int | None
    seconded_by: int | None
    made_at: datetime
    done_at: datetime | None
    undone_at: datetime | None
    undone_by: int | None


class _Item(msgspec.Struct, frozen=True):
    contribution_id: int
    seen: str


async def begin_batch(
    tx: Transaction,
    viewer: Viewer,
    *,
    grounds: Grounds,
    items: Sequence[int],
    seen: Mapping[int, str] | None = None,
    proposed_by: int | None = None,
    changed: Sequence[int] = (),
    part: int = PART,
) -> int:
    """Decide several cases: write the batch down and carry its first part out.

    Args:
        seen: the version of each case that the moderator saw.
        proposed_by: who proposed it, where two decide and the viewer agrees: hiding always.
        changed: cases that are left out as handled.
        part: cases carried out at once.

    Returns:
        The batch's id.

    Raises:
        Invalid: `act`, `rule`, `public_reason`; nothing to decide.
    """
    check_batch(grounds)
    plans = await plan_batch(
        tx, viewer, act=grounds.act, items=items, seen=seen, phrases=grounds.phrases, lock=True
    )  # fmt: skip
    left_out = {plan.id: plan.left_out for plan in plans if plan.left_out}
    left_out |= dict.fromkeys(changed, "handled")
    if not any(plan.id not in left_out for plan in plans) and proposed_by is None:
        raise Invalid({"": N_("Nothing is left to decide: look at the reasons beside each case.")})
    row = await tx.add(
        ModerationBatch(
            act=grounds.act, size=len(plans), rule=grounds.rule, phrases="\n".join(grounds.phrases),
            public_reason=grounds.public_reason, private_note=grounds.private_note, facts=grounds.facts,
            made_by=proposed_by or viewer.account_id, seconded_by=viewer.account_id if proposed_by else None,
            made_at=tx.now,
        )
    )  # fmt: skip
    await tx.add_all(
        [
            ModerationBatchItem(
                batch_id=row.id, contribution_id=plan.id, seen=(seen or {}).get(plan.id, ""),
                outcome=left_out.get(plan.id),
            )
            for plan in plans
        ]
    )  # fmt: skip
    await write_record(
        tx, f"moderation.batch_{grounds.act}", actor_id=viewer.account_id, subject=("batch", row.id),
        details={"rule": grounds.rule, "size": len(plans)},
    )  # fmt: skip
    await work_batch(tx, row.id, part=part)
    return row.id


def check_batch(grounds: Grounds) -> None:
    """Refuse grounds on which nothing could be decided.

    Raises:
        Invalid: `act`, `words`, `rule`, `public_reason`.
    """
    if grounds.act not in BATCH_ACTS:
        raise Invalid({"act": N_("Choose what to do.")})
    if grounds.act == "mask" and not grounds.phrases:
        raise Invalid({"words": N_("Say which words are to be masked, one phrase on each line.")})
    if grounds.act != "no_violation":
        check_grounds(grounds.rule or "", grounds.public_reason)
    check_public_words("public_reason", grounds.public_reason)


async def work_batch(tx: Transaction, batch_id: int, *, part: int = PART) -> bool:
    """Carry out the next part of a batch.

    Returns:
        Whether all of it is done.
    """
    batch = await lock_batch(tx, batch_id)
    if batch is None or batch.done_at is not None:
        return True
    viewer = await viewer_of_account(tx, batch.seconded_by or batch.made_by or 0)
    items = await tx.all(
        _Item,
        """SELECT contribution_id, seen FROM moderation_batch_item WHERE batch_id = $1 AND outcome IS NULL
           ORDER BY contribution_id LIMIT $2""",
        batch_id,
        part,
    )
    for item in items:
        outcome, decision = await _try(tx, viewer, batch, item)
        await tx.execute(
            """UPDATE moderation_batch_item SET outcome = $3, decision_id = $4
               WHERE batch_id = $1 AND contribution_id = $2""",
            batch_id,
            item.contribution_id,
            outcome,
            decision.id if decision else None,
        )
    if len(items) < part:
        # The words that were masked are somebody's secrets: they are needed no longer.
        await tx.execute("UPDATE moderation_batch SET done_at = now(), phrases = '' WHERE id = $1", batch_id)
        return True
    await enqueue(tx, WORK_BATCH, {"batch": batch_id})
    return False


async def go_on_with_batch(database: Database, payload: Payload) -> None:
    """Job: the next part of a batch; it makes the part after it due.

    Args:
        payload: `batch`, its id.
    """
    async with database.transaction() as tx:
        await work_batch(tx, payload["batch"])


async def lock_batch(tx: Transaction, batch_id: int) -> Batch | None:
    """A batch that nobody else works on meanwhile; None where there is none."""
    return await tx.one(Batch, f"{SELECT} WHERE id = $1 FOR UPDATE", batch_id)


SELECT = """SELECT id, act, size, rule, phrases, public_reason, private_note, facts, made_by, seconded_by, made_at,
                   done_at, undone_at, undone_by FROM moderation_batch"""


async def _try(
    tx: Transaction, viewer: Viewer, batch: Batch, item: _Item
) -> tuple[str, ModerationDecision | None]:  # fmt: skip
    """Decide one case; what somebody else did to it meanwhile leaves it out and the others in."""
    try:
        async with tx.savepoint():
            return "done", await _decide(tx, viewer, batch, item)
    except Forbidden:
        return "own", None
    except NotFound:
        return "gone", None
    except Invalid:
        return "words", None
    except Conflict as refused:
        return "claimed" if refused.code == "claimed" else "handled", None


async def _decide(tx: Transaction, viewer: Viewer, batch: Batch, item: _Item) -> ModerationDecision:
    which, rule, reason, note = item.contribution_id, batch.rule or "", batch.public_reason, batch.private_note
    if batch.act == "no_violation":
        return await release(
            tx, viewer, contribution_id=which, private_note=note, seen=item.seen, batch_id=batch.id
        )  # fmt: skip
    if batch.act == "warn":
        return await warn(
            tx, viewer, contribution_id=which, rule=rule, public_reason=reason, private_note=note, seen=item.seen,
            batch_id=batch.id,
        )  # fmt: skip
    if batch.act == "mask":
        text = await tx.value(
            """SELECT concat_ws(' ', nullif(c.source, ''), s.proposed) FROM contribution c
               LEFT JOIN suggestion s ON s.contribution_id = c.id WHERE c.id = $1""",
            which,
        )
        return await mask(
            tx, viewer, contribution_id=which, phrases=occurring(text or "", batch.phrases.splitlines()), rule=rule,
            public_reason=reason, private_note=note, seen=item.seen, batch_id=batch.id,
        )  # fmt: skip
    return await hide(
        tx, viewer, contribution_id=which, rule=rule, public_reason=reason, private_note=note, facts=batch.facts,
        seen=item.seen, proposed_by=batch.made_by, batch_id=batch.id,
    )  # fmt: skip
