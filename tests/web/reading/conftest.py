"""The example city, loaded once for the tests that only read it, and a visitor of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from browser import Browser
from conftest import new_browser, started
from example_city import Example
from partisipasi.demo.city import load_once
from partisipasi.feedback.progress import count_progress
from partisipasi.kit.cluster import Cluster, create_database
from partisipasi.kit.database import Database
from partisipasi.settings import load


@pytest.fixture(scope="session")
async def example(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Example]:
    """The example city behind an application of its own; nobody changes it."""
    folder = tmp_path_factory.mktemp("example")
    settings = load({"PARTISIPASI_URL": "http://testserver.local", "PARTISIPASI_DIAGNOSTICS": "1"}, data=folder)
    name = "".join(sign for sign in f"{folder.parent.name}_{folder.name}" if sign.isalnum() or sign == "_")
    database = Database(await create_database(cluster, f"reading_{name}", template=template), size=3)
    await load_once(database, settings)
    await count_progress(database)
    async with started(settings, database) as app:
        yield Example(app, database, settings)
    await database.close()


@pytest.fixture
async def guest(example: Example) -> AsyncIterator[Browser]:
    """A visitor without script and without an account."""
    async with new_browser(example.app) as visitor:
        yield visitor


@pytest.fixture
async def rule(example: Example) -> str:
    """The path of the example rule."""
    return await example.path()
