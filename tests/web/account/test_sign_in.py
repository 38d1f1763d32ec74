"""Coming in by password, link or digits: the same answers for known and unknown addresses, sessions nobody can fix."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from browser import Browser
from conftest import new_browser
from partisipasi.accounts import passwords
from partisipasi.accounts.passwords import HASHER
from partisipasi.kit.database import Database
from people import PASSWORD, new_address, stored_account

Mailbox = Any


async def sign_in(visitor: Browser, address: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
    await visitor.open("/masuk")
    return await visitor.press("main form", {"email": address, "password": password, "how": "password", **fields})


async def signed_in(visitor: Browser) -> bool:
    return (await visitor.client.get("/akun")).status_code == 200


@pytest.fixture(autouse=True)
async def _fresh_limits(database: Database) -> None:
    """All tests come from one network; each begins without tries."""
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM throttle")


async def test_a_password_signs_in_and_leads_on(browser: Browser, database: Database) -> None:
    _, address = await stored_account(database)
    await browser.open("/masuk?lanjut=/akun/nama")
    fields = {"email": f" {address.upper()} ", "password": PASSWORD, "how": "password"}
    answer = await browser.press("main form", fields)
    assert answer.url.path == "/akun/nama"


async def test_who_works_here_comes_to_their_work_and_everybody_else_to_their_account(
    app: object, database: Database
) -> None:
    for role, path in (("", "/akun"), ("officer", "/ruang-kerja")):
        account_id, address = await stored_account(database)
        if role:
            async with database.transaction() as tx:
                await tx.execute("INSERT INTO role_grant (account_id, role) VALUES ($1, $2)", account_id, role)
        async with new_browser(app) as visitor:
            assert (await sign_in(visitor, address)).url.path == path
        async with new_browser(app) as visitor:
            await visitor.open("/masuk?lanjut=/akun/nama")
            fields = {"email": address, "password": PASSWORD, "how": "password"}
            assert (await visitor.press("main form", fields)).url.path == "/akun/nama"


async def test_a_token_brought_along_is_never_adopted(app: object, database: Database) -> None:
    _, address = await stored_account(database)
    async with new_browser(app) as attacker, new_browser(app) as victim:
        for visitor in (attacker, victim):
            visitor.client.cookies.set("sesi", "dipilih-penyerang-dipilih-penyerang-dipilih")
        await sign_in(victim, address)
        assert (
            victim.client.cookies.get("sesi", domain="testserver.local")
            != "dipilih-penyerang-dipilih-penyerang-dipilih"
        )
        assert await signed_in(victim)
        assert not await signed_in(attacker)


async def test_every_sign_in_makes_a_new_token_and_ends_the_old_one(app: object, database: Database) -> None:
    _, address = await stored_account(database)
    async with new_browser(app) as visitor, new_browser(app) as thief:
        await sign_in(visitor, address)
        first = visitor.client.cookies["sesi"]
        await visitor.open("/masuk?lanjut=/akun")
        await visitor.press("main form", {"password": PASSWORD, "how": "password"})
        assert visitor.client.cookies["sesi"] != first
        assert await signed_in(visitor)
        thief.client.cookies.set("sesi", first)
        assert not await signed_in(thief)


async def test_known_and_unknown_addresses_get_the_same_answer_to_a_wrong_password(
    browser: Browser, database: Database
) -> None:
    _, known = await stored_account(database)
    _, without = await stored_account(database, password=None)
    bodies, heads = set(), set()
    for address in (known, without, new_address()):
        answer = await sign_in(browser, address, "salah sekali")
        assert answer.status_code == 422
        bodies.add(_plain(answer, address))
        heads.add(tuple(sorted(name for name in answer.headers)))
    assert len(bodies) == 1
    assert len(heads) == 1


async def test_a_wrong_password_costs_the_same_work_for_all(
    browser: Browser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, known = await stored_account(database)
    work: list[str] = []
    real = passwords._verify

    def counted(stored: str | None, password: str) -> passwords.Verdict:
        work.append("hash of somebody's" if stored else "hash of nobody's")
        return real(stored, password)

    monkeypatch.setattr(passwords, "_verify", counted)
    for address in (known, new_address()):
        await sign_in(browser, address, "salah sekali")
    assert work == ["hash of somebody's", "hash of nobody's"]


@pytest.mark.parametrize("path", ["/masuk", "/daftar"])
async def test_asking_for_a_link_tells_nothing_about_the_address(
    app: object, database: Database, mailbox: Mailbox, path: str
) -> None:
    _, known = await stored_account(database)
    unknown = new_address()
    bodies, costs = set(), set()
    for address in (known, unknown):
        async with new_browser(app) as visitor:
            await visitor.open(path)
            sent = {"email": address, "how": "link", "agree": "1"}
            first = await visitor.client.post(path, data=sent, headers={"sec-fetch-site": "same-origin"})
            assert first.status_code == 303
            assert first.headers["location"].startswith("/masuk/kode?surat=")
            costs.add(first.headers["server-timing"])
            answer = await visitor.open(first.headers["location"])
            bodies.add(_plain(answer, address))
    assert len(bodies) == 1
    assert len(costs) == 1, "known and unknown addresses ask the database equally often"
    assert "/tautan/" in (await mailbox(known)).path
    assert "/tautan/" in (await mailbox(unknown)).path


async def test_the_digits_sign_in_and_wrong_ones_die(app: object, database: Database, mailbox: Mailbox) -> None:
    _, address = await stored_account(database)
    async with new_browser(app) as visitor:
        await visitor.open("/masuk")
        await visitor.press("main form", {"email": address, "how": "link"})
        code = (await mailbox(address)).code
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        answer = await visitor.press("main form", {"code": wrong})
        assert answer.status_code == 422
        answer = await visitor.press("main form", {"code": f"{code[:3]} {code[3:]}"})
        assert answer.url.path == "/akun"
        await visitor.press("header form[action='/keluar']")
        await visitor.open("/masuk")
        await visitor.press("main form", {"email": address, "how": "link"})
        code = (await mailbox(address)).code
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        for _ in range(5):
            await visitor.press("main form", {"code": wrong})
        assert (await visitor.press("main form", {"code": code})).status_code == 422


async def test_digits_are_typed_on_another_device_with_the_address(
    app: object, database: Database, mailbox: Mailbox
) -> None:
    _, address = await stored_account(database)
    async with new_browser(app) as phone, new_browser(app) as desk:
        await phone.open("/masuk")
        await phone.press("main form", {"email": address, "how": "link"})
        await desk.open("/masuk/kode")
        await desk.press("main form", {"email": address, "code": (await mailbox(address)).code})
        assert await signed_in(desk)
        assert not await signed_in(phone)


async def test_twenty_bad_tries_wait_and_the_right_password_from_elsewhere_still_works(
    app: object, database: Database
) -> None:
    _, address = await stored_account(database)
    async with new_browser(app) as guesser:
        answers = [await sign_in(guesser, address, f"salah sekali {n}") for n in range(20)]
        assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 15
        assert int(answers[-1].headers["retry-after"]) > 0
        assert (await sign_in(guesser, address)).status_code == 429
    elsewhere = httpx.ASGITransport(app=app, client=("198.51.100.7", 1))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://testserver.local") as client:
        owner = Browser(client)
        assert (await sign_in(owner, address)).url.path == "/akun"


async def test_a_spoofed_header_does_not_make_another_network(app: object, database: Database) -> None:
    _, address = await stored_account(database)
    async with new_browser(app) as guesser:
        for n in range(6):
            guesser.client.headers["x-forwarded-for"] = f"203.0.{n}.7"
            answer = await sign_in(guesser, address, "salah sekali")
        assert answer.status_code == 429


async def test_an_address_gets_five_mails_an_hour(browser: Browser) -> None:
    address = new_address()
    statuses = []
    for _ in range(6):
        await browser.open("/masuk")
        statuses.append((await browser.press("main form", {"email": address, "how": "link"})).status_code)
    assert statuses == [200] * 5 + [429]


async def test_a_hash_of_older_parameters_is_renewed_at_sign_in(browser: Browser, database: Database) -> None:
    account, address = await stored_account(database)
    older = type(HASHER)(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    async with database.transaction() as tx:
        await tx.execute("UPDATE credential SET secret = $2 WHERE account_id = $1", account, older)
    assert (await sign_in(browser, address)).url.path == "/akun"
    async with database.transaction(writes=False) as tx:
        secret = await tx.value("SELECT secret FROM credential WHERE account_id = $1", account)
    assert secret.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/%2f%2fevil.example", "/%5cevil.example",
     "javascript:alert(1)", "/akun\r\nset-cookie: x=1", "evil.example", "/en//evil.example"],
)  # fmt: skip
async def test_nobody_is_led_off_the_site(browser: Browser, database: Database, target: str) -> None:
    _, address = await stored_account(database)
    fields = {"email": address, "password": PASSWORD, "how": "password", "lanjut": target}
    answer = await browser.client.post("/masuk", data=fields, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 303
    assert re.match(r"/(akun)?(%20|$)", answer.headers["location"]), answer.headers["location"]
    assert "evil" not in answer.headers["location"]
    assert set(answer.cookies) == {"sesi"}


async def test_signing_out_ends_the_session_and_clears_the_browser(app: object, database: Database) -> None:
    _, address = await stored_account(database)
    async with new_browser(app) as visitor, new_browser(app) as thief:
        await sign_in(visitor, address)
        thief.client.cookies.set("sesi", visitor.client.cookies["sesi"])
        answer = await visitor.client.post("/keluar", headers={"sec-fetch-site": "same-origin"})
        assert "storage" in answer.headers["clear-site-data"]
        assert "sesi" not in visitor.client.cookies
        assert not await signed_in(thief)


async def test_another_site_can_sign_nobody_in_or_out(browser: Browser, database: Database) -> None:
    _, address = await stored_account(database)
    fields = {"email": address, "password": PASSWORD, "how": "password"}
    foreign = {"sec-fetch-site": "cross-site"}
    assert (await browser.client.post("/masuk", data=fields, headers=foreign)).status_code == 403
    assert (await browser.client.post("/keluar", headers=foreign)).status_code == 403


async def test_a_closed_account_is_out_at_once(browser: Browser, database: Database) -> None:
    account, address = await stored_account(database)
    await sign_in(browser, address)
    assert await signed_in(browser)
    async with database.transaction() as tx:
        await tx.execute("UPDATE account SET disabled_at = now() WHERE id = $1", account)
    assert not await signed_in(browser)


async def test_no_password_is_ever_sent_back(browser: Browser) -> None:
    secret = "canary-sandi-rahasia-91"
    answer = await sign_in(browser, new_address(), secret)
    assert answer.status_code == 422
    assert secret not in answer.text


def _plain(answer: httpx.Response, address: str) -> str:
    """A page without what differs between any two: the address typed, keys, tickets."""
    text = answer.text.replace(address, "ADDRESS")
    text = re.sub(r'name="key" value="[^"]*"', "", text)
    return re.sub(r"surat=[\w.%-]+|name=\"surat\" value=\"[^\"]*\"", "", text)
