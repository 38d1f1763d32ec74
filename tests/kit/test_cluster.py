"""The embedded server through its life, with real processes: starts, kills, neighbours, refusals."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import asyncpg
import pytest

from clusters import Holder, ask, ended, remember, server_of, wait_for, words
from partisipasi.kit import binaries, cluster_home, postmaster
from partisipasi.kit.cluster import ClusterError, create_database, drop_database, erase, hold


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
        # Nobody asked about its end yet: the number still looks taken, and on a busy machine it lives a moment longer.
        os.kill(server_of(cluster), signal.SIGKILL)
        deadline = time.monotonic() + 20
        while not cluster.revive():
            assert time.monotonic() < deadline
            time.sleep(0.05)
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
        os.chown(new_data / "postgres", 1, 1)
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
