"""One's own account: name, language, password, address, devices, tokens."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from browser import Browser
from conftest import new_browser
from partisipasi.accounts.rights import SYSTEM
from partisipasi.accounts.roles import end_role, grant_role
from partisipasi.kit.database import Database
from partisipasi.kit.i18n import gettext
from people import PASSWORD, new_address, stored_account

Mailbox = Any
SAME = {"sec-fetch-site": "same-origin"}


@pytest.fixture(autouse=True)
async def _fresh_limits(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM throttle")


async def enter(visitor: Browser, address: str, password: str = PASSWORD) -> httpx.Response:
    await visitor.open("/masuk")
    return await visitor.press("main form", {"email": address, "password": password, "how": "password"})


async def age_proof(database: Database, account: int) -> None:
    async with database.transaction() as tx:
        await tx.execute("UPDATE session SET proved_at = now() - interval '11 minutes' WHERE account_id = $1", account)


async def test_a_name_is_changed_and_an_official_one_refused(browser: Browser, database: Database) -> None:
    _, address = await stored_account(database)
    await enter(browser, address)
    await browser.open("/akun/nama")
    refused = await browser.press("main form", {"display_name": "Wali Kota Medan"})
    assert refused.status_code == 422
    assert browser.page.css_first("#f-display_name").attributes["value"] == "Wali Kota Medan"
    await browser.press("main form", {"display_name": "Bu\u200b  Rosmaida"})
    assert "Bu Rosmaida" in browser.text()


async def test_fields_that_are_not_in_the_form_change_nothing(browser: Browser, database: Database) -> None:
    account, address = await stored_account(database)
    await enter(browser, address)
    await browser.open("/akun/nama")
    extra = {"display_name": "Ani", "role": "administrator", "account_id": "1", "number": "1", "disabled_at": "x"}
    await browser.press("main form", extra)
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT display_name FROM account WHERE id = $1", account) == "Ani"
        assert await tx.value("SELECT count(*) FROM role_grant WHERE account_id = $1", account) == 0


async def test_mails_come_in_the_language_chosen(browser: Browser, database: Database, mailbox: Mailbox) -> None:
    _, address = await stored_account(database)
    await enter(browser, address)
    await browser.open("/akun")
    await browser.press("form[action='/akun/bahasa']", {"language": "en"})
    await browser.open("/akun/sandi")
    await browser.press("main form", {"password": "garpu bulan tenda 58"})
    assert 'lang="en"' in (await mailbox(address)).html


async def test_a_new_password_ends_the_other_sessions_and_is_told(
    app: object, database: Database, mailbox: Mailbox
) -> None:
    _, address = await stored_account(database)
    async with new_browser(app) as here, new_browser(app) as there:
        await enter(here, address)
        await enter(there, address)
        await here.open("/akun/sandi")
        assert (await here.press("main form", {"password": "indonesia123"})).status_code == 422
        await here.press("main form", {"password": "garpu bulan tenda 58"})
        assert (await here.client.get("/akun")).status_code == 200
        assert (await there.client.get("/akun")).status_code == 303
        assert (await mailbox(address)).subject == gettext("Your password has been changed")
        assert (await enter(there, address)).status_code == 422
        assert (await enter(there, address, "garpu bulan tenda 58")).url.path == "/akun"


@pytest.mark.parametrize("path", ["/akun/sandi", "/akun/alamat", "/akun/hapus/pasti?texts=kept", "/akun/data/unduh"])
async def test_what_cannot_be_taken_back_asks_for_a_fresh_proof_and_leads_on(
    browser: Browser, database: Database, path: str
) -> None:
    account, address = await stored_account(database)
    await enter(browser, address)
    await age_proof(database, account)
    await browser.open(path)
    assert browser.answer.url.path == "/masuk"
    assert browser.page.css_first("#f-email").attributes["value"] == address
    answer = await browser.press("main form", {"password": PASSWORD, "how": "password"})
    assert str(answer.url).endswith(path)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/akun/sandi", {"password": "garpu bulan tenda 58"}),
        ("/akun/alamat", {"email": "baru@contoh.example"}),
        ("/akun/hapus", {"texts": "removed"}),
    ],
)
async def test_no_form_gets_around_the_proof(
    browser: Browser, database: Database, path: str, fields: dict[str, str]
) -> None:
    account, address = await stored_account(database)
    await enter(browser, address)
    await age_proof(database, account)
    answer = await browser.client.post(path, data=fields, headers=SAME)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/masuk?lanjut=%2Fakun%2F")
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT address FROM email_address WHERE account_id = $1", account) == address


async def test_an_address_changes_once_the_new_one_is_proved_and_both_are_told(
    app: object, database: Database, mailbox: Mailbox
) -> None:
    account, old = await stored_account(database)
    new = new_address()
    async with new_browser(app) as owner, new_browser(app) as elsewhere:
        await enter(owner, old)
        await owner.open("/masuk?lanjut=/akun")
        await owner.press("main form", {"email": old, "how": "link"})
        stale = (await mailbox(old)).path
        await owner.open("/akun/alamat")
        await owner.press("main form", {"email": new})
        assert new in (await mailbox(old)).text
        asked = await mailbox(new)
        assert asked.code == ""
        await elsewhere.open(asked.path)
        await elsewhere.press("main form")
        for address in (old, new):
            assert (await mailbox(address)).subject == gettext("The e-mail address of your account has been changed")
        assert (await elsewhere.open(stale)).status_code == 410
        assert (await enter(elsewhere, old)).status_code == 422
        assert (await enter(elsewhere, new)).url.path == "/akun"
    async with database.transaction(writes=False) as tx:
        assert await tx.values("SELECT address FROM email_address WHERE account_id = $1", account) == [new]


async def test_a_taken_address_gets_the_same_answer_and_another_mail(
    app: object, database: Database, mailbox: Mailbox
) -> None:
    _, mine = await stored_account(database)
    _, taken = await stored_account(database)
    seen = []
    for address in (taken, new_address()):
        async with new_browser(app) as visitor:
            await enter(visitor, mine)
            await visitor.open("/akun/alamat")
            answer = await visitor.press("main form", {"email": address})
            seen.append((answer.status_code, answer.url.path, visitor.text(".notice")))
    assert seen[0] == seen[1]
    assert "/tautan/" not in (await mailbox(taken)).text


async def test_devices_are_listed_and_signed_out_one_by_one(app: object, database: Database) -> None:
    _, mine = await stored_account(database)
    _, others = await stored_account(database)
    async with new_browser(app) as here, new_browser(app) as there, new_browser(app) as stranger:
        there.client.headers["user-agent"] = "Mozilla/5.0 (Linux; Android 10) Chrome/120.0"
        await enter(here, mine)
        await enter(there, mine)
        await enter(stranger, others)
        await here.open("/akun/sesi")
        assert "Chrome, Android" in here.text()
        await stranger.open("/akun/sesi")
        foreign = stranger.page.css_first("main form[action*='/akun/sesi/']").attributes["action"]
        assert (await here.client.post(foreign, data={}, headers=SAME)).status_code == 404
        assert (await stranger.client.get("/akun")).status_code == 200
        rows = [row for row in here.all("main tbody tr") if "Android" in row.text()]
        await here.post(rows[0].css_first("form").attributes["action"], {})
        assert (await there.client.get("/akun")).status_code == 303
        assert (await here.client.get("/akun")).status_code == 200


async def test_signing_out_everywhere_does(app: object, database: Database) -> None:
    _, address = await stored_account(database)
    async with new_browser(app) as here, new_browser(app) as there:
        await enter(here, address)
        await enter(there, address)
        await here.open("/akun/sesi")
        await here.press("form[action='/akun/sesi/akhiri-semua']")
        for visitor in (here, there):
            assert (await visitor.client.get("/akun")).status_code == 303


async def test_tokens_are_for_staff_shown_once_and_revoked(browser: Browser, database: Database) -> None:
    account, address = await stored_account(database)
    await enter(browser, address)
    assert (await browser.open("/akun/token")).status_code == 404
    async with database.transaction() as tx:
        await grant_role(tx, SYSTEM, account_id=account, role="officer")
    await enter(browser, address)
    await browser.open("/akun/token")
    answer = await browser.press("form[action='/akun/token']", {"days": "400"})
    assert answer.status_code == 422
    await browser.press("form[action='/akun/token']", {"days": "7"})
    token = browser.text("#token-baru")
    assert len(token) == 43
    assert token not in (await browser.open("/akun/token")).text
    await browser.press("main table form")
    async with database.transaction(writes=False) as tx:
        assert await tx.value(
            "SELECT count(*) FROM api_token WHERE account_id = $1 AND revoked_at IS NOT NULL", account
        )


async def test_a_role_ended_counts_no_more_from_the_next_request(browser: Browser, database: Database) -> None:
    account, address = await stored_account(database)
    async with database.transaction() as tx:
        role = await grant_role(tx, SYSTEM, account_id=account, role="officer")
    await enter(browser, address)
    assert (await browser.client.get("/akun/token")).status_code == 200
    async with database.transaction() as tx:
        await end_role(tx, SYSTEM, role_id=role)
    assert (await browser.client.get("/akun/token")).status_code == 404
    assert (await browser.client.post("/akun/token", data={"days": "1"}, headers=SAME)).status_code == 404
