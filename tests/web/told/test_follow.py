"""The button to follow, on the pages of guests and of people who are signed in, and the list of what one follows."""

from __future__ import annotations

import pytest

from browser import Browser
from builders import make_desk, raise_issue, speak
from loop_scene import visiting
from partisipasi.kit.database import Database
from partisipasi.notifications.following import follows
from talk_scene import make_person


@pytest.fixture
async def places(database: Database) -> dict[str, str]:
    """Pages of everything that can be followed."""
    async with database.transaction() as tx:
        desk = await make_desk(tx)
        voice = await speak(tx, desk.scene)
        await speak(tx, desk.scene, key=None)
        await speak(tx, desk.scene, forum=True)
        issue = await raise_issue(tx, desk, voice)
        forum = await tx.value("SELECT id FROM thread WHERE topic_id = $1 AND draft_id IS NULL", desk.scene.topic_id)
        agency = await tx.value("SELECT slug FROM agency WHERE id = $1", desk.scene.agency_id)
    draft = desk.scene.path
    return {
        "draft": draft,
        "clause": desk.scene.clause_path("pasal-8"),
        "topic": f"/topik/{desk.scene.topic_id}",
        "agency": f"/rancangan?perangkat={agency}",
        "thread": f"/diskusi/{forum}",
        "whole": f"{draft}/diskusi",
        "issue": f"{draft}/pokok/{issue.number}",
    }


async def test_guests_get_a_link_that_leads_to_the_ways_to_follow(browser: Browser, places: dict[str, str]) -> None:
    for path in places.values():
        await browser.open(path)
        assert [node.attributes.get("role") for node in browser.all("main form") if node.css("button")] == [] or (
            "perangkat" in path
        )
        link = browser.page.css_first("main a.button[href^='/ikuti/']")
        assert link is not None, path
        answer = await browser.open(str(link.attributes["href"]))
        assert answer.status_code == 200
        assert "/masuk?lanjut=%2Fikuti" in browser.answer.text or "/masuk?lanjut=/ikuti" in browser.answer.text


async def test_one_press_follows_and_one_lets_go(app: object, database: Database, places: dict[str, str]) -> None:
    async with database.transaction() as tx:
        person = await make_person(tx, name="Parlindungan")
    async with visiting(app, database, person) as visitor:
        for path in places.values():
            await visitor.open(path)
            action = str(visitor.page.css_first("main form[action^='/ikuti/']").attributes["action"])
            await visitor.client.post(action, data={"on": "1"}, headers={"sec-fetch-site": "same-origin"})
            await visitor.open(path)
            button = visitor.page.css_first(f"main form[action='{action}'] button")
            assert button is not None
            assert button.attributes["value"] == "0"
        await visitor.open("/akun/ikuti")
        assert len(visitor.all("main .row")) == len(places)
        for form in visitor.all("main .row form"):
            await visitor.client.post(
                str(form.attributes["action"]),
                data={"on": "0", "back": "1"},
                headers={"sec-fetch-site": "same-origin"},
            )
        await visitor.open("/akun/ikuti")
        assert visitor.all("main .row") == []


async def test_htmx_gets_the_button_alone(app: object, database: Database, places: dict[str, str]) -> None:
    async with database.transaction() as tx:
        person = await make_person(tx)
    async with visiting(app, database, person) as visitor:
        await visitor.open(places["draft"])
        action = str(visitor.page.css_first("main form[action^='/ikuti/']").attributes["action"])
        answer = await visitor.client.post(
            action, data={"on": "1"}, headers={"sec-fetch-site": "same-origin", "hx-request": "true"}
        )
        assert answer.status_code == 200
        assert answer.text.strip().startswith("<form")
        assert 'value="0"' in answer.text
        assert "data-say" in answer.text
    async with database.transaction(writes=False) as tx:
        assert await follows(tx, person, what="draft", thing_id=int(action.rsplit("/", 1)[-1]))


async def test_a_guest_who_sends_the_form_is_asked_to_sign_in(browser: Browser, places: dict[str, str]) -> None:
    await browser.open(places["draft"])
    action = str(browser.page.css_first("main a[href^='/ikuti/']").attributes["href"])
    answer = await browser.client.post(action, data={"on": "1"}, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 303
    assert "/masuk" in answer.headers["location"]


@pytest.mark.parametrize("path", ["/ikuti/apa/1", "/ikuti/rancangan/999999", "/ikuti/topik/0"])
async def test_what_is_not_there_is_not_found(browser: Browser, path: str) -> None:
    assert (await browser.open(path)).status_code == 404
