"""Before a contribution is placed: read, given to a colleague, noted on; and what may be taken back after."""

from __future__ import annotations

import pytest

from builders import Desk, Voice, decide, make_desk, raise_issue, speak
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.feedback.considering import assign, mark_read, remove_note, write_note
from partisipasi.feedback.notices import forget_texts
from partisipasi.feedback.points import place_point, take_back
from partisipasi.feedback.queries.inbox import InboxFilter, inbox, inbox_counts
from partisipasi.feedback.queries.placing import open_issues
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
async def desk(tx: Transaction) -> Desk:
    return await make_desk(tx)


async def _found(tx: Transaction, desk: Desk, **wanted: object) -> list[str]:
    rows = await inbox(tx, desk.reader, desk.draft_id, InboxFilter(**wanted))  # type: ignore[arg-type]
    return [row.receipt for row in rows]


async def test_what_is_read_keeps_its_first_reader_and_leaves_the_unread(tx: Transaction, desk: Desk) -> None:
    voices = [await speak(tx, desk.scene), await speak(tx, desk.scene)]
    receipts = [voice.receipt for voice in voices]
    assert await _found(tx, desk, read=False) == receipts
    assert await mark_read(tx, desk.analyst, draft_id=desk.draft_id, receipts=receipts[:1]) == 1
    assert await mark_read(tx, desk.analyst, draft_id=desk.draft_id, receipts=receipts) == 1
    assert await _found(tx, desk, read=False) == []
    assert (await inbox_counts(tx, desk.reader, desk.draft_id)).unread == 0


async def test_placing_and_noting_are_reading(tx: Transaction, desk: Desk) -> None:
    placed, noted = await speak(tx, desk.scene), await speak(tx, desk.scene)
    await raise_issue(tx, desk, placed)
    await write_note(tx, desk.chief, draft_id=desk.draft_id, receipt=noted.receipt, body="Tanyakan ke bagian hukum.")
    assert await _found(tx, desk, read=False) == []
    assert await tx.values("SELECT read_by FROM reading ORDER BY contribution_id") == [
        desk.analyst.account_id,
        desk.chief.account_id,
    ]


async def test_a_task_is_given_to_who_works_here_and_taken_away_again(tx: Transaction, desk: Desk) -> None:
    voice = await speak(tx, desk.scene)

    async def give(viewer: Viewer, account: int | None) -> None:
        await assign(tx, viewer, draft_id=desk.draft_id, receipts=[voice.receipt], account_id=account)

    await give(desk.analyst, desk.chief.account_id)
    assert await _found(tx, desk, assigned_to=desk.chief.account_id) == [voice.receipt]
    assert await _found(tx, desk, assigned_to=0) == []
    await give(desk.analyst, desk.analyst.account_id)
    assert await _found(tx, desk, assigned_to=desk.chief.account_id) == []
    await give(desk.analyst, None)
    assert await _found(tx, desk, assigned_to=0) == [voice.receipt]
    for stranger in (desk.outsider, desk.reader):
        with pytest.raises(Invalid) as refused:
            await give(desk.analyst, stranger.account_id)
        assert "assignee" in refused.value.fields


@pytest.mark.parametrize(("who", "error"), [("outsider", NotFound), ("reader", Forbidden), ("guest", NotFound)])
async def test_nobody_else_works_on_the_input(tx: Transaction, desk: Desk, who: str, error: type[Exception]) -> None:
    voice = await speak(tx, desk.scene)
    note = await write_note(tx, desk.analyst, draft_id=desk.draft_id, receipt=voice.receipt, body="Rahasia tim.")
    viewer = GUEST if who == "guest" else getattr(desk, who)
    with pytest.raises(error):
        await write_note(tx, viewer, draft_id=desk.draft_id, receipt=voice.receipt, body="Saya juga.")
    with pytest.raises(error):
        await remove_note(tx, viewer, draft_id=desk.draft_id, note_id=note)
    with pytest.raises(error):
        await mark_read(tx, viewer, draft_id=desk.draft_id, receipts=[voice.receipt])
    with pytest.raises(error):
        await assign(tx, viewer, draft_id=desk.draft_id, receipts=[voice.receipt], account_id=None)
    with pytest.raises(error):
        await take_back(tx, viewer, draft_id=desk.draft_id, point_ids=[])


async def test_input_of_another_draft_is_not_there(tx: Transaction, desk: Desk) -> None:
    other = await make_desk(tx)
    voice = await speak(tx, other.scene)
    for receipts in ([voice.receipt], ["AAAAAAAAA"]):
        with pytest.raises(NotFound):
            await mark_read(tx, desk.analyst, draft_id=desk.draft_id, receipts=receipts)
    with pytest.raises(Invalid):
        await mark_read(tx, desk.analyst, draft_id=desk.draft_id, receipts=[])
    note = await write_note(tx, other.analyst, draft_id=other.draft_id, receipt=voice.receipt, body="Catatan lain.")
    with pytest.raises(NotFound):
        await remove_note(tx, desk.analyst, draft_id=desk.draft_id, note_id=note)


