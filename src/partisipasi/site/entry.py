"""The outermost layer: every request comes in and every answer goes out here.

Inwards: host, language prefix, static files, kept pages. Outwards: HEAD, ETag and 304, compression, security headers,
one log line. All of it knows only bytes and headers; a kept page costs no database connection and no framework.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from contextlib import AbstractAsyncContextManager
from typing import Any, cast
from urllib.parse import quote

import structlog
from litestar import Litestar
from litestar.exceptions import HTTPException, MethodNotAllowedException
from litestar.types import HTTPScope, Receive, Scope, Send

from partisipasi.kit.i18n import DEFAULT, Language, set_language
from partisipasi.site.context import Site
from partisipasi.site.errors import answer
from partisipasi.site.exchange import Exchange, put_exchange
from partisipasi.site.headers import common_headers, page_policy
from partisipasi.site.page_cache import LIFE, Kept

access = structlog.get_logger("access")

#: Answers larger than this many bytes are not held back to be compressed.
LARGE = 4 * 1024 * 1024
_TEXT = (
    b"text/",
    b"application/json",
    b"application/problem+json",
    b"application/atom+xml",
    b"image/svg+xml",
)
_FOR_EVER = b"public, max-age=31536000, immutable"

#: A method that no handler has, to be told which ones a path has.
_NO_METHOD: Any = "-"

_LOOPBACK = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?")

Headers = list[tuple[bytes, bytes]]


class Entry:
    """ASGI application around the framework's one."""

    def __init__(self, site: Site, inner: Litestar) -> None:
        self.site = site
        self.inner = inner

    def running(self) -> AbstractAsyncContextManager[None]:
        """The application's life, for whoever runs it without a server."""
        return self.inner.lifespan()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if str(scope["type"]) != "http":
            await self.inner(scope, receive, send)
            return
        await self._serve(cast(HTTPScope, scope), receive, send)

    async def _serve(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        headers = dict(scope["headers"])
        reply = _Reply(self.site, scope, headers, send)
        exchange = self._exchange(scope)
        await self._respond(scope, receive, headers, exchange, reply)
        access.info(
            "request",
            id=exchange.request_id,
            method=scope["method"],
            route=exchange.route or ("static" if exchange.path.startswith("/static/") else "-"),
            status=reply.status,
            ms=round((time.perf_counter() - started) * 1000, 1),
            queries=exchange.tx.queries if exchange.tx else 0,
            account=exchange.viewer.account_id,
        )

    async def _respond(
        self, scope: HTTPScope, receive: Receive, headers: dict[bytes, bytes], exchange: Exchange, reply: _Reply
    ) -> None:
        if exchange.path.startswith("/static/") and scope["method"] in {"GET", "HEAD"}:
            await self._static(exchange, reply)
            return
        city = await self.site.current_city()
        set_language(exchange.language, city.zone_info)
        if not self._known_host(headers) or _unreadable(scope):
            reply.host = self.site.settings.host
            response = answer(exchange, 400)
            await reply.whole(exchange, 400, response.headers.items(), response.content)
            return
        if scope["method"] == "OPTIONS":
            await self._options(scope["path"], exchange, reply)
            return
        url = _cache_url(scope, headers, exchange)
        if not url:
            await self._make(scope, receive, exchange, reply, url)
            return
        found = await self.site.cache.get_or_make(url)
        if isinstance(found, Kept):
            exchange.route = "kept"
            await reply.kept(found)
            return
        exchange.making = found
        try:
            await self._make(scope, receive, exchange, reply, url)
        finally:
            self.site.cache.made(url, found)

    async def _make(self, scope: HTTPScope, receive: Receive, exchange: Exchange, reply: _Reply, url: str) -> None:
        put_exchange(scope, exchange)
        if scope["method"] == "HEAD":
            scope["method"] = "GET"
        reply.begin(exchange, url, self.site.cache.begin())
        await self.inner(scope, receive, reply.pass_on)

    def _exchange(self, scope: HTTPScope) -> Exchange:
        path = scope["path"]
        language: Language = DEFAULT
        if path == "/en" or path.startswith("/en/"):
            language, path = "en", path[3:] or "/"
        # One slash before and none after: a link to `//x` on a page would lead to a host of that name.
        path = "/" + path.strip("/")
        scope["path"] = path
        scope["raw_path"] = quote(path, safe="/%:@!$&'()*+,;=~-._").encode("ascii", "replace")
        query = scope.get("query_string", b"").decode("latin-1")
        return Exchange(self.site, language, path, query, secrets.token_hex(6))

    def _known_host(self, headers: dict[bytes, bytes]) -> bool:
        """The Host header must be ours: links in pages and cached pages are made for it. Loopback may use any port."""
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if host == self.site.settings.host:
            return True
        return self.site.settings.loopback and _LOOPBACK.fullmatch(host) is not None

    async def _options(self, path: str, exchange: Exchange, reply: _Reply) -> None:
        """Say which methods a path has. The framework would name those of its first handler only."""
        try:
            self.inner.asgi_router.handle_routing(path=path, method=_NO_METHOD)
        except MethodNotAllowedException as error:
            headers = [(b"allow", str((error.headers or {}).get("allow", "")).encode())]
            await reply.whole(exchange, 204, headers, b"")
        except HTTPException:
            response = answer(exchange, 404)
            await reply.whole(exchange, 404, response.headers.items(), response.content)

    async def _static(self, exchange: Exchange, reply: _Reply) -> None:
        asset = self.site.assets.get(exchange.path)
        if asset is None:
            # Another process may already show the city in a new colour.
            await self.site.current_city()
            asset = self.site.assets.get(exchange.path)
        if asset is None:
            response = answer(exchange, 404)
            await reply.whole(exchange, 404, response.headers.items(), response.content)
            return
        await reply.kept(
            Kept(
                status=200,
                headers=(
                    (b"content-type", asset.content_type.encode()),
                    (b"cache-control", _FOR_EVER),
                    *common_headers(self.site.settings),
                    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox"),
                ),
                etag=b'"' + exchange.path.rsplit(".", 2)[-2].encode() + b'"',
                plain=asset.plain,
                gzip=asset.gzip,
                brotli=asset.brotli,
                until=0,
                tags=frozenset(),
            )
        )


class _Reply:
    """The way out of one answer."""

    def __init__(self, site: Site, scope: HTTPScope, headers: dict[bytes, bytes], send: Send) -> None:
        self._site = site
        self._send = send
        self._method: str = scope["method"]
        self._accepts = headers.get(b"accept-encoding", b"")
        self._known = headers.get(b"if-none-match", b"")
        # Feed readers that keep no ETag send back the date they were given; only a client without one is asked for it.
        self._since = b"" if self._known else headers.get(b"if-modified-since", b"")
        #: What the policy of the page names; not the one sent where that is not ours.
        self.host = headers.get(b"host", b"").decode("latin-1")
        self._exchange: Exchange | None = None
        self._url = ""
        self._begun = 0
        self._start: Any = None
        self._body: list[bytes] = []
        self._streams = False
        self.status = 0

    def begin(self, exchange: Exchange, url: str, begun: int) -> None:
        self._exchange, self._url, self._begun = exchange, url, begun

    async def pass_on(self, message: Any) -> None:
        """The `send` that the framework sees: holds a text answer back until it is whole."""
        if message["type"] == "http.response.start":
            self._start = message
            kind = dict(message["headers"]).get(b"content-type", b"")
            self._streams = not kind.startswith(_TEXT) and bool(kind)
            if self._streams:
                length = [item for item in message["headers"] if item[0].lower() == b"content-length"]
                await self._head(message["status"], [*self._dressed(message["headers"]), *length])
            return
        if message["type"] != "http.response.body" or self._start is None or self._exchange is None:
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._streams:
            sent = b"" if self._method == "HEAD" else body
            await self._send({"type": "http.response.body", "body": sent, "more_body": more})
            return
        self._body.append(body)
        if more and sum(map(len, self._body)) < LARGE:
            return
        if more:
            self._streams = True
            await self._head(self._start["status"], self._dressed(self._start["headers"]))
            await self._send({"type": "http.response.body", "body": b"".join(self._body), "more_body": True})
            return
        await self.whole(self._exchange, self._start["status"], self._start["headers"], b"".join(self._body))

    async def whole(self, exchange: Exchange, status: int, headers: Any, body: bytes) -> None:
        """Send an answer whose body is complete; keep it if it may be kept."""
        self._exchange = self._exchange or exchange
        dressed = self._dressed(headers)
        cookies = any(name == b"set-cookie" for name, _ in dressed)
        own = next((value for name, value in dressed if name == b"etag"), b"")
        dressed = [item for item in dressed if item[0] != b"etag"]
        keep = bool(self._url and exchange.tags and status == 200 and not cookies)
        etag = own or b'"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
        kept = Kept(
            status=status,
            headers=tuple(dressed),
            etag=etag if status == 200 and not cookies else b"",
            plain=body,
            until=time.monotonic() + LIFE,
            tags=exchange.tags,
        )
        if keep:
            self._site.cache.keep(self._url, kept, begun=self._begun)
            if exchange.making is not None:
                exchange.making.worth = True
        await self.kept(kept)

    async def kept(self, kept: Kept) -> None:
        """Send prepared bytes in the best coding the client takes, or 304 if it has them."""
        headers: Headers = list(kept.headers)
        if kept.etag:
            headers.append((b"etag", kept.etag))
            if kept.etag in self._known or (self._since and (b"last-modified", self._since) in headers):
                await self._head(304, [item for item in headers if item[0] not in {b"content-type"}])
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
                return
        coding, body = kept.coded(self._accepts)
        if coding:
            headers.append((b"content-encoding", coding))
        headers.append((b"content-length", str(len(body)).encode()))
        await self._head(kept.status, headers)
        sent = b"" if self._method == "HEAD" else body
        await self._send({"type": "http.response.body", "body": sent, "more_body": False})

    async def _head(self, status: int, headers: Headers) -> None:
        self.status = status
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    def _dressed(self, headers: Any) -> Headers:
        """The framework's headers with ours: what may be cached, what a page may load."""
        exchange = self._exchange
        plain = [
            (_bytes(name).lower(), _bytes(value))
            for name, value in headers
            if _bytes(name).lower() not in {b"content-length", b"server"}
        ]
        names = {name for name, _ in plain}
        result: Headers = [*plain, *(item for item in common_headers(self._site.settings) if item[0] not in names)]
        if b"content-security-policy" not in names:
            result.append((b"content-security-policy", page_policy(self._site, self.host)))
        if b"cache-control" not in names:
            anonymous = exchange is not None and exchange.tags and not exchange.viewer.signed_in
            public = anonymous and b"set-cookie" not in names
            result.append((b"cache-control", b"public, no-cache" if public else b"no-store"))
        result.append((b"vary", b"accept-encoding, cookie, hx-request"))
        if exchange is not None:
            result.append((b"content-language", exchange.language.encode()))
            if self._site.settings.diagnostics:
                queries = exchange.tx.queries if exchange.tx else 0
                result.append((b"server-timing", f'db;desc="{queries}"'.encode()))
        return result


def _cache_url(scope: HTTPScope, headers: dict[bytes, bytes], exchange: Exchange) -> str:
    """The key under which an answer may be kept; empty if it is for one visitor only."""
    if scope["method"] not in {"GET", "HEAD"} or exchange.api:
        return ""
    if b"cookie" in headers or b"authorization" in headers or b"hx-request" in headers:
        return ""
    host = headers.get(b"host", b"").decode("latin-1")
    return f"{host} {exchange.language} {exchange.path}?{exchange.query}"


def _unreadable(scope: HTTPScope) -> bool:
    """Whether the path holds what no address of ours does: invalid UTF-8, NUL."""
    return (
        "\x00" in scope["path"] or "\ufffd" in scope["path"] or any(0xDC80 <= ord(s) <= 0xDCFF for s in scope["path"])
    )


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("latin-1")
