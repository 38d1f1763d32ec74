"""Writing the next version in the workbench, without script: begin, edit, put in, move, number, delete, undo."""

from __future__ import annotations

from browser import Browser
from conftest import new_browser
from draft_scene import FIRST, Team, make_team, publish
from partisipasi.drafts.queries import clauses_of, draft_view
from partisipasi.kit.database import Database
from sessions import sign_in


async def _begun(browser: Browser, database: Database) -> tuple[Team, int]:
    async with database.transaction() as tx:
        team = await make_team(tx)
        await publish(tx, team, FIRST)
    await sign_in(browser, database, viewer=team.drafter)
    await browser.open(f"/ruang-kerja/rancangan/{team.draft_id}")
    await browser.press("form[action$='/mulai']")
    assert browser.answer.status_code == 200
    async with database.transaction(writes=False) as tx:
        concept = (await draft_view(tx, team.drafter, team.draft_id)).concept_id
    assert concept is not None
    return team, concept


async def _words(database: Database, version_id: int) -> dict[str, str]:
    async with database.transaction(writes=False) as tx:
        return {clause.key: clause.text for clause in await clauses_of(tx, version_id)}


async def test_the_next_version_is_begun_without_a_file_and_only_once(browser: Browser, database: Database) -> None:
    team, concept = await _begun(browser, database)
    assert str(browser.answer.url).endswith(f"/ruang-kerja/versi/{concept}")
    assert len(browser.all(".outline li")) == 8
    await browser.post(f"/ruang-kerja/rancangan/{team.draft_id}/mulai", {})
    assert str(browser.answer.url).endswith(f"/ruang-kerja/rancangan/{team.draft_id}")
    await browser.open(f"/ruang-kerja/rancangan/{team.draft_id}")
    assert browser.page.css_first("form[action$='/mulai']") is None


async def test_clauses_are_edited_one_after_the_other(browser: Browser, database: Database) -> None:
    _, concept = await _begun(browser, database)
    await browser.open(f"/ruang-kerja/versi/{concept}/bagian/pasal-2.ayat-1")
    await browser.press("main form", {"text": "Jam kerja dimulai pukul 08.00 WIB."}, button="next=1")
    assert str(browser.answer.url).endswith("/bagian/pasal-2.ayat-2")
    assert (await _words(database, concept))["pasal-2.ayat-1"] == "Jam kerja dimulai pukul 08.00 WIB."


async def test_a_new_pasal_is_previewed_and_put_in(browser: Browser, database: Database) -> None:
    _, concept = await _begun(browser, database)
    await browser.open(f"/ruang-kerja/versi/{concept}/bagian/pasal-2")
    link = next(one for one in browser.all("main .links a") if "where=after" in (one.attributes["href"] or ""))
    await browser.open(link.attributes["href"] or "")
    assert "Pasal 3 menjadi Pasal 4" in browser.text() or "Pasal 3 becomes Pasal 4" in browser.text()
    before = await _words(database, concept)
    await browser.press("main form[method=post]", {"text": " "})
    assert browser.answer.status_code == 422
    assert await _words(database, concept) == before
    await browser.press("main form[method=post]", {"text": "Pegawai boleh bekerja dari rumah."})
    assert str(browser.answer.url).endswith("/bagian/pasal-3")
    after = await _words(database, concept)
    assert (after["pasal-3"], after["pasal-4"]) == ("Pegawai boleh bekerja dari rumah.", before["pasal-3"])


async def test_a_clause_is_moved_up_numbered_and_deleted_each_after_a_look(
    browser: Browser, database: Database
) -> None:
    _, concept = await _begun(browser, database)
    before = await _words(database, concept)
    base = f"/ruang-kerja/versi/{concept}/bagian"
    await browser.open(f"{base}/pasal-2.ayat-2")
    link = next(one for one in browser.all("main .links a") if "where=before&target" in (one.attributes["href"] or ""))
    await browser.open(link.attributes["href"] or "")
    await browser.press("main form[method=post]")
    assert (await _words(database, concept))["pasal-2.ayat-1"] == before["pasal-2.ayat-2"]
    await browser.open(f"{base}/pasal-3/nomor?label=Pasal+9")
    await browser.press("main form[method=post]")
    assert "pasal-9" in await _words(database, concept)
    await browser.open(f"{base}/pasal-9/hapus")
    await browser.press("main form[method=post]")
    assert str(browser.answer.url).endswith(f"/versi/{concept}")
    assert "pasal-9" not in await _words(database, concept)


