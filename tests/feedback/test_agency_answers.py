"""Answers of agencies: who may, what is public when, who is told, and that the sums add up."""

from __future__ import annotations

import random

import pytest

from agency_scene import PART, Office, make_office, tell_agency
from builders import speak
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.feedback.agency_invariants import OF_AGENCIES
from partisipasi.feedback.decisions import approve_decision, propose_decision, return_decision
from partisipasi.feedback.invariants import INVARIANTS
from partisipasi.feedback.issues import create_issue, merge_issues
from partisipasi.feedback.points import move_points, place_point, place_points, remove_point
from partisipasi.feedback.queries.issues import issue_view, issues_of
from partisipasi.feedback.queries.offices import agency_counts, agency_inbox, agency_totals
from partisipasi.feedback.queries.traces import trace_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.settings import Settings
from partisipasi.topics.officers import end_officer, name_officer, officers_of
from talk_scene import make_person


@pytest.fixture
async def office(tx: Transaction, settings: Settings) -> Office:
    return await make_office(tx, settings)


async def _broken(tx: Transaction) -> list[str]:
    return [one.name for one in INVARIANTS if await tx.values(one.sql)]


async def test_an_approved_decision_is_public_at_once_and_everybody_concerned_has_a_notice(
    tx: Transaction, office: Office
) -> None:
    made = await create_issue(
        tx, office.analyst, agency_id=office.agency_id, title="Loket kedua?", receipts=[office.first, office.second]
    )
    assert made.label == "M-001"
    proposed = await propose_decision(
        tx, office.analyst, issue_id=made.id, outcome="accepted", reason="Dibuka hari Senin.", no_text_change=True
    )
    assert (await issue_view(tx, GUEST, made.id)).decisions == [], "what is proposed is for nobody else"
    with pytest.raises(Forbidden):
        await approve_decision(tx, office.analyst, decision_id=proposed.id)
    decided = await approve_decision(tx, office.boss, decision_id=proposed.id)
    assert decided.state == "released"
    assert await tx.value("SELECT kind FROM release WHERE agency_id = $1", office.agency_id) == "service"
    assert await tx.value("SELECT count(*) FROM notice WHERE decision_id = $1", proposed.id) == 2
    trace = await trace_of(tx, GUEST, office.first)
    assert trace.stage == "answered"
    assert trace.points[0].path.endswith("/masukan/M-001") and trace.points[0].placed_role == "analyst"
    assert (await issue_view(tx, GUEST, made.id)).points[0].receipt == office.first, "and back"
    totals = await agency_totals(tx, office.agency_id)
    assert (totals.points, totals.decided, totals.open, totals.by_outcome[0].points) == (2, 2, 0, 2)
    # Superseded later: a new notice, the old answer kept.
    anew = await propose_decision(tx, office.analyst, issue_id=made.id, outcome="deferred", reason="Mulai Juli.")
    assert (await approve_decision(tx, office.boss, decision_id=anew.id)).state == "released"
    assert await tx.value("SELECT count(*) FROM notice WHERE contribution_id = $1", trace.id) == 2
    assert len((await issue_view(tx, GUEST, made.id)).decisions) == 2
    assert await _broken(tx) == []


