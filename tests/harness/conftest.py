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

from conftest import started
from harness.scene import Scene, freshen, harness_settings, make_scene
from harness.stage import Stage
from partisipasi.kit.cluster import Cluster, create_database, drop_database
from partisipasi.kit.database import Database
from partisipasi.settings import Settings

_clones = count(1)

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
def new_stage(cluster: Cluster, scene: Scene, scene_settings: Settings) -> NewStage:
    """Makes a stage of one's own: a clone of the scene with an app on it."""

    @asynccontextmanager
    async def make() -> AsyncIterator[Stage]:
        name = f"stage_{os.getpid()}_{next(_clones)}"
        database = Database(await create_database(cluster, name, template="scene_of_harness"), size=5)
        await freshen(database)
        async with started(scene_settings, database) as app:
            yield Stage(scene, app, database)
        await database.close()
        await drop_database(cluster, name)

    return make


@pytest.fixture(scope="session")
async def stage(new_stage: NewStage) -> AsyncIterator[Stage]:
    """The stage on which nothing is ever changed: tests that only read share it."""
    async with new_stage() as made:
        yield made


@pytest.fixture
async def own_stage(new_stage: NewStage) -> AsyncIterator[Stage]:
    """A stage of one test's own, to change things on."""
    async with new_stage() as made:
        yield made
