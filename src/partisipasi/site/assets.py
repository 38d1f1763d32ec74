"""The site's own files: a stylesheet for all and one for those who work here, one script, a few pictures.

They have hashed names, are compressed once and kept for ever.

The script is one bundle (htmx and ours): a guard that arrives later than htmx would fail open on slow phones. Where npm
has not brought htmx, there is no script and every page works without it.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import cache
from pathlib import Path

import brotli
import msgspec
import structlog

from partisipasi.city.accent import accent_rule
from partisipasi.settings import ROOT

log = structlog.get_logger(__name__)

_STATIC = ROOT / "static"
_HTMX = ROOT / "node_modules" / "htmx.org" / "dist" / "htmx.min.js"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}


class Asset(msgspec.Struct, frozen=True):
    """A file as it is sent: plain, gzip and brotli."""

    content_type: str
    plain: bytes
    gzip: bytes
    brotli: bytes


class Assets:
    """Files by their path under /static/."""

    def __init__(self, accent: str) -> None:
        self._files: dict[str, Asset] = {}
        self._urls: dict[str, str] = {}
        self._add("app.css", (accent_rule(accent) + _stylesheet("css")).encode())
        self._add("desk.css", _stylesheet("css/desk").encode())
        script = _script()
        if script:
            self._add("app.js", script.encode())
        for path in sorted(_STATIC.iterdir()):
            if path.is_file() and path.suffix in {".svg", ".png"}:
                self._add(path.name, path.read_bytes())

    def url(self, name: str) -> str:
        """The hashed path of a file; empty if there is none by this name."""
        return self._urls.get(name, "")

    def get(self, path: str) -> Asset | None:
        """The file with this hashed path."""
        return self._files.get(path)

    def _add(self, name: str, content: bytes) -> None:
        stem, _, ending = name.rpartition(".")
        path = f"/static/{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
        packed = _packed(content)
        self._files[path] = Asset(_TYPES[f".{ending}"], content, *packed)
        self._urls[name] = path


@cache
def _packed(content: bytes) -> tuple[bytes, bytes]:
    return gzip.compress(content, 9, mtime=0), brotli.compress(content, quality=11)


@cache
def _stylesheet(folder: str) -> str:
    """The stylesheets of a folder in the order of their names, without comments and spare space."""
    css = "\n".join(path.read_text() for path in sorted((_STATIC / folder).glob("*.css")))
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).replace(";}", "}").strip()


@cache
def _script() -> str:
    if not _HTMX.exists():
        log.warning("no_script", reason="htmx is not installed (npm); pages work without it")
        return ""
    return f"{_HTMX.read_text()}\n;{_own_script()}"


def _own_script() -> str:
    path: Path = _STATIC / "app.js"
    return path.read_text() if path.exists() else ""
