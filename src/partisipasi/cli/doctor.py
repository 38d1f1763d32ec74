"""Checks of the set-up, each with what was found and what to do about it."""

from __future__ import annotations

import shutil
import socket
import stat
import sys
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit

import asyncpg
import msgspec

from partisipasi.kit.database import Database
from partisipasi.kit.errors import SchemaMismatch, Unavailable
from partisipasi.kit.migrating import check_revision
from partisipasi.settings import ROOT, Settings

#: Free space under which writing is at risk, in bytes.
_LITTLE_SPACE = 1024**3


class Finding(msgspec.Struct, frozen=True):
    """One check: good, worth a note, or bad."""

    name: str
    state: Literal["good", "note", "bad"]
    told: str


async def examine(settings: Settings, database: Database) -> list[Finding]:
    """Every check, in the order in which one would mend what is bad."""
    findings = [_python(), _folder(settings), _space(settings), _secret(settings), _script(), _address(settings)]
    findings += await _database(database)
    findings.append(_mail(settings))
    return findings


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", "good" if sys.version_info >= (3, 11) else "bad", version)


def _folder(settings: Settings) -> Finding:
    try:
        probe = settings.data / ".doctor"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Finding("Data folder", "bad", f"{settings.data} cannot be written: {error.strerror}")
    return Finding("Data folder", "good", str(settings.data))


def _space(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data).free
    told = f"{free / 1024**3:.1f} GiB free"
    return Finding("Disk", "good" if free > _LITTLE_SPACE else "bad", told)


def _secret(settings: Settings) -> Finding:
    path = settings.data / "secret"
    if not path.exists():
        return Finding("Secret", "good", "from PARTISIPASI_SECRET")
    open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
    if open_to_others:
        return Finding("Secret", "bad", f"{path} can be read by others: chmod 600")
    return Finding("Secret", "good", "in the data folder, for its owner alone")


def _script() -> Finding:
    if (ROOT / "node_modules" / "htmx.org").exists():
        return Finding("Script", "good", "htmx is installed")
    return Finding("Script", "note", "htmx is not installed (npm); every page works without it")


def _address(settings: Settings) -> Finding:
    if settings.loopback:
        return Finding("Address", "note", f"{settings.base_url}: only for this machine; set PARTISIPASI_URL")
    if not settings.https:
        return Finding("Address", "bad", f"{settings.base_url} is not https: sessions could be read on the way")
    return Finding("Address", "good", settings.base_url)


async def _database(database: Database) -> list[Finding]:
    try:
        async with database.transaction(writes=False) as tx:
            version = await tx.value("SELECT current_setting('server_version')")
            number = await tx.value("SELECT current_setting('server_version_num')::int")
            drift = abs((datetime.now(UTC) - tx.now).total_seconds())
    except (Unavailable, OSError, asyncpg.PostgresError) as error:
        return [Finding("Database", "bad", f"cannot be reached: {type(error).__name__}")]
    findings = [Finding("Database", "good" if number >= 150_000 else "bad", f"PostgreSQL {version}")]
    findings.append(Finding("Clock", "good" if drift < 30 else "bad", f"{drift:.1f} s from the database's"))
    try:
        await check_revision(database)
    except SchemaMismatch as error:
        return [*findings, Finding("Schema", "note", f"{error}; `run` migrates")]
    findings.append(Finding("Schema", "good", "as this program needs it"))
    async with database.transaction(writes=False) as tx:
        held = await tx.value("SELECT count(*) FROM pgqueuer WHERE status = 'failed'")
        late = await tx.value(
            "SELECT count(*) FROM pgqueuer WHERE status = 'queued' AND execute_after < now() - interval '10 minutes'"
        )
        waiting = await tx.value("SELECT count(*) FROM mail WHERE sent_at IS NULL")
    findings.append(
        Finding("Held jobs", "bad" if held else "good", f"{held}; see /admin/pekerjaan" if held else "none")
    )
    findings.append(
        Finding("Late jobs", "bad" if late else "good", f"{late}: is a worker running?" if late else "none")
    )
    findings.append(Finding("Unsent mail", "note" if waiting else "good", str(waiting)))
    return findings


def _mail(settings: Settings) -> Finding:
    if settings.smtp_url is None:
        return Finding("Mail", "note", f"no SMTP_URL: mails become files in {settings.data / 'mail'}")
    parts = urlsplit(settings.smtp_url)
    port = parts.port or (465 if parts.scheme == "smtps" else 25)
    try:
        with socket.create_connection((parts.hostname or "localhost", port), timeout=5):
            return Finding("Mail", "good", f"{parts.hostname}:{port} answers")
    except OSError as error:
        return Finding("Mail", "bad", f"{parts.hostname}:{port} does not answer: {error.strerror or error}")
