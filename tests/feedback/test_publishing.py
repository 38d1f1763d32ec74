"""A version goes out with its decisions, its changes and everybody's answer, or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import (
    Desk,
    breaches,
    change_of,
    decide,
    make_concept,
    make_desk,
    propose,
    raise_issue,
    reopen,
    speak,
)
from partisipasi.feedback.changes import refresh_changes, set_change
from partisipasi.feedback.closing import Enacted, Text, close_draft, release_interim
from partisipasi.feedback.decisions import approve_decision, propose_decision
from partisipasi.feedback.facts import gate_of_version
from partisipasi.feedback.gate import Gate
from partisipasi.feedback.publishing import Opening, Promised, publish_version
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from talk_scene import join_team

MILD = {"pasal-7.ayat-1": "Pegawai yang terlambat dikenai pemotongan sebesar 1% (satu persen) setiap hari."}


@pytest.fixture
async def desk(tx: Transaction) -> Desk:
    return await make_desk(tx)


async def gaps(tx: Transaction, version_id: int) -> set[str]:
    return {gap.code for gap in (await gate_of_version(tx, version_id)).gaps}


async def test_input_becomes_issue_decision_change_and_answer(tx: Transaction, desk: Desk) -> None:
    voices = [await speak(tx, desk.scene) for _ in range(3)]
    issue = await raise_issue(tx, desk, *voices)
    decision = await decide(tx, desk, issue, "accepted")
    version_id = await make_concept(tx, desk, MILD)
    assert await gaps(tx, version_id) == {"decision_without_change"}
    change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
    await set_change(
        tx, desk.analyst, change_id=change_id, cause="public_input", explanation="Diturunkan.", issue_numbers=[1]
    )
    assert (await gate_of_version(tx, version_id)).ready
    published = await publish_version(
        tx,
        desk.chief,
        version_id=version_id,
        revision=0,
        introduction="Potongan turun.",
        opening=Opening(closes_at=tx.now + timedelta(days=14)),
    )
    assert published.number == 2 and published.round_id is not None
    row = (await tx.rows("SELECT state, published_by, sha256, introduction FROM version WHERE id = $1", version_id))[0]
    assert (row["state"], row["published_by"], len(row["sha256"])) == ("published", desk.chief.account_id, 64)
    assert await tx.value("SELECT state FROM decision WHERE id = $1", decision) == "released"
    assert await tx.value("SELECT count(*) FROM notice WHERE release_id = $1", published.release_id) == 3
    stages = await tx.values(
        "SELECT stage FROM contribution_stage WHERE contribution_id = ANY ($1::bigint[])", [v.id for v in voices]
    )
    assert stages == ["answered"] * 3
    assert await tx.value("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'mail_notices'") == 1
    assert await tx.value("SELECT introduction FROM round WHERE id = $1", published.round_id) == "Potongan turun."
    assert await breaches(tx) == {}


async def test_every_gap_is_found_in_the_database_and_refuses_publication(tx: Transaction, desk: Desk) -> None:
    unplaced, placed = await speak(tx, desk.scene), await speak(tx, desk.scene)
    await speak(tx, desk.scene, "Kapan berlaku?", kind="question")
    await speak(tx, desk.scene, state="held")
    await propose(tx, desk, await raise_issue(tx, desk, placed))
    await decide(tx, desk, await raise_issue(tx, desk, placed), "accepted")
    version_id = await make_concept(tx, desk, MILD, maker=desk.chief)
    await tx.execute(
        "DELETE FROM team_member WHERE draft_id = $1 AND account_id = $2", desk.draft_id, desk.deputy.account_id
    )
    await set_change(
        tx, desk.analyst, change_id=await change_of(tx, version_id, "pasal-7.ayat-1"), cause="public_input"
    )
    await tx.execute(
        "UPDATE anchor SET review = 'open' WHERE version_id = $1 AND contribution_id = $2", version_id, unplaced.id
    )
    await tx.execute("UPDATE round SET closes_at = now() + interval '1 day' WHERE draft_id = $1", desk.draft_id)
    assert await gaps(tx, version_id) == {
        "unplaced", "undecided", "no_reply", "held", "decision_without_change", "change_without_decision",
        "review_open", "round_open", "no_publisher",
    }  # fmt: skip
    with pytest.raises(Conflict) as refused:
        await publish_version(tx, desk.chief, version_id=version_id)
    assert refused.value.code == "gate" and isinstance(refused.value.detail, Gate)
    assert await tx.value("SELECT state FROM version WHERE id = $1", version_id) == "concept"


async def test_only_an_independent_approver_publishes(tx: Transaction, desk: Desk) -> None:
    issue = await raise_issue(tx, desk)
    by_deputy = await propose_decision(tx, desk.deputy, issue_id=issue.id, outcome="noted", reason="Kami catat.")
    await approve_decision(tx, desk.chief, decision_id=by_deputy.id)
    await join_team(tx, desk.scene, desk.analyst, "approver")
    version_id = await make_concept(tx, desk, MILD)
    gate = await gate_of_version(tx, version_id)
    assert [one.account_id for one in gate.publishers] == [desk.chief.account_id]
    for viewer in (desk.analyst, desk.deputy):
        with pytest.raises(Forbidden):
            await publish_version(tx, viewer, version_id=version_id)
    with pytest.raises(NotFound):
        await publish_version(tx, desk.outsider, version_id=version_id)
    with pytest.raises(Forbidden):
        await publish_version(tx, desk.reader, version_id=version_id)
    assert (await publish_version(tx, desk.chief, version_id=version_id)).number == 2
    with pytest.raises(Conflict) as refused:
        await publish_version(tx, desk.chief, version_id=version_id)
    assert refused.value.code == "published"


async def test_the_first_version_too_needs_somebody_independent_and_owes_no_answers(
    tx: Transaction, desk: Desk
) -> None:
    await tx.execute("DELETE FROM round WHERE draft_id = $1", desk.draft_id)
    await raise_issue(tx, desk, await speak(tx, desk.scene, forum=True))
    version_id = await make_concept(tx, desk, MILD)
    assert await gaps(tx, version_id) == set()


async def test_a_text_that_changed_after_it_was_read_is_not_published(tx: Transaction, desk: Desk) -> None:
    version_id = await make_concept(tx, desk, MILD)
    await tx.execute("UPDATE version SET revision = 3 WHERE id = $1", version_id)
    with pytest.raises(Conflict) as refused:
        await publish_version(tx, desk.chief, version_id=version_id, revision=2)
    assert refused.value.code == "stale"


async def test_a_named_approver_may_leave_points_for_later_with_reason_and_day_but_never_an_accepted_one(
    tx: Transaction, desk: Desk
) -> None:
    late = await speak(tx, desk.scene)
    issue = await raise_issue(tx, desk, await speak(tx, desk.scene))
    version_id = await make_concept(tx, desk, MILD)
    promise = Promised("Menunggu pedoman nasional.", (tx.now + timedelta(days=30)).date())
    for bad in (Promised(" ", promise.promised_on), Promised("Ya.", (tx.now - timedelta(days=1)).date())):
        with pytest.raises(Invalid):
            await publish_version(tx, desk.chief, version_id=version_id, remainder=bad)
    accepted = await decide(tx, desk, issue, "accepted")
    with pytest.raises(Conflict):
        await publish_version(tx, desk.chief, version_id=version_id, remainder=promise)
    await tx.execute("UPDATE decision SET no_text_change = true WHERE id = $1", accepted)
    published = await publish_version(tx, desk.chief, version_id=version_id, remainder=promise)
    row = (await tx.rows("SELECT reason, points FROM remainder WHERE release_id = $1", published.release_id))[0]
    assert (row["reason"], row["points"]) == ("Menunggu pedoman nasional.", 1)
    assert await tx.value("SELECT stage FROM contribution_stage WHERE contribution_id = $1", late.id) == "heard"
    assert await breaches(tx) == {}


async def promised(tx: Transaction, desk: Desk) -> int:
    """Version 2, published, with a decision that lowered the cut."""
    issue = await raise_issue(tx, desk, await speak(tx, desk.scene))
    await decide(tx, desk, issue, "accepted")
    version_id = await make_concept(tx, desk, MILD)
    change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
    await set_change(tx, desk.analyst, change_id=change_id, cause="public_input", issue_numbers=[issue.number])
    await publish_version(tx, desk.chief, version_id=version_id)
    return issue.id


async def test_a_promise_kept_in_one_version_is_not_undone_in_silence_by_the_next(tx: Transaction, desk: Desk) -> None:
    issue_id = await promised(tx, desk)
    before = "Pegawai yang terlambat dikenai pemotongan sebesar 2% (dua persen) setiap hari."
    version_id = await make_concept(tx, desk, {"pasal-7.ayat-1": before})
    assert await gaps(tx, version_id) == {"decision_undone"}
    change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
    await set_change(tx, desk.analyst, change_id=change_id, cause="legal_review", explanation="Diminta biro hukum.")
    assert await gaps(tx, version_id) == {"decision_undone"}
    new = await propose_decision(
        tx, desk.analyst, issue_id=issue_id, outcome="rejected", reason_code="higher_rule", reason="PP menentukan lain."
    )
    await approve_decision(tx, desk.deputy, decision_id=new.id)
    assert await gaps(tx, version_id) == set()
    await publish_version(tx, desk.chief, version_id=version_id)
    assert await breaches(tx) == {}


async def test_a_decision_put_in_other_words_still_keeps_what_the_earlier_one_promised(
    tx: Transaction, desk: Desk
) -> None:
    issue_id = await promised(tx, desk)
    new = await propose_decision(
        tx, desk.analyst, issue_id=issue_id, outcome="accepted", reason="Dijelaskan lagi.", no_text_change=True
    )
    await approve_decision(tx, desk.deputy, decision_id=new.id)
    before = "Pegawai yang terlambat dikenai pemotongan sebesar 2% (dua persen) setiap hari."
    version_id = await make_concept(tx, desk, {"pasal-7.ayat-1": before})
    assert await gaps(tx, version_id) == {"decision_undone"}


async def test_a_promised_clause_may_be_worded_anew_with_an_explanation(tx: Transaction, desk: Desk) -> None:
    await promised(tx, desk)
    version_id = await make_concept(tx, desk, {"pasal-7.ayat-1": "Pemotongan sebesar 1% per hari keterlambatan."})
    assert await gaps(tx, version_id) == {"decision_undone"}
    change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
    await set_change(tx, desk.analyst, change_id=change_id, cause="editorial", explanation="Diringkas.")
    assert await gaps(tx, version_id) == set()


async def test_what_was_said_about_a_change_survives_a_save_and_goes_with_the_change(
    tx: Transaction, desk: Desk
) -> None:
    issue = await raise_issue(tx, desk, await speak(tx, desk.scene))
    decision = await decide(tx, desk, issue, "partly")
    version_id = await make_concept(tx, desk, MILD | {"pasal-9": "Ketentuan baru."})
    for key in ("pasal-7.ayat-1", "pasal-9"):
        change_id = await change_of(tx, version_id, key)
        await set_change(
            tx, desk.analyst, change_id=change_id, cause="public_input", explanation=key, decision_ids=[decision]
        )
    before = await change_of(tx, version_id, "pasal-9")
    await tx.execute(
        """UPDATE alignment a SET op = 'same', flags = '{}' FROM clause_text t
           WHERE t.id = a.new_text_id AND a.version_id = $1 AND t.key = 'pasal-7.ayat-1'""",
        version_id,
    )
    await refresh_changes(tx, version_id)
    rows = await tx.rows(
        """SELECT h.id, h.cause, h.explanation, l.decision_id FROM change h
           LEFT JOIN decision_change l ON l.change_id = h.id WHERE h.version_id = $1""",
        version_id,
    )
    assert [tuple(row.values()) for row in rows] == [(before, "public_input", "pasal-9", decision)]


async def test_a_change_that_is_left_with_shifted_numbers_only_is_no_longer_somebody_s_wish(
    tx: Transaction, desk: Desk
) -> None:
    decision = await decide(tx, desk, await raise_issue(tx, desk), "accepted")
    version_id = await make_concept(tx, desk, MILD)
    change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
    await set_change(tx, desk.analyst, change_id=change_id, cause="public_input", decision_ids=[decision])
    await tx.execute("UPDATE alignment SET op = 'renumbered', flags = '{number,refs}' WHERE op = 'reworded'")
    await refresh_changes(tx, version_id)
    row = (await tx.rows("SELECT id, technical, cause FROM change WHERE version_id = $1", version_id))[0]
    assert (row["id"], row["technical"], row["cause"]) == (change_id, True, None)
    assert "decision_without_change" in await gaps(tx, version_id)
    with pytest.raises(Invalid):
        await set_change(tx, desk.analyst, change_id=change_id, cause="public_input", decision_ids=[decision])


async def test_a_published_change_and_its_links_stand(tx: Transaction, desk: Desk) -> None:
    await promised(tx, desk)
    version_id = await tx.value("SELECT max(id) FROM version WHERE draft_id = $1", desk.draft_id)
    change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
    with pytest.raises(Conflict):
        await set_change(tx, desk.analyst, change_id=change_id, cause="editorial")


async def test_a_change_is_linked_only_with_decisions_that_take_something_up(tx: Transaction, desk: Desk) -> None:
    noted = await decide(tx, desk, await raise_issue(tx, desk), "noted")
    version_id = await make_concept(tx, desk, MILD)
    change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
    for wrong in ({"decision_ids": [noted]}, {"decision_ids": [0]}, {"issue_numbers": [99]}):
        with pytest.raises(Invalid):
            await set_change(tx, desk.analyst, change_id=change_id, cause="public_input", **wrong)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        await set_change(tx, desk.analyst, change_id=change_id, cause="whim")
    with pytest.raises(NotFound):
        await set_change(tx, desk.outsider, change_id=change_id, cause="editorial")


async def test_an_interim_acceptance_is_owed_its_change_by_the_next_version(tx: Transaction, desk: Desk) -> None:
    issue = await raise_issue(tx, desk, await speak(tx, desk.scene))
    decision = await decide(tx, desk, issue, "accepted")
    await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[decision], reason="Mendesak.")
    version_id = await make_concept(tx, desk, MILD)
    assert await gaps(tx, version_id) == {"decision_without_change"}
    change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
    await set_change(tx, desk.analyst, change_id=change_id, cause="public_input", decision_ids=[decision])
    assert await gaps(tx, version_id) == set()


async def test_restored_input_is_owed_its_answer_by_the_next_release(tx: Transaction, desk: Desk) -> None:
    voice = await speak(tx, desk.scene)
    issue = await raise_issue(tx, desk, voice)
    await tx.execute("UPDATE contribution SET state = 'hidden', hidden_rule = 'spam' WHERE id = $1", voice.id)
    await decide(tx, desk, issue)
    version_id = await make_concept(tx, desk, MILD)
    await publish_version(tx, desk.chief, version_id=version_id)
    assert await tx.value("SELECT count(*) FROM notice WHERE contribution_id = $1", voice.id) == 0
    await tx.execute("UPDATE contribution SET state = 'published', hidden_rule = NULL WHERE id = $1", voice.id)
    await reopen(tx, desk, version_id)
    await close_draft(tx, desk.chief, draft_id=desk.draft_id, how="withdrawn", reason="Diganti rancangan lain.")
    assert await tx.value("SELECT count(*) FROM notice WHERE contribution_id = $1", voice.id) == 1


async def test_closing_answers_everyone_and_then_nothing_moves_but_an_answer_can_be_put_right(
    tx: Transaction, desk: Desk
) -> None:
    voice = await speak(tx, desk.scene)
    with pytest.raises(Conflict):
        await close_draft(tx, desk.chief, draft_id=desk.draft_id, how="unchanged", reason="Sudah cukup.")
    issue = await raise_issue(tx, desk, voice)
    await decide(tx, desk, issue, "noted")
    forgotten = await propose(tx, desk, await raise_issue(tx, desk))
    for wrong in ({"how": "eaten"}, {"how": "unchanged"}, {"how": "enacted", "enacted": Enacted(url="jdih")}):
        with pytest.raises(Invalid):
            await close_draft(tx, desk.chief, draft_id=desk.draft_id, **wrong)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await close_draft(tx, desk.chief, draft_id=desk.draft_id, how="enacted", text=Text(version_id=0))
    enacted = Enacted(number="12 Tahun 2026", on=tx.now.date(), url="https://jdih.example.id/12")
    await close_draft(
        tx,
        desk.chief,
        draft_id=desk.draft_id,
        how="enacted",
        enacted=enacted,
        text=Text(version_id=desk.scene.version_id),
    )
    row = (await tx.rows("SELECT closed_how, enacted_number, enacted_url FROM draft WHERE id = $1", desk.draft_id))[0]
    assert tuple(row.values()) == ("enacted", "12 Tahun 2026", "https://jdih.example.id/12")
    assert await tx.value("SELECT stage FROM contribution_stage WHERE contribution_id = $1", voice.id) == "answered"
    for late in (raise_issue(tx, desk), approve_decision(tx, desk.deputy, decision_id=forgotten)):
        with pytest.raises(Conflict) as refused:
            await late
        assert refused.value.code == "draft_closed"
    with pytest.raises(Invalid):
        await propose(tx, desk, issue, "accepted")
    new = await propose(tx, desk, issue, "accepted", no_text_change=True)
    assert (await approve_decision(tx, desk.deputy, decision_id=new)).state == "released"
    assert await breaches(tx) == {}
