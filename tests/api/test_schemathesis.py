"""The description of the API and what it does agree, as a stranger's program finds by trying."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from conftest import started
from partisipasi.accounts.rights import SYSTEM
from partisipasi.accounts.tokens import make_token
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from programs import AYAT, WORDS, Program, open_desk
from talk_scene import make_person

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def address(settings: Settings, fresh_database: Database, tmp_path: Path) -> AsyncIterator[tuple[str, str]]:
    """A server with a draft in it, and a token of who works on that draft in every role."""
    token = await _fill(settings, fresh_database)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "partisipasi", "serve", "--data", str(tmp_path / "data"), "--port", str(port)),
        env={**os.environ, "DATABASE_URL": fresh_database.dsn, "PARTISIPASI_URL": f"http://127.0.0.1:{port}"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _ready(f"http://127.0.0.1:{port}/siap")
        yield f"http://127.0.0.1:{port}/api/v1/openapi.json", token
    finally:
        server.terminate()
        await server.wait()


@pytest.mark.timeout(150)
async def test_every_call_does_what_the_description_says(address: tuple[str, str], tmp_path: Path) -> None:
    url, token = address
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(ROOT / "schemathesis.toml"), "--no-color"),
        *("run", url, "--header", f"Authorization: Bearer {token}", "--phases", "examples,coverage,fuzzing"),
        *("--max-examples", "4", "--max-time", "20", "--seed", "1", "--generation-database", ":memory:"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await run.communicate()
    assert run.returncode == 0, told.decode()[:12_000]
    assert b"Server error" not in told


async def _fill(settings: Settings, database: Database) -> str:
    """A draft with something in it of every kind, and a token of somebody who may do nearly everything."""
    async with started(settings, database) as app, _client(app) as client:
        guest = Program(client)

        async def program(role: str = "", *, name: str | None = None, confirmed: bool = True) -> Program:
            async with database.transaction() as tx:
                person = await make_person(tx, name=name, role=role, confirmed=confirmed)
                token = await make_token(tx, SYSTEM, account_id=person.account_id or 0)
            return Program(client, person.account_id, token)

        desk = await open_desk(guest, program)
        said = await desk.citizen.post("/contributions", {"clause_id": desk.clauses[AYAT]["id"], "body": WORDS})
        issue = await desk.analyst.post(
            f"/drafts/{desk.draft_id}/issues", {"title": "Cukup?", "receipts": [said["receipt"]]}
        )
        await desk.analyst.post(f"/issues/{issue['id']}/decisions", {"outcome": "noted", "reason": "Dicatat."})
        roles: list[Any] = ["drafter", "analyst", "legal", "approver"]
        members = [{"email": who.email, "roles": roles} for who in (desk.drafter, desk.approver)]
        await desk.drafter.put(f"/drafts/{desk.draft_id}/team", {"members": members})
        return desk.drafter.token


@asynccontextmanager
async def _client(app: object) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver.local") as client:
        yield client


async def _ready(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(150):
            try:
                if (await client.get(url)).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.2)
    pytest.fail("the server did not start")
