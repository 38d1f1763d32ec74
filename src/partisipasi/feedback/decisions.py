"""Decisions: proposed by one officer, approved by another, public on release."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.feedback.changes import move_links
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.owners import Held, Owner, owner_of_decision, owner_of_issue, stand_for, touch_owner
from partisipasi.feedback.reasons import left_open
from partisipasi.feedback.releasing import release_decisions
from partisipasi.feedback.tables import OUTCOMES, REASON_CODES, Decision
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.markup import render
from partisipasi.kit.text import clean_line, clean_text
from partisipasi.record.actions import write_record

LONGEST_REASON = 10_000
LONGEST_BASIS = 500
#: Outcomes that promise a change of the text.
TAKING = ("accepted", "partly")
#: Said of a reason in which a template's gaps are left.
VAGUE = N_("Replace what stands in double brackets with what is true here: %(open)s.")


class DecisionRef(msgspec.Struct, frozen=True):
    """A decision and the state it is in now."""

    id: int
    state: str


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision says. `no_text_change`: accepted, and the text need not change for it."""

    outcome: str
    reason_code: str | None
    reason: str
    legal_basis: str
    no_text_change: bool


class _Known(msgspec.Struct):
    id: int
    issue_id: int
    draft_id: int | None
    agency_id: int | None
    number: int
    state: str
    outcome: str
    no_text_change: bool
    supersedes_id: int | None
    reason: str
    legal_basis: str
    proposed_by: int | None
    proposed_at: datetime
    proposers: list[int]

    @property
    def owner(self) -> Owner:
        """Whose issue it is on."""
        return Owner(self.draft_id, self.agency_id)


def check_wording(
    *, outcome: str, reason_code: str | None, reason: str, legal_basis: str = "", no_text_change: bool = False
) -> Wording:
    """A decision's words, cleaned.

    Raises:
        Invalid: an unknown outcome or reason code, no reason, a rejection without a code, words of a template that were
            not made specific, "no change of text" where nothing is taken up.
    """
    reason, legal_basis = clean_text(reason), clean_line(legal_basis)
    errors = {}
    if outcome not in OUTCOMES:
        errors["outcome"] = N_("Choose an outcome.")
    if reason_code and reason_code not in REASON_CODES:
        errors["reason_code"] = N_("Choose one of the reasons in the list.")
    elif outcome == "rejected" and not reason_code:
        errors["reason_code"] = N_("Say why this is not accepted: choose a reason from the list.")
    if not reason.strip():
        errors["reason"] = N_("Write the reason as everybody will read it.")
    elif len(reason) > LONGEST_REASON:
        errors["reason"] = N_("The reason is too long.")
    elif left_open(reason):
        errors["reason"] = VAGUE
    if len(legal_basis) > LONGEST_BASIS:
        errors["legal_basis"] = N_("The legal basis is too long.")
    elif left_open(legal_basis):
        errors["legal_basis"] = VAGUE
    if no_text_change and outcome in OUTCOMES and outcome not in TAKING:
        errors["no_text_change"] = N_("Only what is accepted, in full or in part, could call for a change of the text.")
    if errors:
        raise Invalid(errors, open="; ".join(left_open(reason, legal_basis)))
    return Wording(
        outcome=outcome,
        reason_code=reason_code or None,
        reason=reason,
        legal_basis=legal_basis,
        no_text_change=no_text_change,
    )


async def propose_decision(
    tx: Transaction,
    viewer: Viewer,
    *,
    issue_id: int,
    outcome: str,
    reason: str,
    reason_code: str | None = None,
    legal_basis: str = "",
    no_text_change: bool = False,
) -> DecisionRef:
    """Propose what to answer to an issue, or word anew what is already proposed.

    On an issue whose decision is public, the new one is to supersede it.

    Raises:
        Invalid: see `check_wording`.
        Conflict: a decision is approved and waits for its release, or the issue was merged into another.
    """
    owner = await owner_of_issue(tx, issue_id)
    if owner is None:
        raise NotFound(N_("This issue does not exist."))
    held = await stand_for(tx, viewer, owner, Act.propose_decision, closed=True)
    wording = check_wording(
        outcome=outcome,
        reason_code=reason_code,
        reason=reason,
        legal_basis=legal_basis,
        # An agency has no text that a decision could change.
        no_text_change=no_text_change and owner.draft_id is not None,
    )
    pending = await _pending(tx, issue_id)
    released = await tx.value("SELECT id FROM decision WHERE issue_id = $1 AND state = 'released'", issue_id)
    _check_closed(held, released, wording)
    decision_id = await _write(tx, viewer, issue_id, wording, pending, released)
    await move_links(tx, issue_id=issue_id, decision_id=decision_id)
    await write_record(
        tx,
        "decision.proposed",
        actor_id=viewer.account_id,
        subject=("decision", decision_id),
        details={"outcome": wording.outcome, "reason_code": wording.reason_code, "supersedes": released},
    )
    touch_owner(tx, owner)
    return DecisionRef(decision_id, "proposed")


