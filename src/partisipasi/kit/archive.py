"""The whole state of an installation in one file, and back: a dump by PostgreSQL's own tools, and the secret.

The secret belongs to it because owner keys are derived from it. The ledger of erasures does not: it lies outside all
backups, so that a restore can be told what had to be forgotten since. These functions wait for programs and files: they
are for the command line and threads, never for a running loop.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import msgspec

from partisipasi.kit.errors import Conflict, Refused
from partisipasi.kit.i18n import N_
from partisipasi.settings import Settings

#: Layout of the archive; a reader refuses one that it does not know.
FORMAT = 1


class Manifest(msgspec.Struct, frozen=True):
    """What an archive says of itself."""

    format: int
    made_at: str
    revision: str


def write_archive(url: str, settings: Settings, target: Path, *, programs: Path | None) -> Manifest:
    """Write the state to a new file, readable by its owner alone; a file that is there already is not touched.

    Args:
        url: the database.
        target: the file.
        programs: the folder of pg_dump; None looks for it on the PATH.

    Raises:
        Refused: pg_dump is missing or fails, or the file exists.
    """
    if target.exists():
        raise Refused(N_("%(file)s exists already; name a new file."), file=target)
    manifest = Manifest(FORMAT, datetime.now(UTC).isoformat(timespec="seconds"), asyncio.run(_revision(url)))
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".backup-") as folder:
        dump = Path(folder, "database.dump")
        _run(
            _program("pg_dump", programs), "--format=custom", "--no-owner", "--exclude-table-data=form_once",
            f"--file={dump}", f"--dbname={url}",
        )  # fmt: skip
        Path(folder, "manifest.json").write_bytes(msgspec.json.encode(manifest))
        Path(folder, "secret").write_text(settings.secret + "\n")
        draft = Path(folder, "archive.tar")
        with tarfile.open(draft, "w") as archive:
            for name in ("manifest.json", "secret", "database.dump"):
                archive.add(Path(folder, name), name)
        draft.chmod(0o600)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.rename(target)
    return manifest


def read_archive(url: str, settings: Settings, source: Path, *, programs: Path | None) -> Manifest:
    """Bring the state of an archive into an empty database.

    Raises:
        Refused: the file is no archive of ours, pg_restore is missing or fails.
        Conflict: the database is not empty.
    """
    if asyncio.run(_has_tables(url)):
        raise Conflict(N_("The database is not empty. Restore into a new data folder or an empty database."))
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        manifest = _unpack(source, Path(folder))
        dump = Path(folder, "database.dump")
        _run(
            _program("pg_restore", programs), "--no-owner", "--exit-on-error", "--single-transaction",
            f"--dbname={url}", str(dump),
        )  # fmt: skip
        secret = settings.data / "secret"
        secret.touch(mode=0o600)
        secret.write_text(Path(folder, "secret").read_text())
    return manifest


def _unpack(source: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        manifest = msgspec.json.decode(Path(folder, "manifest.json").read_bytes(), type=Manifest)
    except (tarfile.TarError, OSError, msgspec.MsgspecError) as error:
        raise Refused(N_("%(file)s is not a backup of this program."), file=source) from error
    if manifest.format != FORMAT:
        raise Refused(N_("%(file)s was written by a newer program."), file=source)
    return manifest


def _program(name: str, folder: Path | None) -> str:
    found = shutil.which(name, path=str(folder)) if folder else shutil.which(name)
    if found is None:
        raise Refused(N_("%(name)s was not found; install PostgreSQL's client programs."), name=name)
    return found


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = (done.stderr.strip() or f"status {done.returncode}").splitlines()
        raise Refused(N_("%(name)s failed: %(reason)s"), name=Path(command[0]).name, reason=lines[-1])


async def _revision(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        found: str = await connection.fetchval("SELECT version_num FROM alembic_version")
        return found
    finally:
        await connection.close()


async def _has_tables(url: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        return bool(
            await connection.fetchval(
                "SELECT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = 'public' AND c.relkind = 'r')"
            )
        )
    finally:
        await connection.close()
