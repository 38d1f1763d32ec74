"""Stages: said by the team, moved by what happens, told to everybody, and filtered by."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from draft_scene import FIRST, Team, make_team, publish
from partisipasi.accounts.rights import GUEST
from partisipasi.drafts import actions
from partisipasi.drafts.actions.stages import enacted_stages
from partisipasi.drafts.queries import count_drafts, draft_view, drafts_list
from partisipasi.drafts.queries.life import life_of
from partisipasi.drafts.queries.stages import stages_of, steps_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from partisipasi.kit.i18n import zone


@pytest.fixture
async def team(tx: Transaction) -> Team:
    return await make_team(tx)


async def _stages(tx: Transaction, team: Team) -> list[str]:
    return [move.stage for move in await stages_of(tx, team.draft_id)]


def _today(tx: Transaction) -> date:
    return tx.now.astimezone(zone()).date()


async def test_a_draft_is_planned_until_it_has_a_text(tx: Transaction, team: Team) -> None:
    assert await _stages(tx, team) == ["planning"]
    await publish(tx, team, FIRST)
    await publish(tx, team, FIRST)
    assert await _stages(tx, team) == ["planning", "drafting"]
    draft = await draft_view(tx, GUEST, team.draft_id)
    assert (draft.stage, draft.stage_since) == ("drafting", _today(tx))


async def test_the_team_says_which_stage_it_has_reached_and_everybody_reads_since_when(
    tx: Transaction, team: Team
) -> None:
    await publish(tx, team, FIRST)
    await tx.execute("UPDATE draft SET stage_since = $2 WHERE id = $1", team.draft_id, _today(tx) - timedelta(days=9))
    since = _today(tx) - timedelta(days=2)
    await actions.move_stage(
        tx, team.approver, draft_id=team.draft_id, stage="deliberation", began_on=since, note=" Dibahas. "
    )
    told = (await life_of(tx, team.draft_id)).stages[-1]
    assert (told.stage, told.began_on, told.note, told.name) == ("deliberation", since, "Dibahas.", None)
    assert (await stages_of(tx, team.draft_id))[-1].name == "Johannes"
    assert [step.state for step in steps_of(await stages_of(tx, team.draft_id))] == [
        "done",
        "done",
        "now",
        "next",
        "next",
    ]
    for stage, found in (("deliberation", 1), ("drafting", 0)):
        assert await count_drafts(tx, GUEST, topic_id=team.topic_id, stage=stage) == found
        assert len(await drafts_list(tx, GUEST, topic_id=team.topic_id, stage=stage)) == found
    await actions.move_stage(tx, team.drafter, draft_id=team.draft_id, stage="drafting")
    assert (await draft_view(tx, GUEST, team.draft_id)).stage == "drafting", "a draft may be sent back"
    assert steps_of(await stages_of(tx, team.draft_id))[2].since is None


async def test_what_does_not_fit_is_refused_beside_its_field(tx: Transaction, team: Team) -> None:
    today = _today(tx)
    for values, field in (
        ({"stage": "voting"}, "stage"),
        ({"stage": "planning"}, "stage"),
        ({"stage": "drafting", "began_on": today + timedelta(days=1)}, "began_on"),
        ({"stage": "drafting", "began_on": today - timedelta(days=1)}, "began_on"),
        ({"stage": "drafting", "note": "x" * 501}, "note"),
    ):
        with pytest.raises(Invalid) as refused:
            await actions.move_stage(tx, team.drafter, draft_id=team.draft_id, **values)  # type: ignore[arg-type]
        assert set(refused.value.fields) == {field}


async def test_only_drafters_and_approvers_of_the_team_move_it(tx: Transaction, team: Team) -> None:
    with pytest.raises(NotFound):
        await actions.move_stage(tx, team.outsider, draft_id=team.draft_id, stage="drafting")
    await publish(tx, team, FIRST)
    for viewer in (team.legal, team.outsider, team.reader, team.administrator, team.citizen):
        with pytest.raises(Forbidden):
            await actions.move_stage(tx, viewer, draft_id=team.draft_id, stage="adoption")
    with pytest.raises(SignInNeeded):
        await actions.move_stage(tx, GUEST, draft_id=team.draft_id, stage="adoption")


async def test_an_enacted_draft_is_adopted_and_promulgated_once_its_text_is_in_the_register(
    tx: Transaction, team: Team
) -> None:
    await publish(tx, team, FIRST)
    await enacted_stages(tx, team.draft_id, on=_today(tx) - timedelta(days=30), promulgated=False, actor_id=None)
    assert await _stages(tx, team) == ["planning", "drafting", "adoption"]
    assert (await stages_of(tx, team.draft_id))[-1].began_on == _today(tx), "never before the stage before it"
    await enacted_stages(tx, team.draft_id, on=None, promulgated=True, actor_id=None)
    assert await _stages(tx, team) == ["planning", "drafting", "adoption", "promulgation"]


async def test_a_withdrawn_draft_goes_no_further_and_an_enacted_one_may(tx: Transaction, team: Team) -> None:
    await tx.execute("UPDATE draft SET closed_at = now(), closed_how = 'withdrawn' WHERE id = $1", team.draft_id)
    with pytest.raises(Conflict):
        await actions.move_stage(tx, team.drafter, draft_id=team.draft_id, stage="drafting")
    await tx.execute("UPDATE draft SET closed_how = 'enacted' WHERE id = $1", team.draft_id)
    await actions.move_stage(tx, team.drafter, draft_id=team.draft_id, stage="promulgation")
    assert (await _stages(tx, team))[-1] == "promulgation"
