"""Ground of the tests: one embedded server for all processes, one migrated template, one database per process."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest

from browser import Browser
from partisipasi.app import create_app
from partisipasi.kit.cluster import Cluster, create_database, erase, hold
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.migrating import migrate
from partisipasi.settings import Settings, load

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    """Markers of ours."""
    config.addinivalue_line("markers", "browser: drives Chromium")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remove the database once all processes have let go of it."""
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        erase(session.config._tmp_path_factory.getbasetemp() / "postgres")  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def cluster(run_folder: Path) -> Iterator[Cluster]:
    """The embedded server; speed is worth more than surviving a power cut here."""
    folder = run_folder / "postgres"
    folder.mkdir(exist_ok=True)
    with hold(folder, fsync=False) as running:
        yield running


@pytest.fixture(scope="session")
async def template(cluster: Cluster, run_folder: Path) -> str:
    """Name of a migrated, empty database to make others from."""
    with (run_folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run_folder / "template.done"
        if not done.exists():
            database = Database(await create_database(cluster, "template_of_tests"), size=2)
            await migrate(database)
            await database.close()
            done.touch()
    return "template_of_tests"


@pytest.fixture(scope="session")
async def database(cluster: Cluster, template: str) -> AsyncIterator[Database]:
    """This process's database. What tests commit stays there: they make their own things and look at those."""
    name = f"tests_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    made = Database(await create_database(cluster, name, template=template), size=10)
    yield made
    await made.close()


@pytest.fixture
async def fresh_database(cluster: Cluster, template: str, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """A database of one test's own."""
    name = f"fresh_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**9}"
    made = Database(await create_database(cluster, name, template=template), size=5)
    yield made
    await made.close()
    admin = await asyncpg.connect(cluster.dsn)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.close()


@pytest.fixture(scope="session")
async def untouched_database(cluster: Cluster, template: str) -> AsyncIterator[Database]:
    """This process's database in which nothing is ever committed: what a test finds in it, it made itself."""
    name = f"untouched_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    made = Database(await create_database(cluster, name, template=template), size=4)
    yield made
    await made.close()


@pytest.fixture
async def tx(untouched_database: Database) -> AsyncIterator[Transaction]:
    """A writing transaction that is undone after the test."""
    opened = await untouched_database.begin()
    try:
        yield opened
    finally:
        await opened.rollback()
        await untouched_database.release(opened)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the tests, with a data folder of this process's own."""
    return load(
        {"PARTISIPASI_URL": "http://testserver.local", "PARTISIPASI_DIAGNOSTICS": "1"},
        data=tmp_path_factory.mktemp("data"),
    )


@pytest.fixture(scope="session")
async def app(settings: Settings, database: Database) -> AsyncIterator[object]:
    """The whole application, started, in the loop of the tests."""
    async with started(settings, database) as running:
        yield running


@asynccontextmanager
async def started(settings: Settings, database: Database) -> AsyncIterator[object]:
    """An application with its life-span begun. It closes its pool when it ends, so it gets one of its own."""
    entry = create_app(settings, Database(database.dsn, size=10))
    ready, over = asyncio.Event(), asyncio.Event()

    async def life() -> None:
        # Fixtures are set up and torn down in different tasks; a life-span must begin and end in one.
        async with entry.running():
            ready.set()
            await over.wait()

    living = asyncio.create_task(life())
    await ready.wait()
    yield entry
    over.set()
    await living


@pytest.fixture
async def browser(app: object) -> AsyncIterator[Browser]:
    """A visitor without script: follows forms and links of real pages over the ASGI interface."""
    async with new_browser(app) as visitor:
        yield visitor


@asynccontextmanager
async def new_browser(app: object) -> AsyncIterator[Browser]:
    """Another visitor, with cookies of its own."""
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver.local") as client:
        yield Browser(client)
