"""One transaction per request: who is asking, what was already done, and the one commit before the first byte.

The transaction is opened by the first dependency that needs it and ends when the answer begins: committed below status
400, undone from 400 up or when anything raised. A commit that fails therefore still becomes an error page.

A form carries a random key. Its first press claims the key in its own transaction; a second press, however close, waits
for that one to end and is then led to the same place.
"""

from __future__ import annotations

import hashlib
from http.cookies import SimpleCookie
from typing import Any, cast

import msgspec
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from partisipasi.accounts.queries import viewer_of_api_token, viewer_of_session
from partisipasi.kit.database import Transaction
from partisipasi.site.cookies import KEPT_FOR_REPEAT, session_token
from partisipasi.site.exchange import Exchange, exchange_of

_READING = {"GET", "HEAD", "OPTIONS"}


class AlreadyDone(Exception):
    """This press of the button was already answered; the answer is to be given again."""

    def __init__(self, location: str, cookies: list[str]) -> None:
        super().__init__()
        self.location = location
        self.cookies = cookies


class UnitOfWork(ASGIMiddleware):
    """Loads the viewer, and ends the request's transaction as the answer begins."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        exchange = exchange_of(scope)

        async def ending(message: Any) -> None:
            if message["type"] == "http.response.start" and exchange.tx is not None and not exchange.tx.done:
                await _end(exchange, exchange.tx, message)
            await send(message)

        try:
            await _identify(exchange, cast(HTTPScope, scope))
            await next_app(scope, receive, ending)
        finally:
            if exchange.tx is not None:
                await exchange.site.database.release(exchange.tx)


async def provide_transaction(request: Request[Any, Any, Any]) -> Transaction:
    """The dependency `tx`."""
    return await exchange_of(request).transaction(writes=request.method not in _READING)


async def claim(request: Request[Any, Any, Any], key: str) -> None:
    """Claim a form's key for this press.

    Raises:
        AlreadyDone: another press with this key has ended well.
    """
    exchange = exchange_of(request)
    tx = await exchange.transaction(writes=True)
    who = f"account {exchange.viewer.account_id}" if exchange.viewer.signed_in else "guest"
    claimed = (hashlib.sha256(who.encode()).digest(), exchange.path[:300], key[:64])
    fresh = await tx.execute(
        "INSERT INTO form_once (scope, route, key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", *claimed
    )
    if not fresh:
        rows = await tx.rows(
            "SELECT location, cookies FROM form_once WHERE scope = $1 AND route = $2 AND key = $3", *claimed
        )
        cookies = msgspec.json.decode(rows[0]["cookies"] or "[]", type=list[str]) if rows else []
        raise AlreadyDone((rows[0]["location"] if rows else None) or exchange.path, cookies)
    exchange.claimed = claimed


def repeat_answer(request: Request[Any, Any, Any], error: AlreadyDone) -> Response[bytes]:
    """The first press's answer, again."""
    response = Response(b"", status_code=303, headers={"location": error.location})
    for value in error.cookies:
        for name, morsel in SimpleCookie(value).items():
            response.set_cookie(
                Cookie(
                    key=name,
                    value=morsel.value,
                    max_age=int(morsel["max-age"]) if morsel["max-age"] else None,
                    path="/",
                    secure=bool(morsel["secure"]),
                    httponly=True,
                    samesite="lax",
                )
            )
    return response


async def _identify(exchange: Exchange, scope: HTTPScope) -> None:
    writes = scope["method"] not in _READING
    if exchange.api:
        kind, _, bearer = _header(scope, b"authorization").partition(" ")
        if kind.lower() == "bearer" and bearer:
            exchange.viewer = await viewer_of_api_token(await exchange.transaction(writes=writes), bearer.strip())
        return
    token = session_token(exchange.site.settings, _header(scope, b"cookie"))
    if token:
        exchange.viewer = await viewer_of_session(await exchange.transaction(writes=writes), token)
        exchange.site.sessions_seen.add(exchange.viewer.session_id)


async def _end(exchange: Exchange, tx: Transaction, message: Any) -> None:
    status: int = message["status"]
    if status >= 400:
        await tx.rollback()
        return
    if exchange.claimed is not None:
        headers: list[tuple[bytes, bytes]] = list(message["headers"])
        location = next((value.decode() for name, value in headers if name.lower() == b"location"), None)
        cookies = [value.decode() for name, value in headers if name.lower() == b"set-cookie"]
        kept = [cookie for cookie in cookies if set(SimpleCookie(cookie)) & KEPT_FOR_REPEAT]
        await tx.execute(
            "UPDATE form_once SET location = $4, cookies = $5 WHERE scope = $1 AND route = $2 AND key = $3",
            *exchange.claimed,
            location,
            msgspec.json.encode(kept).decode(),
        )
    await tx.commit()


def _header(scope: HTTPScope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
