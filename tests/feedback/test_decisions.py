"""A decision needs two people, a reason, and what its outcome asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import Desk, decide, make_desk, propose, raise_issue, speak
from partisipasi.feedback.closing import release_interim
from partisipasi.feedback.decisions import approve_decision, check_wording, propose_decision, return_decision
from partisipasi.feedback.points import place_point
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from talk_scene import join_team


@pytest.fixture
async def desk(tx: Transaction) -> Desk:
    return await make_desk(tx)


@pytest.mark.parametrize(
    ("wording", "field"),
    [
        ({"outcome": "granted", "reason": "Ya."}, "outcome"),
        ({"outcome": "accepted", "reason": " "}, "reason"),
        ({"outcome": "rejected", "reason": "Tidak."}, "reason_code"),
        ({"outcome": "rejected", "reason": "Tidak.", "reason_code": "no_wish"}, "reason_code"),
        ({"outcome": "noted", "reason": "Baik.", "no_text_change": True}, "no_text_change"),
        ({"outcome": "noted", "reason": "x" * 10_001}, "reason"),
    ],
)
def test_a_decision_that_lacks_what_its_outcome_needs_is_refused(wording: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_wording(**{"reason_code": None, **wording})  # type: ignore[arg-type]
    assert field in refused.value.fields


async def test_who_proposed_never_approves_whatever_roles_they_have(tx: Transaction, desk: Desk) -> None:
    await join_team(tx, desk.scene, desk.analyst, "approver")
    decision_id = await propose(tx, desk, await raise_issue(tx, desk))
    with pytest.raises(Forbidden):
        await approve_decision(tx, desk.analyst, decision_id=decision_id)
    assert (await approve_decision(tx, desk.chief, decision_id=decision_id)).state == "approved"


async def test_who_worded_a_proposal_is_no_independent_approver_even_after_a_colleague_changed_it(
    tx: Transaction, desk: Desk
) -> None:
    issue = await raise_issue(tx, desk)
    first = await propose_decision(tx, desk.chief, issue_id=issue.id, outcome="noted", reason="Kami catat.")
    second = await propose_decision(tx, desk.analyst, issue_id=issue.id, outcome="noted", reason="Kami catat dulu.")
    assert second.id == first.id
    with pytest.raises(Forbidden):
        await approve_decision(tx, desk.chief, decision_id=second.id)
    assert (await approve_decision(tx, desk.deputy, decision_id=second.id)).state == "approved"


async def test_a_wording_that_changed_after_it_was_read_is_not_approved_unread(tx: Transaction, desk: Desk) -> None:
    issue = await raise_issue(tx, desk)
    decision_id = await propose(tx, desk, issue)
    seen = await tx.value("SELECT proposed_at FROM decision WHERE id = $1", decision_id)
    await propose(tx, desk, issue, "deferred")
    with pytest.raises(Conflict) as refused:
        await approve_decision(tx, desk.chief, decision_id=decision_id, seen=seen - timedelta(seconds=1))
    assert refused.value.code == "stale"


async def test_a_returned_decision_is_proposed_anew_and_an_approved_one_can_be_returned_before_its_release(
    tx: Transaction, desk: Desk
) -> None:
    issue = await raise_issue(tx, desk)
    decision_id = await decide(tx, desk, issue)
    with pytest.raises(Conflict):
        await propose(tx, desk, issue)
    with pytest.raises(Invalid):
        await return_decision(tx, desk.chief, decision_id=decision_id, remark=" ")
    with pytest.raises(Forbidden):
        await return_decision(tx, desk.analyst, decision_id=decision_id, remark="Kurang jelas.")
    await return_decision(tx, desk.chief, decision_id=decision_id, remark="Kurang jelas.")
    again = await propose(tx, desk, issue)
    assert again != decision_id
    with pytest.raises(Conflict):
        await approve_decision(tx, desk.chief, decision_id=decision_id)


async def test_what_is_not_public_yet_is_not_there_for_outsiders_and_readers_change_nothing(
    tx: Transaction, desk: Desk
) -> None:
    decision_id = await propose(tx, desk, await raise_issue(tx, desk))
    with pytest.raises(NotFound):
        await approve_decision(tx, desk.outsider, decision_id=decision_id)
    for viewer in (desk.reader, desk.analyst):
        with pytest.raises(Forbidden):
            await approve_decision(tx, viewer, decision_id=decision_id)


async def test_a_new_decision_supersedes_the_public_one_at_once_and_tells_its_contributors_again(
    tx: Transaction, desk: Desk
) -> None:
    voice = await speak(tx, desk.scene)
    issue = await raise_issue(tx, desk, voice)
    old = await decide(tx, desk, issue, "rejected")
    await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[old], reason="Ditanyakan warga.")
    new = await propose(tx, desk, issue, "deferred")
    assert await states(tx, issue.id) == {old: "released", new: "proposed"}
    assert (await approve_decision(tx, desk.deputy, decision_id=new)).state == "released"
    assert await states(tx, issue.id) == {old: "superseded", new: "released"}
    assert await tx.value("SELECT supersedes_id FROM decision WHERE id = $1", new) == old
    notices = await tx.rows(
        """SELECT n.decision_id, r.kind FROM notice n JOIN release r ON r.id = n.release_id
           WHERE n.contribution_id = $1 ORDER BY n.id""",
        voice.id,
    )
    assert [(row["decision_id"], row["kind"]) for row in notices] == [(old, "interim"), (new, "superseding")]


async def states(tx: Transaction, issue_id: int) -> dict[int, str]:
    rows = await tx.rows("SELECT id, state FROM decision WHERE issue_id = $1", issue_id)
    return {row["id"]: row["state"] for row in rows}


async def test_late_input_joins_a_decided_issue_only_with_a_new_proposal(tx: Transaction, desk: Desk) -> None:
    issue = await raise_issue(tx, desk, await speak(tx, desk.scene))
    decision = await decide(tx, desk, issue)
    await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[decision], reason="Mendesak.")
    late = await speak(tx, desk.scene)
    with pytest.raises(Conflict):
        await place_point(tx, desk.analyst, issue_id=issue.id, receipt=late.receipt)
    new = await propose(tx, desk, issue, "deferred")
    await place_point(tx, desk.analyst, issue_id=issue.id, receipt=late.receipt)
    stage = "SELECT stage FROM contribution_stage WHERE contribution_id = $1"
    assert await tx.value(stage, late.id) == "considered"
    await approve_decision(tx, desk.deputy, decision_id=new)
    assert await tx.value(stage, late.id) == "answered"


async def test_an_interim_answer_names_approved_decisions_a_reason_and_an_independent_approver(
    tx: Transaction, desk: Desk
) -> None:
    issue = await raise_issue(tx, desk)
    proposed = await propose(tx, desk, issue)
    with pytest.raises(Conflict):
        await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[proposed], reason="Mendesak.")
    await approve_decision(tx, desk.chief, decision_id=proposed)
    with pytest.raises(Invalid):
        await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[], reason="")
    by_chief = await propose_decision(
        tx, desk.chief, issue_id=(await raise_issue(tx, desk)).id, outcome="noted", reason="Kami catat."
    )
    await approve_decision(tx, desk.deputy, decision_id=by_chief.id)
    with pytest.raises(Forbidden):
        await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[by_chief.id], reason="Mendesak.")
    with pytest.raises(Forbidden):
        await release_interim(tx, desk.analyst, draft_id=desk.draft_id, decision_ids=[proposed], reason="Mendesak.")
