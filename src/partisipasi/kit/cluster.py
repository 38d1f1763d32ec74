"""The PostgreSQL server a data folder owns: started by the first process that needs it, stopped by the last.

Two lock files in the data folder decide everything. Whoever uses the database holds a shared lock on
`postgres.users`; starting and stopping happen under an exclusive lock on `postgres.lock`. The kernel drops
both when a process dies, however it dies, so after a kill -9 the next process either adopts the server that
is still running or recovers what was left.

The server listens on a Unix socket only, in a short folder of its own (the path of a socket has room for
about 100 bytes). Connections are trusted: only the user who runs the server, and root, can enter that folder.
The log says when the server starts, stops and fails, never what clients sent: statements and row values could
hold personal data.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import asyncpg

from partisipasi.kit import postmaster
from partisipasi.kit.binaries import Binaries, find_binaries
from partisipasi.kit.cluster_home import Account, ClusterError, Home, find_home, forget_home, own, persist

__all__ = ["Cluster", "ClusterError", "create_database", "drop_database", "erase", "hold"]

OWNER = "partisipasi"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server.

    Attributes:
        data: the data folder that owns it.
        home: its database files and their user.
        binaries: the programs it runs from; pg_dump and psql are there too.
        socket: the folder of its socket.
        durable: False where speed was asked for, at the price of losing data in a power cut (not in a kill).
    """

    data: Path
    home: Home
    binaries: Binaries
    socket: Path
    durable: bool

    @property
    def dsn(self) -> str:
        """The address of the product's own database, for libpq, asyncpg and SQLAlchemy."""
        return self.url(OWNER)

    def url(self, database: str) -> str:
        """The address of another database of this server."""
        place = f"host={quote(str(self.socket))}&port={postmaster.PORT}"
        return f"postgresql://{OWNER}@/{quote(database, safe='')}?{place}"

    def revive(self) -> bool:
        """Start the server again, at the same address, if it died while it was held.

        Returns:
            True if it was down.

        Raises:
            ClusterError: it does not start.
        """
        with _in_one_line(self.data), _locked(self.data):
            if postmaster.find_running(self.home):
                return False
            _launch(self)
            return True


@contextlib.contextmanager
def hold(data: Path, *, fsync: bool = True, binaries: Path | None = None) -> Iterator[Cluster]:
    """Keep the server of a data folder running for the length of a `with` block.

    It is started if need be (made first, in a new folder), and stopped at the end unless another process
    holds it too.

    Args:
        data: the data folder; made if it is not there. Spaces and long paths are fine.
        fsync: False makes a server that this call starts quick and careless, for tests.
        binaries: a folder with PostgreSQL's programs to use instead of those that are found.

    Raises:
        ClusterError: with one line that says what is in the way.
    """
    data = data.resolve()
    home: Home | None = None
    with _in_one_line(data):
        data.mkdir(parents=True, exist_ok=True)
        users = _open(data / "postgres.users")
    try:
        with _in_one_line(data), _locked(data):
            _join(users, data)
            home = find_home(data)
            cluster = _bring_up(data, home, fsync, binaries)
        yield cluster
    finally:
        with _locked(data):
            if home and _alone(users):
                postmaster.stop(home)
        os.close(users)


def erase(data: Path) -> None:
    """Remove the database of a data folder for good, with its log; a server left behind by a killed process
    is stopped.

    Raises:
        ClusterError: somebody is using it.
    """
    data = data.resolve()
    if not data.is_dir():
        return
    users = _open(data / "postgres.users")
    try:
        with _in_one_line(data), _locked(data):
            if not _alone(users):
                raise ClusterError(f"the database in {data} is in use")
            home = find_home(data)
            postmaster.stop(home)
            shutil.rmtree(home.folder, ignore_errors=True)
            forget_home(data)
            # The lock files stay: somebody may just have opened them.
            for log in ("postgres.log", "postgres.log.1"):
                (data / log).unlink(missing_ok=True)
    finally:
        os.close(users)


async def create_database(cluster: Cluster, name: str, *, template: str | None = None) -> str:
    """Create a database, as a copy of another one if `template` names it, and return its address.

    Nobody may be connected to the template meanwhile.
    """
    source = f" TEMPLATE {_quoted(template)}" if template else ""
    await _administer(cluster, f"CREATE DATABASE {_quoted(name)}{source}")
    return cluster.url(name)


