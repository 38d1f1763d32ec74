"""The routes of the app, as the harness walks over them."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import msgspec
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from partisipasi.accounts.rights import Act
from partisipasi.app import create_app
from partisipasi.kit.database import Database
from partisipasi.settings import load


class Route(msgspec.Struct, frozen=True):
    """One method of one address pattern, such as GET /topik/{place}."""

    method: str
    pattern: str
    right: Act
    cached: bool

    @property
    def name(self) -> str:
        """As tests call it."""
        return f"{self.method} {self.pattern}"


@cache
def routes() -> tuple[Route, ...]:
    """Every route of the app but OPTIONS, in a fixed order."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load({}, data=Path(folder)), Database("postgresql://nobody@127.0.0.1:1/nothing", size=1))
    found = [
        Route(str(method), route.path_format, handler.opt["right"], bool(handler.opt.get("cached")))
        for route in app.inner.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if isinstance(handler, HTTPRouteHandler) and handler.fn.__name__ != "options_handler"
        for method in handler.http_methods
        if str(method) not in {"OPTIONS", "HEAD"}
    ]
    return tuple(sorted(found, key=lambda route: (route.pattern, route.method)))


def pages() -> tuple[Route, ...]:
    """What a browser opens: everything that is read, but the API."""
    return tuple(route for route in routes() if route.method == "GET" and not route.pattern.startswith("/api/"))


def forms() -> tuple[Route, ...]:
    """What pages send forms to."""
    return tuple(route for route in routes() if route.method == "POST" and not route.pattern.startswith("/api/"))


def calls() -> tuple[Route, ...]:
    """The API."""
    return tuple(route for route in routes() if route.pattern.startswith("/api/"))
