"""`grant` and `token`, as programs run them."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from browser import Browser
from partisipasi.accounts.queries import viewer_of_account, viewer_of_api_token
from partisipasi.kit.database import Database
from people import new_address


async def partisipasi(database: Database, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the tests' database."""
    return await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "partisipasi", *arguments, "--data", str(folder)],
        env={"DATABASE_URL": database.dsn, "PARTISIPASI_URL": "http://testserver.local", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def test_grant_makes_an_account_and_prints_a_link_that_signs_in(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    address = new_address()
    done = await partisipasi(database, tmp_path, "grant", address.upper(), "administrator")
    assert done.returncode == 0, done.stderr
    link = done.stdout.splitlines()[-1]
    # The digits and tokens of this folder's secret are not needed: a link is known by its token alone.
    await browser.open(link.removeprefix("http://testserver.local"))
    assert address in browser.text()
    assert (await browser.press("main form", {"password": "garpu bulan tenda 58"})).url.path == "/ruang-kerja"
    again = await partisipasi(database, tmp_path, "grant", address, "officer", "--json")
    told = json.loads(again.stdout)
    async with database.transaction(writes=False) as tx:
        viewer = await viewer_of_account(tx, told["account"])
    assert {role.name for role in viewer.roles} == {"administrator", "officer"}
    assert viewer.confirmed


async def test_grant_gives_a_role_for_one_topic(database: Database, tmp_path: Path) -> None:
    slug, address = f"topik-{uuid4().hex[:8]}", new_address()
    async with database.transaction() as tx:
        topic = await tx.value("INSERT INTO topic (slug, name) VALUES ($1, 'Uji') RETURNING id", slug)
    done = await partisipasi(database, tmp_path, "grant", address, "moderator", "--topic", slug, "--json")
    async with database.transaction(writes=False) as tx:
        viewer = await viewer_of_account(tx, json.loads(done.stdout)["account"])
    assert [(role.name, role.topic_id) for role in viewer.roles] == [("moderator", topic)]


async def test_token_prints_a_token_alone_on_the_last_line(database: Database, tmp_path: Path) -> None:
    address = new_address()
    missing = await partisipasi(database, tmp_path, "token", address)
    assert (missing.returncode, missing.stdout) == (1, "")
    assert len(missing.stderr.splitlines()) == 1
    granted = await partisipasi(database, tmp_path, "grant", address, "officer", "--json")
    done = await partisipasi(database, tmp_path, "token", address, "--days", "2")
    async with database.transaction(writes=False) as tx:
        viewer = await viewer_of_api_token(tx, done.stdout.splitlines()[-1])
    assert viewer.account_id == json.loads(granted.stdout)["account"]


async def test_what_cannot_be_granted_is_told_in_one_line(database: Database, tmp_path: Path) -> None:
    for arguments, status in (
        (("bukan-alamat", "officer"), 1),
        ((new_address(), "officer", "--topic", "tidak-ada"), 1),
        ((new_address(), "administrator", "--agency", "tidak-ada"), 1),
        ((new_address(), "raja"), 2),
    ):
        done = await partisipasi(database, tmp_path, "grant", *arguments)
        assert done.returncode == status
        assert done.stdout == ""
