"""Saving a concept from a text carries what was said and what was explained along with it."""

from __future__ import annotations

import pytest

from builders import Desk, Voice, breaches, change_of, decide, make_desk, raise_issue, speak
from partisipasi.feedback.changes import LONGEST_SENTENCE, set_change
from partisipasi.feedback.concepts import (
    confirm_alignment,
    confirm_anchor,
    correct_clause,
    create_concept,
    revise_concept,
)
from partisipasi.feedback.facts import gate_of_version
from partisipasi.feedback.publishing import publish_version
from partisipasi.feedback.queries.changes import change_view, changes_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import speaking
from talk_scene import make_scene

FIRST = """Pasal 1
(1) Pegawai yang terlambat dikenai pemotongan sebesar 2% (dua persen) setiap hari.
(2) Pemotongan dihitung dari tambahan penghasilan satu bulan.

Pasal 2
Kepala perangkat daerah wajib membina pegawai sebagaimana dimaksud dalam Pasal 1 ayat (1).
"""
SECOND = """Pasal 1
Setiap pegawai wajib mencatat kehadiran pada saat masuk dan pulang kerja.

Pasal 2
(1) Pegawai yang terlambat dikenai pemotongan sebesar 1% (satu persen) setiap hari.
(2) Pemotongan dihitung dari tambahan penghasilan satu bulan.

Pasal 3
Kepala perangkat daerah wajib membina pegawai sebagaimana dimaksud dalam Pasal 2 ayat (1).
"""


class Opened(Desk):
    """A desk whose first version was read from a text and published, with one voice on its first ayat."""

    voice: Voice


@pytest.fixture
async def desk(tx: Transaction) -> Opened:
    made = await make_desk(tx)
    await tx.execute("DELETE FROM round WHERE draft_id = $1", made.draft_id)
    draft_id = (await make_scene(tx, open_round=False)).draft_id
    await tx.execute("DELETE FROM round WHERE draft_id = $1", draft_id)
    await tx.execute("UPDATE team_member SET draft_id = $1", draft_id)
    made.scene.draft_id = draft_id
    version_id = (await create_concept(tx, made.analyst, draft_id=draft_id, source=FIRST)).id
    await confirm_all(tx, made, version_id)
    await publish_version(tx, made.chief, version_id=version_id)
    rows = await tx.rows("SELECT key, id, clause_id FROM clause_text WHERE version_id = $1", version_id)
    made.scene.version_id = version_id
    made.scene.clauses = {row["key"]: row["clause_id"] for row in rows}
    made.scene.texts = {row["key"]: row["id"] for row in rows}
    made.scene.round_id = await tx.value(
        """INSERT INTO round (draft_id, version_id, number, opens_at, closes_at)
           VALUES ($1, $2, 1, now() - interval '2 days', now() - interval '1 day') RETURNING id""",
        draft_id,
        version_id,
    )
    voice = await speak(tx, made.scene, key="pasal-1.ayat-1")
    await tx.execute("UPDATE anchor SET exact = 'sebesar 2%' WHERE contribution_id = $1", voice.id)
    return Opened(made.scene, made.analyst, made.chief, made.deputy, made.reader, made.outsider, voice)


async def confirm_all(tx: Transaction, desk: Desk, version_id: int) -> None:
    """Agree with every doubtful pair."""
    while ids := await tx.values("SELECT id FROM alignment WHERE version_id = $1 AND review = 'open'", version_id):
        await confirm_alignment(tx, desk.analyst, alignment_id=ids[0])


async def test_an_inserted_pasal_renumbers_the_rest_and_what_was_said_follows(tx: Transaction, desk: Opened) -> None:
    issue = await raise_issue(tx, desk, desk.voice)
    await decide(tx, desk, issue, "accepted")
    concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=SECOND)
    await confirm_all(tx, desk, concept.id)
    changes = {change.key: change for change in await changes_of(tx, desk.analyst, concept.id)}
    assert changes["pasal-1"].op == "inserted" and not changes["pasal-1"].technical
    assert changes["pasal-2.ayat-1"].op == "reworded" and changes["pasal-2.ayat-1"].former_name == "Pasal 1 ayat (1)"
    assert changes["pasal-3"].technical and changes["pasal-3"].former_name == "Pasal 2"
    anchor = (
        await tx.rows(
            """SELECT a.id, t.key, a.state, a.review FROM anchor a JOIN clause_text t USING (clause_id, version_id)
               WHERE a.contribution_id = $1 AND a.version_id = $2""",
            desk.voice.id,
            concept.id,
        )
    )[0]
    assert anchor["key"] == "pasal-2.ayat-1"
    await set_change(
        tx,
        desk.analyst,
        change_id=changes["pasal-2.ayat-1"].id,
        cause="public_input",
        explanation="Turun.",
        issue_numbers=[issue.number],
    )
    if anchor["review"] == "open":
        await confirm_anchor(tx, desk.analyst, anchor_id=anchor["id"], quote="sebesar 1%")
    assert (await gate_of_version(tx, concept.id)).gaps == ()
    await publish_version(tx, desk.chief, version_id=concept.id)
    assert await breaches(tx) == {}


