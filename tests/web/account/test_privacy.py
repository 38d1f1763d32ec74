"""One's own data: taken away whole, erased without a trace."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest

from browser import Browser
from conftest import new_browser
from partisipasi.accounts.ledger import read_ledger
from partisipasi.accounts.people import account_for_address
from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.rights import SYSTEM
from partisipasi.accounts.roles import grant_role
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.places import Target
from partisipasi.kit.database import Database, Transaction
from partisipasi.settings import Settings
from people import PASSWORD, stored_account
from talk_scene import make_scene

SAME = {"sec-fetch-site": "same-origin"}


@pytest.fixture(autouse=True)
async def _fresh_limits(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM throttle")


async def enter(visitor: Browser, address: str) -> None:
    await visitor.open("/masuk")
    await visitor.press("main form", {"email": address, "password": PASSWORD, "how": "password"})


async def places_of(tx: Transaction, *canaries: str) -> list[str]:
    """Every text column of every table that holds one of these."""
    columns = await tx.rows(
        """SELECT table_name, column_name FROM information_schema.columns c
           JOIN information_schema.tables t USING (table_schema, table_name)
           WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"""
    )
    found = []
    for column in columns:
        table, name = column["table_name"], column["column_name"]
        for canary in canaries:
            # A bytea is searched as the text it might hold.
            sql = f"""SELECT count(*) FROM "{table}" WHERE "{name}"::text ILIKE '%' || $1::text || '%'
                      OR "{name}"::text ILIKE '%' || encode(convert_to($1::text, 'UTF8'), 'hex') || '%'"""
            if await tx.value(sql, canary):
                found.append(f"{table}.{name}")
    return found


async def test_the_download_holds_all_of_oneself_and_nobody_else(browser: Browser, database: Database) -> None:
    _, other = await stored_account(database, name="Pak Canary Lain")
    _, address = await stored_account(database, name="Bu Canary Sendiri")
    await enter(browser, address)
    assert "Bu Canary Sendiri" in (await browser.open("/akun/data")).text
    answer = await browser.open("/akun/data/unduh")
    assert answer.headers["content-disposition"] == 'attachment; filename="data-saya.zip"'
    assert answer.headers["cache-control"] == "no-store"
    archive = zipfile.ZipFile(BytesIO(answer.content))
    account = json.loads(archive.read("account.json"))
    assert account["account"]["display_name"] == "Bu Canary Sendiri"
    assert account["addresses"][0]["address"] == address
    assert {"session.started", "account.made"} <= {one["act"] for one in account["what_was_done"]}
    whole = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert other not in whole
    assert "Pak Canary Lain" not in whole
    assert "argon2" not in whole


async def test_the_download_is_limited(browser: Browser, database: Database) -> None:
    _, address = await stored_account(database)
    await enter(browser, address)
    statuses = [(await browser.client.get("/akun/data/unduh")).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


async def speak(database: Database, settings: Settings, account: int, *, name: str, body: str) -> str:
    """Say something on a clause under a name, reworded once; the receipt."""
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        viewer = await viewer_of_account(tx, account)
        target = Target(clause_id=scene.clauses["pasal-7.ayat-1"])
        said = await contribute(tx, viewer, settings, target=target, body=body, public_name=name)
        return said.receipt


@pytest.mark.parametrize(("texts", "body_left"), [("kept", True), ("removed", False)])
async def test_what_was_said_loses_its_name_and_goes_if_so_chosen(
    browser: Browser, database: Database, settings: Settings, texts: str, body_left: bool
) -> None:
    name, body = f"Canary Bicara {texts}", f"Jarak kantor kelurahan canary-{texts} terlalu jauh."
    account, address = await stored_account(database, name=name)
    receipt = await speak(database, settings, account, name=name, body=body)
    await enter(browser, address)
    packed = await browser.open("/akun/data/unduh")
    archive = zipfile.ZipFile(BytesIO(packed.content))
    (told,) = json.loads(archive.read("contributions.json"))["contributions"]
    assert (told["receipt"], told["text"]) == (receipt, body)
    await browser.open(f"/akun/hapus/pasti?texts={texts}")
    await browser.press("main form")
    async with database.transaction(writes=False) as tx:
        assert await places_of(tx, name, address) == []
        assert bool(await places_of(tx, f"canary-{texts}")) == body_left
        assert await tx.value("SELECT count(*) FROM contribution WHERE receipt = $1", receipt) == 1


@pytest.mark.parametrize("texts", ["kept", "removed"])
async def test_erasing_leaves_no_trace_of_address_or_name(
    app: object, database: Database, settings: Settings, mailbox: Any, texts: str
) -> None:
    name = f"Canary Hapus {texts}"
    account, address = await stored_account(database, name=name)
    async with database.transaction() as tx:
        await grant_role(tx, SYSTEM, account_id=account, role="officer")
    async with new_browser(app) as owner, new_browser(app) as thief:
        await enter(owner, address)
        thief.client.cookies.set("sesi", owner.client.cookies["sesi"])
        await owner.open("/akun/alamat")
        await owner.press("main form", {"email": f"baru-{address}"})
        moved = (await mailbox(f"baru-{address}")).path
        await owner.open(moved)
        await owner.press("main form")
        await owner.open("/akun/alamat")
        await owner.press("main form", {"email": f"lagi-{address}"})
        await owner.open("/masuk?lanjut=/akun")
        await owner.press("main form", {"email": f"baru-{address}", "how": "link"})
        async with database.transaction(writes=False) as tx:
            assert {"email_address.address", "account.display_name", "mail.to_address"} <= set(
                await places_of(tx, address, name)
            )
        await owner.open("/akun/hapus")
        assert (await owner.press("main form")).status_code == 422
        await owner.press("main form", {"texts": texts})
        answer = await owner.press("main form")
        assert answer.url.path == "/"
        assert (await thief.client.get("/akun")).status_code == 303
        assert (await owner.client.get("/akun")).status_code == 303
    async with database.transaction(writes=False) as tx:
        assert await places_of(tx, address, name) == []
        assert await tx.values("SELECT texts FROM erasure WHERE account_id = $1", account) == [texts]
        open_roles = "SELECT count(*) FROM role_grant WHERE account_id = $1 AND ended_at IS NULL"
        assert await tx.value(open_roles, account) == 0
    assert (account, texts) in {(line.account, line.texts) for line in read_ledger(settings.data)}


async def test_erasing_twice_or_with_a_second_press_is_harmless(app: object, database: Database) -> None:
    account, address = await stored_account(database)
    async with new_browser(app) as owner:
        await enter(owner, address)
        await owner.open("/akun/hapus/pasti?texts=kept")
        sent = {"texts": "kept", "key": owner.page.css_first("main input[name=key]").attributes["value"]}
        cookies = {"sesi": owner.client.cookies["sesi"]}
        first = await owner.client.post("/akun/hapus", data=sent, headers=SAME)
        assert first.headers["location"] == "/"
        owner.client.cookies.set("sesi", cookies["sesi"])
        again = await owner.client.post("/akun/hapus", data=sent, headers=SAME)
        assert again.status_code == 303
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT count(*) FROM erasure WHERE account_id = $1", account) == 1


async def test_the_erased_address_can_begin_anew(app: object, database: Database) -> None:
    account, address = await stored_account(database)
    async with new_browser(app) as owner:
        await enter(owner, address)
        await owner.open("/akun/hapus/pasti?texts=kept")
        await owner.press("main form")
        assert (
            await owner.client.post("/masuk", data={"email": address, "password": PASSWORD}, headers=SAME)
        ).status_code == 422
    async with database.transaction() as tx:
        assert await account_for_address(tx, address=address, language="id") != account
