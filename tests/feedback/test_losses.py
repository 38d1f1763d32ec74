"""What the team said about a change is never lost in silence: it is kept, goes back, or is listed until discarded."""

from __future__ import annotations

import random

import pytest

from builders import Desk, change_of
from draft_edits import Edited, Item
from losses_scene import HALVED, TEXT, halved
from partisipasi.drafts.editing import Remove, Reword
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.concepts import copy_version, create_concept, edit_concept, revise_concept, undo_edit
from partisipasi.feedback.facts import gate_of_version
from partisipasi.feedback.publishing import publish_version
from partisipasi.feedback.queries.changes import changes_of
from partisipasi.feedback.queries.lost import lost_changes
from partisipasi.feedback.salvage import attach_lost, discard_lost, list_again
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from random_texts import first_text, source_of, stock
from written_desk import agree_to_all, make_written_desk

Said = dict[str, tuple[str | None, str, list[int]]]


async def said_in(tx: Transaction, desk: Desk, version_id: int) -> Said:
    """Wording of each change → what is said of it."""
    return {
        f"{change.before or ''} → {change.after or ''}": (
            change.cause,
            change.explanation,
            [one.decision_id for one in change.decisions],
        )
        for change in await changes_of(tx, desk.analyst, version_id)
        if change.cause or change.explanation
    }


async def revision_of(tx: Transaction, version_id: int) -> int:
    found: int = await tx.value("SELECT revision FROM version WHERE id = $1", version_id)
    return found


async def read_anew(tx: Transaction, desk: Desk, version_id: int, source: str) -> None:
    await revise_concept(
        tx, desk.analyst, version_id=version_id, revision=await revision_of(tx, version_id), source=source
    )


async def undo_last(tx: Transaction, desk: Desk, version_id: int) -> None:
    edit = await tx.value("SELECT max(id) FROM concept_edit WHERE version_id = $1", version_id)
    await undo_edit(tx, desk.analyst, version_id=version_id, edit_id=edit)


async def test_a_change_that_a_new_text_has_no_more_is_listed_with_its_decision_and_the_gate_does_not_forget(
    tx: Transaction,
) -> None:
    desk, concept, decision = await halved(tx)
    await read_anew(tx, desk, concept, TEXT)
    assert await said_in(tx, desk, concept) == {}
    lost = (await lost_changes(tx, desk.analyst, concept))[0]
    assert (lost.clause_name, lost.cause, lost.explanation) == (
        "Pasal 1 ayat (1)",
        "public_input",
        "Potongan menjadi satu persen.",
    )
    assert "2% (dua" in lost.before and "1% (satu" in lost.after
    assert [(one.id, one.elsewhere) for one in lost.decisions] == [(decision, 0)]
    assert "decision_without_change" in {gap.code for gap in (await gate_of_version(tx, concept)).gaps}
    await undo_last(tx, desk, concept)
    assert [one[2] for one in (await said_in(tx, desk, concept)).values()] == [[decision]]
    assert await lost_changes(tx, desk.analyst, concept) == []
    assert "decision_without_change" not in {gap.code for gap in (await gate_of_version(tx, concept)).gaps}


async def test_a_text_that_has_the_words_again_gives_back_what_was_said_but_other_words_do_not(
    tx: Transaction,
) -> None:
    desk, concept, decision = await halved(tx)
    await read_anew(tx, desk, concept, TEXT)
    await read_anew(tx, desk, concept, TEXT.replace("2% (dua persen)", "5% (lima persen)"))
    assert await said_in(tx, desk, concept) == {}
    lost = (await lost_changes(tx, desk.analyst, concept))[0]
    assert lost.likely_id == await change_of(tx, concept, "pasal-1.ayat-1")
    await read_anew(tx, desk, concept, HALVED)
    assert [one[2] for one in (await said_in(tx, desk, concept)).values()] == [[decision]]
    assert await lost_changes(tx, desk.analyst, concept) == []