async def test_explanations_survive_a_new_text_a_correction_and_a_confirmation(tx: Transaction, desk: Opened) -> None:
    issue = await raise_issue(tx, desk, desk.voice)
    await decide(tx, desk, issue, "accepted")
    concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=SECOND)
    for key, cause in (("pasal-2.ayat-1", "public_input"), ("pasal-1", "legal_review")):
        change_id = await change_of(tx, concept.id, key)
        numbers = [issue.number] if cause == "public_input" else []
        await set_change(
            tx,
            desk.analyst,
            change_id=change_id,
            cause=cause,
            explanation=key,
            issue_numbers=numbers,
            sentence=f"Kini  {key}.",
            sentence_en=f"Now {key}." if numbers else None,
        )
    longer = SECOND.replace("pulang kerja.", "pulang kerja, di kantor atau di lapangan.") + "\nPasal 4\nPenutup.\n"
    revised = await revise_concept(tx, desk.analyst, version_id=concept.id, revision=concept.revision, source=longer)
    corrected = await correct_clause(
        tx, desk.analyst, version_id=concept.id, revision=revised.revision, key="pasal-4", text="Selesai."
    )
    await confirm_all(tx, desk, concept.id)
    told = {
        change.key: (change.cause, change.explanation, [one.issue_number for one in change.decisions])
        for change in await changes_of(tx, desk.analyst, concept.id)
    }
    assert told["pasal-2.ayat-1"] == ("public_input", "pasal-2.ayat-1", [1])
    assert told["pasal-1"] == ("legal_review", "pasal-1", [])
    assert told["pasal-4"] == (None, "", [])
    after = {change.key: change for change in await changes_of(tx, desk.analyst, concept.id)}
    assert (after["pasal-2.ayat-1"].sentence(), after["pasal-1"].sentence()) == (
        "Kini pasal-2.ayat-1.",
        "Kini pasal-1.",
    )
    with speaking("en"):
        assert after["pasal-2.ayat-1"].sentence() == "Now pasal-2.ayat-1."
        assert after["pasal-1"].sentence() == "Pasal 1 is new."
    kept = await change_of(tx, concept.id, "pasal-1")
    await set_change(tx, desk.analyst, change_id=kept, cause=None, sentence="")
    with pytest.raises(Invalid) as refused:
        await set_change(tx, desk.analyst, change_id=kept, cause=None, sentence_en="x" * (LONGEST_SENTENCE + 1))
    assert set(refused.value.fields) == {"sentence_en"}
    assert (await change_view(tx, desk.analyst, kept)).own_sentence == ""
    with pytest.raises(Conflict):
        await revise_concept(tx, desk.analyst, version_id=concept.id, revision=corrected.revision - 1, source=FIRST)
    back = await tx.value("SELECT revision FROM version WHERE id = $1", concept.id)
    await revise_concept(tx, desk.analyst, version_id=concept.id, revision=back, source=FIRST)
    assert await changes_of(tx, desk.analyst, concept.id) == []
    assert "decision_without_change" in {gap.code for gap in (await gate_of_version(tx, concept.id)).gaps}


async def test_an_anchor_is_settled_by_the_team_with_a_clause_and_words_of_the_concept(
    tx: Transaction, desk: Opened
) -> None:
    concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=SECOND)
    anchor_id = await tx.value("SELECT id FROM anchor WHERE version_id = $1", concept.id)
    other = await tx.value("SELECT clause_id FROM clause_text WHERE version_id = $1 AND key = 'pasal-1'", concept.id)
    for wrong in ({"clause_id": 0}, {"clause_id": other, "quote": "sebesar 1%"}):
        with pytest.raises(Invalid):
            await confirm_anchor(tx, desk.analyst, anchor_id=anchor_id, **wrong)
    with pytest.raises(NotFound):
        await confirm_anchor(tx, desk.outsider, anchor_id=anchor_id)
    with pytest.raises(Forbidden):
        await confirm_anchor(tx, desk.reader, anchor_id=anchor_id)
    await confirm_anchor(tx, desk.analyst, anchor_id=anchor_id, clause_id=other, quote="mencatat kehadiran")
    await revise_concept(tx, desk.analyst, version_id=concept.id, revision=concept.revision, source=SECOND + "\n")
    row = (await tx.rows("SELECT clause_id, exact, review FROM anchor WHERE version_id = $1", concept.id))[0]
    assert tuple(row.values()) == (other, "mencatat kehadiran", "confirmed")
    published = await tx.value("SELECT id FROM anchor WHERE version_id = $1", desk.scene.version_id)
    with pytest.raises(Conflict):
        await confirm_anchor(tx, desk.analyst, anchor_id=published)
