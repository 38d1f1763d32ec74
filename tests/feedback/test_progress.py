"""Progress: counted by a chore from what triggers name, equal to the rows at rest."""

from __future__ import annotations

from builders import decide, make_desk, raise_issue, speak
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.feedback.owners import Owner
from partisipasi.feedback.progress import PROGRESS_IS_COUNTED, Progress, count_due, progress_of, site_figures
from partisipasi.feedback.queries.causes import voices_of
from partisipasi.feedback.releasing import release_decisions
from partisipasi.kit.database import Transaction


def _rights(progress: Progress) -> tuple[int, int, int]:
    return progress.heard, progress.considered, progress.answered


async def _counted(tx: Transaction, draft_id: int) -> Progress:
    while await count_due(tx):
        pass
    assert not await tx.rows(PROGRESS_IS_COUNTED.sql)
    return (await progress_of(tx, [draft_id]))[draft_id]


async def test_each_step_of_an_answer_is_counted(tx: Transaction) -> None:
    desk = await make_desk(tx)
    assert _rights(await _counted(tx, desk.draft_id)) == (0, 0, 0)
    voices = [await speak(tx, desk.scene, f"Potongan ke-{number} terlalu besar bagi kami.") for number in range(3)]
    assert _rights(await _counted(tx, desk.draft_id)) == (3, 0, 0)
    issue = await raise_issue(tx, desk, *voices[:2])
    assert _rights(await _counted(tx, desk.draft_id)) == (3, 2, 0)
    decision = await decide(tx, desk, issue)
    assert _rights(await _counted(tx, desk.draft_id)) == (3, 2, 0), "an approved decision is no answer yet"
    await release_decisions(tx, owner=Owner(desk.draft_id), kind="interim", actor_id=None, decision_ids=[decision])
    assert _rights(await _counted(tx, desk.draft_id)) == (3, 2, 2)
    await hide_contribution(tx, contribution_id=voices[2].id, rule="spam")
    assert _rights(await _counted(tx, desk.draft_id)) == (2, 2, 2)


async def test_a_stale_count_is_noticed(tx: Transaction) -> None:
    desk = await make_desk(tx)
    await speak(tx, desk.scene)
    await _counted(tx, desk.draft_id)
    await tx.execute("UPDATE draft_progress SET heard = 7 WHERE draft_id = $1", desk.draft_id)
    assert [row["draft_id"] for row in await tx.rows(PROGRESS_IS_COUNTED.sql)] == [desk.draft_id]


async def test_figures_add_up_the_drafts_and_take_the_median_of_first_answers(tx: Transaction) -> None:
    before = await site_figures(tx)
    desk = await make_desk(tx)
    voice = await speak(tx, desk.scene)
    issue = await raise_issue(tx, desk, voice)
    decision = await decide(tx, desk, issue)
    await release_decisions(tx, owner=Owner(desk.draft_id), kind="interim", actor_id=None, decision_ids=[decision])
    await _counted(tx, desk.draft_id)
    after = await site_figures(tx)
    assert after.heard >= before.heard + 1 and after.answered >= before.answered + 1
    assert after.median_days is not None


async def test_voices_are_public_words_and_no_words_twice(tx: Transaction) -> None:
    desk = await make_desk(tx)
    copies = [await speak(tx, desk.scene, "Turunkan potongan menjadi setengah persen saja!") for _ in range(3)]
    other = await speak(tx, desk.scene, "Mesin presensi di kantor kami sering rusak.")
    hidden = await speak(tx, desk.scene, "Kata-kata yang tidak pantas dibaca siapa pun.")
    issue = await raise_issue(tx, desk, *copies, other, hidden)
    await hide_contribution(tx, contribution_id=hidden.id, rule="abuse")
    said = (await voices_of(tx, [issue.id], shown=5))[issue.id]
    assert said.points == 5, "what is hidden is still answered"
    assert [voice.receipt for voice in said.some] == [copies[0].receipt, other.receipt]
    assert not any("pantas" in voice.words for voice in said.some)
