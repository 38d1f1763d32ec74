"""Taking suggested words over into a concept: three wordings where the clause moved on, never a silent overwrite."""

from __future__ import annotations

import pytest

from browser import Browser
from builders import Desk, Voice, decide, make_desk, raise_issue, speak
from partisipasi.drafts.editing import Reword
from partisipasi.drafts.queries import clauses_of
from partisipasi.feedback.concepts import copy_version, edit_concept
from partisipasi.feedback.suggestions import take_suggestion
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from sessions import sign_in

_WORDS = "Pegawai yang terlambat dikenai pemotongan sebesar 1% (satu persen) setiap hari."


async def _suggested(tx: Transaction) -> tuple[Desk, Voice, int]:
    desk = await make_desk(tx)
    voice = await speak(tx, desk.scene, "Terlalu besar.", kind="suggestion", proposed=_WORDS)
    concept = await copy_version(tx, desk.analyst, draft_id=desk.draft_id)
    return desk, voice, concept.id


async def _text(tx: Transaction, version_id: int) -> str:
    return next(one.text for one in await clauses_of(tx, version_id) if one.key == "pasal-7.ayat-1")


async def test_suggested_words_stand_in_the_concept_and_the_change_shows_whose_issue_it_was(tx: Transaction) -> None:
    desk, voice, concept = await _suggested(tx)
    issue = await raise_issue(tx, desk, voice)
    decision = await decide(tx, desk, issue, outcome="accepted")
    await take_suggestion(
        tx,
        desk.analyst,
        version_id=concept,
        revision=1,
        receipt=voice.receipt,
        text=_WORDS,
        decision_id=decision,
        explanation="Potongan menjadi satu persen.",
    )
    assert await _text(tx, concept) == _WORDS
    linked = await tx.rows(
        """SELECT h.cause, h.explanation, l.decision_id FROM change h JOIN decision_change l ON l.change_id = h.id
           WHERE h.version_id = $1""",
        concept,
    )
    assert [tuple(row.values()) for row in linked] == [("public_input", "Potongan menjadi satu persen.", decision)]
    assert await tx.value("SELECT contribution_id FROM taken_suggestion WHERE version_id = $1", concept) == voice.id
    assert await tx.value("SELECT act FROM concept_edit WHERE version_id = $1 AND revision = 2", concept) == "taken"


async def test_a_clause_changed_meanwhile_is_not_overwritten(tx: Transaction) -> None:
    desk, voice, concept = await _suggested(tx)
    ayat = desk.scene.clauses["pasal-7.ayat-1"]
    await edit_concept(
        tx, desk.analyst, version_id=concept, revision=1, clause_id=ayat, edit=Reword(text="Sudah lain.")
    )
    with pytest.raises(Conflict):
        await take_suggestion(tx, desk.analyst, version_id=concept, revision=1, receipt=voice.receipt, text=_WORDS)
    assert await _text(tx, concept) == "Sudah lain."


async def test_who_may_not_edit_takes_nothing_and_what_was_withdrawn_is_not_taken(tx: Transaction) -> None:
    desk, voice, concept = await _suggested(tx)
    for viewer, refusal in ((desk.reader, Forbidden), (desk.chief, Forbidden), (desk.outsider, NotFound)):
        with pytest.raises(refusal):
            await take_suggestion(tx, viewer, version_id=concept, revision=1, receipt=voice.receipt, text=_WORDS)
    with pytest.raises(Invalid):
        await take_suggestion(tx, desk.analyst, version_id=concept, revision=1, receipt=voice.receipt, text=" ")
    for state in ("withdrawn", "hidden", "held"):
        await tx.execute("UPDATE contribution SET state = $2 WHERE id = $1", voice.id, state)
        with pytest.raises(NotFound):
            await take_suggestion(tx, desk.analyst, version_id=concept, revision=1, receipt=voice.receipt, text=_WORDS)


async def test_the_page_begins_with_the_suggestion_or_with_the_words_of_now(
    browser: Browser, database: Database
) -> None:
    async with database.transaction() as tx:
        desk, voice, concept = await _suggested(tx)
    await sign_in(browser, database, viewer=desk.analyst)
    await browser.open(f"/ruang-kerja/versi/{concept}/bagian/pasal-7.ayat-1")
    link = next(one for one in browser.all("main a") if f"/usulan/{voice.receipt}" in (one.attributes["href"] or ""))
    await browser.open(link.attributes["href"] or "")
    assert browser.page.css_first("#f-text").text().strip() == _WORDS
    ayat = desk.scene.clauses["pasal-7.ayat-1"]
    async with database.transaction() as tx:
        await edit_concept(
            tx, desk.analyst, version_id=concept, revision=1, clause_id=ayat, edit=Reword(text="Sudah lain.")
        )
    await browser.press("main form")
    assert browser.answer.status_code == 409
    assert browser.page.css_first("#f-text").text().strip() == _WORDS, "what was typed is kept"
    assert "Sudah lain" in browser.text(".before-after")
    await browser.open(f"/ruang-kerja/versi/{concept}/usulan/{voice.receipt}")
    assert browser.page.css_first("#f-text").text().strip() == "Sudah lain."
    await browser.press("main form", {"text": _WORDS})
    assert browser.answer.status_code == 200
    async with database.transaction(writes=False) as tx:
        assert await _text(tx, concept) == _WORDS
