"""Addresses of pages for programs: whole ones, in the city's own language."""

from __future__ import annotations

from partisipasi.api.routes import Req
from partisipasi.site.exchange import exchange_of


def address(request: Req, path: str) -> str:
    """The whole address of a page of this site."""
    return f"{exchange_of(request).site.settings.base_url}{path}"


def trace_address(request: Req, receipt: str) -> str:
    """The address of the public page of a contribution's trace."""
    return address(request, f"/jejak/{receipt}")
