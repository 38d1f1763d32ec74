"""Programs of people made for a test, and a draft that is open for input."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from partisipasi.accounts.rights import SYSTEM
from partisipasi.accounts.tokens import make_token
from partisipasi.kit.database import Database
from programs import Desk, NewProgram, Program, open_desk
from talk_scene import make_person


@pytest.fixture
async def guest(app: object) -> AsyncIterator[Program]:
    """A program without a token."""
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver.local") as client:
        yield Program(client)


@pytest.fixture
def program(guest: Program, database: Database) -> NewProgram:
    """Makes programs of new people: `await program("officer")`."""

    async def make(role: str = "", *, name: str | None = None, confirmed: bool = True) -> Program:
        async with database.transaction() as tx:
            person = await make_person(tx, name=name, role=role, confirmed=confirmed)
            token = await make_token(tx, SYSTEM, account_id=person.account_id or 0)
        return Program(guest.client, person.account_id, token)

    return make


@pytest.fixture
async def desk(guest: Program, program: NewProgram) -> Desk:
    """A draft open for input."""
    return await open_desk(guest, program)
