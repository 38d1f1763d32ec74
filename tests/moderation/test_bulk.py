"""Several cases in one go: one batch, a decision for each, what is left out and why, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import speak
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.masking import MASK
from partisipasi.discussions.visibility import hold_contribution
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.kit.paging import Cursor
from partisipasi.moderation import batches
from partisipasi.moderation.actions import report_contribution
from partisipasi.moderation.acts import ask_edit, hide, release
from partisipasi.moderation.batches import Grounds, begin_batch, go_on_with_batch, work_batch
from partisipasi.moderation.claims import claim_case
from partisipasi.moderation.log import Narrowing, public_log
from partisipasi.moderation.planning import plan_batch
from partisipasi.moderation.seconds import agree, propose_hiding
from partisipasi.moderation.undoing import take_back_part, undo_batch, undo_decision, undoable
from partisipasi.notifications.moderation_news import tell_decision
from talk_scene import Scene, broken_rules, join_team, make_person, make_scene

REASON = "Memuat nomor telepon pribadi orang lain."
FINE = Grounds(act="no_violation")
HIDING = Grounds(act="hide", rule="spam", public_reason=REASON)


async def _said(
    tx: Transaction, scene: Scene, body: str = "Hubungi Budi Santoso di rumahnya.", *, viewer: Viewer | None = None
) -> int:
    voice = await speak(tx, scene, viewer=viewer or await make_person(tx), body=body)
    await report_contribution(tx, GUEST, receipt=voice.receipt, reason="spam", note="", reporter=voice.receipt.encode())
    return voice.id


async def _outcomes(tx: Transaction, batch_id: int) -> dict[int, str]:
    rows = await tx.rows("SELECT contribution_id, outcome FROM moderation_batch_item WHERE batch_id = $1", batch_id)
    return {row["contribution_id"]: row["outcome"] for row in rows}


async def _state(tx: Transaction, contribution_id: int) -> tuple[str, str | None]:
    (row,) = await tx.rows("SELECT state, held_reason FROM contribution WHERE id = $1", contribution_id)
    return row["state"], row["held_reason"]


async def test_each_case_gets_a_decision_of_its_own_and_what_cannot_be_decided_is_left_out_with_its_reason(
    tx: Transaction,
) -> None:
    scene, other = await make_scene(tx), await make_scene(tx)
    one, two = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    await join_team(tx, other, one, "drafter")
    held, reported, taken, stale, proposed = [await _said(tx, scene) for _ in range(5)]
    own = await _said(tx, other)
    await hold_contribution(tx, contribution_id=held, reason="links")
    await claim_case(tx, two, contribution_id=taken)
    await propose_hiding(tx, two, items=[proposed], why="batch", rule="spam", public_reason=REASON)
    asked = [held, reported, taken, stale, own, proposed]
    seen = {plan.id: plan.version for plan in await plan_batch(tx, one, act="no_violation", items=asked)}
    await release(tx, two, contribution_id=stale)
    batch = await begin_batch(tx, one, grounds=FINE, items=asked, seen=seen)
    assert await _outcomes(tx, batch) == {
        held: "done", reported: "done", taken: "claimed", stale: "handled", own: "own", proposed: "proposed",
    }  # fmt: skip
    made = await tx.rows("SELECT contribution_id, act FROM moderation_decision WHERE batch_id = $1 ORDER BY id", batch)
    assert [(row["contribution_id"], row["act"]) for row in made] == [(held, "release"), (reported, "no_violation")]
    assert await tx.value("SELECT done_at IS NOT NULL FROM moderation_batch WHERE id = $1", batch)
    assert await broken_rules(tx) == []


async def test_cases_of_other_topics_are_neither_planned_nor_told(tx: Transaction) -> None:
    scene, other = await make_scene(tx), await make_scene(tx)
    mine, others = await _said(tx, scene), await _said(tx, other)
    moderator = await make_person(tx, role="moderator")
    await tx.execute(
        "UPDATE role_grant SET topic_id = $2 WHERE account_id = $1", moderator.account_id, scene.topic_id
    )  # fmt: skip
    assert [plan.id for plan in await plan_batch(tx, moderator, act="", items=[mine, others])] == [mine]
    with pytest.raises(Invalid):
        await begin_batch(tx, moderator, grounds=FINE, items=[others])
    with pytest.raises(Forbidden):
        await plan_batch(tx, await make_person(tx), act="", items=[mine])


async def test_a_batch_says_which_rule_and_why_and_repeats_no_personal_data(tx: Transaction) -> None:
    scene = await make_scene(tx)
    moderator, said = await make_person(tx, role="moderator"), await _said(tx, scene)
    for wrong, field in (
        (Grounds(act="suspend"), "act"),
        (Grounds(act="warn", rule="spam", public_reason="Iklan"), "public_reason"),
        (Grounds(act="warn", public_reason=REASON), "rule"),
        (Grounds(act="mask", rule="spam", public_reason=REASON), "words"),
        (Grounds(act="warn", rule="spam", public_reason="Tulisan ini memuat nomor 0812 3456 7890."), "public_reason"),
    ):
        with pytest.raises(Invalid) as refused:
            await begin_batch(tx, moderator, grounds=wrong, items=[said])
        assert field in refused.value.fields


async def test_words_are_masked_where_they_occur_and_an_author_is_warned_once(tx: Transaction) -> None:
    scene, moderator = await make_scene(tx), await make_person(tx, role="moderator")
    author = await make_person(tx)
    first, second = [await _said(tx, scene, viewer=author) for _ in range(2)]
    plain = await _said(tx, scene, "Jalannya berlubang.")
    phrases = ["Budi Santoso", "nomor rumahnya 12"]
    masking = Grounds(act="mask", rule="personal_data", public_reason=REASON, phrases=phrases)
    batch = await begin_batch(tx, moderator, grounds=masking, items=[first, second, plain])
    assert await _outcomes(tx, batch) == {first: "done", second: "done", plain: "words"}
    assert MASK in await tx.value("SELECT source FROM contribution WHERE id = $1", first)
    assert await tx.value("SELECT phrases FROM moderation_batch WHERE id = $1", batch) == ""
    warning = Grounds(act="warn", rule="spam", public_reason=REASON)
    batch = await begin_batch(tx, moderator, grounds=warning, items=[first, second, plain])
    assert await _outcomes(tx, batch) == {first: "done", second: "same_author", plain: "done"}
    await undo_batch(tx, moderator, batch_id=batch)
    assert MASK in await tx.value("SELECT source FROM contribution WHERE id = $1", first)


async def test_hiding_several_waits_for_a_second_and_leaves_out_what_has_changed_since(tx: Transaction) -> None:
    scene = await make_scene(tx)
    one, two = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    first, second, gone, decided = [await _said(tx, scene) for _ in range(4)]
    items = [first, second, gone, decided]
    proposal = await propose_hiding(tx, one, items=items, why="batch", rule="spam", public_reason=REASON)
    await tx.execute("UPDATE moderation_proposal SET proposed_at = now() - interval '1 minute'")
    await tx.execute("UPDATE contribution SET state = 'withdrawn', source = '', html = '' WHERE id = $1", gone)
    await release(tx, two, contribution_id=decided)
    with pytest.raises(Forbidden):
        await agree(tx, one, proposal_id=proposal)
    batch = await agree(tx, two, proposal_id=proposal)
    assert batch is not None
    assert await _outcomes(tx, batch) == {first: "done", second: "done", decided: "handled"}
    made = await tx.rows("SELECT decided_by, seconded_by FROM moderation_decision WHERE batch_id = $1", batch)
    assert made == [{"decided_by": one.account_id, "seconded_by": two.account_id}] * 2
    assert (await _state(tx, decided))[0] == "published"
    with pytest.raises(Conflict):
        await agree(tx, two, proposal_id=proposal)


async def test_a_batch_that_was_interrupted_goes_on_and_decides_nothing_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        moderator = await make_person(tx, role="moderator")
        items = [await _said(tx, scene) for _ in range(120)]
    async with database.transaction() as tx:
        batch = await begin_batch(tx, moderator, grounds=FINE, items=items)
    carried_out, calls = batches._decide, []

    async def breaks(*args: object) -> object:
        calls.append(args)
        if len(calls) == 20:
            raise ConnectionError
        return await carried_out(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(batches, "_decide", breaks)
    with pytest.raises(ConnectionError):
        await go_on_with_batch(database, {"batch": batch})
    for _ in range(3):
        await go_on_with_batch(database, {"batch": batch})
    async with database.transaction(writes=False) as tx:
        made = await tx.values("SELECT contribution_id FROM moderation_decision WHERE batch_id = $1", batch)
        assert sorted(made) == items
        assert set((await _outcomes(tx, batch)).values()) == {"done"}


async def test_taking_a_batch_back_restores_everything_and_tells_nobody(database: Database) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        one, two = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
        public, held = await _said(tx, scene), await _said(tx, scene)
        await hold_contribution(tx, contribution_id=held, reason="links")
        before = [await _whole(tx, public), await _whole(tx, held)]
    async with database.transaction() as tx:
        proposal = await propose_hiding(tx, one, items=[public, held], why="batch", rule="spam", public_reason=REASON)
        batch = await agree(tx, two, proposal_id=proposal) or 0
        assert [(await _state(tx, which))[0] for which in (public, held)] == ["hidden", "hidden"]
    async with database.transaction() as tx:
        (offered,) = await undoable(tx, one)
        assert (offered.batch_id, offered.size, offered.act) == (batch, 2, "hide")
        assert offered.minutes_left(tx.now) == 9
        with pytest.raises(NotFound):
            await undo_batch(tx, await make_person(tx, role="moderator"), batch_id=batch)
        await undo_batch(tx, one, batch_id=batch)
        assert [await _whole(tx, public), await _whole(tx, held)] == before
        assert await broken_rules(tx) == []
        with pytest.raises(Conflict):
            await undo_batch(tx, two, batch_id=batch)
        assert await undoable(tx, two) == []
        made = await tx.rows("SELECT id, act, supersedes_id FROM moderation_decision WHERE batch_id = $1", batch)
        assert [row["act"] for row in made] == ["hide", "hide", "undo", "undo"]
    for row in made:
        await tell_decision(database, {"decision": row["id"]})
    async with database.transaction(writes=False) as tx:
        ids = [row["id"] for row in made]
        assert not await tx.value("SELECT count(*) FROM news WHERE moderation_decision_id = ANY ($1::bigint[])", ids)


async def _whole(tx: Transaction, contribution_id: int) -> list[object]:
    """All that a decision may change of a contribution."""
    (row,) = await tx.rows(
        """SELECT c.state, c.held_reason, c.held_at, c.hidden_rule, c.published_at, c.source, c.html,
                  (SELECT count(*) FROM report r WHERE r.contribution_id = c.id AND r.closed_at IS NULL) AS reports
           FROM contribution c WHERE c.id = $1""",
        contribution_id,
    )
    return list(row.values())


async def test_what_happened_since_stays_and_ten_minutes_are_the_end(tx: Transaction) -> None:
    scene = await make_scene(tx)
    one, two = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    first, second = [await _said(tx, scene) for _ in range(2)]
    batch = await begin_batch(tx, one, grounds=FINE, items=[first, second])
    await hide(tx, two, contribution_id=second, rule="spam", public_reason=REASON)
    await tx.execute("UPDATE moderation_batch SET made_at = now() - interval '10 minutes 1 second'")
    with pytest.raises(Conflict) as late:
        await undo_batch(tx, one, batch_id=batch)
    assert late.value.code == "late"
    await tx.execute("UPDATE moderation_batch SET made_at = $1", tx.now - timedelta(minutes=10))
    await undo_batch(tx, one, batch_id=batch)
    rows = await tx.rows("SELECT contribution_id, taken_back FROM moderation_batch_item WHERE batch_id = $1", batch)
    assert {row["contribution_id"]: row["taken_back"] for row in rows} == {first: "done", second: "later"}
    assert (await _state(tx, second))[0] == "hidden"


async def test_taking_back_stops_what_is_not_done_yet_and_goes_on_part_by_part(tx: Transaction) -> None:
    scene, moderator = await make_scene(tx), await make_person(tx, role="moderator")
    items = [await _said(tx, scene) for _ in range(5)]
    batch = await begin_batch(tx, moderator, grounds=FINE, items=items, part=3)
    await undo_batch(tx, moderator, batch_id=batch)
    assert await work_batch(tx, batch)
    assert list((await _outcomes(tx, batch)).values()).count("stopped") == 2
    assert await take_back_part(tx, batch)
    open_reports = "SELECT count(*) FROM report WHERE contribution_id = ANY ($1::bigint[]) AND closed_at IS NULL"
    assert await tx.value(open_reports, items) == 5


async def test_one_decision_is_taken_back_by_who_made_it_and_the_log_says_so_unless_it_dismissed_a_report(
    tx: Transaction,
) -> None:
    scene = await make_scene(tx)
    one, two = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    hidden, fine, asked = [await _said(tx, scene) for _ in range(3)]
    before = [await _whole(tx, which) for which in (hidden, fine, asked)]
    made = [
        await hide(tx, one, contribution_id=hidden, rule="spam", public_reason=REASON),
        await release(tx, one, contribution_id=fine),
        await ask_edit(tx, one, contribution_id=asked, rule="abuse", public_reason=REASON),
    ]
    with pytest.raises(NotFound):
        await undo_decision(tx, two, ref=made[0].public_ref)
    taken = [await undo_decision(tx, one, ref=decision.public_ref) for decision in made]
    assert [await _whole(tx, which) for which in (hidden, fine, asked)] == before
    assert await tx.value("SELECT count(*) FROM edit_request WHERE contribution_id = $1", asked) == 0
    for decision in (*made, *taken):
        with pytest.raises((Conflict, NotFound)):
            await undo_decision(tx, one, ref=decision.public_ref)
    public = [row.public_ref for row in await public_log(tx, Narrowing(), Cursor())]
    shown = [decision.public_ref for decision in (taken[2], taken[0], made[2], made[0])]
    assert [ref for ref in public if ref in {one.public_ref for one in (*made, *taken)}] == shown
    assert await broken_rules(tx) == []


async def test_what_can_be_undone_is_told_when_it_no_longer_can(tx: Transaction) -> None:
    scene, moderator = await make_scene(tx), await make_person(tx, role="moderator")
    await hide(tx, moderator, contribution_id=await _said(tx, scene), rule="spam", public_reason=REASON)
    waits = await tx.value(
        "SELECT execute_after - now() FROM pgqueuer WHERE entrypoint = 'tell_decision' ORDER BY id DESC LIMIT 1"
    )
    assert timedelta(minutes=9, seconds=50) < waits <= timedelta(minutes=10, seconds=10)
