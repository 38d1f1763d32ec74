"""What a moderator can do about a contribution. Each act is carried out and written down as one decision."""

from __future__ import annotations

from collections.abc import Sequence

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.discussions.masking import mask_words, unmask
from partisipasi.discussions.mending import open_for_edit, settle_requests
from partisipasi.discussions.thread_events import note_event
from partisipasi.discussions.visibility import hide_contribution, release_held, restore_contribution
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.moderation.claims import demand_unclaimed, end_claim
from partisipasi.moderation.deciding import write_decision
from partisipasi.moderation.queries import Case, case, latest_decision
from partisipasi.moderation.tables import RULES, ModerationDecision

#: Shortest public reason, in characters: a word is no reason.
SHORTEST_REASON = 15
EDITED = N_("Its author has changed the text meanwhile. What you wrote is kept below; read the new text first.")
HANDLED = N_("Another moderator has already handled this case. What you wrote is kept below; look at what was decided.")


async def hide(
    tx: Transaction,
    viewer: Viewer,
    *,
    contribution_id: int,
    rule: str,
    public_reason: str,
    private_note: str = "",
    facts: str = "",
    seen: str = "",
    proposed_by: int | None = None,
    batch_id: int | None = None,
) -> ModerationDecision:
    """Hide a contribution under a rule, with a reason for everybody.

    Args:
        seen: the version of the case that the moderator saw; empty where it does not matter.
        proposed_by: who proposed it, where two have to decide and the viewer agrees (see `seconds`).

    Raises:
        Invalid: no rule, or no real reason.
        Forbidden: the moderator works on what is concerned.
        Conflict: `handled`: it was handled in the meantime; `claimed`: somebody else looks at it just now.
    """
    found = await lock_case(tx, viewer, contribution_id, seen=seen)
    check_grounds(rule, public_reason)
    await hide_contribution(tx, contribution_id=contribution_id, rule=rule)
    return await _decide(
        tx, viewer, found, "hide", rule=rule, public_reason=public_reason, private_note=private_note, facts=facts,
        proposed_by=proposed_by, batch_id=batch_id,
    )  # fmt: skip


async def restore(
    tx: Transaction,
    viewer: Viewer,
    *,
    contribution_id: int,
    public_reason: str,
    private_note: str = "",
    seen: str = "",
    batch_id: int | None = None,
) -> ModerationDecision:
    """Show a hidden contribution again, or take a mask off.

    Raises:
        Invalid, Forbidden, Conflict: as `hide`.
    """
    found = await lock_case(tx, viewer, contribution_id, seen=seen)
    _check_reason(public_reason)
    unmasked = await unmask(tx, contribution_id=contribution_id)
    if found.state == "hidden" or not unmasked:
        await restore_contribution(tx, contribution_id=contribution_id)
    return await _decide(
        tx, viewer, found, "restore", public_reason=public_reason, private_note=private_note, batch_id=batch_id
    )


async def release(
    tx: Transaction,
    viewer: Viewer,
    *,
    contribution_id: int,
    private_note: str = "",
    seen: str = "",
    batch_id: int | None = None,
) -> ModerationDecision:
    """Publish a held contribution, or close the reports of a published one: no rule is broken.

    Raises:
        Forbidden, Conflict: as `hide`.
    """
    found = await lock_case(tx, viewer, contribution_id, seen=seen)
    if found.state == "held":
        await release_held(tx, contribution_id=contribution_id)
    elif found.state != "published":
        raise Conflict(HANDLED, code="handled")
    act = "release" if found.state == "held" else "no_violation"
    return await _decide(tx, viewer, found, act, private_note=private_note, batch_id=batch_id)


