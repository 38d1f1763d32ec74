"""Quoting from the page: to the form, out of it, shown with its source, gone from kept pages with it."""

from __future__ import annotations

import asyncio

from browser import Browser
from conftest import new_browser
from forum_scene import Forum, Said, make_forum, say
from partisipasi.accounts.sessions import start_session
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from talk_scene import make_person

WORDS = "Loket dibuka pukul sembilan, padahal antrean sudah mulai pukul tujuh."


async def _scene(database: Database, settings: Settings) -> tuple[Forum, Said, str]:
    async with database.transaction() as tx:
        forum = await make_forum(tx, settings)
        source = await say(tx, settings, forum.thread_id, WORDS, viewer=await make_person(tx, name="Rosmaida"))
        token = await start_session(tx, account_id=(await make_person(tx)).account_id or 0, device="")
    return forum, source, token


async def test_somebody_quotes_without_script_and_everybody_sees_the_source(
    app: object, database: Database, settings: Settings
) -> None:
    forum, source, token = await _scene(database, settings)
    async with new_browser(app) as member:
        member.client.cookies.set("sesi", token)
        await member.open(f"/diskusi/{forum.thread_id}-x")
        link = member.page.css_first(f"#m-{source.receipt} a[data-cite]")
        assert link is not None and "Rosmaida" in link.text()
        await member.open(str(link.attributes["href"]))
        field = member.page.css_first("textarea[name=quote_exact]")
        assert field is not None and field.text().strip() == WORDS
        assert member.page.css_first("details[open] textarea[name=quote_exact]") is not None
        await member.press("main form", {"body": "Benar sekali.", "quote_exact": "antrean mulai pukul enam"})
        assert member.answer.status_code == 422
        assert member.page.css_first("#e-quote_exact") is not None
        assert "Benar sekali." in member.text("textarea[name=body]"), "what was written stays"
        await member.press("main form", {"quote_exact": "antrean sudah mulai […] tujuh."})
        assert member.answer.status_code == 200
        await member.open(f"/diskusi/{forum.thread_id}-x")
    async with new_browser(app) as guest:
        await guest.open(f"/diskusi/{forum.thread_id}-x")
        quoted = guest.page.css_first("figure.quoted")
        assert quoted is not None and "antrean sudah mulai […] tujuh." in quoted.text()
        assert f"/masukan/{source.receipt}/di" in str(quoted.html) and "Rosmaida" in quoted.text()


async def test_a_guest_carries_the_quote_to_the_page_that_asks_for_an_address(
    browser: Browser, database: Database, settings: Settings
) -> None:
    _, source, _ = await _scene(database, settings)
    await browser.open(f"/masukan/{source.receipt}/balas?kutip=1&kata=padahal%20antrean")
    field = browser.page.css_first("textarea[name=quote_exact]")
    assert field is not None and field.text().strip() == "padahal antrean", "words chosen on the page come alone"
    await browser.press("main form", {"body": "Saya juga melihatnya di kelurahan."})
    assert "padahal antrean" in browser.text("blockquote")
    await browser.press("main form", {"email": "tamu.pengutip@contoh.example"}, button="step=send")
    async with database.transaction(writes=False) as tx:
        stored = await tx.value(
            """SELECT q.exact FROM contribution_quote q JOIN contribution s ON s.id = q.source_id
               WHERE s.receipt = $1""",
            source.receipt,
        )
    assert stored == "padahal antrean"


async def test_a_kept_page_loses_the_words_with_their_source(
    app: object, database: Database, settings: Settings
) -> None:
    forum, source, token = await _scene(database, settings)
    async with new_browser(app) as member:
        member.client.cookies.set("sesi", token)
        await member.open(f"/masukan/{source.receipt}/balas?kutip=1")
        await member.press("main form", {"body": "Benar sekali."})
    async with database.transaction() as tx:
        # The source goes elsewhere, so that nothing of the page's own thread changes when it is hidden.
        other = await make_forum(tx, settings)
        await tx.execute(
            "UPDATE contribution SET parent_id = NULL, root_id = NULL, depth = 0 WHERE parent_id = $1", source.id
        )
        await tx.execute("UPDATE contribution SET thread_id = $2 WHERE id = $1", source.id, other.thread_id)
        tx.changed(f"thread:{forum.thread_id}")
    async with new_browser(app) as guest:
        for _ in range(3):
            await guest.open(f"/diskusi/{forum.thread_id}-x")
            assert WORDS in guest.text("figure.quoted")
        async with database.transaction() as tx:
            await hide_contribution(tx, contribution_id=source.id, rule="abuse")
        for _ in range(50):
            await guest.open(f"/diskusi/{forum.thread_id}-x")
            if WORDS not in guest.answer.text:
                break
            await asyncio.sleep(0.02)
        assert WORDS not in guest.answer.text
        assert guest.page.css_first("p.quoted") is not None, "a notice stands there"