async def test_what_cannot_be_is_told_in_the_page(browser: Browser, database: Database) -> None:
    _, concept = await _begun(browser, database)
    base = f"/ruang-kerja/versi/{concept}/bagian/pasal-2"
    for query in (
        "pindah?where=inside&target=pasal-2.ayat-1",
        "nomor?label=tanpa",
        "pindah?where=inside&target=pasal-3",
    ):
        await browser.open(f"{base}/{query}")
        assert browser.answer.status_code == 200
        assert browser.page.css_first(".errors") is not None
        assert browser.page.css_first("main form[method=post]") is None
    assert (await browser.open(f"/ruang-kerja/versi/{concept}/bagian/pasal-77/hapus")).status_code == 404


async def test_every_edit_is_told_and_can_be_undone(browser: Browser, database: Database) -> None:
    team, concept = await _begun(browser, database)
    before = await _words(database, concept)
    await browser.open(f"/ruang-kerja/versi/{concept}/bagian/pasal-3")
    await browser.press("main form", {"text": "Sama sekali lain."})
    await browser.open(f"/ruang-kerja/versi/{concept}/bagian/pasal-2/hapus")
    await browser.press("main form[method=post]")
    await browser.open(f"/ruang-kerja/versi/{concept}/riwayat")
    assert len(browser.all("article.change")) == 3
    assert "Dewi" in browser.text("article.change")
    await browser.press("article.change form")
    assert browser.answer.status_code == 200
    assert (await _words(database, concept)).keys() == before.keys()
    await browser.press("#r-2 form")
    assert await _words(database, concept) == before
    await sign_in(browser, database, viewer=team.reader)
    await browser.open(f"/ruang-kerja/versi/{concept}/riwayat")
    assert browser.answer.status_code == 200
    assert browser.page.css_first("article form") is None


async def test_an_edit_with_later_ones_on_it_is_not_undone_and_says_which(browser: Browser, database: Database) -> None:
    _, concept = await _begun(browser, database)
    for words in ("Satu.", "Dua."):
        await browser.open(f"/ruang-kerja/versi/{concept}/bagian/pasal-3")
        await browser.press("main form", {"text": words})
    await browser.open(f"/ruang-kerja/versi/{concept}/riwayat")
    await browser.press("#r-2 form")
    assert browser.answer.status_code == 409
    assert "Pasal 3" in browser.text(".errors")


async def test_two_officers_at_one_clause_see_three_wordings_and_lose_none(
    app: object, browser: Browser, database: Database
) -> None:
    team, concept = await _begun(browser, database)
    await browser.open(f"/ruang-kerja/versi/{concept}/bagian/pasal-3")
    async with new_browser(app) as other:
        await sign_in(other, database, viewer=team.legal)
        await other.open(f"/ruang-kerja/versi/{concept}/bagian/pasal-2.ayat-1/sisip?where=before")
        await other.press("main form[method=post]", {"text": "Dari Rina."})
        await other.open(f"/ruang-kerja/versi/{concept}/bagian/pasal-3")
        await other.press("main form", {"text": "Kepala perangkat daerah tidak wajib melaporkan apa pun."})
    await browser.press("main form", {"text": "Dari Dewi."})
    assert browser.answer.status_code == 409
    assert browser.page.css_first("#f-text").text().strip() == "Dari Dewi."
    assert len(browser.all("main details .redline")) >= 2
    words = await _words(database, concept)
    assert words["pasal-2.ayat-1"] == "Dari Rina."
    assert "tidak wajib" in words["pasal-3"]
    await browser.press("main form")
    assert (await _words(database, concept))["pasal-3"] == "Dari Dewi."


async def test_a_text_that_was_edited_is_offered_as_it_is_now(browser: Browser, database: Database) -> None:
    _, concept = await _begun(browser, database)
    await browser.open(f"/ruang-kerja/versi/{concept}/bagian/pasal-3")
    await browser.press("main form", {"text": "Sama sekali lain."})
    await browser.open(f"/ruang-kerja/versi/{concept}/naskah")
    assert "Sama sekali lain." in browser.page.css_first("#f-text").text()
    words = await _words(database, concept)
    await browser.press("main form[enctype]")
    assert await _words(database, concept) == words
