"""Checks before any handler: where an unsafe request comes from, and the right that each route declares."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import HTTPRoute

from partisipasi.accounts.rights import GRANTS, Act, Scope, demand
from partisipasi.kit.database import LARGEST_NUMBER
from partisipasi.kit.errors import Forbidden, NotFound, SignInNeeded
from partisipasi.kit.i18n import N_
from partisipasi.site.exchange import exchange_of

_SAFE = {"GET", "HEAD", "OPTIONS"}
_OF_A_TEAM = {grant.act for grant in GRANTS if grant.scope is Scope.team}


class UndeclaredRoute(Exception):
    """A route that does not say which right it needs; the program does not start with one."""


async def check_request(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """All checks, as the one guard of the application.

    It is a coroutine because the framework runs plain functions in a thread: a hop for each, on every request.

    Raises:
        Refused: as the checks below.
    """
    # The log names routes by their patterns, never by paths with secrets in them.
    exchange = exchange_of(connection)
    exchange.route = min(handler.paths, default="/")
    if exchange.making is not None and not handler.opt.get("cached"):
        exchange.making.end()
    check_address(connection, handler)
    check_token(connection, handler)
    check_origin(connection, handler)
    check_right(connection, handler)


def check_origin(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse unsafe requests that another site made a browser send.

    Browsers say where a request comes from (Sec-Fetch-Site; older ones Origin), and other sites cannot change that. So
    no token is needed in any page, and cached pages can hold forms' targets. The API takes no cookies and is exempt,
    and so are addresses that have signed into them what they do.

    Raises:
        Forbidden: the request comes from elsewhere, or does not say.
    """
    method: str = connection.scope["method"]  # type: ignore[typeddict-item]
    exchange = exchange_of(connection)
    if method in _SAFE or exchange.api or handler.opt.get("signed"):
        return
    fetched_from = connection.headers.get("sec-fetch-site")
    if fetched_from is not None:
        if fetched_from in {"same-origin", "none"}:
            return
    else:
        origin = connection.headers.get("origin")
        if origin and urlsplit(origin).netloc == connection.headers.get("host"):
            return
    raise Forbidden(N_("This request came from another site and was not carried out."))


def check_address(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Refuse an address with a number that no row can have; the database would not even compare it.

    Raises:
        NotFound: there is nothing of that number.
    """
    for value in connection.path_params.values():
        if isinstance(value, int) and not 0 <= value <= LARGEST_NUMBER:
            raise NotFound(N_("There is nothing with this number."))


def check_token(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Refuse a program whose token has ended or never was one, instead of answering it as a guest unnoticed.

    Raises:
        SignInNeeded: another token is needed.
    """
    if exchange_of(connection).bad_token:
        raise SignInNeeded(N_("This token is unknown or has ended."))


def check_right(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse a viewer without the right that the route declares.

    Rights that only a draft's team gives are decided by the action, which knows the draft; here they need an account.
    """
    act: Act = handler.opt["right"]
    viewer = exchange_of(connection).viewer
    if act in _OF_A_TEAM:
        if not viewer.signed_in:
            raise SignInNeeded(N_("Please sign in first."))
        return
    demand(viewer, act, anywhere=True)


def check_routes(app: Litestar) -> None:
    """Refuse to start while a route does not declare its right.

    Raises:
        UndeclaredRoute: names the first such route.
    """
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            if not isinstance(handler, HTTPRouteHandler) or handler.name == "options":
                continue
            if handler.fn.__name__ != "options_handler" and not isinstance(handler.opt.get("right"), Act):
                raise UndeclaredRoute(f"{route.path} declares no right")
