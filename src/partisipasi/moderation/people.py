"""What a moderator can do about a person who breaks rules again and again: warn, give a pace, suspend, lift.

Nobody is restricted in silence: each is a decision with a reason, told to the person, and (but for a warning) with an
end. A suspension needs a second moderator.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from partisipasi.accounts.restrictions import lift_restrictions, restrict
from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.moderation.acts import check_grounds, lock_case
from partisipasi.moderation.deciding import write_decision
from partisipasi.moderation.tables import ModerationDecision

#: A pace counts at most a month, a suspension at most three: longer ones would be an exclusion, which we do not know.
LONGEST_PACE, LONGEST_SUSPENSION = timedelta(days=31), timedelta(days=92)
PACES = (1, 3, 10)


async def warn(
    tx: Transaction,
    viewer: Viewer,
    *,
    contribution_id: int,
    rule: str,
    public_reason: str,
    private_note: str = "",
    seen: str = "",
    batch_id: int | None = None,
) -> ModerationDecision:
    """Warn the author of a contribution.

    Raises:
        Invalid, Forbidden, NotFound, Conflict: as `acts.hide`; nobody with an account wrote it.
    """
    account_id = await _author(tx, viewer, contribution_id, seen=seen)
    check_grounds(rule, public_reason)
    return await write_decision(
        tx, act="warn", account_id=account_id, rule=rule, public_reason=public_reason, private_note=private_note,
        decided_by=viewer.account_id, batch_id=batch_id,
    )  # fmt: skip


async def pace(
    tx: Transaction,
    viewer: Viewer,
    *,
    contribution_id: int,
    per_day: int,
    ends_at: datetime,
    rule: str,
    public_reason: str,
    private_note: str = "",
) -> ModerationDecision:
    """Let the author of a contribution write only so many times a day until an end.

    Raises:
        Invalid: `per_day`, `ends_on`, and as `warn`.
    """
    account_id = await _author(tx, viewer, contribution_id)
    check_grounds(rule, public_reason)
    if per_day not in PACES:
        raise Invalid({"per_day": N_("This value cannot be used here.")})
    check_end(tx, ends_at, LONGEST_PACE)
    decision = await write_decision(
        tx, act="pace", account_id=account_id, rule=rule, public_reason=public_reason, private_note=private_note,
        per_day=per_day, starts_at=tx.now, ends_at=ends_at, decided_by=viewer.account_id,
    )  # fmt: skip
    await restrict(
        tx, account_id=account_id, kind="pace", per_day=per_day, ends_at=ends_at, decision_ref=decision.public_ref,
        reason=public_reason,
    )  # fmt: skip
    return decision


async def suspend(
    tx: Transaction,
    *,
    account_id: int,
    ends_at: datetime,
    rule: str,
    public_reason: str,
    private_note: str,
    decided_by: int,
    seconded_by: int,
) -> ModerationDecision:
    """Keep somebody from writing until an end; two moderators have agreed (see `seconds`)."""
    decision = await write_decision(
        tx, act="suspend", account_id=account_id, rule=rule, public_reason=public_reason, private_note=private_note,
        starts_at=tx.now, ends_at=ends_at, decided_by=decided_by, seconded_by=seconded_by,
    )  # fmt: skip
    await restrict(
        tx, account_id=account_id, kind="suspend", ends_at=ends_at, decision_ref=decision.public_ref,
        reason=public_reason,
    )  # fmt: skip
    return decision


async def lift(
    tx: Transaction, viewer: Viewer, *, contribution_id: int, public_reason: str, private_note: str = ""
) -> ModerationDecision:
    """End all that is in force for the author of a contribution.

    Raises:
        NotFound: nothing is in force.
    """
    account_id = await _author(tx, viewer, contribution_id)
    if not await lift_restrictions(tx, account_id=account_id):
        raise NotFound(N_("Nothing is in force for this person."))
    return await write_decision(
        tx, act="lift", account_id=account_id, public_reason=public_reason, private_note=private_note,
        decided_by=viewer.account_id,
    )  # fmt: skip


def check_end(tx: Transaction, ends_at: datetime, longest: timedelta) -> None:
    """Refuse an end that has passed or is too far away.

    Raises:
        Invalid: `ends_on`.
    """
    if not tx.now < ends_at <= tx.now + longest:
        raise Invalid({"ends_on": N_("Choose a day to come, at most as far away as is said here.")})


async def _author(tx: Transaction, viewer: Viewer, contribution_id: int, *, seen: str = "") -> int:
    found = await lock_case(tx, viewer, contribution_id, seen=seen)
    if found.author_account is None:
        raise NotFound(N_("Nobody with an account wrote this."))
    if found.author_account == viewer.account_id:
        raise Forbidden(N_("You work on this yourself. Another moderator decides it."))
    return found.author_account
