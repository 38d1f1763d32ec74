"""Many decisions approved at once: each as it was read, none by who worded it, none that is vague."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from builders import Desk, decide, make_desk, propose, raise_issue, speak
from partisipasi.feedback.approving import approve_decisions, proposals_of
from partisipasi.feedback.decisions import approve_decision, propose_decision
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
async def desk(tx: Transaction) -> Desk:
    return await make_desk(tx)


async def _seen(tx: Transaction, desk: Desk) -> list[tuple[int, datetime]]:
    return [(one.id, one.proposed_at) for one in await proposals_of(tx, desk.chief, desk.draft_id)]


async def _states(tx: Transaction, desk: Desk) -> list[str]:
    return await tx.values(
        "SELECT d.state FROM decision d JOIN issue i ON i.id = d.issue_id WHERE i.draft_id = $1 ORDER BY i.number",
        desk.draft_id,
    )


async def test_the_list_holds_what_waits_with_its_numbers(tx: Transaction, desk: Desk) -> None:
    voices = [await speak(tx, desk.scene), await speak(tx, desk.scene)]
    await propose(tx, desk, await raise_issue(tx, desk, *voices))
    await decide(tx, desk, await raise_issue(tx, desk))
    (one,) = await proposals_of(tx, desk.analyst, desk.draft_id)
    assert (one.label, one.points, one.contributions, one.people) == ("M-001", 2, 2, 2)
    assert one.own and not one.supersedes and one.vague == []
    assert not (await proposals_of(tx, desk.chief, desk.draft_id))[0].own
    with pytest.raises(NotFound):
        await proposals_of(tx, desk.outsider, desk.draft_id)


async def test_what_is_ticked_is_approved_and_the_rest_stays(tx: Transaction, desk: Desk) -> None:
    for _ in range(3):
        await propose(tx, desk, await raise_issue(tx, desk))
    seen = await _seen(tx, desk)
    result = await approve_decisions(tx, desk.chief, draft_id=desk.draft_id, chosen=seen[:2])
    assert (result.done, result.left) == (["M-001", "M-002"], [])
    assert await _states(tx, desk) == ["approved", "approved", "proposed"]
    again = await approve_decisions(tx, desk.chief, draft_id=desk.draft_id, chosen=seen[:1])
    assert again.done == [] and again.left[0][0] == "M-001"


async def test_what_was_worded_anew_or_by_oneself_is_left_and_the_others_go_on(tx: Transaction, desk: Desk) -> None:
    fresh, stale, own, vague = [await raise_issue(tx, desk) for _ in range(4)]
    for issue in (fresh, stale, vague):
        await propose(tx, desk, issue)
    await propose_decision(tx, desk.chief, issue_id=own.id, outcome="noted", reason="Dicatat untuk pedoman.")
    await tx.execute("UPDATE decision SET reason = 'Karena [[alasan]].' WHERE issue_id = $1", vague.id)
    chosen = [
        (id_, seen - timedelta(seconds=1) if number == 1 else seen)
        for number, (id_, seen) in enumerate(await _seen(tx, desk))
    ]
    result = await approve_decisions(tx, desk.chief, draft_id=desk.draft_id, chosen=chosen)
    assert result.done == ["M-001"]
    assert [label for label, _ in result.left] == ["M-002", "M-003", "M-004"]
    assert await _states(tx, desk) == ["approved", "proposed", "proposed", "proposed"]


async def test_vague_words_are_approved_by_nobody(tx: Transaction, desk: Desk) -> None:
    decision = await propose(tx, desk, await raise_issue(tx, desk))
    await tx.execute("UPDATE decision SET legal_basis = 'PP [[nomor]]' WHERE id = $1", decision)
    with pytest.raises(Conflict) as refused:
        await approve_decision(tx, desk.chief, decision_id=decision)
    assert refused.value.code == "vague" and refused.value.values["open"] == "nomor"


async def test_only_approvers_of_this_draft_approve_and_something_must_be_ticked(tx: Transaction, desk: Desk) -> None:
    await propose(tx, desk, await raise_issue(tx, desk))
    chosen = await _seen(tx, desk)
    for viewer, error in ((desk.outsider, NotFound), (desk.reader, Forbidden), (desk.analyst, Forbidden)):
        with pytest.raises(error):
            await approve_decisions(tx, viewer, draft_id=desk.draft_id, chosen=chosen)
    with pytest.raises(Invalid):
        await approve_decisions(tx, desk.chief, draft_id=desk.draft_id, chosen=[])
    other = await make_desk(tx)
    with pytest.raises(Invalid):
        await approve_decisions(tx, other.chief, draft_id=other.draft_id, chosen=chosen)
    assert await _states(tx, desk) == ["proposed"]
