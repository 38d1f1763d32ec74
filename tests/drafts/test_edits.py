"""Editing a concept in place: identities stay, two officers lose nothing, every edit can be taken back."""

from __future__ import annotations

import random

import pytest

from draft_scene import FIRST, Team, make_team, publish
from partisipasi.drafts import actions
from partisipasi.drafts.actions import StaleEdit
from partisipasi.drafts.editing import Edit, Insert, Move, Remove, Renumber, Reword
from partisipasi.drafts.invariants import INVARIANTS
from partisipasi.drafts.queries import alignments_of, clauses_of, makers_of, version_view
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound

_State = list[tuple[int, str, str, str, str, str, int, int]]


async def _copied(tx: Transaction) -> tuple[Team, int]:
    team = await make_team(tx)
    await publish(tx, team, FIRST)
    return team, (await actions.copy_version(tx, team.drafter, draft_id=team.draft_id)).id


async def _ids(tx: Transaction, version_id: int) -> dict[str, int]:
    return {clause.key: clause.id for clause in await clauses_of(tx, version_id)}


async def _state(tx: Transaction, version_id: int) -> _State:
    return [
        (one.id, one.key, one.kind, one.label, one.heading, one.text, one.position, one.depth)
        for one in await clauses_of(tx, version_id)
    ]


async def _edit(tx: Transaction, team: Team, version_id: int, key: str, edit: Edit, revision: int | None = None) -> str:
    ids = await _ids(tx, version_id)
    seen = (await version_view(tx, team.drafter, version_id)).revision if revision is None else revision
    made = await actions.edit_concept(
        tx, team.drafter, version_id=version_id, revision=seen, clause_id=ids[key], edit=edit
    )
    return made.key


async def _last(tx: Transaction, version_id: int) -> int:
    found: int = await tx.value(
        "SELECT id FROM concept_edit WHERE version_id = $1 ORDER BY revision DESC LIMIT 1", version_id
    )
    return found


async def _sound(tx: Transaction) -> None:
    for invariant in INVARIANTS:
        if "without" not in invariant.name:
            assert await tx.rows(invariant.sql) == [], invariant.name


async def test_the_next_version_begins_with_the_published_text_clause_for_clause(tx: Transaction) -> None:
    team = await make_team(tx)
    first = await publish(tx, team, FIRST)
    second = await actions.copy_version(tx, team.drafter, draft_id=team.draft_id)
    assert (second.number, second.state, second.revision) == (2, "concept", 1)
    assert await _state(tx, first.id) == await _state(tx, second.id)
    assert {line.op for line in await alignments_of(tx, second.id)} == {"same"}
    with pytest.raises(Conflict, match="already a concept"):
        await actions.copy_version(tx, team.drafter, draft_id=team.draft_id)


async def test_who_may_not_edit_begins_no_version(tx: Transaction) -> None:
    team = await make_team(tx)
    with pytest.raises(NotFound):
        await actions.copy_version(tx, team.drafter, draft_id=team.draft_id)
    await publish(tx, team, FIRST)
    for viewer in (team.approver, team.reader, team.outsider, team.citizen):
        with pytest.raises(Forbidden):
            await actions.copy_version(tx, viewer, draft_id=team.draft_id)


async def test_an_edit_in_place_never_loses_the_identity_however_the_words_change(tx: Transaction) -> None:
    team, second = await _copied(tx)
    before = await _ids(tx, second)
    await _edit(tx, team, second, "pasal-3", Reword(text="Sama sekali lain daripada dulu."))
    assert await _ids(tx, second) == before
    line = next(one for one in await alignments_of(tx, second) if one.new_key == "pasal-3")
    assert (line.op, line.review, line.old_key) == ("reworded", "none", "pasal-3")


async def test_an_inserted_pasal_renumbers_what_follows_as_technical(tx: Transaction) -> None:
    team, second = await _copied(tx)
    before = await _ids(tx, second)
    key = await _edit(tx, team, second, "pasal-2", Insert("after", "pasal", text="Pegawai boleh bekerja dari rumah."))
    after = await _ids(tx, second)
    assert key == "pasal-3"
    assert after["pasal-4"] == before["pasal-3"]
    assert after["pasal-3"] not in before.values()
    ops = {one.new_key: (one.op, one.technical) for one in await alignments_of(tx, second) if one.op != "same"}
    assert ops == {"pasal-3": ("inserted", False), "pasal-4": ("renumbered", True)}
    await _sound(tx)


