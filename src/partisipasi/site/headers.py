"""Security headers. A page loads our one stylesheet and our one script by their exact addresses, and nothing else."""

from __future__ import annotations

from functools import cache

from partisipasi.settings import Settings
from partisipasi.site.context import Site


@cache
def common_headers(settings: Settings) -> tuple[tuple[bytes, bytes], ...]:
    """Headers of every answer, static files included."""
    headers = [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    ]
    if settings.https:
        headers.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
    return tuple(headers)


def page_policy(site: Site, host: str) -> bytes:
    """The Content-Security-Policy of a page served under a host (already checked to be ours)."""
    origin = f"{'https' if site.settings.https else 'http'}://{host}"
    script = site.assets.url("app.js")
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {origin}{script}" if script else "script-src 'none'",
            f"style-src {origin}{site.assets.url('app.css')} {origin}{site.assets.url('desk.css')}",
            "img-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    ).encode()