async def test_only_who_was_named_acts_and_nobody_names_themselves(tx: Transaction, office: Office) -> None:
    outsiders = [office.desk.outsider, office.desk.analyst, office.desk.chief, office.citizen, office.admin]
    for person in outsiders:
        with pytest.raises((Forbidden, NotFound)):
            await create_issue(tx, person, agency_id=office.agency_id, title="Loket?")
        assert await agency_inbox(tx, person, office.agency_id) == []
    made = await create_issue(tx, office.analyst, agency_id=office.agency_id, title="Loket?")
    proposed = await propose_decision(tx, office.analyst, issue_id=made.id, outcome="noted", reason="Dicatat.")
    for person in outsiders:
        with pytest.raises((Forbidden, NotFound)):
            await approve_decision(tx, person, decision_id=proposed.id)
        with pytest.raises((Forbidden, NotFound)):
            await return_decision(tx, person, decision_id=proposed.id, remark="Tidak.")
        with pytest.raises((Forbidden, NotFound)):
            await place_point(tx, person, issue_id=made.id, receipt=office.first)
    assert await issues_of(tx, office.desk.outsider, None, agency_id=office.agency_id) == []
    assert len(await issues_of(tx, office.boss, None, agency_id=office.agency_id)) == 1
    with pytest.raises(Forbidden):
        await name_officer(
            tx, office.admin, agency_id=office.agency_id, account_id=office.admin.account_id or 0, role="approver"
        )
    with pytest.raises(Forbidden):
        await name_officer(
            tx, office.boss, agency_id=office.agency_id, account_id=office.analyst.account_id or 0, role="approver"
        )
    with pytest.raises(Invalid):
        await name_officer(
            tx, office.admin, agency_id=office.agency_id, account_id=office.citizen.account_id or 0, role="analyst"
        )
    member = next(one for one in await officers_of(tx, office.agency_id) if one.role == "approver")
    await end_officer(tx, office.admin, agency_id=office.agency_id, member_id=member.id)
    with pytest.raises((Forbidden, NotFound)):
        await approve_decision(tx, office.boss, decision_id=proposed.id)
    with pytest.raises(NotFound):
        await end_officer(tx, office.admin, agency_id=office.agency_id, member_id=member.id)


async def test_a_decision_given_back_is_proposed_anew(tx: Transaction, office: Office) -> None:
    made = await create_issue(tx, office.analyst, agency_id=office.agency_id, title="Loket?", receipts=[office.first])
    proposed = await propose_decision(tx, office.analyst, issue_id=made.id, outcome="noted", reason="Dicatat.")
    await return_decision(tx, office.boss, decision_id=proposed.id, remark="Sebutkan tanggalnya.")
    with pytest.raises(Conflict):
        await approve_decision(tx, office.boss, decision_id=proposed.id)
    again = await propose_decision(tx, office.analyst, issue_id=made.id, outcome="accepted", reason="1 Juli.")
    await approve_decision(tx, office.boss, decision_id=again.id)
    assert (await agency_counts(tx, office.agency_id)).undecided == 0


async def test_numbers_are_of_each_agency_and_draft_and_points_stay_with_their_owner(
    tx: Transaction, office: Office
) -> None:
    desk = office.desk
    ours = await create_issue(tx, office.analyst, agency_id=office.agency_id, title="Loket?", receipts=[office.first])
    theirs = await create_issue(tx, desk.analyst, draft_id=desk.draft_id, title="Potongan?")
    assert (ours.number, theirs.number) == (1, 1)
    comment = await speak(tx, desk.scene, "Potongan terlalu besar.")
    with pytest.raises(Invalid):
        await place_point(tx, office.analyst, issue_id=ours.id, receipt=comment.receipt)
    point = await place_point(tx, office.analyst, issue_id=ours.id, receipt=office.first, excerpt=PART)
    await name_officer(
        tx, office.admin, agency_id=office.agency_id, account_id=desk.analyst.account_id or 0, role="analyst"
    )
    with pytest.raises(Invalid):
        await move_points(tx, desk.analyst, point_ids=[point], issue_id=theirs.id)
    with pytest.raises(Invalid):
        await merge_issues(tx, desk.analyst, issue_id=ours.id, into_id=theirs.id)
    # What was said to an agency can be input of a draft as well, and is answered by both.
    await place_point(tx, desk.analyst, issue_id=theirs.id, receipt=office.first)
    decided = await propose_decision(tx, office.analyst, issue_id=ours.id, outcome="noted", reason="Dicatat.")
    await approve_decision(tx, office.boss, decision_id=decided.id)
    assert (await trace_of(tx, GUEST, office.first)).stage == "considered", "the draft still owes its answer"
    assert await _broken(tx) == []


