"""The inbox: what happened in one line each, opened and marked one by one or all at once, and only one's own."""

from __future__ import annotations

import pytest

from browser import Browser
from builders import Desk, make_desk
from loop_scene import visiting
from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import Posted, Target, contribute
from partisipasi.kit.database import Database
from partisipasi.notifications.telling import tell_contribution
from partisipasi.settings import Settings
from talk_scene import make_person


class Mentioned:
    """Budi, who was mentioned in two places, and where."""

    def __init__(self, desk: Desk, budi: Viewer, posts: list[Posted]) -> None:
        self.desk, self.budi, self.posts = desk, budi, posts


@pytest.fixture
async def mentioned(database: Database, settings: Settings) -> Mentioned:
    """Mentioned on a clause and on the draft as a whole."""
    async with database.transaction() as tx:
        desk = await make_desk(tx)
        await tx.execute("UPDATE round SET closes_at = now() + interval '5 days' WHERE id = $1", desk.scene.round_id)
        budi, siti = await make_person(tx, name="Budi"), await make_person(tx, name="Siti")
        posts: list[Posted] = []
        for target in (Target(clause_id=desk.scene.clauses["pasal-8"]), Target(draft_id=desk.draft_id)):
            posts.append(await contribute(tx, budi, settings, target=target, body="Ini pendapat saya."))
            posts.append(await contribute(tx, siti, settings, target=target, body="Saya lain pendapat, @Budi."))
    for post in posts:
        await tell_contribution(database, {"contribution": post.id})
    return Mentioned(desk, budi, posts[1::2])


async def test_each_line_leads_where_it_happened_and_is_then_read(
    app: object, database: Database, mentioned: Mentioned
) -> None:
    async with visiting(app, database, mentioned.budi) as budi:
        await budi.open("/en/akun/kabar")
        assert [node.text(strip=True) for node in budi.all(".row-title")] == [
            "Somebody has mentioned you",
            "Somebody has mentioned you on Pasal 8",
        ]
        assert "2 unread" in budi.text() and "Saya lain pendapat" not in budi.answer.text
        await budi.press('.row form[action$="/buka"]')
        assert f'id="m-{mentioned.posts[1].receipt}"' in budi.answer.text
        await budi.open("/en/akun/kabar")
        assert "1 unread" in budi.text()
        await budi.press('.row form[action$="/baca"]')
        assert "Everything is read" in budi.text()


async def test_mentions_are_turned_off_where_one_chooses_how_to_be_told(
    app: object, database: Database, settings: Settings, mentioned: Mentioned
) -> None:
    async with visiting(app, database, mentioned.budi) as budi:
        await budi.open("/en/akun/kabar/pilihan")
        await budi.press("main form.form", {"mentions": "off"})
        assert budi.page.css_first('select[name="mentions"] option[selected]').attributes["value"] == "off"
    async with database.transaction() as tx:
        tono = await make_person(tx, name="Tono")
        target = Target(clause_id=mentioned.desk.scene.clauses["pasal-8"])
        posted = await contribute(tx, tono, settings, target=target, body="Bagaimana, @Budi?")
    await tell_contribution(database, {"contribution": posted.id})
    async with visiting(app, database, mentioned.budi) as budi:
        await budi.open("/en/akun/kabar")
        titles = [node.text(strip=True) for node in budi.all(".row-title")]
        assert titles.count("Somebody has mentioned you on Pasal 8") == 1
        assert titles[0] == "New input on Pasal 8", "who follows the clause hears of the talk all the same"


async def test_the_inbox_of_somebody_else_is_not_there(
    app: object, browser: Browser, database: Database, mentioned: Mentioned
) -> None:
    async with visiting(app, database, mentioned.budi) as budi:
        await budi.open("/en/akun/kabar")
        action = str(budi.page.css_first('.row form[action$="/baca"]').attributes["action"])
    async with database.transaction() as tx:
        stranger = await make_person(tx)
    async with visiting(app, database, stranger) as other:
        await other.open("/en/akun/kabar")
        assert "Nothing has happened yet" in other.text()
        assert (await other.post(action, {})).status_code == 404
    await browser.open("/en/akun/kabar")
    assert "/masuk" in str(browser.answer.url)
