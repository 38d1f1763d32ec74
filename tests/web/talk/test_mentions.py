"""Mentions on the page: a link to the words of who is meant, as long as these are there."""

from __future__ import annotations

import asyncio

import pytest

from browser import Browser
from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import Posted, Target, contribute
from partisipasi.discussions.editing import add_words
from partisipasi.discussions.erasing import erase_contributor
from partisipasi.discussions.visibility import hide_contribution, restore_contribution
from partisipasi.discussions.withdrawing import withdraw_contribution
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from talk_scene import Scene, make_person, make_scene


@pytest.fixture
async def said(database: Database, settings: Settings) -> tuple[Scene, Viewer, Posted]:
    """Budi Santoso has spoken, and somebody mentions him, then adds a word; the scene, Budi, and what he said."""
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        budi = await make_person(tx, name="Budi Santoso")
        other = await make_person(tx, name="Siti")
        clause = Target(clause_id=scene.clauses["pasal-7.ayat-1"])
        first = await contribute(tx, budi, settings, target=clause, body="Potongan ini terlalu besar.")
        body = "Benar kata @budi santoso, <b>dan</b> @Orang Asing."
        second = await contribute(tx, other, settings, target=clause, body=body)
        await add_words(tx, other, settings, receipt=second.receipt, body="Lihat juga **@Budi Santoso**.")
        return scene, budi, first


async def links(browser: Browser, path: str, wanted: int) -> list[str]:
    """The links of mentions on a page, once there are as many as expected, or after a while."""
    for _ in range(40):
        await browser.open(path)
        if len(browser.all("a.mention")) == wanted:
            break
        await asyncio.sleep(0.05)
    return [f"{node.attributes['href']} {node.text()}" for node in browser.all("a.mention")]


async def test_a_mention_leads_to_the_words_of_who_is_meant(
    browser: Browser, said: tuple[Scene, Viewer, Posted]
) -> None:
    scene, _, first = said
    for prefix in ("", "/en"):
        address = f"{prefix}/masukan/{first.receipt}/di"
        assert await links(browser, prefix + scene.clause_path(), 2) == [
            f"{address} @budi santoso",
            f"{address} @Budi Santoso",
        ]
        assert "@Orang Asing" in browser.text("main") and "<b>dan</b>" not in browser.page.html  # type: ignore[operator]
    answer = await browser.client.get(f"/masukan/{first.receipt}/di")
    assert answer.headers["location"].endswith(f"#m-{first.receipt}")


async def test_what_is_hidden_or_withdrawn_is_no_longer_linked(
    browser: Browser, said: tuple[Scene, Viewer, Posted], database: Database, settings: Settings
) -> None:
    scene, budi, first = said
    assert len(await links(browser, scene.clause_path(), 2)) == 2
    async with database.transaction() as tx:
        await hide_contribution(tx, contribution_id=first.id, rule="abuse")
    assert await links(browser, scene.clause_path(), 0) == []
    assert "@budi santoso" in browser.text("main")
    async with database.transaction() as tx:
        await restore_contribution(tx, contribution_id=first.id)
    assert len(await links(browser, scene.clause_path(), 2)) == 2
    async with database.transaction() as tx:
        await withdraw_contribution(tx, budi, settings, receipt=first.receipt)
    assert await links(browser, scene.clause_path(), 0) == []


async def test_who_erased_their_account_is_no_longer_linked(
    browser: Browser, said: tuple[Scene, Viewer, Posted], database: Database
) -> None:
    scene, budi, _ = said
    assert len(await links(browser, scene.clause_path(), 2)) == 2
    async with database.transaction() as tx:
        await erase_contributor(tx, account_id=budi.account_id or 0, texts="kept")
    assert await links(browser, scene.clause_path(), 0) == []
