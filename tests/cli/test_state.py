"""The whole state out and in: what is restored is what was there, but for what had to be forgotten since."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from partisipasi.accounts.erasing import erase_account
from partisipasi.accounts.rights import SYSTEM
from partisipasi.cli import cli
from partisipasi.cli.place import with_database
from partisipasi.demo.city import load_once
from partisipasi.kit.cluster import erase
from partisipasi.kit.database import Database
from partisipasi.settings import load
from talk_scene import make_person, make_scene


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kota"


def _call(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), env={"DATABASE_URL": "", "PARTISIPASI_SECRET": ""})


def test_a_restored_folder_holds_the_same_state_without_who_was_erased_since(folder: Path, tmp_path: Path) -> None:
    settings = load({}, data=folder)

    async def fill(database: Database) -> tuple[int, int]:
        await load_once(database, settings)
        async with database.transaction() as tx:
            kept = await make_person(tx, name="Tetap Ada")
            gone = await make_person(tx, name="Nanti Dihapus")
        return kept.account_id or 0, gone.account_id or 0

    kept, gone = with_database(settings, fill)
    saved = tmp_path / "cadangan.tar"
    assert json.loads(_call("backup", str(saved), "--data", str(folder), "--json").stdout)["bytes"] > 10_000
    assert saved.stat().st_mode & 0o077 == 0
    again = _call("backup", str(saved), "--data", str(folder))
    assert again.exit_code == 1
    assert again.stderr.count("\n") == 1

    async def forget(database: Database) -> None:
        async with database.transaction() as tx:
            await erase_account(tx, SYSTEM, settings, account_id=gone, texts="kept")

    with_database(settings, forget)
    fresh = tmp_path / "baru"
    fresh.mkdir()
    (fresh / "erasures.jsonl").write_bytes((folder / "erasures.jsonl").read_bytes())
    restored = json.loads(_call("restore", str(saved), "--data", str(fresh), "--json").stdout)
    assert restored["ok"] is True
    assert restored["erased_again"] == 1

    async def read(database: Database) -> tuple[list[object], list[object]]:
        async with database.transaction(writes=False) as tx:
            names = await tx.values(
                "SELECT display_name FROM account WHERE id = ANY($1::bigint[]) ORDER BY id", [kept, gone]
            )
            counts = await tx.values("SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM contribution t")
            counts += await tx.values("SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM clause_text t")
            counts += await tx.values("SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM decision t")
        return names, counts

    names, counts = with_database(load({}, data=fresh), read)
    assert names == ["Tetap Ada", None]
    assert counts == with_database(settings, read)[1]
    assert (fresh / "secret").read_text() == (folder / "secret").read_text()
    assert _call("restore", str(saved), "--data", str(fresh)).exit_code == 1
    for place in (folder, fresh):
        erase(place)


def test_doctor_and_verify_speak_json_and_say_no_by_their_status(folder: Path) -> None:
    checked = _call("doctor", "--data", str(folder), "--json")
    found = {finding["name"]: finding["state"] for finding in json.loads(checked.stdout)["findings"]}
    assert found["Database"] == "good"
    assert found["Address"] == "note"
    report = json.loads(_call("verify", "--data", str(folder), "--json").stdout)
    assert report["ok"] is True
    assert report["invariants"] > 20

    async def tamper(database: Database) -> None:
        async with database.transaction() as tx:
            scene = await make_scene(tx)
            await tx.execute("SET LOCAL session_replication_role = replica")
            await tx.execute(
                "UPDATE version SET published_at = NULL, state = 'concept' WHERE id = $1", scene.version_id
            )

    with_database(load({}, data=folder), tamper)
    broken = _call("verify", "--data", str(folder), "--json")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["broken"]
    erase(folder)


def test_what_is_no_backup_is_refused_in_one_line(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bukan.tar"
    bad.write_text("bukan cadangan")
    answer = _call("restore", str(bad), "--data", str(folder))
    assert answer.exit_code == 1
    assert "not a backup" in answer.stderr
    assert answer.stderr.count("\n") == 1
    erase(folder)
