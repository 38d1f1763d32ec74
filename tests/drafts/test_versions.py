"""Versions: who sees a concept, what publishing freezes, how any two of them compare."""

from __future__ import annotations

import asyncpg
import pytest

from draft_scene import FIRST, SECOND, Team, make_team, publish
from partisipasi.accounts.rights import GUEST
from partisipasi.drafts import actions
from partisipasi.drafts.queries import (
    alignment_view,
    alignments_of,
    clause_history,
    clause_in_place,
    clause_of_id,
    clauses_of,
    comparison,
    draft_view,
    nested,
    newest_version,
    source_of,
    version_by_number,
    version_view,
    versions_of,
)
from partisipasi.drafts.sealing import seal_version, text_digest
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, NotFound

THIRD = FIRST.replace("pukul 07.30", "pukul 08.00")


async def _scene(tx: Transaction) -> tuple[Team, int, int]:
    """A published first version and a concept of the second."""
    team = await make_team(tx)
    first = await publish(tx, team, FIRST)
    second = await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=SECOND)
    return team, first.id, second.id


async def test_nobody_outside_finds_a_concept_in_any_way(tx: Transaction) -> None:
    team, first, second = await _scene(tx)
    clause = next(clause for clause in await clauses_of(tx, second) if clause.key == "pasal-3")
    line = (await alignments_of(tx, second))[0]
    for viewer in (team.outsider, team.administrator, team.citizen, GUEST):
        for asked in (
            version_view(tx, viewer, second),
            version_by_number(tx, viewer, team.draft_id, 2),
            source_of(tx, viewer, second),
            clause_in_place(tx, viewer, second, "pasal-3"),
            clause_of_id(tx, viewer, clause.id, second),
            alignment_view(tx, viewer, line.id),
            comparison(tx, viewer, draft_id=team.draft_id, older=1, newer=2),
        ):
            with pytest.raises(NotFound):
                await asked
        assert [version.id for version in await versions_of(tx, viewer, team.draft_id)] == [first]
        assert await clause_history(tx, viewer, clause.id) == []
        assert (await draft_view(tx, viewer, team.draft_id)).concept_id is None


async def test_the_team_and_readers_see_the_concept(tx: Transaction) -> None:
    team, _, second = await _scene(tx)
    for viewer in (team.drafter, team.legal, team.approver, team.reader):
        assert (await version_view(tx, viewer, second)).state == "concept"
        assert (await draft_view(tx, viewer, team.draft_id)).concept_id == second
        assert (await comparison(tx, viewer, draft_id=team.draft_id, older=1, newer=2)).ops["inserted"] == 1


async def test_a_reader_for_one_topic_sees_only_its_concepts(tx: Transaction) -> None:
    team, _, second = await _scene(tx)
    other = await make_team(tx)
    await tx.execute(
        "UPDATE role_grant SET topic_id = $2 WHERE account_id = $1", team.reader.account_id, other.topic_id
    )
    with pytest.raises(NotFound):
        await version_view(tx, team.reader, second)
    await tx.execute("UPDATE role_grant SET topic_id = $2 WHERE account_id = $1", team.reader.account_id, team.topic_id)
    assert await version_view(tx, team.reader, second)


async def test_sealing_publishes_with_the_digest_of_the_text(tx: Transaction) -> None:
    team, _, second = await _scene(tx)
    digest = await seal_version(
        tx, version_id=second, actor_id=team.approver.account_id or 0, introduction="Versi kedua."
    )
    version = await version_view(tx, GUEST, second)
    assert (version.state, version.sha256, version.introduction, version.newest) == (
        "published",
        digest,
        "Versi kedua.",
        True,
    )
    assert digest == text_digest(await clauses_of(tx, second))
    newest = await newest_version(tx, team.draft_id)
    assert newest is not None
    assert newest.id == second
    with pytest.raises(Conflict):
        await seal_version(tx, version_id=second, actor_id=team.approver.account_id or 0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE version SET title = 'lain' WHERE id = $1",
        "UPDATE version SET state = 'concept', published_at = NULL WHERE id = $1",
        "UPDATE clause_text SET text = 'lain' WHERE version_id = $1",
        "UPDATE clause_text SET clause_id = clause_id WHERE version_id = $1",
        "DELETE FROM clause_text WHERE version_id = $1 AND position = 0",
        "INSERT INTO clause_text (version_id, clause_id, position, kind, key, path, fingerprint) "
        "SELECT version_id, clause_id, 999, kind, 'x', path, '' FROM clause_text WHERE version_id = $1 LIMIT 1",
        "UPDATE alignment SET review = 'open' WHERE version_id = $1",
        "DELETE FROM alignment WHERE version_id = $1",
    ],
)
async def test_the_database_refuses_to_change_what_is_published(tx: Transaction, statement: str) -> None:
    team, _, second = await _scene(tx)
    await seal_version(tx, version_id=second, actor_id=team.approver.account_id or 0)
    with pytest.raises(asyncpg.RestrictViolationError):
        await tx.execute(statement, second)


