"""Calling an ASGI application in this process; recording what a page does so that a bare handler can do the same."""

from __future__ import annotations

import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec
from litestar import Litestar, MediaType, Request, Response, get

from partisipasi.kit.database import Transaction
from partisipasi.site import pages
from partisipasi.site.entry import Entry

HOST = "127.0.0.1:8000"


class Answer(msgspec.Struct):
    """Status, headers and body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Recorded(msgspec.Struct):
    """The queries and the template of one page."""

    queries: list[tuple[str, tuple[Any, ...]]] = []
    template: str = ""
    context: dict[str, Any] = {}


async def call(app: Any, path: str, *, cookie: str = "", encoding: str = "br") -> Answer:
    """GET a page."""
    headers = [(b"host", HOST.encode()), (b"accept-encoding", encoding.encode())]
    if cookie:
        headers.append((b"cookie", cookie.encode()))
    raw, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": raw, "raw_path": raw.encode(), "query_string": query.encode(), "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    answer = Answer(0, {}, b"")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {key.decode().lower(): value.decode() for key, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    await app(scope, receive, send)
    return answer


async def milliseconds(act: Callable[[], Awaitable[object]], *, times: int) -> list[float]:
    """How long each of so many calls took."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        await act()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


async def ratio(
    one: Callable[[], Awaitable[object]], other: Callable[[], Awaitable[object]], *, rounds: int = 15
) -> dict[str, float]:
    """Two acts in turn: the best of ten calls each per turn (other work on the machine only ever adds time), the median
    of these times, and the median of the ratios other/one with its spread over the turns.
    """
    await milliseconds(one, times=10)
    await milliseconds(other, times=10)
    ones, others, ratios = [], [], []
    for _ in range(rounds):
        first = min(await milliseconds(one, times=10))
        second = min(await milliseconds(other, times=10))
        ones.append(first)
        others.append(second)
        ratios.append(second / first)
    ratios.sort()
    return {
        "one_ms": round(statistics.median(ones), 3),
        "other_ms": round(statistics.median(others), 3),
        "ratio": round(statistics.median(ratios), 3),
        "low": round(ratios[0], 3),
        "high": round(ratios[-1], 3),
    }


@asynccontextmanager
async def recording(recorded: Recorded) -> AsyncIterator[None]:
    """Note the queries and the template of what runs inside."""
    originals = {name: getattr(Transaction, name) for name in ("all", "one", "value", "values", "rows", "execute")}
    render = pages.render_template

    def noting(name: str) -> Any:
        shaped = name in {"all", "one"}

        async def noted(self: Transaction, *args: Any) -> Any:
            sql, *rest = args[1:] if shaped else args
            recorded.queries.append((sql, tuple(rest)))
            return await originals[name](self, *args)

        return noted

    def rendering(template: str, context: Any, *, block: str | None = None) -> str:
        recorded.template, recorded.context = template, dict(context)
        return render(template, context, block=block)

    for name in originals:
        setattr(Transaction, name, noting(name))
    pages.render_template = rendering
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(Transaction, name, original)
        pages.render_template = render


def bare_handler(pool: asyncpg.Pool[asyncpg.Record], recorded: Recorded) -> Litestar:
    """An application of one handler that issues the recorded queries with asyncpg and renders the recorded template."""

    @get("/", media_type=MediaType.HTML)
    async def handler() -> Response[bytes]:
        async with pool.acquire() as connection:
            for sql, arguments in recorded.queries:
                await connection.fetch(sql, *arguments)
        html = pages.render_template(recorded.template, recorded.context)
        return Response(html.encode(), media_type=MediaType.HTML)

    return Litestar([handler], openapi_config=None, logging_config=None)


def constant_handler(app: Entry, body: bytes) -> Entry:
    """An application behind the same entry whose handler returns the same bytes."""

    @get("/tetap", media_type=MediaType.HTML)
    async def handler(request: Request[Any, Any, Any]) -> Response[bytes]:
        return Response(body, media_type=MediaType.HTML)

    return Entry(app.site, Litestar([handler], openapi_config=None, logging_config=None))
