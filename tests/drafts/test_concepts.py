"""Concepts: made from a text, revised, corrected; identities and judgements survive each save."""

from __future__ import annotations

import pytest

from draft_scene import FIRST, SECOND, Team, make_team, publish
from partisipasi.drafts import actions
from partisipasi.drafts.actions import StaleEdit
from partisipasi.drafts.queries import alignments_of, clauses_of, makers_of, version_view
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound


async def _ids(tx: Transaction, version_id: int) -> dict[str, int]:
    return {clause.key: clause.id for clause in await clauses_of(tx, version_id)}


async def _ops(tx: Transaction, version_id: int) -> dict[tuple[str | None, str | None], str]:
    return {(line.old_key, line.new_key): line.op for line in await alignments_of(tx, version_id)}


async def _second(tx: Transaction) -> tuple[Team, int, int]:
    team = await make_team(tx)
    first = await publish(tx, team, FIRST)
    second = await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=SECOND)
    return team, first.id, second.id


async def test_a_first_concept_is_read_into_clauses_with_parents_in_order(tx: Transaction) -> None:
    team = await make_team(tx)
    concept = await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=FIRST)
    assert (concept.number, concept.state, concept.revision) == (1, "concept", 1)
    assert {kind: concept.counts[kind] for kind in ("bab", "pasal", "ayat")} == {"bab": 2, "pasal": 3, "ayat": 2}
    clauses = await clauses_of(tx, concept.id)
    assert [clause.position for clause in clauses] == list(range(len(clauses)))
    ayat = next(clause for clause in clauses if clause.key == "pasal-2.ayat-2")
    assert (ayat.parent, ayat.depth, ayat.path) == ("pasal-2", 2, "bab-2/pasal-2/ayat-2")
    assert await alignments_of(tx, concept.id) == []


async def test_identities_follow_the_clause_not_its_number(tx: Transaction) -> None:
    _, first, second = await _second(tx)
    old, new = await _ids(tx, first), await _ids(tx, second)
    assert new["pasal-4"] == old["pasal-3"]
    assert new["pasal-2.ayat-2"] == old["pasal-2.ayat-2"]
    assert new["pasal-3"] not in old.values()
    ops = await _ops(tx, second)
    assert ops["pasal-2.ayat-2", "pasal-2.ayat-2"] == "reworded"
    assert ops["pasal-3", "pasal-4"] == "renumbered"
    assert ops[None, "pasal-3"] == "inserted"


async def test_a_draft_has_one_concept_at_a_time(tx: Transaction) -> None:
    team, _, _ = await _second(tx)
    with pytest.raises(Conflict) as refused:
        await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=SECOND)
    assert refused.value.code == "concept_exists"


async def test_a_revision_keeps_rows_and_identities_of_clauses_that_stay(tx: Transaction) -> None:
    team, _, second = await _second(tx)
    before = {clause.key: clause for clause in await clauses_of(tx, second)}
    shifted = SECOND.replace("Pasal 4\n", "Pasal 4\nAtasan mencatat izin itu pada hari yang sama.\n\nPasal 5\n")
    concept = await actions.revise_concept(tx, team.legal, version_id=second, revision=1, source=shifted)
    assert concept.revision == 2
    after = {clause.key: clause for clause in await clauses_of(tx, second)}
    assert (after["pasal-5"].id, after["pasal-5"].text_id) == (before["pasal-4"].id, before["pasal-4"].text_id)
    assert after["pasal-3"].id == before["pasal-3"].id, "a clause born in the concept keeps its identity"
    assert after["pasal-4"].id not in {clause.id for clause in before.values()}
    assert (await _ops(tx, second))["pasal-3", "pasal-5"] == "renumbered"


async def test_a_text_turned_upside_down_and_back_can_be_saved(tx: Transaction) -> None:
    team, first, second = await _second(tx)
    await actions.revise_concept(tx, team.drafter, version_id=second, revision=1, source="# Lain\n\nSama sekali lain.")
    await actions.revise_concept(tx, team.drafter, version_id=second, revision=2, source=FIRST)
    assert await _ids(tx, second) == await _ids(tx, first)
    assert set((await _ops(tx, second)).values()) == {"same"}