async def approve_decision(
    tx: Transaction, viewer: Viewer, *, decision_id: int, seen: datetime | None = None
) -> DecisionRef:
    """Approve a proposal of somebody else. One that supersedes a public decision is public at once, and so is an
    agency's.

    Args:
        seen: when the wording that the approver read was proposed; a later wording is then not approved unread.

    Raises:
        NotFound: no such decision, or an outsider.
        Forbidden: not an approver of the team, or one of those who worded it.
        Conflict: it is not proposed (any more), was worded anew meanwhile, or is not specific.
    """
    decision = await _decision(tx, viewer, decision_id, Act.approve_decision)
    if viewer.account_id == decision.proposed_by or viewer.account_id in decision.proposers:
        raise Forbidden(N_("Nobody approves a decision that they proposed."))
    _demand_state(decision, "proposed")
    if seen is not None and seen != decision.proposed_at:
        raise Conflict(N_("This decision was worded anew meanwhile. Please read it again."), code="stale")
    if left := left_open(decision.reason, decision.legal_basis):
        raise Conflict(VAGUE, code="vague", open="; ".join(left))
    await tx.execute(
        "UPDATE decision SET state = 'approved', approved_by = $2, approved_at = now() WHERE id = $1",
        decision_id,
        viewer.account_id,
    )
    await write_record(
        tx,
        "decision.approved",
        actor_id=viewer.account_id,
        subject=("decision", decision_id),
        details={"outcome": decision.outcome},
    )
    touch_owner(tx, decision.owner)
    if decision.supersedes_id is None and decision.draft_id is not None:
        return DecisionRef(decision_id, "approved")
    await release_decisions(
        tx,
        owner=decision.owner,
        kind="service" if decision.supersedes_id is None else "superseding",
        actor_id=viewer.account_id,
        decision_ids=[decision_id],
    )
    return DecisionRef(decision_id, "released")


async def return_decision(tx: Transaction, viewer: Viewer, *, decision_id: int, remark: str) -> DecisionRef:
    """Give a proposal, or an approved decision not yet public, back to the team with a remark.

    Raises:
        NotFound: no such decision, or an outsider.
        Forbidden: not an approver of the team.
        Conflict: it is public already, or was returned before.
        Invalid: no remark.
    """
    decision = await _decision(tx, viewer, decision_id, Act.approve_decision)
    _demand_state(decision, "proposed", "approved")
    remark = clean_text(remark)
    if not remark.strip() or len(remark) > LONGEST_REASON:
        raise Invalid({"remark": N_("Say what should be different.")})
    await tx.execute(
        """UPDATE decision SET state = 'returned', returned_remark = $2, approved_by = NULL, approved_at = NULL
           WHERE id = $1""",
        decision_id,
        remark,
    )
    await write_record(tx, "decision.returned", actor_id=viewer.account_id, subject=("decision", decision_id))
    touch_owner(tx, decision.owner)
    return DecisionRef(decision_id, "returned")


async def _decision(tx: Transaction, viewer: Viewer, decision_id: int, act: Act) -> _Known:
    owner = await owner_of_decision(tx, decision_id)
    held = None
    if owner is not None:
        held = await stand_for(tx, viewer, owner, act, secret=True, closed=True)
    # Read under the lock: what was seen before it may have been decided meanwhile.
    decision = await tx.one(
        _Known,
        """SELECT d.id, d.issue_id, i.draft_id, i.agency_id, i.number, d.state, d.outcome, d.no_text_change,
                  d.supersedes_id, d.reason, d.legal_basis, d.proposed_by, d.proposed_at, d.proposers
           FROM decision d JOIN issue i ON i.id = d.issue_id WHERE d.id = $1""",
        decision_id,
    )
    if decision is None or held is None:
        raise NotFound(N_("This decision does not exist."))
    # After a draft's end no release will come, but a public answer can still be put right.
    if decision.supersedes_id is None:
        held.demand_open()
    return decision


def _demand_state(decision: _Known, *states: str) -> None:
    if decision.state not in states:
        raise Conflict(
            N_("The decision on issue %(number)s is no longer waiting for this."),
            code="state",
            number=issue_label(decision.number),
        )


def _check_closed(held: Held, released: int | None, wording: Wording) -> None:
    """After a draft's end an answer can still be put right, but no text will follow."""
    if not held.closed:
        return
    if released is None:
        held.demand_open()
    if wording.outcome in TAKING and not wording.no_text_change:
        raise Invalid({"no_text_change": N_("This draft is closed; its text can no longer change.")})


async def _pending(tx: Transaction, issue_id: int) -> int | None:
    """The id of the proposal in the making, if any."""
    if await tx.value("SELECT merged_into_id FROM issue WHERE id = $1", issue_id) is not None:
        raise Conflict(N_("This issue was merged into another."), code="merged")
    pending = await tx.one(
        DecisionRef,
        "SELECT id, state FROM decision WHERE issue_id = $1 AND state IN ('proposed', 'approved')",
        issue_id,
    )
    if pending is not None and pending.state == "approved":
        raise Conflict(
            N_("A decision on this issue is approved and waits for its release. An approver can return it first."),
            code="decided",
        )
    return pending.id if pending else None


async def _write(
    tx: Transaction, viewer: Viewer, issue_id: int, wording: Wording, pending: int | None, released: int | None
) -> int:
    if pending is None:
        row = await tx.add(
            Decision(
                issue_id=issue_id,
                reason_html=render(wording.reason),
                supersedes_id=released,
                proposed_by=viewer.account_id,
                proposers=[viewer.account_id or 0],
                **msgspec.structs.asdict(wording),
            )
        )
        return row.id
    await tx.execute(
        """UPDATE decision SET outcome = $2, reason_code = $3, reason = $4, reason_html = $5, legal_basis = $6,
                  no_text_change = $7, proposed_by = $8, proposed_at = clock_timestamp(),
                  proposers = array_append(array_remove(proposers, $8), $8)
           WHERE id = $1""",
        pending,
        wording.outcome,
        wording.reason_code,
        wording.reason,
        render(wording.reason),
        wording.legal_basis,
        wording.no_text_change,
        viewer.account_id,
    )
    return pending