async def mask(
    tx: Transaction,
    viewer: Viewer,
    *,
    contribution_id: int,
    phrases: Sequence[str],
    rule: str,
    public_reason: str,
    private_note: str = "",
    seen: str = "",
    batch_id: int | None = None,
) -> ModerationDecision:
    """Mask words of a contribution, wherever it is shown; the rest stays. What was held is published so.

    Raises:
        Invalid: `words`, `rule`, `public_reason`.
        Forbidden, Conflict: as `hide`.
    """
    found = await lock_case(tx, viewer, contribution_id, seen=seen)
    check_grounds(rule, public_reason)
    await mask_words(tx, contribution_id=contribution_id, phrases=phrases)
    if found.state == "held":
        await release_held(tx, contribution_id=contribution_id)
    decision = await _decide(
        tx, viewer, found, "mask", rule=rule, public_reason=public_reason, private_note=private_note, batch_id=batch_id
    )
    await note_event(
        tx, thread_id=found.thread_id, kind="masked", by_role="moderator", reason=public_reason,
        contribution_id=contribution_id,
    )  # fmt: skip
    return decision


async def ask_edit(
    tx: Transaction,
    viewer: Viewer,
    *,
    contribution_id: int,
    rule: str,
    public_reason: str,
    private_note: str = "",
    seen: str = "",
) -> ModerationDecision:
    """Ask the author for other words. They may edit once, however old the text; it stays held or visible till then.

    Raises:
        Invalid, Forbidden, Conflict: as `hide`.
    """
    found = await lock_case(tx, viewer, contribution_id, seen=seen)
    check_grounds(rule, public_reason)
    if found.state not in {"held", "published"}:
        raise Conflict(HANDLED, code="handled")
    decision = await _decide(
        tx, viewer, found, "ask_edit", rule=rule, public_reason=public_reason, private_note=private_note
    )
    await open_for_edit(tx, contribution_id=contribution_id, decision_ref=decision.public_ref)
    return decision


async def lock_case(tx: Transaction, viewer: Viewer, contribution_id: int, *, seen: str = "") -> Case:
    """The case, locked, if this moderator may decide it.

    Raises:
        SignInNeeded, Forbidden: no moderator, or one who works on what is concerned.
        NotFound: no case, or of a topic of others.
        Conflict: `handled` with the latest decision as detail; `edited` by its author; `claimed`.
    """
    demand(viewer, Act.moderate, anywhere=True)
    await tx.execute("SELECT 1 FROM contribution WHERE id = $1 FOR UPDATE", contribution_id)
    found = await case(tx, viewer, contribution_id)
    if found is None:
        raise NotFound(N_("There is no such case."))
    if found.own_work:
        raise Forbidden(N_("You work on this yourself. Another moderator decides it."))
    if seen and seen != found.version:
        if seen.partition(".")[0] == found.version.partition(".")[0]:
            raise Conflict(EDITED, code="edited")
        raise Conflict(HANDLED, code="handled", detail=await latest_decision(tx, contribution_id))
    await demand_unclaimed(tx, viewer, contribution_id)
    return found


def check_grounds(rule: str, public_reason: str) -> None:
    """Refuse a restriction without a rule or a real reason.

    Raises:
        Invalid: `rule`, `public_reason`.
    """
    if rule not in RULES:
        raise Invalid({"rule": N_("Choose the rule that is broken.")})
    _check_reason(public_reason)


def _check_reason(public_reason: str) -> None:
    if len(public_reason) < SHORTEST_REASON:
        raise Invalid({"public_reason": N_("Give a reason that the author can understand.")})


async def _decide(
    tx: Transaction,
    viewer: Viewer,
    found: Case,
    act: str,
    *,
    rule: str | None = None,
    public_reason: str = "",
    private_note: str = "",
    facts: str = "",
    proposed_by: int | None = None,
    batch_id: int | None = None,
) -> ModerationDecision:
    decision = await write_decision(
        tx,
        act=act,
        contribution_id=found.id,
        rule=rule,
        facts=facts,
        detection="held" if found.state == "held" else "",
        held_reason=found.held_reason,
        public_reason=public_reason,
        private_note=private_note,
        decided_by=proposed_by or viewer.account_id,
        seconded_by=viewer.account_id if proposed_by else None,
        batch_id=batch_id,
    )
    await settle_requests(tx, contribution_id=found.id)
    await end_claim(tx, contribution_id=found.id)
    return decision
