"""What takes the place of a decision that was contested with success, and putting things back as they were."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.masking import take_one_mask_off
from partisipasi.discussions.steering.undoing import Stood, put_thread_back
from partisipasi.discussions.visibility import hide_contribution, restore_contribution
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import N_
from partisipasi.moderation.deciding import write_decision
from partisipasi.moderation.objections import ObjectionCase
from partisipasi.moderation.public_words import check_public_words
from partisipasi.moderation.tables import RULES, ModerationDecision

#: Shortest public reason, in characters: a word is no reason.
SHORTEST_REASON = 15
#: Act → the act that takes it back.
TAKEN_BACK = {
    "hide": "restore",
    "mask": "restore",
    "ask_edit": "restore",
    "move": "restore",
    "lock": "unlock",
    "slow": "unlock",
    "warn": "lift",
    "pace": "lift",
    "suspend": "lift",
}
#: Acts that can stay in a milder or better founded form: under another rule, with another reason, with an earlier end.
CHANGEABLE = frozenset({"hide", "warn", "pace", "suspend"})
LIMITS = frozenset({"pace", "suspend"})


class Instead(msgspec.Struct, frozen=True):
    """What takes the place: the reason for everybody, a rule where one is broken, an end where it has one."""

    public_reason: str
    rule: str = ""
    ends_at: datetime | None = None


async def put_in_place(
    tx: Transaction, viewer: Viewer, *, contested: ObjectionCase, instead: Instead, overturned: bool
) -> ModerationDecision:
    """Carry out and write down the decision that takes the place of a contested one.

    Overturned for its author: all of it is put back. Overturned for a reporter: it is hidden under a rule.
    Modified: the same act under another rule, reason or end.

    Raises:
        Invalid: `public_reason`, `rule` or `ends_on`.
        Conflict: what it is about is no longer as the decision left it.
    """
    if len(instead.public_reason) < SHORTEST_REASON:
        raise Invalid({"public_reason": N_("Give a reason that the author can understand.")})
    check_public_words("public_reason", instead.public_reason)
    if contested.side == "reporter":
        return await _hide(tx, viewer, contested, instead, was="published")
    if not overturned:
        return await _change(tx, viewer, contested, instead)
    await _take_back(tx, viewer, contested, instead)
    return await _write(tx, viewer, contested, TAKEN_BACK[contested.act], instead)


async def _take_back(tx: Transaction, viewer: Viewer, contested: ObjectionCase, instead: Instead) -> None:
    """Put everything back that the act changed; what others have changed since stays as they left it."""
    if contested.thread_id is not None and contested.contribution_id is None and contested.before:
        await put_thread_back(
            tx, viewer, thread_id=contested.thread_id, act=contested.act,
            before=msgspec.json.decode(contested.before, type=Stood), since=contested.decision_at,
            reason=instead.public_reason,
        )  # fmt: skip
    elif contested.act == "hide" and contested.contribution_id is not None and contested.state == "hidden":
        await restore_contribution(tx, contribution_id=contested.contribution_id)
    elif contested.act == "mask" and contested.contribution_id is not None:
        await take_one_mask_off(tx, contribution_id=contested.contribution_id, masked_at=contested.decision_at)
    elif contested.act in LIMITS:
        await tx.execute(
            "UPDATE restriction SET lifted_at = now() WHERE decision_ref = $1 AND lifted_at IS NULL",
            contested.public_ref,
        )
    elif contested.act == "ask_edit":
        await tx.execute(
            """UPDATE edit_request SET answered_at = coalesce(answered_at, now()), seen_at = now()
               WHERE decision_ref = $1 AND seen_at IS NULL""",
            contested.public_ref,
        )


async def _change(tx: Transaction, viewer: Viewer, contested: ObjectionCase, instead: Instead) -> ModerationDecision:
    if contested.act not in CHANGEABLE:
        raise Invalid({"result": N_("This decision can only stay as it is or be taken back.")})
    if contested.act == "hide":
        return await _hide(tx, viewer, contested, instead, was="hidden")
    if contested.act in LIMITS:
        if contested.ends_at is None or instead.ends_at is None or instead.ends_at >= contested.ends_at:
            raise Invalid({"ends_on": N_("Give an end that is earlier than now decided.")})
        await tx.execute(
            "UPDATE restriction SET ends_at = greatest(now(), $2::timestamptz) WHERE decision_ref = $1",
            contested.public_ref,
            instead.ends_at,
        )
    return await _write(tx, viewer, contested, contested.act, instead, rule=_rule(instead.rule or contested.rule or ""))


async def _hide(
    tx: Transaction, viewer: Viewer, contested: ObjectionCase, instead: Instead, *, was: str
) -> ModerationDecision:
    rule = _rule(instead.rule)
    if contested.contribution_id is None or contested.state != was:
        raise Conflict(N_("This input is no longer in the state you saw. Please look again."), code="handled")
    if was == "published":
        await hide_contribution(tx, contribution_id=contested.contribution_id, rule=rule)
    else:
        await tx.execute("UPDATE contribution SET hidden_rule = $2 WHERE id = $1", contested.contribution_id, rule)
        tx.changed(f"contribution:{contested.contribution_id}", f"thread:{contested.thread_id}")
    return await _write(tx, viewer, contested, "hide", instead, rule=rule)


def _rule(rule: str) -> str:
    if rule not in RULES:
        raise Invalid({"rule": N_("Choose the rule that is broken.")})
    return rule


async def _write(
    tx: Transaction, viewer: Viewer, contested: ObjectionCase, act: str, instead: Instead, *, rule: str | None = None
) -> ModerationDecision:
    changes_end = act in LIMITS
    return await write_decision(
        tx,
        act=act,
        decided_by=viewer.account_id,
        contribution_id=contested.contribution_id,
        thread_id=contested.thread_id,
        account_id=contested.about_account,
        rule=rule,
        detection="report" if contested.side == "reporter" else "staff",
        public_reason=instead.public_reason,
        per_day=contested.per_day if changes_end else None,
        ends_at=instead.ends_at if changes_end else None,
        supersedes_id=contested.decision_id,
    )
