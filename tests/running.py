"""Sites that run in processes of their own, as they do on a machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from partisipasi.kit.database import Database


def free_port() -> str:
    """A port that nobody uses just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


class Running:
    """A site that runs in a process of its own, started from a folder that is not its data folder."""

    def __init__(self, database: Database, data: Path, elsewhere: Path, *, port: str = "") -> None:
        port = port or free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "partisipasi", "run", "--data", str(data), "--port", port],
            env={"DATABASE_URL": database.dsn, "PATH": os.environ["PATH"]},
            cwd=elsewhere,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def child(self, name: str) -> int | None:
        """The number of the process with this name, if it runs."""
        words = ["pgrep", "-P", str(self.process.pid), "-f", f"partisipasi {name} "]
        found = subprocess.run(words, capture_output=True, text=True, check=False).stdout.split()
        return int(found[0]) if found else None

    def end(self) -> None:
        """Ask it to end, as an administrator or the machine does, and wait until it has."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(40)

    def answers(self) -> bool:
        """Whether it can serve just now."""
        try:
            return httpx.get(f"{self.url}/siap", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False


def wait_for(what: Callable[[], bool], *, seconds: float = 90) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)
