"""Forums and moderation in a large city: whether a page costs the same whatever there is, and what signing in adds."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec

from benchmark.calls import call, milliseconds, ratio
from benchmark.seed import Seeded
from benchmark.seed_life import Life
from partisipasi.kit.database import Database
from partisipasi.site.entry import Entry

Rows = list[tuple[str, str, str]]
ORDERS = {"oldest": "", "newest": "terbaru", "best": "terbaik", "most discussed": "teramai"}
ROUNDS = 7
GROWTH, SIGNED_IN, LIMIT = "≤ 1.3 ×", "≤ 2 ×", "≤ 150 ms"
_MIDDLES = {
    "oldest": "SELECT NULL, id FROM contribution WHERE thread_id = $1 AND depth = 0 ORDER BY id",
    "newest": "SELECT NULL, id FROM contribution WHERE thread_id = $1 AND depth = 0 ORDER BY id DESC",
    "best": """SELECT best, contribution_id FROM contribution_tally WHERE thread_id = $1
               ORDER BY best DESC, contribution_id DESC""",
    "most discussed": """SELECT replies, contribution_id FROM contribution_tally WHERE thread_id = $1
                         ORDER BY replies DESC, contribution_id DESC""",
}


class City(msgspec.Struct):
    """One seeded installation."""

    app: Entry
    seeded: Seeded
    life: Life = msgspec.field(default_factory=Life)


async def measure_forum(small: City, large: City) -> Rows:
    """Threads of every size and order, the other pages of forums and moderation, and signed in against not."""
    return [
        *await _threads(small, large),
        *await _permalink(large),
        *await _pages(small, large),
        *await _moderation(small, large),
        *await _signed_in(large),
    ]


async def thread_page(city: City, size: int, order: str = "oldest", *, middle: bool = False) -> str:
    """A page of the thread of this size: the first, or the one after the root in the middle."""
    thread_id = city.seeded.sized[size]
    where = [f"urut={ORDERS[order]}"] if ORDERS[order] else []
    async with city.app.site.database.transaction(writes=False) as tx:
        slug = await tx.value("SELECT slug FROM thread WHERE id = $1", thread_id)
        if middle:
            roots = await tx.value("SELECT roots FROM thread_tally WHERE thread_id = $1", thread_id)
            (root,) = await tx.raw.fetch(f"{_MIDDLES[order]} OFFSET $2 LIMIT 1", thread_id, roots // 2)
            where.append("sesudah=" + ".".join(str(part) for part in root if part is not None))
    return f"/diskusi/{thread_id}-{slug}" + (f"?{'&'.join(where)}" if where else "")


async def _threads(small: City, large: City) -> Rows:
    """Pages of threads in the large city against the same page of the largest thread in the small one."""
    rows: Rows = []
    base = max(small.seeded.sized)
    for order in ORDERS:
        for page, middle in (("first page", False), ("a middle page", True)):
            known = await thread_page(small, base, order, middle=middle)
            figures = []
            for size in sorted(large.seeded.sized):
                path = await thread_page(large, size, order, middle=middle)
                if size < base:
                    if not middle:
                        figures.append(f"{size}: {statistics.median(await _milliseconds(large.app, path)):.1f} ms")
                    continue
                grown = await _ratio(small.app, known, large.app, path)
                figures.append(f"{size:,}: {grown}")
            rows.append((f"Threads by size, {order}, {page}, against one of {base}", "; ".join(figures), GROWTH))
    return rows


async def _permalink(city: City) -> Rows:
    size = max(city.seeded.sized)
    first = f"/diskusi/{city.seeded.sized[size]}-x/m/{city.life.last[size]}"
    steps = 0

    async def follow() -> bytes:
        nonlocal steps
        path, steps = first, 0
        while True:
            answer = await call(city.app, path)
            steps += 1
            if "location" not in answer.headers:
                assert answer.status == 200, f"{path}: {answer.status}"
                return answer.body
            target = urlsplit(answer.headers["location"])
            path = f"{target.path}?{target.query}" if target.query else target.path

    await follow()
    times = await milliseconds(follow, times=15)
    figure = f"{statistics.median(times):.1f} ms ({min(times):.1f}–{max(times):.1f}) in {steps} requests"
    return [(f"Permalink to the last of {size:,}, until its page", figure, LIMIT)]


async def _pages(small: City, large: City) -> Rows:
    pages: dict[str, Callable[[City], str]] = {
        "topic": lambda _: "/topik/1-topik-1",
        "topic's threads": lambda _: "/forum?topik=topik-1",
        "what is new since": _fresh,
        "agency": lambda city: city.life.agency,
        "agency's cases": lambda city: f"{city.life.agency}/layanan",
        "musyawarah": lambda city: city.life.musyawarah,
        "search with operators and a word": lambda _: "/cari?q=angkot+topik%3Atopik-1",
        "search with operators alone": lambda _: "/cari?q=oleh%3AWarga+topik%3Atopik-1",
        "search for words in order, one left out": lambda _: "/cari?q=%22hujan+deras%22+-banjir",
    }
    return [
        (f"Growth: {name}", await _ratio(small.app, path(small), large.app, path(large)), GROWTH)
        for name, path in pages.items()
    ]


async def _moderation(small: City, large: City) -> Rows:
    waiting, decided = await _waiting(large.app.site.database)
    rows: Rows = []
    for name, path in (("queue", "/moderasi"), ("queue, reported, late", "/moderasi?jenis=reported&terlambat=1")):
        times = await _milliseconds(large.app, path, cookie=large.life.moderator)
        figure = f"{statistics.median(times):.0f} ms ({min(times):.0f}–{max(times):.0f})"
        rows.append((f"Moderation with {waiting:,} open cases: {name}", figure, LIMIT))
    for name, path in (("public log", "/moderasi/catatan"), ("log, one rule", "/moderasi/catatan?aturan=spam")):
        grown = await _ratio(small.app, path, large.app, path)
        rows.append((f"Moderation with {decided:,} decisions: {name}", grown, GROWTH))
    return rows


async def _signed_in(city: City) -> Rows:
    size = max(city.seeded.sized)
    draft = f"/rancangan/{city.seeded.draft_id}-{city.seeded.draft_slug}"
    pages = {
        "thread of 50": await thread_page(city, 50),
        f"thread of {size:,}, half of it unread": await thread_page(city, size, middle=True),
        f"thread of {size:,}, best": await thread_page(city, size, "best"),
        "forum": "/forum",
        "topic": "/topik/1-topik-1",
        "home": "/",
        "agency": city.life.agency,
        "musyawarah": city.life.musyawarah,
        "draft": draft,
        "clause with its talk": f"{draft}/versi/1/{city.seeded.clause_key}",
        "search": "/cari?q=angkot",
        "public log": "/moderasi/catatan",
    }
    return [
        (f"Signed in against not: {name}", await _ratio(city.app, path, city.app, path, cookie=("", city.life.reader)),
         SIGNED_IN)
        for name, path in pages.items()
    ]  # fmt: skip


async def _ratio(one: Entry, its: str, other: Entry, path: str, *, cookie: tuple[str, str] = ("", "")) -> str:
    """How much longer the other page takes than the one, in turns; and how long."""
    for app, address, who in ((one, its, cookie[0]), (other, path, cookie[1])):
        answer = await call(app, address, cookie=who)
        assert answer.status == 200, f"{address}: {answer.status}"
    found = await ratio(
        lambda: call(one, its, cookie=cookie[0]), lambda: call(other, path, cookie=cookie[1]), rounds=ROUNDS
    )
    return f"{found['ratio']:.2f} × ({found['low']:.2f}–{found['high']:.2f}; {found['other_ms']:.1f} ms)"


async def _milliseconds(app: Entry, path: str, *, cookie: str = "") -> list[float]:
    answer = await call(app, path, cookie=cookie)
    assert answer.status == 200, f"{path}: {answer.status}"
    return await milliseconds(lambda: call(app, path, cookie=cookie), times=15)


def _fresh(city: City) -> str:
    return f"/diskusi/{city.seeded.sized[max(city.seeded.sized)]}/baru?sejak=1"


async def _waiting(database: Database) -> tuple[int, int]:
    async with database.transaction(writes=False) as tx:
        waiting = await tx.value(
            """SELECT count(*) FROM (SELECT contribution_id FROM report WHERE closed_at IS NULL
               UNION SELECT id FROM contribution WHERE state = 'held') w"""
        )
        return waiting, await tx.value("SELECT count(*) FROM moderation_decision WHERE act <> 'no_violation'")