async def test_only_the_team_edits_and_only_a_concept(tx: Transaction) -> None:
    team, second = await _copied(tx)
    ids = await _ids(tx, second)
    edit = Reword(text="Lain.")
    for viewer, refusal in ((team.approver, Forbidden), (team.reader, Forbidden), (team.citizen, NotFound)):
        with pytest.raises(refusal):
            await actions.edit_concept(tx, viewer, version_id=second, revision=1, clause_id=ids["pasal-3"], edit=edit)
    await actions.edit_concept(tx, team.legal, version_id=second, revision=1, clause_id=ids["pasal-3"], edit=edit)
    assert team.legal.account_id in {person.account_id for person in await makers_of(tx, second)}


@pytest.mark.parametrize(
    ("key", "edit", "field"),
    [
        ("pasal-2", Move("inside", "pasal-2.ayat-1"), "target"),
        ("pasal-2", Move("after", "pasal-77"), "target"),
        ("pasal-2", Move("inside", "pasal-3"), "target"),
        ("pasal-2", Insert("after", "pasal"), "text"),
        ("pasal-2", Insert("after", "nonsens", text="a"), "kind"),
        ("pasal-2", Renumber("tanpa angka"), "label"),
        ("pasal-2", Reword(heading="a" * 1001), "heading"),
        ("pasal-2", Move("before", "pasal-3"), ""),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field(tx: Transaction, key: str, edit: Edit, field: str) -> None:
    team, second = await _copied(tx)
    with pytest.raises(Invalid) as refused:
        await _edit(tx, team, second, key, edit)
    assert set(refused.value.fields) == {field}


async def test_two_officers_at_different_clauses_lose_nothing(tx: Transaction) -> None:
    team, second = await _copied(tx)
    ids = await _ids(tx, second)
    await _edit(tx, team, second, "pasal-2", Insert("after", "pasal", text="Sisipan."), revision=1)
    await actions.edit_concept(
        tx, team.legal, version_id=second, revision=1, clause_id=ids["pasal-1"], edit=Reword(text="Dari Rina.")
    )
    late = await actions.correct_clause(
        tx, team.legal, version_id=second, revision=1, key="pasal-3", clause_id=ids["pasal-2.ayat-1"], text="Lambat."
    )
    assert late.key == "pasal-2.ayat-1", "the identity counts, not a key that may mean another clause by now"
    texts = {one.key: one.text for one in await clauses_of(tx, second)}
    assert (texts["pasal-1"], texts["pasal-3"], texts["pasal-2.ayat-1"]) == ("Dari Rina.", "Sisipan.", "Lambat.")


async def test_two_officers_at_one_clause_get_all_three_wordings(tx: Transaction) -> None:
    team, second = await _copied(tx)
    ids = await _ids(tx, second)
    base = {one.key: one.text for one in await clauses_of(tx, second)}["pasal-3"]
    await _edit(tx, team, second, "pasal-3", Reword(text="Dari Dewi."), revision=1)
    with pytest.raises(Conflict) as refused:
        await actions.edit_concept(
            tx, team.legal, version_id=second, revision=1, clause_id=ids["pasal-3"], edit=Reword(text="Dari Rina.")
        )
    detail = refused.value.detail
    assert isinstance(detail, StaleEdit)
    assert (detail.base, detail.current, detail.revision) == (base, "Dari Dewi.", 2)
    assert "".join(words for op, words in detail.difference if op != "del") == "Dari Rina."
    with pytest.raises(Conflict):
        await actions.edit_concept(
            tx, team.legal, version_id=second, revision=1, clause_id=ids["pasal-3"], edit=Remove()
        )


async def test_a_clause_in_which_somebody_wrote_meanwhile_is_not_deleted(tx: Transaction) -> None:
    team, second = await _copied(tx)
    ids = await _ids(tx, second)
    await _edit(tx, team, second, "pasal-2.ayat-1", Insert("after", "ayat", text="Baru."), revision=1)
    for key in ("pasal-2", "bab-2"):
        with pytest.raises(Conflict):
            await actions.edit_concept(tx, team.legal, version_id=second, revision=1, clause_id=ids[key], edit=Remove())


async def test_undoing_restores_exactly_and_is_itself_an_edit(tx: Transaction) -> None:
    team, second = await _copied(tx)
    begin = await _state(tx, second)
    for key, edit in (
        ("pasal-3", Reword(text="Lain.")),
        ("pasal-2", Remove()),
        ("bab-2", Move("before", "bab-1")),
        ("pasal-2.ayat-1", Insert("before", "ayat", text="Baru.")),
        ("pasal-2", Renumber("Pasal 9")),
    ):
        await _edit(tx, team, second, key, edit)
        changed = await _state(tx, second)
        assert changed != begin
        await actions.undo_edit(tx, team.legal, version_id=second, edit_id=await _last(tx, second))
        assert await _state(tx, second) == begin
        undoing = await _last(tx, second)
        await actions.undo_edit(tx, team.legal, version_id=second, edit_id=undoing)
        redone = await _state(tx, second)
        assert [row[1:] for row in redone] == [row[1:] for row in changed]
        await actions.undo_edit(tx, team.legal, version_id=second, edit_id=await _last(tx, second))
        assert {line.op for line in await alignments_of(tx, second)} == {"same"}
        with pytest.raises(Conflict, match="undone already"):
            await actions.undo_edit(tx, team.legal, version_id=second, edit_id=undoing)
    await _sound(tx)


async def test_an_earlier_edit_is_undone_under_later_ones_of_other_clauses(tx: Transaction) -> None:
    team, second = await _copied(tx)
    base = {one.key: one.text for one in await clauses_of(tx, second)}
    await _edit(tx, team, second, "pasal-2.ayat-1", Remove())
    deletion = await _last(tx, second)
    await _edit(tx, team, second, "pasal-3", Reword(text="Lain."))
    await actions.undo_edit(tx, team.drafter, version_id=second, edit_id=deletion)
    texts = {one.key: one.text for one in await clauses_of(tx, second)}
    assert texts == base | {"pasal-3": "Lain."}


async def test_what_was_changed_again_is_named_and_not_undone(tx: Transaction) -> None:
    team, second = await _copied(tx)
    await _edit(tx, team, second, "pasal-3", Reword(text="Satu."))
    first = await _last(tx, second)
    await _edit(tx, team, second, "pasal-3", Reword(text="Dua."))
    with pytest.raises(Conflict) as refused:
        await actions.undo_edit(tx, team.drafter, version_id=second, edit_id=first)
    assert (refused.value.code, refused.value.values["clauses"]) == ("overtaken", "Pasal 3")
    with pytest.raises(NotFound):
        await actions.undo_edit(tx, team.drafter, version_id=second, edit_id=0)
    with pytest.raises(Forbidden):
        await actions.undo_edit(tx, team.reader, version_id=second, edit_id=first)


@pytest.mark.parametrize("seed", range(6))
async def test_random_edits_undone_from_the_last_lead_back_to_the_beginning(tx: Transaction, seed: int) -> None:
    team, second = await _copied(tx)
    pick = random.Random(seed)
    states = [await _state(tx, second)]
    edits: list[int] = []
    while len(edits) < 7:
        keys = list(await _ids(tx, second))
        key, other = pick.choice(keys), pick.choice(keys)
        edit: Edit = pick.choice(
            (
                Reword(text=f"Kata {pick.random()}"),
                Insert(
                    pick.choice(("before", "after")),
                    key.rsplit(".", 1)[-1].split("-")[0],
                    text=f"Sisipan {pick.random()}",
                ),
                Remove(),
                Move(pick.choice(("before", "after", "inside")), other),
            )
        )
        try:
            async with tx.savepoint():
                await _edit(tx, team, second, key, edit)
        except (Invalid, Conflict):
            continue
        edits.append(await _last(tx, second))
        states.append(await _state(tx, second))
        positions = [row[6] for row in states[-1]]
        assert positions == list(range(len(positions)))
        assert len({row[1] for row in states[-1]}) == len(positions)
        await _sound(tx)
    for edit_id, state in zip(reversed(edits), reversed(states[:-1]), strict=True):
        await actions.undo_edit(tx, team.drafter, version_id=second, edit_id=edit_id)
        assert await _state(tx, second) == state
        await _sound(tx)
