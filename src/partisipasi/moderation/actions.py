"""Reporting, hiding, restoring, releasing. Every decision is one immutable row with its rule and reason."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.discussions.visibility import hide_contribution, release_held, restore_contribution
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from partisipasi.kit.i18n import N_
from partisipasi.moderation.deciding import write_decision
from partisipasi.moderation.queries import Case, case
from partisipasi.moderation.reporting import refuse_who_replied
from partisipasi.moderation.rules import REPORTS_PER_HOUR
from partisipasi.moderation.tables import REPORT_REASONS, RULES, ModerationDecision
from partisipasi.record.actions import write_record

#: Shortest public reason, in characters: a word is no reason.
SHORTEST_REASON = 15


class _Reportable(msgspec.Struct, frozen=True):
    id: int
    own: bool


async def report_contribution(
    tx: Transaction, viewer: Viewer, *, receipt: str, reason: str, note: str, reporter: bytes
) -> None:
    """Tell moderators of a contribution. A second report by the same person changes nothing.

    Args:
        reason: one of REPORT_REASONS.
        reporter: who reports, as a keyed hash (of the account, or of a guest's network for the day).

    Raises:
        NotFound: nothing public has this receipt.
        Forbidden: it is one's own.
        Conflict: `replied`: who replied to it does not report it.
        TooMany: too many reports in an hour.
    """
    found = await tx.one(
        _Reportable,
        """SELECT c.id, EXISTS (SELECT 1 FROM contributor o WHERE o.id = c.contributor_id AND o.account_id = $2) AS own
           FROM contribution c WHERE c.receipt = $1 AND c.state = 'published'""",
        receipt,
        viewer.account_id,
    )
    if found is None:
        raise NotFound(N_("There is no such contribution, or it is not public."))
    if found.own:
        raise Forbidden(N_("This is your own contribution. You can withdraw it."))
    await refuse_who_replied(tx, viewer, found.id)
    if reason not in REPORT_REASONS:
        raise Invalid({"reason": N_("Choose a reason.")})
    if reason == "other" and not note:
        raise Invalid({"note": N_("Please say in a few words what is wrong.")})
    lately = await tx.value(
        "SELECT count(*) FROM report WHERE reporter = $1 AND created_at > now() - interval '1 hour'", reporter
    )
    if lately >= REPORTS_PER_HOUR:
        raise TooMany(N_("You have sent many reports. Please try again in an hour."), wait=3600)
    fresh = await tx.execute(
        """INSERT INTO report (contribution_id, account_id, reporter, reason, note, created_at)
           VALUES ($1, $2, $3, $4, $5, now())
           ON CONFLICT (contribution_id, reporter) DO NOTHING""",
        found.id,
        viewer.account_id,
        reporter,
        reason,
        note,
    )
    if fresh:
        await write_record(
            tx, "contribution.reported", actor_id=viewer.account_id, subject=("contribution", found.id),
            details={"reason": reason},
        )  # fmt: skip


async def hide(
    tx: Transaction, viewer: Viewer, *, contribution_id: int, rule: str, public_reason: str, private_note: str = ""
) -> ModerationDecision:
    """Hide a contribution under a rule, with a reason for everybody.

    Raises:
        Invalid: no rule, or no real reason.
        Forbidden: the moderator works on what is concerned.
        Conflict: it was handled in the meantime.
    """
    found = await _case_for(tx, viewer, contribution_id)
    if rule not in RULES:
        raise Invalid({"rule": N_("Choose the rule that is broken.")})
    if len(public_reason) < SHORTEST_REASON:
        raise Invalid({"public_reason": N_("Give a reason that the author can understand.")})
    await hide_contribution(tx, contribution_id=contribution_id, rule=rule)
    return await _decide(
        tx, viewer, contribution_id, "hide", rule, public_reason, private_note,
        detection="held" if found.state == "held" else "",
    )  # fmt: skip


async def restore(
    tx: Transaction, viewer: Viewer, *, contribution_id: int, public_reason: str, private_note: str = ""
) -> ModerationDecision:
    """Show a hidden contribution again.

    Raises:
        Invalid, Forbidden, Conflict: as `hide`.
    """
    await _case_for(tx, viewer, contribution_id)
    if len(public_reason) < SHORTEST_REASON:
        raise Invalid({"public_reason": N_("Give a reason that the author can understand.")})
    await restore_contribution(tx, contribution_id=contribution_id)
    return await _decide(tx, viewer, contribution_id, "restore", None, public_reason, private_note)


async def release(
    tx: Transaction, viewer: Viewer, *, contribution_id: int, private_note: str = ""
) -> ModerationDecision:
    """Publish a held contribution, or close the reports of a published one: no rule is broken.

    Raises:
        Forbidden, Conflict: as `hide`.
    """
    found = await _case_for(tx, viewer, contribution_id)
    if found.state == "held":
        await release_held(tx, contribution_id=contribution_id)
        return await _decide(tx, viewer, contribution_id, "release", None, "", private_note)
    if found.state != "published":
        raise Conflict(N_("Somebody has handled this case in the meantime."), code="handled")
    return await _decide(tx, viewer, contribution_id, "no_violation", None, "", private_note)


async def _case_for(tx: Transaction, viewer: Viewer, contribution_id: int) -> Case:
    """The case, locked, if this moderator may decide it."""
    demand(viewer, Act.moderate, anywhere=True)
    await tx.execute("SELECT 1 FROM contribution WHERE id = $1 FOR UPDATE", contribution_id)
    found = await case(tx, viewer, contribution_id)
    if found is None:
        raise NotFound(N_("There is no such case."))
    if found.own_work:
        raise Forbidden(N_("You work on this yourself. Another moderator decides it."))
    return found


async def _decide(
    tx: Transaction,
    viewer: Viewer,
    contribution_id: int,
    act: str,
    rule: str | None,
    public_reason: str,
    private_note: str,
    detection: str = "",
) -> ModerationDecision:
    return await write_decision(
        tx,
        act=act,
        contribution_id=contribution_id,
        rule=rule,
        detection=detection,
        public_reason=public_reason,
        private_note=private_note,
        decided_by=viewer.account_id,
    )


async def forget_reporter(tx: Transaction, *, account_id: int) -> None:
    """Take the person out of the reports of an account that is erased; that something was reported stays."""
    await tx.execute("UPDATE report SET account_id = NULL, note = '' WHERE account_id = $1", account_id)
