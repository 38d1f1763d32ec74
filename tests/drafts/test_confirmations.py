"""Settling by a person what became of a clause: agreeing, pairing otherwise, bringing a clause back."""

from __future__ import annotations

import pytest

from draft_scene import FIRST, SECOND, Team, make_team, publish
from partisipasi.drafts import actions
from partisipasi.drafts.queries import (
    AlignmentView,
    alignments_of,
    approvers_of,
    clauses_of,
    restorable_clauses,
    version_view,
)
from partisipasi.drafts.sealing import seal_version
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound

#: Pasal 3 is gone, another one on something else stands in its place.
WITHOUT = FIRST.replace(
    FIRST[FIRST.index("Kepala perangkat") :].strip(),
    "Seragam dikenakan pada hari Senin sampai dengan hari Kamis dan batik pada hari Jumat.",
)


async def _line(tx: Transaction, version_id: int, **sides: str | None) -> AlignmentView:
    lines = await alignments_of(tx, version_id)
    return next(line for line in lines if all(getattr(line, name) == key for name, key in sides.items()))


async def _concept(tx: Transaction, source: str = SECOND) -> tuple[Team, int]:
    team = await make_team(tx)
    await publish(tx, team, FIRST)
    concept = await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=source)
    return team, concept.id


async def test_agreeing_confirms_the_line_and_leaves_the_revision(tx: Transaction) -> None:
    team, concept = await _concept(tx)
    line = await _line(tx, concept, new_key="pasal-2.ayat-2")
    await actions.confirm_alignment(tx, team.legal, alignment_id=line.id)
    line = await _line(tx, concept, new_key="pasal-2.ayat-2")
    assert (line.review, line.confirmed_by, line.op) == ("confirmed", team.legal.account_id, "reworded")
    assert (await version_view(tx, team.legal, concept)).revision == 1
    assert team.legal.account_id not in [one.account_id for one in await approvers_of(tx, concept)]


async def test_pairing_otherwise_moves_the_identity_and_is_kept_at_the_next_saves(tx: Transaction) -> None:
    team, concept = await _concept(tx)
    line = await _line(tx, concept, old_key="pasal-3")
    await actions.confirm_alignment(
        tx, team.drafter, alignment_id=line.id, op="reworded", old=["pasal-3"], new=["pasal-3"], revision=1
    )
    before = (await version_view(tx, team.drafter, concept)).follows_id
    old = {clause.key: clause.id for clause in await clauses_of(tx, before or 0)}
    for revision, source in ((2, SECOND.replace("Wali Kota ini", "Wali Kota Medan ini")), (3, SECOND)):
        new = {clause.key: clause.id for clause in await clauses_of(tx, concept)}
        assert new["pasal-3"] == old["pasal-3"]
        line = await _line(tx, concept, new_key="pasal-3")
        assert (line.old_key, line.op, line.review) == ("pasal-3", "reworded", "confirmed")
        assert line.confirmed_by == team.drafter.account_id
        await actions.revise_concept(tx, team.legal, version_id=concept, revision=revision, source=source)


async def test_a_confirmed_line_follows_its_clause_to_another_number(tx: Transaction) -> None:
    team, concept = await _concept(tx)
    line = await _line(tx, concept, new_key="pasal-2.ayat-2")
    await actions.confirm_alignment(tx, team.legal, alignment_id=line.id)
    shifted = SECOND.replace(
        "Pasal 2\n", "Pasal 2\nHari kerja adalah hari Senin sampai dengan hari Jumat.\n\nPasal 3\n", 1
    )
    await actions.revise_concept(tx, team.drafter, version_id=concept, revision=1, source=shifted)
    after = await _line(tx, concept, new_key="pasal-3.ayat-2")
    assert (after.id, after.review, after.confirmed_by) == (line.id, "confirmed", team.legal.account_id)


async def test_what_is_marked_new_frees_the_old_clause(tx: Transaction) -> None:
    team, concept = await _concept(tx)
    line = await _line(tx, concept, new_key="pasal-4")
    await actions.confirm_alignment(tx, team.drafter, alignment_id=line.id, op="inserted", new=["pasal-4"])
    assert (await _line(tx, concept, new_key="pasal-4")).op == "inserted"
    assert (await _line(tx, concept, old_key="pasal-3")).new_key is None


