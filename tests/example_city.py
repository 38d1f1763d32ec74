"""The running example city for tests that only read it, and what they look for in pages."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import httpx

from browser import Browser
from partisipasi.kit.database import Database
from partisipasi.settings import Settings


class Example:
    """The example city behind an application of its own. Its rule has three texts, the third of them a concept."""

    def __init__(self, app: object, database: Database, settings: Settings) -> None:
        self.app = app
        self.database = database
        self.settings = settings

    async def path(self, title: str = "Disiplin Kerja%") -> str:
        """The path of a draft, found by its title."""
        found: str = await self.value("SELECT '/rancangan/' || id || '-' || slug FROM draft WHERE title LIKE $1", title)
        return found

    async def value(self, sql: str, *values: object) -> Any:
        """One value from the database."""
        async with self.database.transaction(writes=False) as tx:
            return await tx.value(sql, *values)

    async def values(self, sql: str, *values: object) -> list[Any]:
        """A column from the database."""
        async with self.database.transaction(writes=False) as tx:
            return await tx.values(sql, *values)


def queries(answer: httpx.Response) -> int:
    """How many queries an answer took."""
    return int(answer.headers["server-timing"].split('"')[1])


def heading_levels(browser: Browser) -> list[int]:
    """The levels of the headings of a page, in order."""
    return [int(node.tag[1]) for node in browser.all("h1, h2, h3, h4, h5, h6")]


def is_sound(browser: Browser) -> bool:
    """Whether a page has one h1, skips no heading level downwards, and no id twice; asserts which of it is broken."""
    levels = heading_levels(browser)
    assert levels.count(1) == 1
    steps = [(above, below) for above, below in pairwise(levels) if below > above + 1]
    assert steps == []
    ids = [node.attributes["id"] for node in browser.all("[id]")]
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1 and one})
    targets = {(node.attributes.get("href") or "")[1:] for node in browser.all('main a[href^="#"]')}
    assert targets <= set(ids), targets - set(ids)
    return True
