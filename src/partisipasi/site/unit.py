"""One transaction per request: who is asking, what was already done, and the one commit before the first byte.

The transaction is opened by the first dependency that needs it and ends when the answer begins: committed below status
400, undone from 400 up or when anything raised. A commit that fails therefore still becomes an error page.

A form carries a random key. Its first press claims the key in its own transaction; a second press, however close, waits
for that one to end and is then led to the same place. A program's call may carry a key too (`Idempotency-Key`); a
second call with it gets the first one's answer.
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
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict
from partisipasi.kit.i18n import N_
from partisipasi.site.cookies import KEPT_FOR_REPEAT, session_token
from partisipasi.site.exchange import Exchange, exchange_of

#: Refusals that show a form again.
_OF_FORMS = {409, 422, 429}
_READING = {"GET", "HEAD", "OPTIONS"}


class AlreadyDone(Exception):
    """This press of the button was already answered; the answer is to be given again."""

    def __init__(self, location: str, cookies: list[str]) -> None:
        super().__init__()
        self.location = location
        self.cookies = cookies


class Repeat(msgspec.Struct, frozen=True):
    """The answer to a program's call as it is kept, with the hash of what was asked."""

    asked: str
    status: int
    body: str


class UnitOfWork(ASGIMiddleware):
    """Loads the viewer, and ends the request's transaction as the answer begins."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        exchange = exchange_of(scope)
        held: list[Any] = []

        async def ending(message: Any) -> None:
            if exchange.asked and message["type"] == "http.response.start":
                # The answer is kept with the transaction, so it has to be whole before that can end.
                held.append(message)
                return
            start = held.pop() if held else message
            if start["type"] == "http.response.start" and exchange.tx is not None and not exchange.tx.done:
                await _end(exchange, exchange.tx, start, message.get("body", b""))
            if start is not message:
                await send(start)
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
    done = await _claim(exchange, key[:64])
    if done is not None:
        cookies = msgspec.json.decode(done["cookies"] or "[]", type=list[str])
        raise AlreadyDone(done["location"] or exchange.path, cookies)


async def claim_call(request: Request[Any, Any, Any], key: str, body: bytes) -> Repeat | None:
    """Claim the key that a program sent with a call.

    Args:
        body: what it asked for; the same key with another body is a mistake of the program.

    Returns:
        The answer that an earlier call with this key was given; None for the first one.

    Raises:
        Conflict: the earlier call asked for something else (code `key_used`).
    """
    exchange = exchange_of(request)
    asked = hashlib.sha256(body).hexdigest()
    done = await _claim(exchange, hashlib.sha256(key.encode()).hexdigest())
    if done is None:
        exchange.asked = asked
        return None
    repeat = msgspec.json.decode(done["answer"] or "null", type=Repeat | None)
    if repeat is None or repeat.asked != asked:
        raise Conflict(N_("This key was used for another call."), code="key_used")
    return repeat


async def forget_presses(database: Database) -> None:
    """Chore: forget which buttons were pressed, and what was answered, longer than a day ago."""
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM form_once WHERE created_at < now() - interval '1 day'")


async def _claim(exchange: Exchange, key: str) -> dict[str, Any] | None:
    """Claim a key for this request; the row of the request that has claimed it before, if one has."""
    tx = await exchange.transaction(writes=True)
    who = f"account {exchange.viewer.account_id}" if exchange.viewer.signed_in else "guest"
    claimed = (hashlib.sha256(who.encode()).digest(), exchange.path[:300], key)
    fresh = await tx.execute(
        "INSERT INTO form_once (scope, route, key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", *claimed
    )
    if fresh:
        exchange.claimed = claimed
        return None
    rows = await tx.rows(
        "SELECT location, cookies, answer FROM form_once WHERE scope = $1 AND route = $2 AND key = $3", *claimed
    )
    return rows[0] if rows else {"location": None, "cookies": None, "answer": None}


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
            exchange.bad_token = not exchange.viewer.signed_in
        return
    token = session_token(exchange.site.settings, _header(scope, b"cookie"))
    if token:
        tx = await exchange.transaction(writes=writes)
        exchange.viewer = await viewer_of_session(tx, token, unread=exchange.site.unread)
        exchange.site.sessions_seen.add(exchange.viewer.session_id)


async def _end(exchange: Exchange, tx: Transaction, message: Any, body: bytes) -> None:
    status: int = message["status"]
    if status >= 400 and not (exchange.keeps and status in _OF_FORMS):
        await tx.rollback()
        return
    if status >= 400 and exchange.claimed is not None:
        # The press did not do what it was for: the next one with this key is a first one.
        await tx.execute("DELETE FROM form_once WHERE scope = $1 AND route = $2 AND key = $3", *exchange.claimed)
    elif exchange.claimed is not None:
        headers: list[tuple[bytes, bytes]] = list(message["headers"])
        location = next((value.decode() for name, value in headers if name.lower() == b"location"), None)
        cookies = [value.decode() for name, value in headers if name.lower() == b"set-cookie"]
        kept = [cookie for cookie in cookies if set(SimpleCookie(cookie)) & KEPT_FOR_REPEAT]
        repeat = msgspec.json.encode(Repeat(exchange.asked, status, body.decode())) if exchange.asked else None
        await tx.execute(
            """UPDATE form_once SET location = $4, cookies = $5, answer = $6
               WHERE scope = $1 AND route = $2 AND key = $3""",
            *exchange.claimed,
            location,
            msgspec.json.encode(kept).decode(),
            repeat.decode() if repeat else None,
        )
    await tx.commit()


def _header(scope: HTTPScope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
