"""What waits for a moderator stands in its thread for its author, and for nobody else."""

from __future__ import annotations

from browser import Browser
from conftest import new_browser
from forum_scene import make_forum, say
from partisipasi.accounts.sessions import start_session
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.visibility import hold_contribution, release_held
from partisipasi.kit.codes import owner_key
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from talk_scene import make_person

WORDS = "Kata-kata yang masih menunggu."


async def test_the_author_alone_sees_what_waits_with_why_and_how_long(
    app: object, browser: Browser, database: Database, settings: Settings
) -> None:
    async with database.transaction() as tx:
        forum = await make_forum(tx, settings)
        author = await make_person(tx)
        said = await contribute(
            tx, author, settings, target=Target(thread_id=forum.thread_id), body=WORDS, parent=forum.first.receipt
        )
        await hold_contribution(tx, contribution_id=said.id, reason="links")
        people = (author, forum.moderator)
        tokens = [await start_session(tx, account_id=one.account_id or 0, device="") for one in people]
    path = f"/diskusi/{forum.thread_id}-x"
    async with new_browser(app) as member, new_browser(app) as other:
        member.client.cookies.set("sesi", tokens[0])
        other.client.cookies.set("sesi", tokens[1])
        await member.open(path)
        assert int(member.answer.headers["server-timing"].split('"')[1]) <= 12
        article = member.page.css_first(f"#m-{said.receipt}")
        assert article is not None and WORDS in article.text()
        assert "Tautan" in article.text() or "tautan" in article.text(), "why it waits"
        assert article.css_first(f"a[href='/masukan/{said.receipt}']") is not None
        assert article.css_first(f"a[href='/masukan/{forum.first.receipt}/di']") is not None
        for stranger in (other, browser):
            await stranger.open(path)
            assert stranger.page.css_first(f"#m-{said.receipt}") is None and WORDS not in stranger.answer.text
        async with database.transaction() as tx:
            await release_held(tx, contribution_id=said.id)
        await member.open(path)
        assert len(member.all(f"#m-{said.receipt}")) == 1, "once it is public it stands there like any other"


async def test_who_holds_the_owner_key_sees_it_and_no_page_is_kept_of_it(
    app: object, browser: Browser, database: Database, settings: Settings
) -> None:
    async with database.transaction() as tx:
        forum = await make_forum(tx, settings)
        said = await say(tx, settings, forum.thread_id, WORDS)
        await hold_contribution(tx, contribution_id=said.id, reason="new_links")
    path = f"/diskusi/{forum.thread_id}-x"
    async with new_browser(app) as holder:
        await holder.open(path)
        assert WORDS not in holder.answer.text
        await holder.open(f"/masukan/{said.receipt}")
        await holder.press("form[action$='/buka']", {"kunci": owner_key(settings.secret, said.receipt)})
        for _ in range(3):
            await holder.open(path)
            assert WORDS in holder.text(f"#m-{said.receipt}")
    for _ in range(3):
        await browser.open(path)
        assert WORDS not in browser.answer.text