async def test_edits_in_place_lose_nothing_either(tx: Transaction) -> None:
    desk = await make_written_desk(tx, TEXT, round_over=True)
    concept = (await copy_version(tx, desk.analyst, draft_id=desk.draft_id)).id
    ayat = desk.scene.clauses["pasal-1.ayat-2"]
    old = await tx.value("SELECT text FROM clause_text WHERE id = $1", desk.scene.texts["pasal-1.ayat-2"])
    for words in ("Pemotongan dihitung dari gaji pokok.", old):
        revision = await revision_of(tx, concept)
        await edit_concept(
            tx, desk.analyst, version_id=concept, revision=revision, clause_id=ayat, edit=Reword(text=words)
        )
        if words != old:
            change = await change_of(tx, concept, "pasal-1.ayat-2")
            await set_change(tx, desk.analyst, change_id=change, cause="legal_review", explanation="Dasar hitungan.")
    assert [one.explanation for one in await lost_changes(tx, desk.analyst, concept)] == ["Dasar hitungan."]
    await undo_last(tx, desk, concept)
    assert list((await said_in(tx, desk, concept)).values()) == [("legal_review", "Dasar hitungan.", [])]
    # An inserted clause that goes again takes its words with it, and brings them back.
    await edit_concept(
        tx, desk.analyst, version_id=concept, revision=await revision_of(tx, concept), clause_id=ayat, edit=Remove()
    )
    assert list((await said_in(tx, desk, concept)).values()) == [("legal_review", "Dasar hitungan.", [])]
    await undo_last(tx, desk, concept)
    assert await lost_changes(tx, desk.analyst, concept) == []


async def test_lost_words_are_said_of_another_change_discarded_or_listed_again_by_who_may(tx: Transaction) -> None:
    desk, concept, decision = await halved(tx)
    await read_anew(tx, desk, concept, TEXT.replace("satu bulan", "dua bulan").replace("Pasal 3", "Pasal 4"))
    lost = (await lost_changes(tx, desk.analyst, concept))[0]
    other = await change_of(tx, concept, "pasal-1.ayat-2")
    await set_change(tx, desk.analyst, change_id=other, cause="legal_review", explanation="Dua bulan.")
    for viewer, refusal in ((desk.reader, Forbidden), (desk.outsider, NotFound)):
        with pytest.raises(refusal):
            await attach_lost(tx, viewer, lost_id=lost.id, change_id=other)
        with pytest.raises(refusal):
            await discard_lost(tx, viewer, lost_id=lost.id)
    assert await lost_changes(tx, desk.outsider, concept) == []
    with pytest.raises(NotFound):
        await attach_lost(tx, desk.analyst, lost_id=lost.id, change_id=0)
    with pytest.raises(Invalid):
        await attach_lost(tx, desk.analyst, lost_id=lost.id, change_id=await change_of(tx, concept, "pasal-4"))
    await discard_lost(tx, desk.analyst, lost_id=lost.id)
    with pytest.raises(Conflict):
        await discard_lost(tx, desk.analyst, lost_id=lost.id)
    await list_again(tx, desk.analyst, lost_id=lost.id)
    await attach_lost(tx, desk.analyst, lost_id=lost.id, change_id=other)
    assert list((await said_in(tx, desk, concept)).values()) == [
        ("public_input", "Dua bulan.\n\nPotongan menjadi satu persen.", [decision])
    ]
    with pytest.raises(NotFound):
        await discard_lost(tx, desk.analyst, lost_id=lost.id)