async def drop_database(cluster: Cluster, name: str) -> None:
    """Drop a database if it is there, cutting off whoever is connected to it."""
    await _administer(cluster, f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


async def _administer(cluster: Cluster, statement: str) -> None:
    connection = await asyncpg.connect(cluster.url("postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# Who uses it


@contextlib.contextmanager
def _in_one_line(data: Path) -> Iterator[None]:
    """Tell what the system refuses (no room, no rights) as an error of ours."""
    try:
        yield
    except (OSError, subprocess.SubprocessError) as error:
        raise ClusterError(f"the database in {data} cannot be used: {error}") from error


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)


@contextlib.contextmanager
def _locked(data: Path) -> Iterator[None]:
    lock = _open(data / "postgres.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _alone(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _join(users: int, data: Path) -> None:
    """Become a user. Call it under the lock.

    A container that shares the data folder cannot see the server's process and would take it for dead, so the
    first user leaves a mark of the process space it lives in.
    """
    here = _process_space()
    if _alone(users):
        os.ftruncate(users, 0)
        os.pwrite(users, here.encode(), 0)
    elif os.pread(users, 200, 0).decode() != here:
        raise ClusterError(
            f"the database in {data} is run by another container or machine; use DATABASE_URL to share one"
        )
    fcntl.flock(users, fcntl.LOCK_SH)


def _process_space() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return "one"  # macOS: there are no process spaces


# Bringing it up, under the lock


def _bring_up(data: Path, home: Home, fsync: bool, folder: Path | None) -> Cluster:
    made_by = _version(home.folder)
    binaries = find_binaries(home.account, major=made_by, folder=folder)
    if made_by is None:
        _make(home, binaries, fsync)
    running = postmaster.find_ready(home)
    if running:
        return Cluster(data, home, binaries, running.socket, fsync)
    postmaster.stop(home)
    cluster = Cluster(data, home, binaries, postmaster.socket_folder(home), fsync)
    _launch(cluster)
    return cluster


def _launch(cluster: Cluster) -> None:
    log = cluster.data / "postgres.log"
    postmaster.start(postmaster.Launch(cluster.home, cluster.binaries, cluster.socket, log, cluster.durable))


def _version(folder: Path) -> int | None:
    """The major version that made the files; None where there are none."""
    try:
        return int((folder / "PG_VERSION").read_text(encoding="ascii"))
    except FileNotFoundError:
        if folder.is_dir() and any(folder.iterdir()):
            raise ClusterError(f"{folder} is not a PostgreSQL database") from None
        return None
    except ValueError:
        raise ClusterError(f"{folder} was made by a PostgreSQL that is too old") from None


def _make(home: Home, binaries: Binaries, fsync: bool) -> None:
    """Make the database files. They get their name when whole: a kill in the middle leaves nothing."""
    for leftover in home.folder.parent.glob("postgres.new-*"):
        _remove(leftover)
    draft = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=home.folder.parent))
    own(draft, home.account)
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if binaries.major >= 17 else []
    options = ["--username", OWNER, "--encoding=UTF8", "--no-locale", *locale, "--text-search-config=simple"]
    access = ["--auth-local=trust", "--auth-host=reject", "--no-instructions"]
    initdb = [str(binaries.folder / "initdb"), "-D", str(draft), *options, *access]
    single = [str(binaries.folder / "postgres"), "--single", "-D", str(draft)]
    _must(home.account, initdb if fsync else [*initdb, "--no-sync"])
    _must(home.account, [*single, *([] if fsync else ["-F"]), "postgres"], text=f"CREATE DATABASE {OWNER}\n")
    draft.rename(home.folder)
    persist(home.folder.parent)


def _remove(folder: Path) -> None:
    """Remove a folder that an `initdb` without a parent may still write to: it gives up once it misses its files."""
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


def _must(account: Account, command: Sequence[str], *, text: str = "") -> None:
    done = account.run(command, text=text)
    # Single-user mode ends well even where its statement failed.
    if done.returncode or "ERROR:" in done.stderr:
        reason = done.stderr.strip().rpartition("\n")[2] or f"exit status {done.returncode}"
        raise ClusterError(f"the database could not be made: {reason}")
