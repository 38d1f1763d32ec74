"""Who runs the embedded PostgreSQL, and where its files lie.

An ordinary user runs it as themselves, with the files in `<data>/postgres`. PostgreSQL refuses to run as
root, so for root it runs as the system user `partisipasi`, made at first use. That user has to reach the
files: where the data folder lies behind a folder that is closed to it (a 0700 home, say) nothing is opened;
the files go to `/var/lib/partisipasi/<id>` and `<data>/postgres.place` points there. The pointer moves with a
data folder that is moved; a copied one is refused, because two folders would own one database.

Files that exist keep their owner: root serving the folder of an ordinary user runs PostgreSQL as that user.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

STATE = Path("/var/lib/partisipasi")
SYSTEM_USER = "partisipasi"

log = logging.getLogger(__name__)


class ClusterError(Exception):
    """The embedded PostgreSQL cannot be used; the message is one line for who started the program."""


class Account(NamedTuple):
    """The operating system's user that PostgreSQL runs as."""

    uid: int
    gid: int

    @property
    def name(self) -> str:
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return f"uid {self.uid}"

    def run(self, command: Sequence[str | Path], *, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as this user to its end, with `text` as its input; the output is captured."""
        return subprocess.run(
            command,
            input=text,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **self._child(),
        )

    def start(self, command: Sequence[str | Path], output: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start a command as this user, in a session of its own so that Ctrl-C does not reach it."""
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **self._child(),
        )

    def reaches(self, folder: Path) -> bool:
        """Whether this user can enter the folder; the kernel is asked, so ACLs and the like count."""
        if os.geteuid() != 0:
            return os.access(folder, os.X_OK)
        return self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder]).returncode == 0

    def _child(self) -> dict[str, Any]:
        # Our own environment may hold secrets, and PG* variables would change what the programs do.
        kept = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
        environment = {name: os.environ[name] for name in kept if name in os.environ} | {
            "LC_ALL": "C",
            "TZ": "UTC",
        }
        child: dict[str, Any] = {"cwd": "/", "env": environment, "umask": 0o077}
        if os.geteuid() == 0:
            child |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return child


class Home(NamedTuple):
    """Where the database files are, or will be, and the user they belong to."""

    folder: Path
    account: Account


def find_home(data: Path) -> Home:
    """Say where the database files of a data folder are, choosing the place if there are none yet.

    Args:
        data: the existing data folder, absolute and without symbolic links.

    Raises:
        ClusterError: the files belong to somebody else, cannot be reached by their owner, or the folder is a
        copy.
    """
    if os.geteuid() != 0:
        home = Home(data / "postgres", Account(os.geteuid(), os.getegid()))
        foreign = (_owner(home.folder) or home.account).uid != home.account.uid
        if foreign or (data / "postgres.place").exists():
            raise ClusterError(f"the database in {data} belongs to another user; run this as that user or as root")
        return home
    place = _follow(data) or data
    owner = _owner(place / "postgres")
    account = owner or _system_account()
    if account.uid == 0:
        raise ClusterError(f"{place / 'postgres'} belongs to root, and PostgreSQL does not run as root")
    if account.reaches(place):
        return Home(place / "postgres", account)
    if owner:
        raise ClusterError(f"user {account.name}, who runs the database, cannot enter {place}")
    return Home(_settle_elsewhere(data) / "postgres", account)


def own(folder: Path, account: Account) -> None:
    """Give a folder to the account and close it to all others."""
    folder.chmod(0o700)
    if os.geteuid() == 0:
        os.chown(folder, account.uid, account.gid)


def forget_home(data: Path) -> None:
    """Remove the place a data folder points to, and the pointer; files inside the folder are left alone."""
    place = _follow(data)
    if place:
        shutil.rmtree(place, ignore_errors=True)
        (data / "postgres.place").unlink()


def persist(path: Path) -> None:
    """Have a file's content, or a folder's list of names, written to the disk: a power cut cannot undo it then."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _owner(folder: Path) -> Account | None:
    try:
        status = folder.stat()
    except FileNotFoundError:
        return None
    return Account(status.st_uid, status.st_gid)


def _system_account() -> Account:
    with contextlib.suppress(KeyError):
        return _account(SYSTEM_USER)
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if useradd:
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run(
            [useradd, *options, "--shell", "/usr/sbin/nologin", SYSTEM_USER], capture_output=True, check=False
        )
    # macOS has no useradd but a _postgres user; postgres is the one a packaged PostgreSQL brings.
    for name in (SYSTEM_USER, "_postgres", "postgres"):
        with contextlib.suppress(KeyError):
            return _account(name)
    raise ClusterError(f"PostgreSQL does not run as root and the system user {SYSTEM_USER} could not be made")


def _account(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(entry.pw_uid, entry.pw_gid)


def _follow(data: Path) -> Path | None:
    pointer = data / "postgres.place"
    if not pointer.exists():
        return None
    place = Path(pointer.read_text(encoding="utf-8").strip())
    back = place / "of"
    if not back.exists():
        raise ClusterError(f"the database of {data} is missing: it was kept in {place}")
    former = Path(back.read_text(encoding="utf-8"))
    if former != data:
        if _points_to(former, place):
            raise ClusterError(f"{data} is a copy of {former}, whose database is in {place}; use backup and restore")
        _write(back, str(data))
    return place


def _points_to(data: Path, place: Path) -> bool:
    try:
        return Path((data / "postgres.place").read_text(encoding="utf-8").strip()) == place
    except OSError:
        return False


def _settle_elsewhere(data: Path) -> Path:
    STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
    STATE.chmod(0o755)
    for back in STATE.glob("*/of"):
        if back.read_text(encoding="utf-8") == str(data):
            if (back.parent / "postgres").exists():
                log.warning(
                    "%s holds the database of a folder removed from %s; delete it if unwanted",
                    back.parent,
                    data,
                )
            else:
                shutil.rmtree(back.parent, ignore_errors=True)
    place = STATE / secrets.token_hex(8)
    place.mkdir()
    place.chmod(0o711)
    _write(place / "of", str(data))
    _write(data / "postgres.place", f"{place}\n")
    return place


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.write_text(text, encoding="utf-8")
    persist(draft)
    draft.replace(path)
    persist(path.parent)
