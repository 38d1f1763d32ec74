"""The day by which answers are promised: said once, put off with a reason, kept, late or missed for all to see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import Desk, decide, make_desk, raise_issue, speak
from partisipasi.feedback.owners import Owner
from partisipasi.feedback.progress import PROGRESS_IS_COUNTED, count_due
from partisipasi.feedback.promises import Outlook, PromiseView, outlook_of, promise_answers, promises_of, today
from partisipasi.feedback.releasing import release_decisions
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound

SOON, LATER = today() + timedelta(days=10), today() + timedelta(days=40)


@pytest.fixture
async def desk(tx: Transaction) -> Desk:
    return await make_desk(tx)


async def _outlook(tx: Transaction, desk: Desk) -> Outlook:
    while await count_due(tx):
        pass
    assert not await tx.rows(PROGRESS_IS_COUNTED.sql)
    return await outlook_of(tx, desk.draft_id)


async def _promise(tx: Transaction, desk: Desk) -> PromiseView:
    return (await _outlook(tx, desk)).promises[0]


async def test_a_promise_is_made_and_put_off_with_a_reason_that_stays_readable(tx: Transaction, desk: Desk) -> None:
    round_id = desk.scene.round_id
    await promise_answers(tx, desk.chief, round_id=round_id, promised_on=SOON)
    await promise_answers(tx, desk.chief, round_id=round_id, promised_on=SOON)
    assert await tx.value("SELECT count(*) FROM answer_promise WHERE round_id = $1", round_id) == 1
    with pytest.raises(Invalid) as refused:
        await promise_answers(tx, desk.chief, round_id=round_id, promised_on=LATER)
    assert "reason" in refused.value.fields
    await promise_answers(tx, desk.analyst, round_id=round_id, promised_on=LATER, reason="Masukan lebih banyak.")
    found = await _promise(tx, desk)
    assert (found.promised_on, found.first, found.reason) == (LATER, SOON, "Masukan lebih banyak.")
    assert (await promises_of(tx, [desk.draft_id]))[desk.draft_id] == [found]


async def test_a_day_before_the_rounds_end_or_past_is_refused(tx: Transaction, desk: Desk) -> None:
    with pytest.raises(Invalid):
        await promise_answers(tx, desk.chief, round_id=desk.scene.round_id, promised_on=today() - timedelta(days=1))
    await tx.execute("UPDATE round SET closes_at = now() + interval '20 days' WHERE id = $1", desk.scene.round_id)
    with pytest.raises(Invalid) as refused:
        await promise_answers(tx, desk.chief, round_id=desk.scene.round_id, promised_on=SOON)
    assert "promised_on" in refused.value.fields


async def test_only_who_keeps_rounds_promises_and_nothing_once_closed(tx: Transaction, desk: Desk) -> None:
    for viewer in (desk.outsider, desk.reader):
        with pytest.raises(Forbidden):
            await promise_answers(tx, viewer, round_id=desk.scene.round_id, promised_on=SOON)
    with pytest.raises(NotFound):
        await promise_answers(tx, desk.chief, round_id=0, promised_on=SOON)
    await tx.execute("UPDATE draft SET closed_at = now(), closed_how = 'withdrawn' WHERE id = $1", desk.draft_id)
    with pytest.raises(Conflict):
        await promise_answers(tx, desk.chief, round_id=desk.scene.round_id, promised_on=SOON)


async def test_a_promise_waits_warns_is_missed_and_then_late(tx: Transaction, desk: Desk) -> None:
    voice = await speak(tx, desk.scene)
    await promise_answers(tx, desk.chief, round_id=desk.scene.round_id, promised_on=LATER)
    found = await _promise(tx, desk)
    assert (found.heard, found.left) == (1, 1)
    states = [found.state(LATER + timedelta(days=shift)) for shift in (-15, -14, 0, 1)]
    assert states == ["waiting", "soon", "soon", "missed"]
    issue = await raise_issue(tx, desk, voice)
    decision = await decide(tx, desk, issue)
    assert (await _promise(tx, desk)).left == 1, "an approved decision is no answer yet"
    await release_decisions(tx, owner=Owner(desk.draft_id), kind="interim", actor_id=None, decision_ids=[decision])
    found = await _promise(tx, desk)
    assert found.left == 0
    assert found.state(LATER + timedelta(days=1)) == "kept"
    await tx.execute("UPDATE answer_promise SET promised_on = $1", today() - timedelta(days=3))
    assert (await _promise(tx, desk)).state(today()) == "late"


async def test_progress_tells_read_placed_decided_answered_oldest_and_median(tx: Transaction, desk: Desk) -> None:
    first = await speak(tx, desk.scene)
    await speak(tx, desk.scene)
    await tx.execute("UPDATE contribution SET published_at = now() - interval '9 days' WHERE id = $1", first.id)
    progress = (await _outlook(tx, desk)).progress
    assert (progress.heard, progress.read, progress.considered, progress.decided, progress.answered) == (2, 0, 0, 0, 0)
    assert progress.oldest_at == tx.now - timedelta(days=9)
    decision = await decide(tx, desk, await raise_issue(tx, desk, first))
    progress = (await _outlook(tx, desk)).progress
    assert (progress.read, progress.considered, progress.decided, progress.answered) == (1, 1, 1, 0)
    await release_decisions(tx, owner=Owner(desk.draft_id), kind="interim", actor_id=None, decision_ids=[decision])
    progress = (await _outlook(tx, desk)).progress
    assert (progress.answered, progress.oldest_at) == (1, tx.now)
    assert progress.median_days == pytest.approx(9)
    await tx.execute("UPDATE draft_progress SET decided = 9 WHERE draft_id = $1", desk.draft_id)
    assert [row["draft_id"] for row in await tx.rows(PROGRESS_IS_COUNTED.sql)] == [desk.draft_id]