async def test_the_comparison_shows_each_change_once_with_its_words(tx: Transaction) -> None:
    team, _, second = await _scene(tx)
    await seal_version(tx, version_id=second, actor_id=team.approver.account_id or 0)
    found = await comparison(tx, GUEST, draft_id=team.draft_id, older=1, newer=2)
    assert [(one.op, one.label, one.former_label) for one in found.clauses] == [
        ("reworded", "Pasal 2 ayat (2)", None),
        ("inserted", "Pasal 3", None),
        ("renumbered", "Pasal 4", "Pasal 3"),
    ]
    reworded = found.clauses[0]
    assert reworded.segments is not None
    assert "".join(words for op, words in reworded.segments if op != "ins") == reworded.before
    assert "".join(words for op, words in reworded.segments if op != "del") == reworded.after
    assert found.technical == 1
    assert found.ops["same"] == len(await clauses_of(tx, second)) - 3
    whole = await comparison(tx, GUEST, draft_id=team.draft_id, older=1, newer=2, whole=True)
    assert len(whole.clauses) == found.ops["same"] + 3
    stored = await tx.value(
        "SELECT count(*) FROM redline WHERE new_text_id = ANY($1::bigint[])",
        [clause.text_id for clause in await clauses_of(tx, second)],
    )
    assert stored == 1


async def test_versions_that_are_not_neighbours_compare_through_those_between(tx: Transaction) -> None:
    team, _, second = await _scene(tx)
    await seal_version(tx, version_id=second, actor_id=team.approver.account_id or 0)
    third = await publish(tx, team, THIRD)
    found = await comparison(tx, GUEST, draft_id=team.draft_id, older=1, newer=3)
    assert [(one.op, one.label) for one in found.clauses] == [("reworded", "Pasal 2 ayat (1)")]
    changed = found.clauses[0]
    assert await tx.value(
        "SELECT true FROM redline WHERE old_text_id = $1 AND new_text_id = $2",
        changed.old.text_id if changed.old else 0,
        changed.new.text_id if changed.new else 0,
    ), "also redlines over several versions are stored when the last one is published"
    back = await comparison(tx, GUEST, draft_id=team.draft_id, older=2, newer=3)
    assert ("deleted", "Pasal 3") in [(one.op, one.label) for one in back.clauses]
    assert third.number == 3
    for older, newer in ((2, 2), (1, 4), (4, 1), (0, 1)):
        with pytest.raises(NotFound):
            await comparison(tx, GUEST, draft_id=team.draft_id, older=older, newer=newer)


async def test_a_clause_stands_among_what_is_above_and_below_it(tx: Transaction) -> None:
    _, first, _ = await _scene(tx)
    pasal = await clause_in_place(tx, GUEST, first, "pasal-2")
    assert [clause.key for clause in pasal.above] == ["bab-2"]
    assert [clause.key for clause in pasal.below] == ["pasal-2.ayat-1", "pasal-2.ayat-2"]
    assert (pasal.full_label, pasal.before, pasal.after) == ("Pasal 2", "bab-2", "pasal-3")
    ayat = await clause_in_place(tx, GUEST, first, "pasal-2.ayat-2")
    assert [clause.key for clause in ayat.above] == ["bab-2", "pasal-2"]
    assert (ayat.full_label, ayat.before, ayat.after, ayat.below) == (
        "Pasal 2 ayat (2)",
        "pasal-2.ayat-1",
        "pasal-3",
        [],
    )
    with pytest.raises(NotFound):
        await clause_in_place(tx, GUEST, first, "pasal-9")


async def test_a_clause_has_a_history_over_the_versions(tx: Transaction) -> None:
    team, first, second = await _scene(tx)
    await seal_version(tx, version_id=second, actor_id=team.approver.account_id or 0)
    old = next(clause for clause in await clauses_of(tx, first) if clause.key == "pasal-3")
    history = await clause_history(tx, GUEST, old.id)
    assert [(one.number, one.key, one.op) for one in history] == [
        (1, "pasal-3", None),
        (2, "pasal-4", "renumbered"),
    ]
    assert history[1].old_text_id == old.text_id


async def test_the_clauses_of_a_version_nest_as_they_stand(tx: Transaction) -> None:
    _, first, _ = await _scene(tx)
    tree = nested(await clauses_of(tx, first))
    bab = next(node for node in tree if node.clause.key == "bab-2")
    assert [node.clause.key for node in bab.children] == ["pasal-2", "pasal-3"]
    assert [node.clause.key for node in bab.children[0].children] == ["pasal-2.ayat-1", "pasal-2.ayat-2"]
