"""A clause that comes back is proposed as the one it was, and a person's word makes it so."""

from __future__ import annotations

import random

import pytest

from builders import Desk, decide, raise_issue, speak
from draft_edits import Clause, Rendered, clause
from partisipasi.drafts.alignment.restored import likely_restored
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.concepts import confirm_alignment, create_concept, revise_concept
from partisipasi.feedback.facts import gate_of_version
from partisipasi.feedback.publishing import publish_version
from partisipasi.feedback.queries.changes import changes_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from random_texts import first_text, sentence
from written_desk import agree_to_all, make_written_desk

WORDS = "Pegawai yang bekerja dari rumah mengisi laporan harian melalui aplikasi paling lambat pukul tujuh belas."


def test_the_same_words_come_back_wherever_they_stand_and_a_look_alike_does_not() -> None:
    gone = [clause("pasal-7/ayat-2", WORDS), clause("pasal-9", "Penjelasan tentang sanksi berat bagi yang lalai.")]
    assert likely_restored(gone, [clause("pasal-12/ayat-1", WORDS)]) == {"pasal-12.ayat-1": ("pasal-7.ayat-2", 0.9)}
    like = WORDS.replace("tujuh belas", "enam belas")
    assert likely_restored(gone, [clause("pasal-7/ayat-2", like)])["pasal-7.ayat-2"][1] > 0.9
    other = "Pegawai yang bekerja di lapangan membawa surat tugas dari atasan langsung setiap hari."
    assert likely_restored(gone, [clause("pasal-7/ayat-2", other)]) == {}
    assert likely_restored(gone, []) == {} == likely_restored([], gone)


def test_few_words_prove_nothing_and_parts_of_a_text_stay_apart() -> None:
    short = "Cukup jelas."
    assert likely_restored([clause("pasal-7", short)], [clause("pasal-7", short)]) == {}
    assert likely_restored([clause("penjelasan/pasal-7", WORDS)], [clause("pasal-7", WORDS)]) == {}


def test_a_pasal_comes_back_with_its_ayat() -> None:
    words = [sentence(random.Random(seed)) for seed in range(2)]
    gone = [clause("pasal-7"), *(clause(f"pasal-7/ayat-{n + 1}", text) for n, text in enumerate(words))]
    born = [clause("pasal-4"), *(clause(f"pasal-4/ayat-{n + 1}", text) for n, text in enumerate(words))]
    found = likely_restored(gone, born)
    assert {new: old for new, (old, _) in found.items()} == {
        "pasal-4": "pasal-7",
        "pasal-4.ayat-1": "pasal-7.ayat-1",
        "pasal-4.ayat-2": "pasal-7.ayat-2",
    }


@pytest.mark.parametrize("seed", range(20))
def test_over_random_texts_every_clause_finds_itself_once_and_strangers_find_nobody(seed: int) -> None:
    dice = random.Random(seed)
    gone = Rendered(first_text(dice)).clauses
    back = dice.sample([one for one in gone if one.kind == "ayat"], 5)
    strangers = [clause(f"pasal-{90 + n}", sentence(dice)) for n in range(4)]
    born: list[Clause] = [clause(f"pasal-{50 + n}", _retyped(dice, one.text)) for n, one in enumerate(back)]
    found = likely_restored(gone, [*born, *strangers])
    assert {new: old for new, (old, _) in found.items()} == {
        new.key: old.key for new, old in zip(born, back, strict=True)
    }
    assert len({old for old, _ in found.values()}) == len(found)
    assert all(0.75 <= score <= 1 for _, score in found.values())


def _retyped(dice: random.Random, text: str) -> str:
    words = text.split()
    words[dice.randrange(len(words))] = "lain"
    return " ".join(words)


TEXT = f"""Pasal 1
Setiap pegawai wajib mencatat kehadiran pada saat masuk dan pulang kerja melalui mesin presensi.

Pasal 2
{WORDS}

Pasal 3
Peraturan Wali Kota ini mulai berlaku pada tanggal diundangkan.
"""
WITHOUT = TEXT.replace(f"Pasal 2\n{WORDS}\n\n", "").replace("Pasal 3", "Pasal 2")


