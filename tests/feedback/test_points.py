"""What may be placed where, and what no longer moves."""

from __future__ import annotations

import pytest

from builders import Desk, decide, make_desk, propose, raise_issue, speak
from partisipasi.feedback.issues import create_issue, edit_issue, merge_issues
from partisipasi.feedback.points import move_points, place_point, place_points, remove_point
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
async def desk(tx: Transaction) -> Desk:
    return await make_desk(tx)


async def counted(tx: Transaction, issue_id: int) -> int:
    return int(await tx.value("SELECT count(*) FROM counted_point WHERE issue_id = $1", issue_id))


async def test_issues_are_numbered_one_after_another_for_good(tx: Transaction, desk: Desk) -> None:
    first, second = await raise_issue(tx, desk), await raise_issue(tx, desk)
    assert (first.label, second.label) == ("M-001", "M-002")
    await merge_issues(tx, desk.analyst, issue_id=second.id, into_id=first.id)
    assert (await raise_issue(tx, desk)).label == "M-003"


async def test_a_contribution_is_placed_whole_once_per_issue_and_in_as_many_issues_as_it_has_points(
    tx: Transaction, desk: Desk
) -> None:
    voice = await speak(tx, desk.scene, "Potongan terlalu besar. Mesin presensi sering rusak.")
    one, other = await raise_issue(tx, desk, voice), await raise_issue(tx, desk)
    again = await place_points(tx, desk.analyst, issue_id=one.id, receipts=[voice.receipt, voice.receipt.lower()])
    assert len(again) == 1 and await counted(tx, one.id) == 1
    await place_point(
        tx, desk.analyst, issue_id=other.id, receipt=voice.receipt, excerpt="Mesin presensi\n sering rusak."
    )
    assert await counted(tx, other.id) == 1


async def test_an_excerpt_must_occur_in_the_contribution(tx: Transaction, desk: Desk) -> None:
    voice = await speak(tx, desk.scene, "Mesin **sering** rusak.", proposed="Potongan sebesar 1%.", kind="suggestion")
    issue = await raise_issue(tx, desk)
    for words in ("Mesin sering rusak", "Potongan sebesar 1%"):
        await place_point(tx, desk.analyst, issue_id=issue.id, receipt=voice.receipt, excerpt=words)
    for words in ("Mesin selalu rusak", "   "):
        with pytest.raises(Invalid) as refused:
            await place_point(tx, desk.analyst, issue_id=issue.id, receipt=voice.receipt, excerpt=words)
        assert "excerpt" in refused.value.fields


async def test_what_is_not_public_input_of_this_draft_cannot_be_placed(tx: Transaction, desk: Desk) -> None:
    issue = await raise_issue(tx, desk)
    other = await make_desk(tx)
    spam = await speak(tx, desk.scene, state="hidden")
    await tx.execute("UPDATE contribution SET hidden_rule = 'spam' WHERE id = $1", spam.id)
    verified = await speak(tx, desk.scene, forum=True)
    await tx.execute(
        "UPDATE thread SET audience = 'verified' WHERE topic_id = $1 AND draft_id IS NULL", desk.scene.topic_id
    )
    refused = [
        await speak(tx, other.scene),
        await speak(tx, desk.scene, state="held"),
        await speak(tx, desk.scene, state="withdrawn"),
        await speak(tx, desk.scene, state="awaiting"),
        await speak(tx, desk.scene, "", stance="agree"),
        await speak(tx, desk.scene, kind="official"),
        spam,
        verified,
    ]
    for voice in refused:
        with pytest.raises(Invalid):
            await place_point(tx, desk.analyst, issue_id=issue.id, receipt=voice.receipt)
    with pytest.raises(Invalid):
        await place_point(tx, desk.analyst, issue_id=issue.id, receipt="K7PM-3QXD-9")
    assert await counted(tx, issue.id) == 0


