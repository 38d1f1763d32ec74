"""Stopping mails from the mail itself, by a button or by the mail program (RFC 8058), and beginning them by one."""

from __future__ import annotations

import re

import httpx
import pytest

from browser import Browser
from builders import Voice, make_desk, speak
from conftest import new_browser
from partisipasi.kit.database import Database
from partisipasi.notifications.choices import choices_of
from partisipasi.settings import Settings
from partisipasi.web.told.stopping import stop_of_account, stop_of_contributor, stop_of_subscriptions
from people import new_address


@pytest.fixture
async def voice(database: Database) -> Voice:
    """Somebody who has spoken on a draft."""
    async with database.transaction() as tx:
        return await speak(tx, (await make_desk(tx)).scene)


async def chosen(database: Database, voice: Voice) -> dict[str, str]:
    """How they are told."""
    assert voice.viewer is not None
    async with database.transaction(writes=False) as tx:
        return await choices_of(tx, voice.viewer.account_id or 0)


async def by_program(app: object, path: str) -> httpx.Response:
    """What a mail program sends: a POST from nowhere, without cookies, with the one line that RFC 8058 asks for."""
    async with new_browser(app) as program:
        body = {"List-Unsubscribe": "One-Click"}
        return await program.client.post(path, data=body, headers={"sec-fetch-site": "cross-site"})


async def test_a_mail_program_stops_mails_with_one_press_and_nothing_else(
    app: object, browser: Browser, database: Database, settings: Settings, voice: Voice
) -> None:
    assert voice.viewer is not None
    path = stop_of_account(settings, voice.viewer.account_id or 0, ["mentions", "rounds"])
    for method in ("GET", "HEAD", "GET"):
        answer = await browser.client.request(method, path)
        assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert (await chosen(database, voice))["rounds"] == "daily", "opening it changes nothing"
    for prefix in ("", "/en", ""):
        answer = await by_program(app, prefix + path)
        assert answer.status_code == 200, "mail programs follow nothing"
    now = await chosen(database, voice)
    assert (now["mentions"], now["rounds"], now["answers"], now["talk"]) == ("here", "here", "now", "daily")


async def test_a_person_stops_mails_without_signing_in(
    browser: Browser, database: Database, settings: Settings, voice: Voice
) -> None:
    async with database.transaction(writes=False) as tx:
        contributor = await tx.value("SELECT contributor_id FROM contribution WHERE id = $1", voice.id)
    await browser.open("/en" + stop_of_contributor(settings, contributor))
    assert "Answers to my input" in browser.text() and "Replies to me" not in browser.text()
    await browser.press("main form")
    assert "These messages have stopped" in browser.text("h1")
    assert not browser.all("main form button")
    assert (await chosen(database, voice))["answers"] == "here"


async def test_a_link_that_was_changed_stops_nothing(
    app: object, database: Database, settings: Settings, voice: Voice
) -> None:
    assert voice.viewer is not None
    path = stop_of_account(settings, voice.viewer.account_id or 0, ["answers"])
    other = stop_of_account(settings, (voice.viewer.account_id or 0) + 1, ["answers"])
    mixed = other.rpartition(".")[0] + "." + path.rpartition(".")[2]
    for wrong in (path[:-2], path + "x", mixed, "/berhenti/x"):
        assert (await by_program(app, wrong)).status_code == 410
    assert (await chosen(database, voice))["answers"] == "now"


async def test_mail_without_an_account_begins_and_ends_by_mail_alone(
    app: object, browser: Browser, database: Database, settings: Settings
) -> None:
    async with database.transaction() as tx:
        desk = await make_desk(tx)
    address = new_address()

    async def subscribed() -> list[bool]:
        async with database.transaction(writes=False) as tx:
            return await tx.values("SELECT confirmed_at IS NOT NULL FROM mail_subscription WHERE address = $1", address)

    await browser.open(f"/en/ikuti/rancangan/{desk.draft_id}")
    await browser.press('form[action*="/langganan/"]', {"email": address})
    assert await subscribed() == [False]
    async with database.transaction(writes=False) as tx:
        text = await tx.value("SELECT text FROM mail WHERE to_address = $1", address)
    begin = re.search(r"(/en/surel/\S+)", text)
    assert begin is not None
    await browser.open(begin[1])
    assert await subscribed() == [False], "opening the link begins nothing"
    await browser.press("main form")
    assert await subscribed() == [True]
    async with database.transaction(writes=False) as tx:
        id_ = await tx.value("SELECT id FROM mail_subscription WHERE address = $1", address)
    assert (await by_program(app, stop_of_subscriptions(settings, [id_]))).status_code == 200
    assert await subscribed() == [], "the address is forgotten"
