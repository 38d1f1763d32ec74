"""Decisions that two moderators make: hiding criticism of an official, hiding several at once, suspending a person.

One proposes with rule and reason; another, who does not work on it either, agrees or declines. Nothing happens before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.moderation.acts import HANDLED, check_grounds, hide, lock_case
from partisipasi.moderation.batches import Grounds, begin_batch
from partisipasi.moderation.people import LONGEST_SUSPENSION, check_end, suspend
from partisipasi.moderation.planning import plan_batch
from partisipasi.moderation.tables import ModerationProposal
from partisipasi.record.actions import write_record

_OFFICES = re.compile(
    r"\b(?:wali ?kota|bupati|gubernur|sekda|camat|lurah|kadis|kepala (?:dinas|badan|bagian|bidang|seksi|sekolah)"
    r"|pejabat|pegawai|asn|pns|dprd|anggota dewan|petugas|inspektur|dinas|badan)\b",
    re.IGNORECASE,
)


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for a second moderator."""

    id: int
    act: str
    items: list[int]
    account_id: int | None
    rule: str
    facts: str
    why: str
    ends_at: datetime | None
    public_reason: str
    private_note: str
    proposed_by: int | None
    proposed_at: datetime
    settled_at: datetime | None
    outcome: str | None


def speaks_of_officials(text: str) -> bool:
    """Whether a text seems to speak of an official or an agency; only ever a proposal to the moderator."""
    return bool(_OFFICES.search(text))


async def propose_hiding(
    tx: Transaction,
    viewer: Viewer,
    *,
    items: Sequence[int],
    why: str,
    rule: str,
    public_reason: str,
    private_note: str = "",
    facts: str = "",
    seen: str = "",
) -> int:
    """Propose to hide contributions.

    Args:
        why: `official_criticised` or `batch`.
        seen: the version of the case that was seen, where it is one.

    Returns:
        The proposal's id.

    Raises:
        Invalid, Forbidden, NotFound, Conflict: as `acts.hide`, of any of them; `proposed`: one waits already.
    """
    check_grounds(rule, public_reason)
    for contribution_id in sorted(set(items)):
        found = await lock_case(tx, viewer, contribution_id, seen=seen)
        if found.state not in {"held", "published"} or await proposal_about(tx, contribution_id) is not None:
            raise Conflict(HANDLED, code="handled")
    return await _propose(
        tx, viewer, act="hide", items=sorted(set(items)), why=why, rule=rule, public_reason=public_reason,
        private_note=private_note, facts=facts,
    )  # fmt: skip


async def propose_suspension(
    tx: Transaction,
    viewer: Viewer,
    *,
    contribution_id: int,
    ends_at: datetime,
    rule: str,
    public_reason: str,
    private_note: str = "",
) -> int:
    """Propose to keep the author of a contribution from writing until an end.

    Raises:
        Invalid: `ends_on`, and as `propose_hiding`.
    """
    check_grounds(rule, public_reason)
    check_end(tx, ends_at, LONGEST_SUSPENSION)
    found = await lock_case(tx, viewer, contribution_id)
    if found.author_account is None:
        raise NotFound(N_("Nobody with an account wrote this."))
    return await _propose(
        tx, viewer, act="suspend", items=[contribution_id], account_id=found.author_account, why="suspension",
        ends_at=ends_at, rule=rule, public_reason=public_reason, private_note=private_note,
    )  # fmt: skip


async def agree(tx: Transaction, viewer: Viewer, *, proposal_id: int) -> int | None:
    """Agree to a proposal: it is carried out now.

    Of several contributions, those that were decided on or edited since, and those that the viewer works on, are left
    out and open again.

    Returns:
        The batch, where it is about several.

    Raises:
        NotFound: no such proposal. Forbidden: one's own, or one works on it.
        Conflict: `handled`: it was settled, or what it is about has changed.
    """
    found = await _lock(tx, viewer, proposal_id)
    proposer = found.proposed_by or 0
    if found.act == "suspend":
        if found.ends_at is None or found.ends_at <= tx.now:
            raise Conflict(N_("The end that was proposed has passed. Decline it."), code="handled")
        await suspend(
            tx, account_id=found.account_id or 0, ends_at=found.ends_at, rule=found.rule,
            public_reason=found.public_reason, private_note=found.private_note, decided_by=proposer,
            seconded_by=viewer.account_id or 0,
        )  # fmt: skip
    elif len(found.items) == 1:
        await hide(
            tx, viewer, contribution_id=found.items[0], rule=found.rule, public_reason=found.public_reason,
            private_note=found.private_note, facts=found.facts, proposed_by=proposer,
        )  # fmt: skip
    await _settle(tx, viewer, proposal_id, "agreed")
    if found.act == "hide" and len(found.items) > 1:
        grounds = Grounds(
            act="hide", rule=found.rule, public_reason=found.public_reason, private_note=found.private_note,
            facts=found.facts,
        )  # fmt: skip
        return await begin_batch(
            tx, viewer, grounds=grounds, items=found.items, proposed_by=proposer,
            changed=await _changed_since(tx, found),
        )  # fmt: skip
    return None