async def test_an_edit_that_saw_an_earlier_revision_is_refused_with_the_difference(tx: Transaction) -> None:
    team, _, second = await _second(tx)
    await actions.revise_concept(tx, team.legal, version_id=second, revision=1, source=SECOND + "\nPasal 5\nPenutup.\n")
    with pytest.raises(Conflict) as refused:
        await actions.revise_concept(tx, team.drafter, version_id=second, revision=1, source=SECOND)
    assert refused.value.code == "stale_revision"
    detail = refused.value.detail
    assert isinstance(detail, StaleEdit)
    assert detail.revision == 2
    assert "Pasal 5" in detail.current
    assert ("del", "Penutup.") in [(op, words.split()[-1]) for op, words in detail.difference if words.strip()]


async def test_a_heading_number_and_level_can_be_set_right(tx: Transaction) -> None:
    team, _, second = await _second(tx)
    before = await _ids(tx, second)
    concept = await actions.correct_clause(
        tx, team.drafter, version_id=second, revision=1, key="pasal-4", label="Pasal 3A"
    )
    assert concept.key == "pasal-3a"
    concept = await actions.correct_clause(
        tx, team.drafter, version_id=second, revision=2, key="bab-2", heading="WAKTU KERJA"
    )
    concept = await actions.correct_clause(
        tx, team.drafter, version_id=second, revision=3, key="pasal-2.ayat-2", kind="huruf", label="a.",
        inside="pasal-2.ayat-1",
    )  # fmt: skip
    assert concept.key == "pasal-2.ayat-1.huruf-a"
    assert (concept.counts["ayat"], concept.counts["huruf"]) == (1, 1)
    after = {clause.key: clause for clause in await clauses_of(tx, second)}
    assert after["bab-2"].heading == "WAKTU KERJA"
    assert after["pasal-2.ayat-1.huruf-a"].parent == "pasal-2.ayat-1"
    assert after["pasal-2.ayat-1.huruf-a"].id == before["pasal-2.ayat-2"]
    assert (await version_view(tx, team.drafter, second)).corrections == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "kalimat"}, "kind"),
        ({"inside": "pasal-3"}, "inside"),
        ({"inside": "pasal-2.ayat-2"}, "inside"),
        ({"label": "", "heading": "", "text": " "}, "text"),
        ({"label": "9" * 200}, "label"),
    ],
)
async def test_a_correction_that_cannot_be_is_refused_at_its_field(
    tx: Transaction, changes: dict[str, str], field: str
) -> None:
    team, _, second = await _second(tx)
    with pytest.raises(Invalid) as refused:
        await actions.correct_clause(tx, team.drafter, version_id=second, revision=1, key="pasal-2.ayat-2", **changes)
    assert list(refused.value.fields) == [field]


async def test_a_correction_of_a_clause_that_is_not_there_is_not_found(tx: Transaction) -> None:
    team, _, second = await _second(tx)
    with pytest.raises(NotFound):
        await actions.correct_clause(tx, team.drafter, version_id=second, revision=1, key="pasal-99", text="Ada.")


async def test_everyone_who_touches_a_concept_is_among_its_makers(tx: Transaction) -> None:
    team, _, second = await _second(tx)
    assert [maker.name for maker in await makers_of(tx, second)] == ["Dewi"]
    await actions.correct_clause(tx, team.legal, version_id=second, revision=1, key="bab-1", heading="UMUM")
    assert {maker.name for maker in await makers_of(tx, second)} == {"Dewi", "Rina"}


@pytest.mark.parametrize("source", ["", " \n\t ", "\x00\n"])
async def test_a_text_without_text_is_refused(tx: Transaction, source: str) -> None:
    team = await make_team(tx)
    with pytest.raises(Invalid) as refused:
        await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=source)
    assert list(refused.value.fields) == ["text"]


async def test_who_may_see_but_not_edit_is_forbidden_and_who_may_not_see_finds_nothing(tx: Transaction) -> None:
    team, _, second = await _second(tx)
    for viewer in (team.approver, team.reader):
        with pytest.raises(Forbidden):
            await actions.revise_concept(tx, viewer, version_id=second, revision=1, source=FIRST)
    for viewer in (team.outsider, team.administrator, team.citizen):
        with pytest.raises(NotFound):
            await actions.revise_concept(tx, viewer, version_id=second, revision=1, source=FIRST)


async def test_a_published_version_is_not_revised(tx: Transaction) -> None:
    team = await make_team(tx)
    first = await publish(tx, team, FIRST)
    with pytest.raises(Conflict) as refused:
        await actions.revise_concept(tx, team.drafter, version_id=first.id, revision=1, source=SECOND)
    assert refused.value.code == "published"
