"""The conclusion: three lists that cite, contested for exactly seven days, then final; amended only where contested."""

from __future__ import annotations

import pytest

from musyawarah_scene import Musyawarah, age_conclusion, make_musyawarah
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from partisipasi.musyawarah.conclusions import add_line, propose_conclusion, remove_line, withdraw_conclusion
from partisipasi.musyawarah.contesting import contest_line, decide_contested
from partisipasi.musyawarah.finishing import finish_due, line_to_place, note_issue
from partisipasi.musyawarah.invariants import INVARIANTS
from partisipasi.settings import Settings
from talk_scene import make_person

WEEK = 7 * 24 * 3600
WHY = "Ini tidak kami sepakati sama sekali."


async def _broken(tx: Transaction) -> list[str]:
    return [rule.name for rule in INVARIANTS if await tx.rows(rule.sql)]


async def _contest(tx: Transaction, m: Musyawarah, who: Viewer, line: int, body: str = WHY) -> None:
    await contest_line(tx, who, m.settings, thread_id=m.thread_id, line_id=line, body=body)


async def test_lines_cite_what_is_public_in_the_thread(tx: Transaction, settings: Settings) -> None:
    m, other = await make_musyawarah(tx, settings), await make_musyawarah(tx, settings)
    citizen = await make_person(tx)
    said, hidden = await m.argue(tx, citizen, "for"), await m.argue(tx, citizen, "against")
    elsewhere = await other.argue(tx, citizen, "for")
    await hide_contribution(tx, contribution_id=hidden.id, rule="spam")
    for receipts in ((), ("bukan nomor",), (hidden.receipt,), (said.receipt, elsewhere.receipt)):
        with pytest.raises(Invalid) as refused:
            await add_line(tx, m.leader, thread_id=m.thread_id, part="agreed", body="Ya.", receipts=receipts)
        assert set(refused.value.fields) == {"cited"}
    with pytest.raises(Invalid):
        await add_line(tx, m.leader, thread_id=m.thread_id, part="else", body="Ya.", receipts=[said.receipt])
    with pytest.raises(Forbidden):
        await add_line(tx, citizen, thread_id=m.thread_id, part="agreed", body="Ya.", receipts=[said.receipt])
    with pytest.raises(SignInNeeded):
        await add_line(tx, GUEST, thread_id=m.thread_id, part="agreed", body="Ya.", receipts=[said.receipt])
    with pytest.raises(Invalid):
        await propose_conclusion(tx, m.leader, thread_id=m.thread_id)
    line = await add_line(tx, m.leader, thread_id=m.thread_id, part="data", body="Ya.", receipts=[said.receipt.lower()])
    await remove_line(tx, m.leader, thread_id=m.thread_id, line_id=line)
    with pytest.raises(NotFound):
        await remove_line(tx, m.leader, thread_id=m.thread_id, line_id=line)
    await m.conclude(tx, said.receipt)
    for act in (
        add_line(tx, m.leader, thread_id=m.thread_id, part="data", body="Ya.", receipts=[said.receipt]),
        propose_conclusion(tx, m.leader, thread_id=m.thread_id),
    ):
        with pytest.raises(Conflict):
            await act
    assert await _broken(tx) == []


async def test_participants_contest_once_each_and_who_was_not_there_does_not(
    tx: Transaction, settings: Settings
) -> None:
    m = await make_musyawarah(tx, settings)
    citizen, answered, stranger = await make_person(tx), await make_person(tx), await make_person(tx)
    said = await m.argue(tx, citizen, "for")
    await m.answer(tx, answered, "agree", "")
    line = await m.conclude(tx, said.receipt)
    with pytest.raises(Conflict):
        await m.answer(tx, answered, "object")
    with pytest.raises(Invalid):
        await _contest(tx, m, citizen, line, "tidak")
    await _contest(tx, m, citizen, line)
    await _contest(tx, m, answered, line)
    with pytest.raises(Conflict) as again:
        await _contest(tx, m, citizen, line)
    assert again.value.code == "contested"
    for who in (stranger, m.leader):
        with pytest.raises(Forbidden):
            await _contest(tx, m, who, line)
    with pytest.raises(SignInNeeded):
        await _contest(tx, m, GUEST, line)
    with pytest.raises(NotFound):
        await _contest(tx, m, citizen, line + 1000)
    assert await _broken(tx) == []


@pytest.mark.parametrize(("age", "open_still"), [(WEEK - 0.000001, True), (WEEK, False), (WEEK + 0.000001, False)])
async def test_the_seven_days_end_to_the_microsecond_by_the_database_clock(
    tx: Transaction, settings: Settings, age: float, open_still: bool
) -> None:
    m = await make_musyawarah(tx, settings)
    citizen, other = await make_person(tx), await make_person(tx)
    said = await m.argue(tx, citizen, "for")
    await m.argue(tx, other, "against")
    line = await m.conclude(tx, said.receipt)
    await _contest(tx, m, citizen, line)
    await age_conclusion(tx, m.thread_id, age)
    await tx.execute("UPDATE contest SET at = now() - interval '3 days' WHERE line_id = $1", line)
    panel = await m.panel(tx)
    assert (panel.contestable, panel.final) == (open_still, not open_still)
    if open_still:
        await _contest(tx, m, other, line)
        assert await finish_due(tx) == 0
        with pytest.raises(Conflict):
            await line_to_place(tx, m.leader, thread_id=m.thread_id, line_id=line, lock=False)
        with pytest.raises(Conflict):
            await _decide(tx, m, line, "stands")
    else:
        with pytest.raises(Conflict) as late:
            await _contest(tx, m, other, line)
        assert late.value.code == "not_open"
        with pytest.raises(Conflict):
            await withdraw_conclusion(tx, m.leader, thread_id=m.thread_id, reason="Keliru.")
        assert await finish_due(tx) == 1
        assert await finish_due(tx) == 0
        assert await tx.value("SELECT closed_at IS NOT NULL FROM thread WHERE id = $1", m.thread_id)
        await _decide(tx, m, line, "stands")
    assert await _broken(tx) == []


