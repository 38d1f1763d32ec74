"""Two moderators at the same moment: one decides, the other is told, and the log has one line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from builders import speak
from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict
from partisipasi.moderation.acts import hide, release, restore
from partisipasi.moderation.batches import Grounds, begin_batch
from partisipasi.moderation.claims import claim_case
from partisipasi.moderation.objecting import decide_objection, file_objection
from partisipasi.moderation.planning import plan_batch
from partisipasi.moderation.seconds import agree, propose_hiding
from partisipasi.moderation.undoing import undo_decision
from partisipasi.settings import Settings
from talk_scene import make_person, make_scene


async def _reported(database: Database, number: int = 1) -> tuple[list[int], list[Viewer]]:
    """Contributions, and three moderators."""
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        said = [(await speak(tx, scene, viewer=await make_person(tx))).id for _ in range(number)]
        return said, [await make_person(tx, role="moderator") for _ in range(3)]


async def _refused(database: Database, act: Callable[[Transaction], Awaitable[object]]) -> str:
    """Why an act of a transaction of its own was refused; empty where it was not."""
    try:
        async with database.transaction() as tx:
            await act(tx)
    except Conflict as refused:
        return refused.code
    return ""


REASON = "Memuat nomor telepon pribadi orang lain."


async def test_of_two_who_hide_at_once_one_wins_and_the_log_has_one_line(database: Database) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        voice = await speak(tx, scene, viewer=await make_person(tx, name="Ucok"))
        two = [await make_person(tx, role="moderator") for _ in range(2)]

    async def decide(who: Viewer) -> str:
        try:
            async with database.transaction() as tx:
                await hide(tx, who, contribution_id=voice.id, rule="spam", public_reason=REASON)
        except Conflict as refused:
            return refused.code
        return "decided"

    assert sorted(await asyncio.gather(*(decide(who) for who in two)))[0] == "decided"
    async with database.transaction(writes=False) as tx:
        lines = await tx.value("SELECT count(*) FROM moderation_decision WHERE contribution_id = $1", voice.id)
        jobs = await tx.value(
            """SELECT count(*) FROM record_entry WHERE act = 'contribution.moderated_hide' AND subject_id = $1""",
            voice.id,
        )
    assert (lines, jobs) == (1, 1)


async def test_of_two_who_decide_an_objection_at_once_one_wins(database: Database, settings: Settings) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        author = await make_person(tx, name="Ucok")
        voice = await speak(tx, scene, viewer=author)
        one = await make_person(tx, role="moderator")
        two = [await make_person(tx, role="moderator") for _ in range(2)]
        made = await hide(tx, one, contribution_id=voice.id, rule="spam", public_reason=REASON)
        await file_objection(tx, author, settings, ref=made.public_ref, body="Ini bukan iklan sama sekali.")
        objection = await tx.value("SELECT id FROM objection WHERE decision_id = $1", made.id)

    async def decide(who: Viewer) -> str:
        try:
            async with database.transaction() as tx:
                await decide_objection(
                    tx, who, objection_id=objection, result="upheld", answer="Tulisan ini memang iklan."
                )
        except Conflict as refused:
            return refused.code
        return "decided"

    assert sorted(await asyncio.gather(*(decide(who) for who in two))) == ["decided", "handled"]


async def test_of_two_who_take_a_case_at_once_one_has_it(database: Database) -> None:
    (said,), people = await _reported(database)
    answers = await asyncio.gather(
        *(_refused(database, lambda tx, who=who: claim_case(tx, who, contribution_id=said)) for who in people)
    )
    assert sorted(answers) == ["", "claimed", "claimed"]
    winner = people[answers.index("")]
    async with database.transaction(writes=False) as tx:
        held = await tx.value("SELECT account_id FROM moderation_claim WHERE contribution_id = $1", said)
    assert held == winner.account_id


async def test_a_lease_that_is_over_is_taken_by_one_of_those_who_want_it_and_its_holder_decides_no_longer(
    database: Database,
) -> None:
    (said,), (first, *others) = await _reported(database)
    assert await _refused(database, lambda tx: claim_case(tx, first, contribution_id=said)) == ""
    async with database.transaction() as tx:
        await tx.execute("UPDATE moderation_claim SET until = now() - interval '1 second'")
    answers = await asyncio.gather(
        *(_refused(database, lambda tx, who=who: claim_case(tx, who, contribution_id=said)) for who in others)
    )
    assert sorted(answers) == ["", "claimed"]
    assert await _refused(database, lambda tx: release(tx, first, contribution_id=said)) == "claimed"
    thief = others[answers.index("")]
    assert await _refused(database, lambda tx: release(tx, thief, contribution_id=said)) == ""


async def test_a_second_who_agrees_twice_at_once_hides_once(database: Database) -> None:
    said, (first, *others) = await _reported(database, 3)
    async with database.transaction() as tx:
        proposal = await propose_hiding(tx, first, items=said, why="batch", rule="spam", public_reason=REASON)
    people = [others[0], others[0], others[1]]
    answers = await asyncio.gather(
        *(_refused(database, lambda tx, who=who: agree(tx, who, proposal_id=proposal)) for who in people)
    )
    assert sorted(answers) == ["", "handled", "handled"]
    async with database.transaction(writes=False) as tx:
        made = "SELECT count(*) FROM moderation_decision WHERE contribution_id = ANY ($1::bigint[])"
        assert await tx.value(made, said) == 3


async def test_a_batch_and_a_single_decision_at_once_decide_each_case_once(database: Database) -> None:
    said, (first, second, _) = await _reported(database, 8)
    async with database.transaction(writes=False) as tx:
        seen = {plan.id: plan.version for plan in await plan_batch(tx, first, act="no_violation", items=said)}
    fine = Grounds(act="no_violation")
    answers = await asyncio.gather(
        _refused(database, lambda tx: begin_batch(tx, first, grounds=fine, items=said, seen=seen)),
        _refused(
            database,
            lambda tx: hide(tx, second, contribution_id=said[4], rule="spam", public_reason=REASON, seen=seen[said[4]]),
        ),
    )
    assert answers[0] == ""
    async with database.transaction(writes=False) as tx:
        made = await tx.values("SELECT contribution_id FROM moderation_decision WHERE contribution_id = ANY ($1)", said)
        state = await tx.value("SELECT state FROM contribution WHERE id = $1", said[4])
    assert sorted(made) == said
    assert (state == "hidden") == (answers[1] == "")


async def test_undoing_and_a_later_decision_at_once_leave_one_of_both(database: Database) -> None:
    (said,), (first, second, _) = await _reported(database)
    async with database.transaction() as tx:
        made = await hide(tx, first, contribution_id=said, rule="spam", public_reason=REASON)
    answers = await asyncio.gather(
        *(_refused(database, lambda tx: undo_decision(tx, first, ref=made.public_ref)) for _ in range(2)),
        _refused(database, lambda tx: restore(tx, second, contribution_id=said, public_reason=REASON)),
    )
    async with database.transaction(writes=False) as tx:
        acts = await tx.values("SELECT act FROM moderation_decision WHERE contribution_id = $1 ORDER BY id", said)
        assert await tx.value("SELECT state FROM contribution WHERE id = $1", said) == "published"
    assert len(acts) == 2
    assert sorted(answers)[0] == ""
    assert "" not in sorted(answers)[1:]
