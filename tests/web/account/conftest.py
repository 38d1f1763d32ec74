"""Mail as its reader has it: the newest one to an address, its link, its digits."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import pytest

from partisipasi.kit.database import Database

Mailbox = Callable[[str], Awaitable["Received"]]


class Received:
    """A mail that was posted."""

    def __init__(self, subject: str, text: str, html: str) -> None:
        self.subject, self.text, self.html = subject, text, html

    @property
    def path(self) -> str:
        """The path of the link in it."""
        found = re.search(r"https?://[^/]+(/(?:en/)?tautan/\S+)", self.text)
        assert found, self.text
        return found[1]

    @property
    def code(self) -> str:
        """The digits in it, or nothing."""
        found = re.search(r"^(\d{6})$", self.text, re.M)
        return found[1] if found else ""


@pytest.fixture
def mailbox(database: Database) -> Mailbox:
    """The newest mail to an address."""

    async def newest(address: str) -> Received:
        async with database.transaction(writes=False) as tx:
            rows = await tx.rows(
                "SELECT subject, text, html FROM mail WHERE to_address = $1 ORDER BY id DESC LIMIT 1", address
            )
        assert rows, f"no mail to {address}"
        return Received(**rows[0])

    return newest
