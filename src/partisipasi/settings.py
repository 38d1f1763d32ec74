"""What an installation decides before it starts: read once from the environment, checked, never changed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

#: The folder of the program: templates, static files, migrations and catalogues lie beside src.
ROOT = Path(__file__).resolve().parents[2]


class SettingsError(Exception):
    """A setting that cannot be used; the message says which and why, in one line."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Process settings. `data` is the folder of everything this installation keeps outside the database."""

    data: Path
    database_url: str | None = None
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str | None = None
    mail_from: str = "partisipasi@localhost"
    trusted_proxies: tuple[str, ...] = ()
    secret: str
    old_secrets: tuple[str, ...] = ()
    diagnostics: bool = False

    @property
    def https(self) -> bool:
        """Whether people reach the site over TLS: decides cookie names, Secure and HSTS."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """Host and port under which people reach the site."""
        return urlsplit(self.base_url).netloc

    @property
    def loopback(self) -> bool:
        """Whether the site is only reached from this machine (a trial, a test)."""
        return (urlsplit(self.base_url).hostname or "") in {"127.0.0.1", "localhost", "::1"}


def load(environ: Mapping[str, str] = os.environ, *, data: Path | None = None, port: int | None = None) -> Settings:
    """Read the settings.

    Args:
        environ: variables, normally the process environment.
        data: the folder named on the command line; wins over PARTISIPASI_DATA.
        port: the port served on, which makes the default base URL.

    Raises:
        SettingsError: a value that cannot work (weak secret, bad URL).
    """
    folder = data or Path(environ.get("PARTISIPASI_DATA") or "data")
    folder = folder.expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    base_url = (environ.get("PARTISIPASI_URL") or f"http://127.0.0.1:{port or 8000}").rstrip("/")
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
        raise SettingsError(f"PARTISIPASI_URL must look like https://host, not {base_url!r}")
    secret = environ.get("PARTISIPASI_SECRET") or _kept_secret(folder)
    old = tuple(part for part in environ.get("PARTISIPASI_OLD_SECRETS", "").split(",") if part)
    for value in (secret, *old):
        if len(value) < 32 or len(set(value)) < 10:
            raise SettingsError("PARTISIPASI_SECRET must be at least 32 random characters")
    return Settings(
        data=folder,
        database_url=environ.get("DATABASE_URL") or None,
        base_url=base_url,
        smtp_url=environ.get("SMTP_URL") or None,
        mail_from=environ.get("MAIL_FROM") or f"partisipasi@{parts.hostname}",
        trusted_proxies=tuple(part.strip() for part in environ.get("TRUSTED_PROXIES", "").split(",") if part.strip()),
        secret=secret,
        old_secrets=old,
        diagnostics=environ.get("PARTISIPASI_DIAGNOSTICS") == "1",
    )


def _kept_secret(folder: Path) -> str:
    """The installation's own secret, made at the first start and readable by its owner alone."""
    path = folder / "secret"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        value = secrets.token_urlsafe(48)
        file.write(value + "\n")
    return value
