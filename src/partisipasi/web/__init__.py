"""HTML: one module per area of the site. Each names its handlers in ROUTES order here."""

from __future__ import annotations

from typing import Any

from partisipasi.web import health, home

ROUTES: list[Any] = [
    home.home,
    health.alive,
    health.ready,
]
