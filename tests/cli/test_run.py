"""The processes of a site: started, stopped, killed, started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from partisipasi.kit.cluster import erase

GRACE = 40


class Site:
    """A site of its own on a free port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Start it and wait until it serves."""
        environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "SMTP_URL"}}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "partisipasi", "run", "--data", str(self.folder), "--port", str(self.port)],
            env=environment,
            stderr=(self.folder.parent / "log").open("ab"),
        )
        assert wait(lambda: self.get("/siap") == 200, seconds=90), (self.folder.parent / "log").read_text()[-2000:]
        return self.process

    def get(self, path: str) -> int:
        """The status of a page; 0 if nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except OSError:
            return 0


def wait(done: object, *, seconds: float) -> bool:
    """Whether something comes true within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if done():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path / "kota uji")
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.terminate()
        made.process.wait(GRACE)
    erase(made.folder)


def test_a_site_stops_when_asked_and_starts_again_on_the_same_folder(site: Site) -> None:
    process = site.start()
    assert site.get("/") == 200
    assert site.get("/en/rancangan") == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(GRACE) == 0
    assert site.get("/siap") == 0
    site.start()
    assert site.get("/") == 200


def test_nothing_lives_on_when_everything_above_it_is_killed(site: Site) -> None:
    process = site.start()
    process.kill()
    process.wait()
    assert wait(lambda: site.get("/hidup") == 0, seconds=GRACE)
    # The database server was left behind; the next start takes it over.
    site.start()
    assert site.get("/") == 200