async def test_hidden_words_wait_in_the_inbox_and_stand_in_no_issue_that_everybody_reads(
    tx: Transaction, office: Office
) -> None:
    made = await create_issue(tx, office.analyst, agency_id=office.agency_id, title="Loket?", receipts=[office.first])
    await tx.execute(
        "UPDATE contribution SET state = 'hidden', hidden_rule = 'abuse' WHERE receipt = ANY ($1::text[])",
        [office.first, office.second],
    )
    assert [row.receipt for row in await agency_inbox(tx, office.analyst, office.agency_id, placed=False)] == [
        office.second
    ]
    assert (await issue_view(tx, GUEST, made.id)).points[0].html == ""
    assert (await issue_view(tx, office.analyst, made.id)).points[0].html != ""
    await tx.execute("UPDATE contribution SET hidden_rule = 'spam' WHERE receipt = $1", office.second)
    assert await agency_inbox(tx, office.analyst, office.agency_id, placed=False) == []


@pytest.mark.parametrize("seed", range(4))
async def test_sums_add_up_whatever_officers_do(tx: Transaction, settings: Settings, office: Office, seed: int) -> None:
    chance = random.Random(seed)
    people = [await make_person(tx, name=f"Warga {number}") for number in range(3)]
    receipts = [office.first, office.second]
    receipts += [await tell_agency(tx, settings, office.desk, chance.choice(people), f"Butir {n}.") for n in range(4)]
    for _ in range(30):
        try:
            async with tx.savepoint():
                await _act(tx, office, chance, receipts)
        except (Conflict, Forbidden, Invalid, NotFound):
            pass
        assert [one.name for one in OF_AGENCIES if await tx.values(one.sql)] == []
        totals = await agency_totals(tx, office.agency_id)
        assert totals.points == totals.open + sum(row.points for row in totals.by_outcome)
    assert await _broken(tx) == []


async def _act(tx: Transaction, office: Office, chance: random.Random, receipts: list[str]) -> None:
    who: Viewer = chance.choice([office.analyst, office.boss])
    issues = await tx.values("SELECT id FROM issue WHERE agency_id = $1", office.agency_id)
    points = await tx.values("SELECT id FROM point WHERE removed_at IS NULL")
    pending = await tx.values("SELECT id FROM decision WHERE state IN ('proposed', 'approved')")
    act = chance.choice(["make", "place", "place", "remove", "move", "merge", "propose", "propose", "approve", "return",
                         "withdraw", "hide", "show"])  # fmt: skip
    if act == "make":
        await create_issue(tx, who, agency_id=office.agency_id, title="Pokok?", receipts=[chance.choice(receipts)])
    elif act in ("withdraw", "hide", "show"):
        state = {"withdraw": "withdrawn", "hide": "hidden", "show": "published"}[act]
        await tx.execute(
            "UPDATE contribution SET state = $2, hidden_rule = $3 WHERE receipt = $1",
            chance.choice(receipts),
            state,
            chance.choice(["spam", "abuse"]) if act == "hide" else None,
        )
    elif act == "propose" and issues:
        await propose_decision(
            tx, chance.choice([office.analyst, office.boss]), issue_id=chance.choice(issues),
            outcome=chance.choice(["accepted", "noted", "deferred"]), reason="Alasan.",
        )  # fmt: skip
    elif act == "approve" and pending:
        await approve_decision(tx, office.boss, decision_id=chance.choice(pending))
    elif act == "return" and pending:
        await return_decision(tx, office.boss, decision_id=chance.choice(pending), remark="Ulangi.")
    elif act == "place" and issues:
        await place_points(tx, office.analyst, issue_id=chance.choice(issues), receipts=chance.sample(receipts, 2))
    elif act == "remove" and points:
        await remove_point(tx, office.analyst, point_id=chance.choice(points))
    elif act == "move" and points and issues:
        await move_points(tx, office.analyst, point_ids=[chance.choice(points)], issue_id=chance.choice(issues))
    elif act == "merge" and len(issues) > 1:
        one, other = chance.sample(issues, 2)
        await merge_issues(tx, office.analyst, issue_id=one, into_id=other)
