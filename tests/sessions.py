"""Signed-in visitors for tests: a session row and its cookie, as the sign-in pages make them."""

from __future__ import annotations

from browser import Browser
from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.sessions import start_session
from partisipasi.kit.database import Database
from talk_scene import make_person


async def sign_in(browser: Browser, database: Database, *, viewer: Viewer | None = None, role: str = "") -> Viewer:
    """Sign a visitor in, as somebody given or as a new person with a role."""
    async with database.transaction() as tx:
        person = viewer or await make_person(tx, name="Penguji", role=role)
        token = await start_session(tx, account_id=person.account_id or 0, device="test")
    browser.client.cookies.set("sesi", token)
    return person