async def test_notes_need_words_stand_in_the_row_and_go_with_erased_texts(tx: Transaction, desk: Desk) -> None:
    voice = await speak(tx, desk.scene)
    for body in ("  ", "x" * 2001):
        with pytest.raises(Invalid):
            await write_note(tx, desk.analyst, draft_id=desk.draft_id, receipt=voice.receipt, body=body)
    await write_note(tx, desk.analyst, draft_id=desk.draft_id, receipt=voice.receipt, body="Yang pertama.")
    second = await write_note(tx, desk.chief, draft_id=desk.draft_id, receipt=voice.receipt, body="Yang kedua.")
    (row,) = await inbox(tx, desk.reader, desk.draft_id)
    assert [(note.body, note.name) for note in row.notes] == [("Yang pertama.", "Analis"), ("Yang kedua.", "Kepala")]
    await remove_note(tx, desk.analyst, draft_id=desk.draft_id, note_id=second)
    with pytest.raises(NotFound):
        await remove_note(tx, desk.analyst, draft_id=desk.draft_id, note_id=second)
    await forget_texts(tx, contribution_ids=[voice.id])
    assert await tx.value("SELECT count(*) FROM internal_note WHERE contribution_id = $1", voice.id) == 0


async def test_one_takes_back_what_one_placed_and_nothing_decided(tx: Transaction, desk: Desk) -> None:
    voice, other = await speak(tx, desk.scene), await speak(tx, desk.scene)
    issue = await raise_issue(tx, desk)
    mine = await place_point(tx, desk.analyst, issue_id=issue.id, receipt=voice.receipt)
    theirs = await place_point(tx, desk.analyst, issue_id=issue.id, receipt=other.receipt)
    await tx.execute("UPDATE point SET placed_by = $2 WHERE id = $1", theirs, desk.chief.account_id)
    for expected in (1, 0):
        assert await take_back(tx, desk.analyst, draft_id=desk.draft_id, point_ids=[mine, theirs]) == expected
    assert await tx.value("SELECT count(*) FROM counted_point WHERE issue_id = $1", issue.id) == 1
    again = await place_point(tx, desk.analyst, issue_id=issue.id, receipt=voice.receipt)
    await decide(tx, desk, issue)
    with pytest.raises(Conflict):
        await take_back(tx, desk.analyst, draft_id=desk.draft_id, point_ids=[again])


async def test_the_inbox_is_filtered_by_channel_length_age_and_support(tx: Transaction, desk: Desk) -> None:
    async def set_to(voice: Voice, column: str, value: object) -> None:
        await tx.execute(f"UPDATE contribution SET {column} = {value} WHERE id = $1", voice.id)

    letter, long, old, liked = [await speak(tx, desk.scene, "Potongan terlalu besar.") for _ in range(4)]
    await set_to(letter, "channel", "'letter'")
    await set_to(long, "source", "repeat('panjang ', 200)")
    await set_to(old, "published_at", "now() - interval '8 days'")
    await tx.execute(
        "INSERT INTO contribution_tally (contribution_id, supports) VALUES ($1, 6) "
        "ON CONFLICT (contribution_id) DO UPDATE SET supports = 6",
        liked.id,
    )
    assert await _found(tx, desk, channel="letter") == [letter.receipt]
    assert await _found(tx, desk, length="long") == [long.receipt]
    assert long.receipt not in await _found(tx, desk, length="short")
    assert await _found(tx, desk, waiting_days=7) == [old.receipt]
    assert await _found(tx, desk, supports=5) == [liked.receipt]
    assert await _found(tx, desk, round_id=desk.scene.round_id) == [v.receipt for v in (letter, long, old, liked)]
    assert await _found(tx, desk, round_id=0) == []


async def test_issues_are_found_by_words_of_the_title_or_by_number(tx: Transaction, desk: Desk) -> None:
    rate = await raise_issue(tx, desk, title="Apakah potongan 2% diturunkan?")
    machine = await raise_issue(tx, desk, title="Bagaimana bila mesin presensi rusak?")

    async def found(words: str) -> list[int]:
        return [one.id for one in await open_issues(tx, desk.analyst, desk.draft_id, words=words)]

    assert await found("MESIN rusak") == [machine.id]
    assert await found("m-001") == [rate.id]
    assert await found("mesin potongan") == []
    assert await found("") == [rate.id, machine.id]
    assert await found("100% _") == []
