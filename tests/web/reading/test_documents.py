"""Documents beside a draft as everybody reads them: on the draft's page, on a page of their own, as files."""

from __future__ import annotations

import pytest

from browser import Browser
from draft_scene import FIRST, Team, make_team, publish
from files import EVERY, PDF
from partisipasi.drafts import actions
from partisipasi.drafts.queries.documents import documents_of
from partisipasi.kit.database import Database


@pytest.fixture
async def team(database: Database) -> Team:
    async with database.transaction() as tx:
        team = await make_team(tx)
        await publish(tx, team, FIRST)
        made = await actions.add_document(
            tx, team.drafter, draft_id=team.draft_id, title='Naskah: "akademik" é', kind="academic_paper", content=PDF
        )
        await actions.replace_document(tx, team.legal, document_id=made.id, content=EVERY["txt"], note="Bab baru.")
        return team


async def _addresses(database: Database, team: Team) -> tuple[str, str, str]:
    async with database.transaction(writes=False) as tx:
        [one] = await documents_of(tx, team.drafter, team.draft_id)
        newest, first = one.files
        return one.path, one.file_path(newest), one.file_path(first)


async def test_the_draft_lists_its_documents_and_each_has_a_page(
    browser: Browser, database: Database, team: Team
) -> None:
    path, newest, first = await _addresses(database, team)
    await browser.open(path.rpartition("/dokumen")[0])
    assert 'Naskah: "akademik" é' in browser.text()
    answer = await browser.open(f"/en{path}")
    assert answer.status_code == 200
    for words in ("Academic paper", "Version 2", "Version 1", "Legal reviewer", "Bab baru.", "Nobody has spoken"):
        assert words in browser.text()
    assert [len(browser.all(f'a[href="{address}"]')) > 0 for address in (newest, first)] == [True, True]
    assert (await browser.open(f"{path}9")).status_code == 404


async def test_a_file_is_saved_and_never_shown_as_a_page(browser: Browser, database: Database, team: Team) -> None:
    _, newest, first = await _addresses(database, team)
    answer = await browser.open(first)
    assert answer.content == PDF
    headers = answer.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"].startswith(
        "attachment; filename=\"naskah-akademik-e-versi-1.pdf\"; filename*=UTF-8''"
    )
    assert "%C3%A9" in headers["content-disposition"] and "%22" not in headers["content-disposition"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["cache-control"] == "public, no-cache"
    assert int(headers["content-length"]) == len(PDF)
    for address in (newest, first):
        answer = await browser.open(address)
        assert len(answer.headers.get_list("etag")) == 1
        again = await browser.client.get(address, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        head = await browser.client.head(address)
        assert (head.status_code, head.content) == (200, b"")


async def test_a_withdrawn_document_is_told_of_and_not_given_out(
    browser: Browser, database: Database, team: Team
) -> None:
    path, newest, _ = await _addresses(database, team)
    assert (await browser.open(path)).status_code == 200
    async with database.transaction() as tx:
        [one] = await documents_of(tx, team.drafter, team.draft_id)
        await actions.withdraw_document(tx, team.drafter, document_id=one.id, reason="Memuat data pribadi.")
    # Another address than the one kept from before: the word that it is gone may still be on its way.
    assert (await browser.open(f"{path}?lagi")).status_code == 200
    assert "Memuat data pribadi." in browser.text()
    assert (await browser.open(newest)).status_code == 404
    await browser.open(path.rpartition("/dokumen")[0] + "?lagi")
    assert "akademik" not in browser.text()


async def test_nothing_of_an_unpublished_draft_is_found(browser: Browser, database: Database) -> None:
    async with database.transaction() as tx:
        team = await make_team(tx)
        await actions.add_document(
            tx, team.drafter, draft_id=team.draft_id, title="Rahasia dahulu", kind="study", content=EVERY["docx"]
        )
    path, newest = await _one(database, team)
    for address in (path, newest, f"{path}/tanggapi"):
        assert (await browser.open(address)).status_code == 404


async def _one(database: Database, team: Team) -> tuple[str, str]:
    async with database.transaction(writes=False) as tx:
        [one] = await documents_of(tx, team.drafter, team.draft_id)
        return one.path, one.file_path(one.files[0])