async def test_hidden_input_and_forum_input_are_placed_and_a_placed_reply_counts_by_itself(
    tx: Transaction, desk: Desk
) -> None:
    abusive = await speak(tx, desk.scene, state="hidden")
    await tx.execute("UPDATE contribution SET hidden_rule = 'abuse' WHERE id = $1", abusive.id)
    forum = await speak(tx, desk.scene, forum=True)
    parent = await speak(tx, desk.scene)
    reply = await speak(tx, desk.scene, "Saya juga, dan toleransinya perlu.", parent=parent, kind="reply")
    issue = await raise_issue(tx, desk, abusive, forum, reply)
    assert await counted(tx, issue.id) == 3
    assert await tx.value("SELECT question FROM owed_contribution WHERE contribution_id = $1", reply.id) is False


async def test_withdrawn_and_spam_leave_the_count_and_come_back_with_it(tx: Transaction, desk: Desk) -> None:
    voice = await speak(tx, desk.scene)
    issue = await raise_issue(tx, desk, voice)
    for state, rule, count in (("withdrawn", None, 0), ("hidden", "spam", 0), ("hidden", "abuse", 1)):
        await tx.execute("UPDATE contribution SET state = $2, hidden_rule = $3 WHERE id = $1", voice.id, state, rule)
        assert await counted(tx, issue.id) == count, (state, rule)


async def test_points_move_between_open_issues_and_merged_issues_say_where_theirs_went(
    tx: Transaction, desk: Desk
) -> None:
    voices = [await speak(tx, desk.scene) for _ in range(3)]
    one, other = await raise_issue(tx, desk, *voices[:2]), await raise_issue(tx, desk, voices[0], voices[2])
    await propose(tx, desk, one)
    points = await tx.values("SELECT id FROM point WHERE issue_id = $1", one.id)
    await move_points(tx, desk.analyst, point_ids=points, issue_id=other.id)
    assert (await counted(tx, one.id), await counted(tx, other.id)) == (0, 3)
    await merge_issues(tx, desk.analyst, issue_id=other.id, into_id=one.id)
    assert (await counted(tx, one.id), await counted(tx, other.id)) == (3, 0)
    with pytest.raises(Conflict) as refused:
        await place_point(tx, desk.analyst, issue_id=other.id, receipt=voices[0].receipt)
    assert refused.value.code == "merged"


async def test_nothing_moves_once_a_decision_is_approved(tx: Transaction, desk: Desk) -> None:
    placed, late = await speak(tx, desk.scene), await speak(tx, desk.scene)
    issue, open_issue = await raise_issue(tx, desk, placed), await raise_issue(tx, desk, late)
    (point,) = await tx.values("SELECT id FROM point WHERE issue_id = $1", issue.id)
    (other_point,) = await tx.values("SELECT id FROM point WHERE issue_id = $1", open_issue.id)
    await decide(tx, desk, issue)
    attempts = [
        place_point(tx, desk.analyst, issue_id=issue.id, receipt=late.receipt),
        remove_point(tx, desk.analyst, point_id=point),
        move_points(tx, desk.analyst, point_ids=[point], issue_id=open_issue.id),
        move_points(tx, desk.analyst, point_ids=[other_point], issue_id=issue.id),
        merge_issues(tx, desk.analyst, issue_id=issue.id, into_id=open_issue.id),
        merge_issues(tx, desk.analyst, issue_id=open_issue.id, into_id=issue.id),
        edit_issue(tx, desk.analyst, issue_id=issue.id, title="Lain"),
    ]
    for attempt in attempts:
        with pytest.raises(Conflict) as refused:
            await attempt
        assert refused.value.code == "decided"


async def test_only_who_places_points_in_this_draft_may_and_a_secret_draft_is_not_there(
    tx: Transaction, desk: Desk
) -> None:
    voice = await speak(tx, desk.scene)
    for viewer in (desk.chief, desk.reader, desk.outsider):
        with pytest.raises(Forbidden):
            await create_issue(tx, viewer, draft_id=desk.draft_id, title="Boleh?", receipts=[voice.receipt])
    with pytest.raises(NotFound):
        await create_issue(tx, desk.analyst, draft_id=0, title="Boleh?")
    with pytest.raises(Invalid) as refused:
        await create_issue(tx, desk.analyst, draft_id=desk.draft_id, title=" ", summary="x" * 6000)
    assert set(refused.value.fields) == {"title", "summary"}
