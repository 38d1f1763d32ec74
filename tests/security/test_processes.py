"""`run`: the processes of a site use one folder and one port, and are kept running whatever kills them."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from builders import speak
from partisipasi.kit.database import Database
from partisipasi.kit.serving import STEADY
from partisipasi.moderation.acts import hide
from partisipasi.settings import Settings, load
from partisipasi.site.signing import sign
from running import Running, wait_for
from talk_scene import make_person, make_scene


@pytest.fixture
def running(fresh_database: Database, tmp_path: Path) -> Iterator[Running]:
    """A running site."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    site = Running(fresh_database, tmp_path / "data", elsewhere)
    yield site
    site.end()


def test_the_serving_process_uses_the_folder_it_was_told(running: Running, tmp_path: Path) -> None:
    wait_for(running.answers)
    settings: Settings = load({}, data=tmp_path / "data")
    notice = sign(settings, "kabar", ["Kalimat dari folder ini.", "success"], seconds=60)
    assert "Kalimat dari folder ini." in httpx.get(running.url, cookies={"kabar": notice}).text
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_killed_process_is_started_again_and_the_end_is_clean(running: Running) -> None:
    wait_for(running.answers)
    time.sleep(STEADY)
    web, worker = running.child("serve"), running.child("worker")
    assert web and worker
    os.kill(web, signal.SIGKILL)
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: running.child("serve") not in {None, web} and running.answers())
    wait_for(lambda: running.child("worker") not in {None, worker})
    running.process.terminate()
    assert running.process.wait(30) == 0
    wait_for(lambda: not running.answers(), seconds=10)


def test_a_port_that_is_taken_is_refused_in_one_line(database: Database, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "partisipasi", "run", "--data", str(tmp_path / "data"), "--port", port],
            env={"DATABASE_URL": database.dsn, "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert port in done.stderr


async def test_what_is_hidden_by_another_process_is_gone_everywhere_within_a_second(
    running: Running, fresh_database: Database
) -> None:
    word = "kenarilintasproses"
    async with fresh_database.transaction() as tx:
        scene = await make_scene(tx)
        author = await make_person(tx, name=f"Nama {word}")
        voice = await speak(tx, scene, f"Kalimat {word} ini.", viewer=author)
        moderator = await make_person(tx, role="moderator")
    wait_for(running.answers)
    pages = [
        scene.clause_path(),
        f"{scene.path}/versi/1",
        f"/jejak/{voice.receipt}",
        f"/en/jejak/{voice.receipt}",
        f"/masukan/{voice.receipt}/riwayat",
        f"/api/v1/contributions/{voice.receipt}",
        f"/api/v1/drafts/{scene.draft_id}/contributions",
        "/cari?q=kalimat",
        "/umpan.atom",
        "/",
    ]

    def shown() -> set[str]:
        return {path for path in pages for _ in range(2) if word in httpx.get(f"{running.url}{path}").text}

    assert {scene.clause_path(), f"/jejak/{voice.receipt}"} <= shown(), "twice each, so that they are kept"
    async with fresh_database.transaction() as tx:
        await hide(tx, moderator, contribution_id=voice.id, rule="abuse", public_reason="Menyerang orang lain.")
    await asyncio.sleep(1)
    assert not shown()
