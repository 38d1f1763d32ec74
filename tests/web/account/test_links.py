"""The page of a mailed link: opening changes nothing, pressing does it once, in any browser."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from browser import Browser, preset_values
from conftest import new_browser
from partisipasi.accounts.links import make_link
from partisipasi.accounts.passwords import password_of, verify_password
from partisipasi.kit.database import Database
from partisipasi.kit.i18n import gettext
from partisipasi.settings import Settings
from people import PASSWORD, new_address, stored_account

Mailbox = Any
SAME = {"sec-fetch-site": "same-origin"}


@pytest.fixture(autouse=True)
async def _fresh_limits(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM throttle")


async def ask(visitor: Browser, address: str) -> None:
    await visitor.open("/masuk")
    await visitor.press("main form", {"email": address, "how": "link"})


async def test_scanners_open_it_and_it_still_works_in_another_browser(
    app: object, database: Database, mailbox: Mailbox
) -> None:
    _, address = await stored_account(database)
    async with new_browser(app) as asker, new_browser(app) as reader:
        await ask(asker, address)
        path = (await mailbox(address)).path
        for _ in range(3):
            assert (await reader.client.head(path)).status_code == 200
            assert (await reader.client.get(path)).status_code == 200
        await reader.open(path)
        assert address in reader.text()
        answer = await reader.press("main form")
        assert answer.url.path == "/akun"
        assert (await asker.client.get("/akun")).status_code == 303
        assert (await asker.open(path)).status_code == 410


async def test_it_is_used_up_by_one_press_and_the_same_press_twice_signs_in_twice(
    app: object, database: Database, mailbox: Mailbox
) -> None:
    _, address = await stored_account(database)
    async with new_browser(app) as visitor:
        await ask(visitor, address)
        path = (await mailbox(address)).path
        await visitor.open(path)
        sent = preset_values(visitor.page.css_first("main form"))
        answers = await asyncio.gather(*(visitor.client.post(path, data=sent, headers=SAME) for _ in range(3)))
        assert [(answer.status_code, answer.headers["location"]) for answer in answers] == [(303, "/akun")] * 3
        assert (await visitor.client.get("/akun")).status_code == 200
        other = await visitor.client.post(path, data={"key": "lain"}, headers=SAME)
        assert other.status_code == 410
        assert (await visitor.client.post(path, data={}, headers=SAME)).status_code == 410


async def test_its_page_leaks_nothing(browser: Browser, database: Database, mailbox: Mailbox) -> None:
    _, address = await stored_account(database)
    await ask(browser, address)
    answer = await browser.open((await mailbox(address)).path)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert browser.page.css_first("meta[name=robots]").attributes["content"] == "noindex"
    token = (await mailbox(address)).path.rsplit("/", 1)[1]
    assert token not in answer.text.replace("/tautan/" + token, "")


async def test_the_button_makes_the_account_that_was_asked_for(
    app: object, database: Database, mailbox: Mailbox
) -> None:
    address = new_address()
    async with new_browser(app) as asker, new_browser(app) as reader:
        await asker.open("/daftar?lanjut=/topik")
        await asker.press("main form", {"email": address, "agree": "1", "display_name": "Bu Rosmaida"})
        await reader.open((await mailbox(address)).path)
        assert "Bu Rosmaida" in reader.text()
        answer = await reader.press("main form", {"password": PASSWORD})
        assert answer.url.path == "/topik"
        await reader.open("/akun")
        assert "Bu Rosmaida" in reader.text()
    async with database.transaction(writes=False) as tx:
        stored = await password_of(tx, address=address)
        agreed = await tx.value(
            "SELECT count(*) FROM consent c JOIN email_address e USING (account_id) WHERE e.address = $1", address
        )
    assert stored is not None
    assert (await verify_password(stored.secret, PASSWORD)).right
    assert agreed == 1


async def test_a_password_that_is_refused_leaves_the_link_good(
    browser: Browser, database: Database, mailbox: Mailbox
) -> None:
    address = new_address()
    await browser.open("/daftar")
    await browser.press("main form", {"email": address, "agree": "1"})
    await browser.open((await mailbox(address)).path)
    answer = await browser.press("main form", {"password": "sayangku"})
    assert answer.status_code == 422
    assert "sayangku" not in answer.text
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT count(*) FROM email_address WHERE address = $1", address) == 0
    assert (await browser.press("main form")).url.path == "/akun"


async def test_without_agreeing_there_is_no_account(browser: Browser, database: Database, mailbox: Mailbox) -> None:
    address = new_address()
    await browser.open("/daftar")
    assert (await browser.press("main form", {"email": address})).status_code == 422
    await ask(browser, address)
    assert (await mailbox(address)).code == ""
    await browser.open((await mailbox(address)).path)
    assert (await browser.press("main form")).status_code == 422
    answer = await browser.press("main form", {"agree": "1"})
    assert answer.url.path == "/akun"


async def test_the_owner_of_an_address_sets_its_first_password_not_who_typed_it(
    app: object, database: Database, mailbox: Mailbox
) -> None:
    address = new_address()
    async with new_browser(app) as attacker, new_browser(app) as owner:
        await attacker.open("/daftar")
        fields = {"email": address, "agree": "1", "password": PASSWORD}
        await attacker.press("main form", fields)
        await owner.open((await mailbox(address)).path)
        await owner.press("main form")
        await attacker.open("/masuk")
        answer = await attacker.press("main form", {"email": address, "password": PASSWORD, "how": "password"})
        assert answer.status_code == 422


async def test_a_granted_link_sets_a_password_and_ends_other_sessions(
    app: object, database: Database, settings: Settings, mailbox: Mailbox
) -> None:
    account, address = await stored_account(database)
    async with new_browser(app) as before, new_browser(app) as visitor:
        await before.open("/masuk")
        await before.press("main form", {"email": address, "password": PASSWORD, "how": "password"})
        async with database.transaction() as tx:
            link = await make_link(tx, settings, purpose="set_password", address=address, subject_id=account)
        await visitor.open(link.url_path)
        await visitor.press("main form", {"password": "garpu bulan tenda 58"})
        assert (await visitor.client.get("/akun")).status_code == 200
        assert (await before.client.get("/akun")).status_code == 303
    assert (await mailbox(address)).subject == gettext("Your password has been changed")


async def test_a_link_works_in_english_too(browser: Browser, database: Database, mailbox: Mailbox) -> None:
    address = new_address()
    await browser.open("/en/daftar")
    await browser.press("main form", {"email": address, "agree": "1"})
    mail = await mailbox(address)
    assert mail.path.startswith("/en/tautan/")
    await browser.open(mail.path)
    assert (await browser.press("main form")).url.path == "/en/akun"
