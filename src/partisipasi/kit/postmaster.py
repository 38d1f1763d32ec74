"""The process of the embedded PostgreSQL: is it running, start it, stop it.

Nothing here decides whether it should run: `kit.cluster` does, and calls these under its lock.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from partisipasi.kit.binaries import Binaries
from partisipasi.kit.cluster_home import ClusterError, Home, own

PORT = 5432
START_SECONDS = 120.0
RETRY_SECONDS = 15.0
LOG_BYTES = 1_000_000

# Servers this process started, kept so that they can be reaped.
_children: dict[int, subprocess.Popen[bytes]] = {}


class Postmaster(NamedTuple):
    """What a server says about itself in the postmaster.pid of its files."""

    pid: int
    folder: str
    socket: Path
    status: str

    def lives(self) -> bool:
        """Whether the process is still the server of that folder.

        Its number may have gone to another process since, or to a dead one whose parent never asked about it.
        """
        process = Path("/proc", str(self.pid))
        if Path("/proc/self/stat").exists():
            try:
                state = (process / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
                command = (process / "cmdline").read_bytes().split(b"\0")
            except OSError:
                return False
            return state not in "ZX" and os.fsencode(self.folder) in command
        answer = subprocess.run(
            ["/bin/ps", "-ww", "-o", "stat=,command=", "-p", str(self.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return not answer.stdout.startswith("Z") and f" -D {self.folder} " in answer.stdout

    def answers(self) -> bool:
        """Whether its socket is still where it was made."""
        with socket.socket(socket.AF_UNIX) as connection:
            try:
                connection.connect(str(self.socket / f".s.PGSQL.{PORT}"))
            except OSError:
                return False
        return True


class Launch(NamedTuple):
    """What a server is started with."""

    home: Home
    binaries: Binaries
    socket: Path
    log: Path
    durable: bool


def find_running(home: Home) -> Postmaster | None:
    """The running server of these files; None if there is none, whatever a dead one left behind."""
    entry = _entry(home)
    return entry if entry and entry.lives() else None


def find_ready(home: Home) -> Postmaster | None:
    """The same, once it has finished starting or stopping; None too where nobody can reach it any more."""
    _wait(lambda: (found := find_running(home)) is None or found.status == "ready", START_SECONDS)
    found = find_running(home)
    return found if found and found.answers() else None


def socket_folder(home: Home) -> Path:
    """A folder that only the server's user and root can enter, the same at each start.

    It is in /tmp and not in XDG_RUNTIME_DIR, which is taken away when the user logs out while the server may
    run on.
    """
    name = hashlib.sha256(os.fsencode(home.folder)).hexdigest()[:16]
    if os.geteuid() == 0:
        folder = Path("/run" if Path("/run").is_dir() else "/var/run", "partisipasi", name)
        folder.parent.mkdir(mode=0o755, exist_ok=True)
        folder.parent.chmod(0o755)
    else:
        folder = Path("/tmp", f"partisipasi-{home.account.uid}-{name}")  # noqa: S108 - checked below
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if os.geteuid() != 0 and (folder.is_symlink() or folder.stat().st_uid != home.account.uid):
        # Somebody else took the name; mkdtemp finds one that nobody has.
        return Path(tempfile.mkdtemp(prefix="partisipasi-", dir="/tmp"))
    own(folder, home.account)
    return folder


def start(launch: Launch) -> None:
    """Start the server and wait until it takes connections.

    Raises:
        ClusterError: it does not start, with the reason from its log.
    """
    if launch.log.exists() and launch.log.stat().st_size > LOG_BYTES:
        launch.log.replace(launch.log.with_name(f"{launch.log.name}.1"))
    deadline = time.monotonic() + RETRY_SECONDS
    mode = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    with os.fdopen(os.open(launch.log, mode, 0o600), "ab") as log:
        if os.geteuid() == 0:
            os.fchown(log.fileno(), *launch.home.account)
        while True:
            _clear_traces(launch)
            before = log.seek(0, os.SEEK_END)
            process = launch.home.account.start(_command(launch), log)
            if _comes_up(launch.home, process):
                _children[process.pid] = process
                return
            said = launch.log.read_bytes()[before:].decode(errors="replace")
            # After a kill -9 of the server, its other processes take a moment to notice and go.
            passing = "pre-existing shared memory block" in said or "lock file" in said
            if not passing or time.monotonic() > deadline:
                reasons = re.findall(r"(?:FATAL|PANIC|ERROR): +(.*)", said) or said.strip().split("\n")
                raise ClusterError(f"PostgreSQL does not start: {reasons[-1]} (log: {launch.log})")
            time.sleep(0.1)


def stop(home: Home) -> None:
    """Stop the server if it runs, and wait for its end."""
    _reap()
    running = find_running(home)
    if running is None:
        return
    for how, seconds in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(running.pid, how)
        if _wait(lambda: not running.lives(), seconds):
            break
    _reap()
    with contextlib.suppress(OSError):
        running.socket.rmdir()


def _reap() -> None:
    for pid, process in list(_children.items()):
        if process.poll() is not None:
            del _children[pid]


def _entry(home: Home) -> Postmaster | None:
    try:
        lines = (home.folder / "postmaster.pid").read_text(encoding="utf-8", errors="replace").split("\n")
        lines += [""] * 8
        return Postmaster(int(lines[0]), lines[1], Path(lines[4]), lines[7].strip())
    except (FileNotFoundError, ValueError):
        return None


def _wait(done: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _comes_up(home: Home, process: subprocess.Popen[bytes]) -> bool:
    def decided() -> bool:
        entry = _entry(home)
        return process.poll() is not None or bool(entry and entry.pid == process.pid and entry.status == "ready")

    if not _wait(decided, START_SECONDS):
        process.send_signal(signal.SIGQUIT)
        process.wait()
    return process.poll() is None


def _clear_traces(launch: Launch) -> None:
    """Remove what a killed server left. PostgreSQL does so itself, unless another process or a zombie has its
    number.

    The server is known to be dead; its other processes still guard the files by their shared memory.
    """
    (launch.home.folder / "postmaster.pid").unlink(missing_ok=True)
    launch.socket.mkdir(mode=0o700, exist_ok=True)
    own(launch.socket, launch.home.account)
    for trace in launch.socket.glob(".s.PGSQL.*"):
        trace.unlink(missing_ok=True)


def _command(launch: Launch) -> list[str | Path]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    settings = {
        "max_connections": "100",
        "shared_buffers": f"{min(max(memory // 8, 64), 256)}MB",
        "effective_cache_size": f"{max(memory // 2, 128)}MB",
        "random_page_cost": "1.1",
        "jit": "off",
        # Parallel plans want /dev/shm, which containers make small, and pages are quick without them.
        "max_parallel_workers_per_gather": "0",
        "max_parallel_maintenance_workers": "0",
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # What clients sent stays out of the log: statements and row values may hold personal data.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_checkpoints": "off",
        "log_autovacuum_min_duration": "-1",
    }
    if not launch.durable:
        settings |= {"fsync": "off", "full_page_writes": "off"}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    program = launch.binaries.folder / "postgres"
    return [program, "-D", launch.home.folder, "-k", launch.socket, "-p", str(PORT), "-h", "", *options]