async def test_changed_words_cannot_be_called_the_same(tx: Transaction) -> None:
    team, concept = await _concept(tx)
    line = await _line(tx, concept, new_key="pasal-2.ayat-2")
    await actions.confirm_alignment(tx, team.drafter, alignment_id=line.id, op="same")
    assert (await _line(tx, concept, new_key="pasal-2.ayat-2")).op == "reworded"


async def test_a_clause_that_comes_back_gets_its_identity_back(tx: Transaction) -> None:
    team = await make_team(tx)
    first = await publish(tx, team, FIRST)
    gone = next(clause for clause in await clauses_of(tx, first.id) if clause.key == "pasal-3")
    concept = await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=WITHOUT)
    line = await _line(tx, concept.id, new_key="pasal-3")
    if line.old_key is not None:
        await actions.confirm_alignment(tx, team.drafter, alignment_id=line.id, op="inserted", new=["pasal-3"])
    await seal_version(tx, version_id=concept.id, actor_id=team.approver.account_id or 0)
    third = await actions.create_concept(
        tx, team.drafter, draft_id=team.draft_id, source=WITHOUT + "\n\nPasal 4\n" + gone.text + "\n"
    )
    assert gone.id in [clause.clause_id for clause in await restorable_clauses(tx, third.id)]
    line = await _line(tx, third.id, new_key="pasal-4")
    await actions.confirm_alignment(tx, team.drafter, alignment_id=line.id, op="inserted", restores=gone.id)
    back = next(clause for clause in await clauses_of(tx, third.id) if clause.key == "pasal-4")
    assert back.id == gone.id
    assert await restorable_clauses(tx, third.id) == []
    await actions.correct_clause(tx, team.drafter, version_id=third.id, revision=2, key="bab-1", heading="UMUM")
    assert back.id in [clause.id for clause in await clauses_of(tx, third.id)], "a save does not lose it again"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"op": "torn"}, "op"),
        ({"op": "reworded", "old": ["pasal-77"]}, "old"),
        ({"op": "reworded", "new": ["pasal-77"]}, "new"),
        ({"op": "inserted", "old": ["pasal-3"]}, "old"),
        ({"op": "deleted", "new": ["pasal-4"]}, "new"),
        ({"op": "split", "new": ["pasal-4"]}, "new"),
        ({"op": "merged", "old": ["pasal-3"]}, "old"),
        ({"op": "inserted", "restores": 1}, "restores"),
    ],
)
async def test_words_and_clauses_that_do_not_fit_are_refused(
    tx: Transaction, said: dict[str, object], field: str
) -> None:
    team, concept = await _concept(tx)
    line = await _line(tx, concept, new_key="pasal-4")
    with pytest.raises(Invalid) as refused:
        await actions.confirm_alignment(tx, team.drafter, alignment_id=line.id, **said)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


async def test_a_split_is_settled_as_one(tx: Transaction) -> None:
    team, concept = await _concept(tx)
    line = await _line(tx, concept, old_key="pasal-3")
    await actions.confirm_alignment(
        tx, team.drafter, alignment_id=line.id, op="split", old=["pasal-3"], new=["pasal-3", "pasal-4"]
    )
    parts = [one for one in await alignments_of(tx, concept) if one.old_key == "pasal-3"]
    assert [(one.new_key, one.op, one.review) for one in parts] == [
        ("pasal-3", "split", "confirmed"),
        ("pasal-4", "split", "confirmed"),
    ]


async def test_only_who_edits_settles(tx: Transaction) -> None:
    team, concept = await _concept(tx)
    line = await _line(tx, concept, new_key="pasal-4")
    for viewer in (team.approver, team.reader):
        with pytest.raises(Forbidden):
            await actions.confirm_alignment(tx, viewer, alignment_id=line.id)
    for viewer in (team.outsider, team.administrator):
        with pytest.raises(NotFound):
            await actions.confirm_alignment(tx, viewer, alignment_id=line.id)
    with pytest.raises(Conflict):
        await actions.confirm_alignment(tx, team.drafter, alignment_id=line.id, op="moved", revision=7)
