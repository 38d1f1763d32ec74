"""Deputies: a colleague's role from one day to another, honoured by every right, and in no other time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from builders import Desk, make_desk, propose, raise_issue
from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.actions import end_deputy, name_deputy, name_team
from partisipasi.drafts.actions.teams import leave_teams
from partisipasi.drafts.queries import deputies_of, drafts_worked_on, team_of, team_roles
from partisipasi.feedback.decisions import approve_decision
from partisipasi.feedback.queries.issues import decisions_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound

WEEK = timedelta(days=7)


@pytest.fixture
async def desk(tx: Transaction) -> Desk:
    return await make_desk(tx)


def _id(viewer: Viewer) -> int:
    assert viewer.account_id
    return viewer.account_id


async def _name(
    tx: Transaction,
    desk: Desk,
    *,
    by: Viewer | None = None,
    deputy: Viewer | None = None,
    role: str = "approver",
    begins: datetime | None = None,
    ends: datetime | None = None,
) -> int:
    begins = begins or tx.now
    return await name_deputy(
        tx,
        by or desk.analyst,
        draft_id=desk.draft_id,
        deputises_for=_id(desk.chief),
        role=role,
        account_id=_id(deputy or desk.outsider),
        begins_at=begins,
        ends_at=ends or begins + WEEK,
    )


async def test_a_deputy_approves_in_their_time_and_in_no_other(tx: Transaction, desk: Desk) -> None:
    decision = await propose(tx, desk, await raise_issue(tx, desk))
    member = await _name(tx, desk, begins=tx.now + WEEK)
    with pytest.raises(NotFound):
        await approve_decision(tx, desk.outsider, decision_id=decision)
    assert desk.draft_id not in [draft.id for draft in await drafts_worked_on(tx, desk.outsider)]
    await tx.execute("UPDATE team_member SET begins_at = now() - interval '1 hour' WHERE id = $1", member)
    assert await team_roles(tx, desk.draft_id, _id(desk.outsider)) == {"approver"}
    await approve_decision(tx, desk.outsider, decision_id=decision)
    issue_id = await tx.value("SELECT issue_id FROM decision WHERE id = $1", decision)
    (seen,) = await decisions_of(tx, desk.analyst, issue_id, team=True)
    chief = await tx.value("SELECT display_name FROM account WHERE id = $1", _id(desk.chief))
    assert seen.approved_for == chief
    assert (await decisions_of(tx, desk.analyst, issue_id, team=False)) == [], "who approves is for the team alone"
    await tx.execute("UPDATE team_member SET ends_at = now() WHERE id = $1", member)
    assert await team_roles(tx, desk.draft_id, _id(desk.outsider)) == frozenset()
    assert (await deputies_of(tx, desk.draft_id))[0].state == "over"


async def test_nobody_approves_what_they_proposed_as_a_deputy_either(tx: Transaction, desk: Desk) -> None:
    decision = await propose(tx, desk, await raise_issue(tx, desk))
    await _name(tx, desk, deputy=desk.analyst)
    with pytest.raises(Forbidden):
        await approve_decision(tx, desk.analyst, decision_id=decision)


async def test_the_team_that_is_named_holds_no_deputies_and_ends_theirs_with_the_role(
    tx: Transaction, desk: Desk
) -> None:
    await _name(tx, desk)
    team = {member.account_id: member.roles for member in await team_of(tx, desk.draft_id)}
    assert _id(desk.outsider) not in team
    assert _id(desk.outsider) in {member.account_id for member in await team_of(tx, desk.draft_id, deputies=True)}
    await name_team(tx, desk.analyst, draft_id=desk.draft_id, members=team)
    assert await team_roles(tx, desk.draft_id, _id(desk.outsider)) == {"approver"}, "the same team changes nothing"
    await name_team(tx, desk.analyst, draft_id=desk.draft_id, members={**team, _id(desk.outsider): ["approver"]})
    assert (await deputies_of(tx, desk.draft_id))[0].state == "over", "who gets the role itself deputises no more"
    await _name(tx, desk, deputy=desk.analyst)
    del team[_id(desk.chief)]
    await name_team(tx, desk.analyst, draft_id=desk.draft_id, members=team)
    assert "approver" not in await team_roles(tx, desk.draft_id, _id(desk.analyst))


async def test_who_and_when_must_fit(tx: Transaction, desk: Desk) -> None:
    for wrong, field in (
        ({"role": "legal"}, "place"),
        ({"deputy": desk.deputy}, "email"),
        ({"deputy": desk.reader}, "email"),
        ({"ends": tx.now - WEEK, "begins": tx.now - 2 * WEEK}, "until"),
        ({"begins": tx.now + WEEK, "ends": tx.now + timedelta(days=1)}, "until"),
        ({"ends": tx.now + timedelta(days=400)}, "until"),
    ):
        with pytest.raises(Invalid) as refused:
            await _name(tx, desk, **wrong)  # type: ignore[arg-type]
        assert set(refused.value.fields) == {field}
    await _name(tx, desk)
    with pytest.raises(Invalid):
        await _name(tx, desk)


async def test_only_who_names_the_team_names_and_ends_deputies(tx: Transaction, desk: Desk) -> None:
    for viewer in (desk.chief, desk.outsider, desk.reader):
        with pytest.raises(Forbidden):
            await _name(tx, desk, by=viewer)
    member = await _name(tx, desk)
    with pytest.raises(Forbidden):
        await end_deputy(tx, desk.chief, draft_id=desk.draft_id, member_id=member)
    with pytest.raises(NotFound):
        await end_deputy(tx, desk.analyst, draft_id=desk.draft_id, member_id=0)
    await end_deputy(tx, desk.analyst, draft_id=desk.draft_id, member_id=member)
    assert await team_roles(tx, desk.draft_id, _id(desk.outsider)) == frozenset()
    with pytest.raises(Conflict):
        await end_deputy(tx, desk.analyst, draft_id=desk.draft_id, member_id=member)
    await _name(tx, desk)


async def test_a_deputy_ends_with_the_account_that_is_deputised(tx: Transaction, desk: Desk) -> None:
    await _name(tx, desk)
    await leave_teams(tx, account_id=_id(desk.chief))
    assert await team_roles(tx, desk.draft_id, _id(desk.outsider)) == frozenset()