async def test_a_contested_line_stands_or_is_amended_and_its_earlier_words_stay(
    tx: Transaction, settings: Settings
) -> None:
    m = await make_musyawarah(tx, settings)
    citizen = await make_person(tx)
    said = await m.argue(tx, citizen, "for")
    await add_line(tx, m.leader, thread_id=m.thread_id, part="open", body="Tidak dibantah.", receipts=[said.receipt])
    line = await m.conclude(tx, said.receipt)
    await _contest(tx, m, citizen, line)
    await age_conclusion(tx, m.thread_id, WEEK)
    await tx.execute("UPDATE contest SET at = now() - interval '3 days' WHERE line_id = $1", line)
    quiet = await tx.value("SELECT min(id) FROM conclusion_line WHERE id < $1", line) or 0
    with pytest.raises(Conflict):
        await _decide(tx, m, quiet if quiet else line - 1, "stands")
    with pytest.raises(Forbidden):
        await decide_contested(
            tx, citizen, thread_id=m.thread_id, line_id=line, seen=1, outcome="stands", reason="Begitu."
        )
    for outcome, reason, body, wrong in (
        ("stands", " ", "", "reason"),
        ("else", "Begitu.", "", "outcome"),
        ("amended", "Begitu.", "", "body"),
        ("amended", "Begitu.", "Loket buka sampai sore.", "body"),
    ):
        with pytest.raises(Invalid) as refused:
            await decide_contested(
                tx, m.leader, thread_id=m.thread_id, line_id=line, seen=1, outcome=outcome, reason=reason,
                part="agreed", body=body,
            )  # fmt: skip
        assert set(refused.value.fields) == {wrong}
    await decide_contested(
        tx, m.leader, thread_id=m.thread_id, line_id=line, seen=1, outcome="amended", reason="Bantahan benar.",
        part="open", body="Jam buka belum disepakati.",
    )  # fmt: skip
    with pytest.raises(Conflict):
        await _decide(tx, m, line, "stands")
    rows = await tx.rows("SELECT number, part, body FROM line_wording WHERE line_id = $1 ORDER BY number", line)
    assert [row["part"] for row in rows] == ["agreed", "open"]
    assert await _broken(tx) == []


async def test_a_conclusion_is_taken_back_with_a_reason_and_another_can_be_proposed(
    tx: Transaction, settings: Settings
) -> None:
    m = await make_musyawarah(tx, settings)
    citizen = await make_person(tx)
    said = await m.argue(tx, citizen, "for")
    await m.conclude(tx, said.receipt)
    with pytest.raises(Invalid):
        await withdraw_conclusion(tx, m.leader, thread_id=m.thread_id, reason="")
    await withdraw_conclusion(tx, m.leader, thread_id=m.thread_id, reason="Ada yang terlewat.")
    await m.answer(tx, citizen, "agree", "")
    await m.conclude(tx, said.receipt)
    panel = await m.panel(tx)
    assert (panel.withdrawn, panel.contestable) == (1, True)
    assert await _broken(tx) == []


async def test_a_line_becomes_one_issue(tx: Transaction, settings: Settings) -> None:
    m = await make_musyawarah(tx, settings)
    citizen = await make_person(tx)
    said = await m.argue(tx, citizen, "for")
    line = await m.conclude(tx, said.receipt)
    await age_conclusion(tx, m.thread_id, WEEK)
    ready = await line_to_place(tx, m.leader, thread_id=m.thread_id, line_id=line, lock=True)
    assert (ready.receipts, ready.issue_id) == ([said.receipt], None)
    issue = await tx.value(
        "INSERT INTO issue (draft_id, number, title) VALUES ($1, 1, 'Jam buka') RETURNING id", m.scene.draft_id
    )
    await note_issue(tx, m.leader, thread_id=m.thread_id, line_id=line, issue_id=issue)
    with pytest.raises(Conflict):
        await note_issue(tx, m.leader, thread_id=m.thread_id, line_id=line, issue_id=issue)
    with pytest.raises(NotFound):
        await line_to_place(tx, m.leader, thread_id=m.thread_id + 1, line_id=line, lock=False)


async def _decide(tx: Transaction, m: Musyawarah, line: int, outcome: str) -> None:
    await decide_contested(
        tx, m.leader, thread_id=m.thread_id, line_id=line, seen=1, outcome=outcome, reason="Sudah ditimbang."
    )
