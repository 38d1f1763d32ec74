"""Questions: due within a week, answered by an official reply, pinned where the answer helps many."""

from __future__ import annotations

import pytest

from builders import Desk, Voice, make_desk, speak
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.feedback.questions import MOST_PINNED, pin_question, pinned_of, question_counts, questions_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, NotFound


@pytest.fixture
async def desk(tx: Transaction) -> Desk:
    return await make_desk(tx)


async def _ask(tx: Transaction, desk: Desk, days: int = 0, key: str | None = "pasal-8") -> Voice:
    asked = await speak(tx, desk.scene, "Siapa yang menghitungnya?", kind="question", key=key)
    await tx.execute(
        "UPDATE contribution SET published_at = now() - make_interval(days => $2) WHERE id = $1", asked.id, days
    )
    return asked


async def _reply(tx: Transaction, desk: Desk, question: Voice, body: str = "Pengelola presensi.") -> Voice:
    return await speak(tx, desk.scene, body, kind="official", parent=question, viewer=desk.chief, key="pasal-8")


async def test_a_question_is_due_a_week_after_it_was_asked(tx: Transaction, desk: Desk) -> None:
    late, fresh, done = await _ask(tx, desk, 8), await _ask(tx, desk, 6), await _ask(tx, desk, 9)
    await _reply(tx, desk, done)
    await speak(tx, desk.scene, "Bukan pertanyaan.")
    rows = {row.receipt: row for row in await questions_of(tx, desk.reader, desk.draft_id)}
    assert set(rows) == {late.receipt, fresh.receipt, done.receipt}
    assert [rows[one.receipt].overdue for one in (late, fresh, done)] == [True, False, False]
    assert rows[late.receipt].name == "Pasal 8"
    waiting = await questions_of(tx, desk.reader, desk.draft_id, waiting=True)
    assert [row.receipt for row in waiting] == [late.receipt, fresh.receipt]
    replied = await questions_of(tx, desk.reader, desk.draft_id, waiting=False)
    assert [row.receipt for row in replied] == [done.receipt]
    counts = (await question_counts(tx, [desk.draft_id]))[desk.draft_id]
    assert (counts.asked, counts.waiting, counts.overdue) == (3, 2, 1)


async def test_the_list_is_for_the_workbench_alone(tx: Transaction, desk: Desk) -> None:
    await _ask(tx, desk)
    with pytest.raises(NotFound):
        await questions_of(tx, desk.outsider, desk.draft_id)


async def test_a_pinned_question_stands_with_its_reply_until_it_is_unpinned(tx: Transaction, desk: Desk) -> None:
    asked = await _ask(tx, desk)
    await _reply(tx, desk, asked)
    for _ in range(2):
        await pin_question(tx, desk.chief, draft_id=desk.draft_id, receipt=asked.receipt, pinned=True)
    (shown,) = await pinned_of(tx, desk.draft_id)
    assert (shown.words, shown.name) == ("Siapa yang menghitungnya?", "Pasal 8")
    assert "Pengelola presensi." in shown.reply_html
    assert len(await pinned_of(tx, desk.draft_id, clause_id=desk.scene.clauses["pasal-8"])) == 1
    assert await pinned_of(tx, desk.draft_id, clause_id=desk.scene.clauses["pasal-7.ayat-1"]) == []
    await pin_question(tx, desk.analyst, draft_id=desk.draft_id, receipt=asked.receipt, pinned=False)
    assert await pinned_of(tx, desk.draft_id) == []


@pytest.mark.parametrize("which", ["question", "reply"])
async def test_what_is_hidden_is_pinned_nowhere(tx: Transaction, desk: Desk, which: str) -> None:
    asked = await _ask(tx, desk)
    reply = await _reply(tx, desk, asked)
    await pin_question(tx, desk.chief, draft_id=desk.draft_id, receipt=asked.receipt, pinned=True)
    hidden = asked if which == "question" else reply
    await hide_contribution(tx, contribution_id=hidden.id, rule="abuse")
    assert await pinned_of(tx, desk.draft_id) == []


async def test_only_answered_questions_are_pinned_and_not_too_many(tx: Transaction, desk: Desk) -> None:
    asked = await _ask(tx, desk)
    with pytest.raises(Conflict, match="official reply"):
        await pin_question(tx, desk.chief, draft_id=desk.draft_id, receipt=asked.receipt, pinned=True)
    comment = await speak(tx, desk.scene)
    with pytest.raises(NotFound):
        await pin_question(tx, desk.chief, draft_id=desk.draft_id, receipt=comment.receipt, pinned=True)
    await _reply(tx, desk, asked)
    for viewer, error in ((desk.outsider, NotFound), (desk.reader, Forbidden)):
        with pytest.raises(error):
            await pin_question(tx, viewer, draft_id=desk.draft_id, receipt=asked.receipt, pinned=True)
    for _ in range(MOST_PINNED):
        other = await _ask(tx, desk)
        await _reply(tx, desk, other)
        await pin_question(tx, desk.chief, draft_id=desk.draft_id, receipt=other.receipt, pinned=True)
    with pytest.raises(Conflict, match="pinned already"):
        await pin_question(tx, desk.chief, draft_id=desk.draft_id, receipt=asked.receipt, pinned=True)