async def decline(tx: Transaction, viewer: Viewer, *, proposal_id: int, remark: str = "") -> None:
    """Decline a proposal, or take back one's own: nothing happens, and what was open is open again.

    Raises:
        NotFound, Forbidden, Conflict: as `agree`; one's own may be taken back.
    """
    found = await _lock(tx, viewer, proposal_id, own=True)
    await _settle(
        tx, viewer, proposal_id, "withdrawn" if found.proposed_by == viewer.account_id else "declined", remark
    )


async def proposal_about(tx: Transaction, contribution_id: int) -> Proposal | None:
    """What waits for a second moderator about a contribution."""
    return await tx.one(Proposal, f"{_SELECT} WHERE settled_at IS NULL AND $1 = ANY (items) LIMIT 1", contribution_id)


async def proposal_of(tx: Transaction, proposal_id: int) -> Proposal | None:
    """What was proposed, settled or not."""
    return await tx.one(Proposal, f"{_SELECT} WHERE id = $1", proposal_id)


_SELECT = """SELECT id, act, items, account_id, rule, facts, why, ends_at, public_reason, private_note, proposed_by,
                    proposed_at, settled_at, outcome FROM moderation_proposal"""


async def _propose(
    tx: Transaction,
    viewer: Viewer,
    *,
    act: str,
    items: list[int],
    why: str,
    rule: str,
    public_reason: str,
    private_note: str,
    facts: str = "",
    account_id: int | None = None,
    ends_at: datetime | None = None,
) -> int:
    row = await tx.add(
        ModerationProposal(
            act=act, items=items, account_id=account_id, rule=rule, facts=facts, why=why, ends_at=ends_at,
            public_reason=public_reason, private_note=private_note, proposed_by=viewer.account_id, proposed_at=tx.now,
        )
    )  # fmt: skip
    await tx.execute("DELETE FROM moderation_claim WHERE contribution_id = ANY ($1::bigint[])", items)
    await write_record(
        tx, f"moderation.{act}_proposed", actor_id=viewer.account_id, subject=("proposal", row.id),
        details={"rule": rule, "items": items},
    )  # fmt: skip
    return row.id


async def _lock(tx: Transaction, viewer: Viewer, proposal_id: int, *, own: bool = False) -> Proposal:
    found = await tx.one(Proposal, f"{_SELECT} WHERE id = $1 FOR UPDATE", proposal_id)
    if found is None:
        raise NotFound(N_("There is no such case."))
    if len(found.items) == 1:
        await lock_case(tx, viewer, found.items[0])
    else:
        await _check_several(tx, viewer, found)
    if found.settled_at is not None:
        raise Conflict(HANDLED, code="handled")
    if not own and found.proposed_by == viewer.account_id:
        raise Forbidden(N_("You proposed this yourself. Another moderator has to agree."))
    return found


async def _check_several(tx: Transaction, viewer: Viewer, found: Proposal) -> None:
    """Refuse a moderator to whom nothing of a proposal is a case, or who works on all of it."""
    plans = await plan_batch(tx, viewer, act="", items=found.items, lock=True)
    if not plans:
        raise NotFound(N_("There is no such case."))
    if found.proposed_by != viewer.account_id and all(plan.left_out == "own" for plan in plans):
        raise Forbidden(N_("You work on this yourself. Another moderator decides it."))


async def _changed_since(tx: Transaction, found: Proposal) -> list[int]:
    """What was decided on or edited after it was proposed: whoever proposed has not seen it so."""
    changed: list[int] = await tx.values(
        """SELECT c.id FROM contribution c WHERE c.id = ANY ($1::bigint[]) AND (
             EXISTS (SELECT 1 FROM moderation_decision m WHERE m.contribution_id = c.id AND m.at > $2)
             OR EXISTS (SELECT 1 FROM contribution_edit e WHERE e.contribution_id = c.id AND e.replaced_at > $2))""",
        found.items,
        found.proposed_at,
    )
    return changed


async def _settle(tx: Transaction, viewer: Viewer, proposal_id: int, outcome: str, remark: str = "") -> None:
    await tx.execute(
        """UPDATE moderation_proposal SET settled_by = $2, settled_at = now(), outcome = $3, remark = $4
           WHERE id = $1""",
        proposal_id,
        viewer.account_id,
        outcome,
        remark,
    )
    await write_record(
        tx, f"moderation.proposal_{outcome}", actor_id=viewer.account_id, subject=("proposal", proposal_id)
    )
