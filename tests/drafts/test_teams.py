"""Teams: who may name one, who can be in it, and that every role keeps its history."""

from __future__ import annotations

import pytest

from draft_scene import FIRST, Team, make_person, make_team, publish
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.drafts import actions
from partisipasi.drafts.queries import draft_view, drafts_list, drafts_worked_on, team_history, team_of, team_roles
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, Invalid, NotFound


def _id(viewer: Viewer) -> int:
    assert viewer.account_id
    return viewer.account_id


async def _name(tx: Transaction, team: Team, viewer: Viewer, members: dict[int, list[str]]) -> None:
    await actions.name_team(tx, viewer, draft_id=team.draft_id, members=members)


async def test_the_maker_drafts_until_another_team_is_named(tx: Transaction) -> None:
    team = await make_team(tx)
    assert await team_roles(tx, team.draft_id, team.drafter.account_id) == {"drafter"}
    await _name(tx, team, team.drafter, {_id(team.legal): ["drafter", "legal"]})
    assert await team_roles(tx, team.draft_id, team.drafter.account_id) == frozenset()
    await _name(tx, team, team.drafter, {_id(team.drafter): ["analyst"]})
    assert await team_roles(tx, team.draft_id, team.drafter.account_id) == {"analyst"}


async def test_roles_end_and_stay_in_the_history(tx: Transaction) -> None:
    team = await make_team(tx)
    await _name(tx, team, team.drafter, {_id(team.drafter): ["drafter"], _id(team.approver): ["approver", "reader"]})
    history = [(one.name, one.role, one.ended_at is not None) for one in await team_history(tx, team.draft_id)]
    assert sorted(history) == sorted(
        [
            ("Dewi", "drafter", False),
            ("Rina", "legal", True),
            ("Johannes", "approver", False),
            ("Johannes", "reader", False),
        ]
    )
    acts = await tx.values(
        "SELECT act FROM record_entry WHERE subject_kind = 'draft' AND subject_id = $1 ORDER BY id", team.draft_id
    )
    assert acts == ["draft.created", "team.named", "team.named"]


async def test_naming_the_same_team_again_changes_and_records_nothing(tx: Transaction) -> None:
    team = await make_team(tx)
    before = await tx.value("SELECT count(*) FROM record_entry")
    members = {one.account_id: one.roles for one in await team_of(tx, team.draft_id)}
    await _name(tx, team, team.drafter, members)
    assert await tx.value("SELECT count(*) FROM record_entry") == before
    assert len(await team_history(tx, team.draft_id)) == 3


async def test_an_administrator_outside_the_team_may_name_it_and_one_inside_may_not(tx: Transaction) -> None:
    team = await make_team(tx)
    members = {_id(team.drafter): ["drafter"], _id(team.administrator): ["reader"]}
    await _name(tx, team, team.administrator, members)
    with pytest.raises(Forbidden):
        await _name(tx, team, team.administrator, {_id(team.drafter): ["drafter"]})


async def test_others_may_not_name_a_team(tx: Transaction) -> None:
    team = await make_team(tx)
    for viewer in (team.approver, team.legal, team.reader):
        with pytest.raises(Forbidden):
            await _name(tx, team, viewer, {_id(viewer): ["drafter"]})
    for viewer in (team.outsider, team.citizen, GUEST):
        with pytest.raises(NotFound):
            await _name(tx, team, viewer, {})


@pytest.mark.parametrize("roles", [[], ["boss"]])
async def test_unknown_and_missing_roles_are_refused(tx: Transaction, roles: list[str]) -> None:
    team = await make_team(tx)
    with pytest.raises(Invalid):
        await _name(tx, team, team.drafter, {_id(team.legal): roles})


async def test_only_who_works_here_can_be_in_a_team_and_readers_only_read(tx: Transaction) -> None:
    team = await make_team(tx)
    for person, role in ((team.citizen, "reader"), (team.reader, "drafter")):
        with pytest.raises(Invalid):
            await _name(tx, team, team.drafter, {_id(person): [role]})
    await _name(tx, team, team.drafter, {_id(team.reader): ["reader"]})
    assert await team_roles(tx, team.draft_id, team.reader.account_id) == {"reader"}


async def test_who_loses_the_role_on_the_site_loses_the_place_in_every_team(tx: Transaction) -> None:
    team = await make_team(tx)
    await tx.execute("UPDATE role_grant SET ended_at = now() WHERE account_id = $1", team.legal.account_id)
    assert await team_roles(tx, team.draft_id, team.legal.account_id) == frozenset()
    assert "Rina" not in [one.name for one in await team_of(tx, team.draft_id)]


async def test_an_unpublished_draft_is_known_only_to_its_people(tx: Transaction) -> None:
    team = await make_team(tx)
    for viewer in (team.drafter, team.approver, team.reader, team.administrator):
        assert (await draft_view(tx, viewer, team.draft_id)).state == "concept"
    for viewer in (team.outsider, team.citizen, GUEST):
        with pytest.raises(NotFound):
            await draft_view(tx, viewer, team.draft_id)
        assert team.draft_id not in [one.id for one in await drafts_list(tx, viewer, topic_id=team.topic_id)]
    await publish(tx, team, FIRST)
    assert (await draft_view(tx, GUEST, team.draft_id)).version_number == 1
    assert [one.id for one in await drafts_list(tx, GUEST, topic_id=team.topic_id)] == [team.draft_id]


async def test_the_workbench_knows_who_could_publish(tx: Transaction) -> None:
    team = await make_team(tx)
    await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=FIRST)
    work = (await drafts_worked_on(tx, team.approver))[0]
    assert (work.id, work.roles, work.members, work.eligible_publishers) == (team.draft_id, ["approver"], 3, 1)
    await _name(tx, team, team.drafter, {_id(team.drafter): ["drafter", "approver"]})
    work = (await drafts_worked_on(tx, team.drafter))[0]
    assert (work.approvers, work.eligible_publishers) == (1, 0)


async def test_only_officers_make_drafts(tx: Transaction) -> None:
    team = await make_team(tx)
    scoped = await make_person(tx)
    await tx.execute(
        "INSERT INTO role_grant (account_id, role, agency_id) VALUES ($1, 'officer', $2)",
        scoped.account_id,
        team.agency_id,
    )
    for viewer in (team.citizen, team.reader, team.administrator):
        with pytest.raises(Forbidden):
            await actions.create_draft(
                tx, viewer, topic_id=team.topic_id, agency_id=team.agency_id, title="Baru", kind="perda"
            )
    for wrong in ({"title": " "}, {"kind": "puisi"}, {"topic_id": 0}, {"agency_id": 0}):
        fitting = {"topic_id": team.topic_id, "agency_id": team.agency_id, "title": "Baru", "kind": "perda"}
        with pytest.raises(Invalid) as refused:
            await actions.create_draft(tx, team.outsider, **{**fitting, **wrong})  # type: ignore[arg-type]
        assert list(refused.value.fields) == list(wrong)
