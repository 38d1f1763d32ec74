"""The viewer of a request as a dependency, and the name of its route for the log."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from partisipasi.accounts.rights import Viewer
from partisipasi.site.exchange import exchange_of


def provide_viewer(request: Request[Any, Any, Any]) -> Viewer:
    """The dependency `viewer`."""
    return exchange_of(request).viewer


def note_route(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard that refuses nothing: the log names routes by their patterns, never by paths with secrets in them."""
    exchange_of(connection).route = next(iter(sorted(handler.paths)), "/")