async def test_a_confirmed_pair_that_vanished_is_confirmed_again_when_it_is_back(tx: Transaction) -> None:
    desk = await make_written_desk(tx, TEXT)
    longer = TEXT.replace("Pasal 3\n", "Pasal 3\nSetiap dinas memasang mesin presensi di tiap lantai.\n\nPasal 4\n")
    concept = (await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=longer)).id
    sql = """SELECT count(*) FROM alignment s JOIN clause_text n ON n.id = s.new_text_id
             WHERE s.version_id = $1 AND n.text LIKE 'Setiap dinas%' AND s.review = 'confirmed'"""
    await tx.execute(
        """UPDATE alignment SET review = 'confirmed' WHERE version_id = $1 AND new_text_id =
           (SELECT id FROM clause_text WHERE version_id = $1 AND text LIKE 'Setiap dinas%')""",
        concept,
    )
    await read_anew(tx, desk, concept, TEXT)
    assert await tx.value("SELECT count(*) FROM lost_confirmation WHERE version_id = $1", concept) == 1
    await undo_last(tx, desk, concept)
    assert await tx.value(sql, concept) == 1
    await read_anew(tx, desk, concept, TEXT)
    await read_anew(tx, desk, concept, longer)
    assert await tx.value(sql, concept) == 1
    assert await tx.value("SELECT count(*) FROM lost_confirmation") == 0


@pytest.mark.parametrize("seed", range(8))
async def test_over_random_texts_what_is_there_keeps_its_words_and_the_rest_is_listed(
    tx: Transaction, seed: int
) -> None:
    dice = random.Random(seed)
    items = first_text(dice)
    desk = await make_written_desk(tx, source_of(items))
    second = edited(dice, items)
    concept = (await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=source_of(second))).id
    await agree_to_all(tx, desk, concept)
    for change in await changes_of(tx, desk.analyst, concept, technical=False):
        await set_change(tx, desk.analyst, change_id=change.id, cause="legal_review", explanation=f"Sebab {change.id}.")
    everything = await said_in(tx, desk, concept)
    confirmed = await tx.value("SELECT count(*) FROM alignment WHERE version_id = $1 AND review = 'confirmed'", concept)
    # The same text again costs nothing.
    await read_anew(tx, desk, concept, source_of(second))
    assert await said_in(tx, desk, concept) == everything
    assert await lost_changes(tx, desk.analyst, concept) == []
    assert confirmed == await tx.value(
        "SELECT count(*) FROM alignment WHERE version_id = $1 AND review = 'confirmed'", concept
    )
    # Another text keeps what is still there, word for word, and lists the rest.
    await read_anew(tx, desk, concept, source_of(edited(dice, second)))
    await every_sentence_is_somewhere(tx, desk, concept, everything)
    kept = await said_in(tx, desk, concept)
    wordings = {
        f"{change.before or ''} → {change.after or ''}"
        for change in await changes_of(tx, desk.analyst, concept, technical=False)
    }
    missing = {words for words in everything if words in wordings and words not in kept and words != " → "}
    assert not missing
    # Undoing gives everything back.
    await undo_last(tx, desk, concept)
    assert await said_in(tx, desk, concept) == everything
    assert await lost_changes(tx, desk.analyst, concept) == []


async def every_sentence_is_somewhere(tx: Transaction, desk: Desk, concept: int, everything: Said) -> None:
    now = " ".join(one[1] for one in (await said_in(tx, desk, concept)).values())
    lost = " ".join(one.explanation for one in await lost_changes(tx, desk.analyst, concept))
    assert all((one[1] in now) != (one[1] in lost) for one in everything.values())


def edited(dice: random.Random, items: list[Item]) -> list[Item]:
    made = Edited(items, stock(dice), dice)
    made.reword("ayat", 0.3)
    made.delete("ayat")
    made.insert("pasal")
    made.move("ayat")
    if dice.random() < 0.5:
        made.split()
    if dice.random() < 0.5:
        made.merge()
    return made.items


async def test_what_was_lost_stays_readable_after_publishing(tx: Transaction) -> None:
    desk, concept, _ = await halved(tx)
    await tx.execute("UPDATE decision SET no_text_change = true")
    await read_anew(tx, desk, concept, TEXT)
    await agree_to_all(tx, desk, concept)
    await publish_version(tx, desk.chief, version_id=concept)
    lost = (await lost_changes(tx, desk.reader, concept))[:1]
    if lost:
        with pytest.raises(Conflict):
            await discard_lost(tx, desk.analyst, lost_id=lost[0].id)