async def _dropped(tx: Transaction) -> tuple[Desk, int]:
    """A draft whose second version dropped Pasal 2 because a decision said so: desk, the clause."""
    desk = await make_written_desk(tx, TEXT, round_over=True)
    clause_id = desk.scene.clauses["pasal-2"]
    issue = await raise_issue(tx, desk, await speak(tx, desk.scene, key="pasal-2"))
    decision = await decide(tx, desk, issue, "accepted")
    concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=WITHOUT)
    await agree_to_all(tx, desk, concept.id)
    change = next(one for one in await changes_of(tx, desk.analyst, concept.id) if one.op == "deleted")
    await set_change(
        tx, desk.analyst, change_id=change.id, cause="public_input", explanation="Dihapus.", decision_ids=[decision]
    )
    await tx.execute("UPDATE anchor SET review = 'confirmed' WHERE version_id = $1", concept.id)
    await publish_version(tx, desk.chief, version_id=concept.id)
    return desk, clause_id


async def _line(tx: Transaction, version_id: int) -> dict[str, object]:
    return (
        await tx.rows(
            """SELECT s.id, s.op, s.review, s.restores_score, b.clause_id AS restores, n.clause_id FROM alignment s
               JOIN clause_text n ON n.id = s.new_text_id LEFT JOIN clause_text b ON b.id = s.restores_id
               WHERE s.version_id = $1 AND n.text LIKE 'Pegawai yang bekerja%'""",
            version_id,
        )
    )[0]


async def test_a_clause_that_comes_back_waits_for_a_person_whose_word_gives_it_its_identity(tx: Transaction) -> None:
    desk, clause_id = await _dropped(tx)
    source = TEXT.replace("tujuh belas", "delapan belas")
    concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=source)
    line = await _line(tx, concept.id)
    assert (line["op"], line["review"], line["restores"]) == ("inserted", "open", clause_id)
    assert line["clause_id"] != clause_id
    codes = {gap.code for gap in (await gate_of_version(tx, concept.id)).gaps}
    assert "review_open" in codes and "decision_undone" not in codes
    change = await tx.value("SELECT id FROM change WHERE version_id = $1 AND op = 'inserted'", concept.id)
    await set_change(tx, desk.analyst, change_id=change, cause="legal_review", explanation="Diperlukan lagi.")
    await confirm_alignment(tx, desk.analyst, alignment_id=line["id"])
    line = await _line(tx, concept.id)
    assert (line["op"], line["review"], line["clause_id"]) == ("inserted", "confirmed", clause_id)
    # What people said about it belongs to it again, where it stands now.
    anchored = await tx.rows(
        "SELECT a.state, t.key FROM anchor a JOIN clause_text t USING (version_id, clause_id) WHERE version_id = $1",
        concept.id,
    )
    assert [tuple(row.values()) for row in anchored] == [("reworded", "pasal-2")]
    # What was said of the change stays with it; taking the promise back is told at the gate.
    told = {one.explanation for one in await changes_of(tx, desk.analyst, concept.id)}
    assert "Diperlukan lagi." in told
    assert await tx.value("SELECT count(*) FROM lost_change") == 0
    assert "decision_undone" in {gap.code for gap in (await gate_of_version(tx, concept.id)).gaps}
    # A newly read text keeps it so.
    revision = await tx.value("SELECT revision FROM version WHERE id = $1", concept.id)
    await revise_concept(tx, desk.analyst, version_id=concept.id, revision=revision, source=source)
    assert (await _line(tx, concept.id))["clause_id"] == clause_id


async def test_who_says_it_is_new_is_not_asked_again(tx: Transaction) -> None:
    desk, clause_id = await _dropped(tx)
    concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=TEXT)
    line = await _line(tx, concept.id)
    with pytest.raises(Invalid):
        await confirm_alignment(tx, desk.analyst, alignment_id=line["id"], restores=desk.scene.clauses["pasal-1"])
    await confirm_alignment(tx, desk.analyst, alignment_id=line["id"], op="inserted")
    line = await _line(tx, concept.id)
    assert (line["review"], line["restores"], line["clause_id"] == clause_id) == ("confirmed", None, False)
    revision = await tx.value("SELECT revision FROM version WHERE id = $1", concept.id)
    await revise_concept(tx, desk.analyst, version_id=concept.id, revision=revision, source=TEXT)
    assert (await _line(tx, concept.id))["review"] == "confirmed"


async def test_a_second_version_asks_nothing(tx: Transaction) -> None:
    desk = await make_written_desk(tx, WITHOUT)
    concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=TEXT)
    assert (await _line(tx, concept.id))["restores"] is None
