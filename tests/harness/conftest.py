"""The scene and its visitors. The scene is made once per run; each process plays on a clone of it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from pathlib import Path

import msgspec
import pytest
from playwright.async_api import Browser, async_playwright

from conftest import started
from harness.chromium import AXE, CHROMIUM, FLAGS, Cast, served
from harness.scene import Scene, freshen, harness_settings, make_scene
from harness.stage import Stage
from partisipasi.kit.cluster import Cluster, create_database, drop_database
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from partisipasi.site.context import Site
from partisipasi.site.entry import Entry

_clones = count(1)

Clone = Callable[[], AbstractAsyncContextManager[Database]]
NewStage = Callable[[], AbstractAsyncContextManager[Stage]]


@pytest.fixture(scope="session")
def scene_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings for the scene: served on the loopback, with a secret that all processes share."""
    return harness_settings(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="session")
async def scene(cluster: Cluster, template: str, run_folder: Path, scene_settings: Settings) -> Scene:
    """The scene; its database is the template `scene_of_harness`."""
    kept = run_folder / "scene.json"
    with (run_folder / "scene.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            database = Database(await create_database(cluster, "scene_of_harness", template=template), size=2)
            made = await make_scene(database, scene_settings)
            await database.close()
            kept.write_bytes(msgspec.json.encode(made))
    return msgspec.json.decode(kept.read_bytes(), type=Scene)


@pytest.fixture(scope="session")
async def stage(clone: Clone, scene: Scene, scene_settings: Settings) -> AsyncIterator[Stage]:
    """The stage on which nothing is ever changed: tests that only read share it."""
    async with clone() as database, started(scene_settings, database) as app:
        yield Stage(scene, app, database)


@pytest.fixture(scope="session")
def clone(cluster: Cluster, scene: Scene) -> Clone:
    """Makes databases with the scene in them."""

    @asynccontextmanager
    async def make() -> AsyncIterator[Database]:
        name = f"stage_{os.getpid()}_{next(_clones)}"
        database = Database(await create_database(cluster, name, template="scene_of_harness"), size=5)
        await freshen(database)
        yield database
        await database.close()
        await drop_database(cluster, name)

    return make


@pytest.fixture(scope="session")
def new_stage(stage: Stage, clone: Clone) -> NewStage:
    """Makes a stage of one's own. It shares the routes with the common one; its pages are never kept."""

    @asynccontextmanager
    async def make() -> AsyncIterator[Stage]:
        async with clone() as database:
            site = Site(stage.app.site.settings, database)
            yield Stage(stage.scene, Entry(site, stage.app.inner), database)
            await site.counting.close()

    return make


@pytest.fixture
async def own_stage(new_stage: NewStage) -> AsyncIterator[Stage]:
    """A stage of one test's own, to change things on."""
    async with new_stage() as made:
        yield made


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One Chromium for this process."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def cast(stage: Stage, chromium: Browser) -> AsyncIterator[Cast]:
    """People of every role in front of the common stage, where nothing is changed."""
    async with served(stage) as origin:
        yield Cast(chromium, stage, origin)


@pytest.fixture
async def own_cast(own_stage: Stage, chromium: Browser) -> AsyncIterator[Cast]:
    """People in front of a stage of one test's own."""
    async with served(own_stage) as origin:
        made = Cast(chromium, own_stage, origin)
        yield made
        await made.leave()
