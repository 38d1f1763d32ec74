"""What people and programs see when something is refused or fails: a page or problem+json, never a trace."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

import asyncpg
import structlog
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from partisipasi.accounts.sessions import ProofNeeded
from partisipasi.kit.errors import Refused, SignInNeeded, TooMany, Unavailable
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.exchange import Exchange, exchange_of
from partisipasi.site.layout import layout_context
from partisipasi.site.pages import local_path
from partisipasi.site.problems import Wrong, problem
from partisipasi.site.templating import render_template
from partisipasi.site.unit import AlreadyDone, repeat_answer

log = structlog.get_logger(__name__)

Req = Request[Any, Any, Any]

#: What the database says when it cannot do its work just now: it stops, starts, is full, overloaded, or two
#: transactions blocked each other.
AWAY: tuple[type[Exception], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.PostgresSystemError,
)

_TITLES = {
    400: N_("This request could not be understood"),
    401: N_("Please sign in"),
    403: N_("This is not open to you"),
    404: N_("Page not found"),
    405: N_("This cannot be done here"),
    409: N_("Something has changed in the meantime"),
    410: N_("This is no longer here"),
    413: N_("This is too large"),
    415: N_("This kind of file cannot be read"),
    422: N_("There is a problem"),
    429: N_("Please wait a moment"),
    500: N_("Something went wrong on our side"),
    503: N_("Not available just now"),
}
_EXPLANATIONS = {
    400: N_("Please go back and try again."),
    404: N_("Check the address, search, or begin at the home page."),
    405: N_("Please go back and use the buttons of the page."),
    413: N_("Please send less at once."),
    500: N_("The fault has been noted. What you typed is still in your browser: go back to find it."),
    503: N_("The site is under maintenance. Please try again in a moment."),
}


def on_refused(request: Req, error: Refused) -> Response[bytes]:
    """A refusal that an action or a guard gave."""
    exchange = exchange_of(request)
    if isinstance(error, SignInNeeded) and not exchange.api:
        return _to_sign_in(request, exchange, error)
    return answer(exchange, error.status, code=error.code, message=gettext(error.message, **error.values), error=error)


def on_http(request: Req, error: HTTPException) -> Response[bytes]:
    """A refusal of the framework: no such route, wrong method, body too large, unreadable."""
    exchange = exchange_of(request)
    status = error.status_code if error.status_code in _TITLES else (400 if error.status_code < 500 else 500)
    if status == 500:
        return on_failure(request, error)
    headers = {key: value for key, value in (error.headers or {}).items() if key.lower() == "allow"}
    wrong = _wrong(error) if exchange.api else []
    # A part of the path that cannot be one names nothing that is there; everything else was sent to be judged.
    if wrong:
        status = 404 if any(place == "path" for place, _ in wrong) else 422
    return answer(exchange, status, headers=headers, errors=[what for _, what in wrong])


def on_away(request: Req, error: Exception) -> Response[bytes]:
    """The database is away, overloaded, or two transactions blocked each other: try again."""
    log.warning("database_trouble", error=type(error).__name__)
    return answer(exchange_of(request), 503, code="unavailable")


def on_failure(request: Req, error: Exception) -> Response[bytes]:
    """A fault of ours. The trace goes to the log under the number that the page shows."""
    exchange = exchange_of(request)
    log.error("fault", request=exchange.request_id, route=exchange.route, exc_info=error)
    return answer(exchange, 500, code="fault")


def on_repeated(request: Req, error: AlreadyDone) -> Response[bytes]:
    """The second press of a button."""
    return repeat_answer(request, error)


def answer(
    exchange: Exchange,
    status: int,
    *,
    code: str = "",
    message: str = "",
    error: Refused | None = None,
    errors: list[Wrong] | None = None,
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    """An error as a page or, below /api, as problem+json."""
    headers = dict(headers or {})
    if status == 401 and exchange.api:
        headers["www-authenticate"] = 'Bearer error="invalid_token"' if exchange.bad_token else "Bearer"
    if isinstance(error, TooMany):
        headers["retry-after"] = str(error.wait)
    elif status == 503:
        headers["retry-after"] = "10"
    title = gettext(_TITLES.get(status, _TITLES[500]))
    detail = message or gettext(_EXPLANATIONS[status]) if status in _EXPLANATIONS or message else ""
    if exchange.api:
        return problem(status, title, detail, code=code, error=error, errors=errors, headers=headers)
    context = {
        **layout_context(exchange),
        "status": status,
        "title": title,
        "detail": detail,
        "reference": exchange.request_id if status >= 500 else "",
    }
    html = render_template("errors/error.html", context)
    return Response(html.encode(), status_code=status, media_type=MediaType.HTML, headers=headers)


def handlers() -> ExceptionHandlersMap:
    """Exception class → handler, for the application."""
    return {
        AlreadyDone: on_repeated,
        Refused: on_refused,
        HTTPException: on_http,
        Unavailable: on_refused,
        **dict.fromkeys(AWAY, on_away),
        ConnectionError: on_away,
        PoolTimeout: on_away,
        DBAPIError: _on_wrapped,
        Exception: on_failure,
    }


def _on_wrapped(request: Req, error: DBAPIError) -> Response[bytes]:
    # What the driver said stands behind what SQLAlchemy makes of it.
    away = error.connection_invalidated or isinstance(getattr(error.orig, "__cause__", None), AWAY)
    return on_away(request, error) if away else on_failure(request, error)


def _wrong(error: HTTPException) -> list[tuple[object, Wrong]]:
    """What the framework could not take, with the place it came from (path, query, header, body)."""
    if not isinstance(error, ValidationException) or not isinstance(error.extra, list):
        return []
    return [
        (one.get("source"), Wrong(str(one.get("key", "")), str(one.get("message", ""))))
        for one in error.extra
        if isinstance(one, dict)
    ]


def _to_sign_in(request: Req, exchange: Exchange, error: SignInNeeded) -> Response[bytes]:
    # What needs a fresh proof is sent to the address of its own page.
    back = exchange.path if request.method == "GET" or isinstance(error, ProofNeeded) else "/"
    if request.method == "GET" and exchange.query:
        back = f"{back}?{exchange.query}"
    htmx = request.headers.get("hx-request") == "true"
    if htmx and back == "/":
        # What was typed waits in the page that asked.
        back = _path_of(request.headers.get("hx-current-url", ""))
    prefix = "/en" if exchange.language == "en" else ""
    location = f"{prefix}/masuk?lanjut={quote(back, safe='')}"
    if htmx:
        # A redirect would be followed and its page put into the part that was asked for: the whole page is to go on.
        return Response(b"", status_code=401, headers={"hx-redirect": location})
    return Response(b"", status_code=303, headers={"location": location})


def _path_of(address: str) -> str:
    """Path and query of an address of this site."""
    try:
        found = urlsplit(address)
    except ValueError:
        return "/"
    return local_path(f"{found.path}?{found.query}" if found.query else "", local_path(found.path))
