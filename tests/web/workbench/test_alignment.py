"""The review of what became of each clause: substance and technical ones apart, many agreed to at once, one by one."""

from __future__ import annotations

import pytest

from browser import Browser
from builders import Desk
from drafts.test_restored import TEXT, WITHOUT
from partisipasi.feedback.concepts import agree_to_technical, create_concept
from partisipasi.feedback.publishing import publish_version
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from sessions import sign_in
from written_desk import agree_to_all, make_written_desk


async def _renumbered(tx: Transaction) -> tuple[Desk, int, list[int], int]:
    """A concept with a pasal put first: desk, concept, its technical lines made doubtful, one of substance."""
    desk = await make_written_desk(tx, WITHOUT)
    concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=f"Pasal 1\nPembuka.\n\n{_next()}")
    sql = "SELECT id FROM alignment WHERE version_id = $1 AND op = 'renumbered' ORDER BY id"
    technical = await tx.values(sql, concept.id)
    await tx.execute("UPDATE alignment SET review = 'open' WHERE id = ANY ($1::bigint[])", technical)
    new = await tx.value("SELECT id FROM alignment WHERE version_id = $1 AND op = 'inserted'", concept.id)
    return desk, concept.id, technical, new


def _next() -> str:
    return WITHOUT.replace("Pasal 2", "Pasal 3").replace("Pasal 1", "Pasal 2")


async def test_many_technical_lines_are_agreed_to_at_once_and_nothing_else(tx: Transaction) -> None:
    desk, concept, technical, new = await _renumbered(tx)
    assert len(technical) == 2
    for viewer, refusal in ((desk.reader, Forbidden), (desk.outsider, NotFound)):
        with pytest.raises(refusal):
            await agree_to_technical(tx, viewer, version_id=concept, alignment_ids=technical)
    for ids, refused in (([], Invalid), ([*technical, new], Invalid), ([0], Conflict)):
        with pytest.raises(refused):
            await agree_to_technical(tx, desk.analyst, version_id=concept, alignment_ids=ids)
    assert await agree_to_technical(tx, desk.analyst, version_id=concept, alignment_ids=technical) == 2
    assert await agree_to_technical(tx, desk.analyst, version_id=concept, alignment_ids=technical) == 0
    assert await tx.value("SELECT count(*) FROM alignment WHERE version_id = $1 AND review = 'open'", concept) == 0


async def test_tabs_tell_substance_from_technical_and_the_marked_are_listed_before_they_are_agreed_to(
    browser: Browser, database: Database
) -> None:
    async with database.transaction() as tx:
        desk, concept, technical, _ = await _renumbered(tx)
    await sign_in(browser, database, viewer=desk.analyst)
    path = f"/en/ruang-kerja/versi/{concept}/penyandingan"
    await browser.open(path)
    tabs = browser.text("nav.tabs")
    assert "In doubt 2" in tabs and "Substance 1" in tabs and "Technical 2" in tabs
    await browser.open(f"{path}?tampil=substansi")
    assert "Pembuka." in browser.text("main") and "In doubt 2" in browser.text("nav.tabs")
    await browser.open(f"{path}?tampil=teknis")
    assert len(browser.all("main [name=lines]")) == 2
    await browser.press("main form", {"lines": [str(technical[0])]})
    assert "1 clause is settled." in browser.text("body")
    await browser.open(path)
    assert "In doubt 1" in browser.text("nav.tabs")
    await browser.post(path, {"lines": []})
    assert browser.answer.status_code == 422
    await sign_in(browser, database, viewer=desk.reader)
    await browser.open(f"{path}?tampil=teknis")
    assert browser.all("main [name=lines]") == []


async def test_a_clause_that_may_be_back_is_shown_with_both_texts_and_a_yes_and_a_no(
    browser: Browser, database: Database
) -> None:
    async with database.transaction() as tx:
        desk = await make_written_desk(tx, TEXT)
        second = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=WITHOUT)
        await agree_to_all(tx, desk, second.id)
        await publish_version(tx, desk.chief, version_id=second.id)
        source = TEXT.replace("tujuh belas", "delapan belas")
        concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=source)
    await sign_in(browser, database, viewer=desk.analyst)
    await browser.open(f"/en/ruang-kerja/versi/{concept.id}/penyandingan")
    assert "Is this a clause of version 1 that is back?" in browser.text("main")
    assert "Version 1: Pasal 2" in browser.text("main") and "delapan belas" in browser.text("main")
    await browser.press("main .actions form")
    assert "Nothing is left in doubt." in browser.text("body")
    async with database.transaction() as tx:
        found = await tx.value(
            "SELECT key FROM clause_text WHERE version_id = $1 AND clause_id = $2",
            concept.id,
            desk.scene.clauses["pasal-2"],
        )
    assert found == "pasal-2"
