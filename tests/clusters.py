"""Other processes that hold an embedded server, and questions to it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from partisipasi.kit import postmaster
from partisipasi.kit.cluster import Cluster

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: another user is involved")

# Holds the database until its input ends; says where it is, and the server's process.
HOLDER = """
import sys
from pathlib import Path
from partisipasi.kit.cluster import ClusterError, hold
from partisipasi.kit.postmaster import find_running
try:
    with hold(Path(sys.argv[1]), fsync=False) as cluster:
        print(cluster.dsn, find_running(cluster.home).pid, flush=True)
        sys.stdin.read()
except ClusterError as error:
    sys.exit(str(error))
"""


class Holder:
    """Another process that holds the database of a folder."""

    def __init__(self, data: Path, *, python: str = sys.executable, **options: Any) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [python, "-c", HOLDER, str(data)], stdin=pipe, stdout=pipe, stderr=pipe, text=True, **options
        )

    def ready(self) -> tuple[str, int]:
        """The address and the server's process, once it is up."""
        assert self.process.stdout and self.process.stderr
        line = self.process.stdout.readline().split()
        assert line, self.process.stderr.read()
        return line[0], int(line[1])

    def leave(self) -> None:
        self.process.communicate(timeout=30)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=30)


def ask(dsn: str, *statements: str) -> Any:
    """The value of the last statement."""

    async def run() -> Any:
        connection = await asyncpg.connect(dsn)
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            return await connection.fetchval(statements[-1])
        finally:
            await connection.close()

    return asyncio.run(run())


def remember(dsn: str, word: str) -> None:
    ask(dsn, "CREATE TABLE memory (word text)", f"INSERT INTO memory VALUES ('{word}')")


def words(dsn: str) -> str:
    return str(ask(dsn, "SELECT string_agg(word, ' ' ORDER BY word) FROM memory"))


def server_of(cluster: Cluster) -> int:
    running = postmaster.find_running(cluster.home)
    assert running
    return running.pid


def ended(pid: int) -> bool:
    """Whether the process is gone, or waits as a zombie for a parent that does not ask."""
    if Path("/proc/self/stat").exists():
        status = Path("/proc", str(pid), "stat")
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] in "ZX"
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return not state.strip() or state.startswith("Z")


def wait_for(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)
