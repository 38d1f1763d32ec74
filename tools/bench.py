"""`make bench`: measure what the design promises and write the figures into docs/performance.md.

Ratios come from one run in which both sides take turns; single times are given with their spread and mean little on a
machine shared with others. --small seeds 20,000 contributions instead of a million: a quick look, not written.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import msgspec
import structlog
from benchmark.calls import Recorded, bare_handler, call, constant_handler, milliseconds, ratio, recording
from benchmark.forum import City, measure_forum, thread_page
from benchmark.publishing import measure_publishing, measure_starts
from benchmark.seed import Seeded, seed_draft, seed_forum
from benchmark.seed_life import seed_life
from benchmark.texts import measure_texts
from benchmark.workbench import measure_workbench

from partisipasi.app import create_app
from partisipasi.kit.cluster import create_database, hold
from partisipasi.kit.database import Database
from partisipasi.kit.migrating import migrate
from partisipasi.settings import ROOT, Settings, load
from partisipasi.site.entry import Entry

TARGET = ROOT / "docs" / "performance.md"
START, END = "<!-- figures: begin -->", "<!-- figures: end -->"
Rows = list[tuple[str, str, str]]


async def measure(settings: Settings, urls: dict[str, str], *, many: int) -> Rows:
    """Every figure as (what, figure, what was promised)."""
    rows: Rows = []
    small, small_seeded = await _prepared(urls["small"], settings, 1_000, ordinary=10, sizes=(50, 300))
    large, seeded = await _prepared(
        urls["large"], settings, many, ordinary=50, sizes=(10, 50, 1_000, min(100_000, many // 10))
    )
    await seed_draft(large.site.database, seeded, clauses=300, contributions=10_000)
    async with small.running(), large.running():
        await _live(small)
        await _live(large)
        rows += await _thread(large, seeded)
        rows += await _growth(small, small_seeded, large, seeded, many)
        cities = [await _lived(small, small_seeded, many=1_000), await _lived(large, seeded, many=many)]
        rows += await measure_forum(*cities)
        rows += await _draft(large, seeded)
        desk = msgspec.structs.replace(seeded)
        await seed_draft(large.site.database, desk, clauses=300, contributions=10_000)
        rows += await measure_workbench(large, desk)
        rows += await measure_publishing(large.site.database, settings, seeded)
    rows += measure_texts()
    rows += measure_starts()
    return rows


async def _prepared(
    url: str, settings: Settings, contributions: int, *, ordinary: int, sizes: Sequence[int]
) -> tuple[Entry, Seeded]:
    database = Database(url, size=5)
    await migrate(database)
    seeded = await seed_forum(database, contributions, ordinary=ordinary, sizes=sizes)
    return create_app(settings, database), seeded


async def _lived(app: Entry, seeded: Seeded, *, many: int) -> City:
    """A city with what moderators and agencies have in one of so many contributions."""
    life = await seed_life(
        app.site.database, seeded, cases=max(60, many // 100), decisions=max(60, many // 50),
        services=max(30, many // 500), arguments=max(90, many // 100),
    )  # fmt: skip
    return City(app, seeded, life)


async def _live(app: Entry) -> None:
    for _ in range(100):
        if app.site.signals.live:
            return
        await asyncio.sleep(0.05)


def _keep_nothing(app: Entry) -> None:
    app.site.cache.keep = lambda *_args, **_more: None
    app.site.cache.get = lambda *_args: None


async def _thread(app: Entry, seeded: Seeded) -> Rows:
    path = await thread_page(City(app, seeded), 50)
    _keep_nothing(app)
    recorded = Recorded()
    async with recording(recorded):
        answer = await call(app, path)
    assert answer.status == 200, answer.status
    async with asyncpg.create_pool(app.site.database.dsn, min_size=2, max_size=4) as pool:
        bare = bare_handler(pool, recorded)
        plain = await ratio(lambda: call(app, path, encoding="identity"), lambda: call(bare, "/"))
        coded = await ratio(lambda: call(app, path), lambda: call(bare, "/"))
    del app.site.cache.keep, app.site.cache.get
    kept_first = await call(app, path)
    constant = constant_handler(app, (await call(app, path, encoding="identity")).body)
    kept = await ratio(lambda: call(app, path), lambda: call(constant, "/tetap"))
    used = app.site.database.engine.pool.checkedout()
    return [
        (
            "Thread of 50 contributions, not kept, against a bare handler with the same queries and template",
            f"{plain['ratio']:.0%} of its speed ({plain['low']:.0%}–{plain['high']:.0%}; {plain['one_ms']} ms)",
            "≥ 70 %",
        ),
        (
            "… and compressing its answer, which the bare handler does not",
            f"{coded['ratio']:.0%} ({coded['one_ms']} ms)",
            "–",
        ),
        ("… queries", str(len(recorded.queries)), "≤ 8"),
        ("… compressed", f"{len(kept_first.body) / 1000:.1f} KB", "≤ 25 KB"),
        (
            "The same page kept, against a handler behind the same entry that returns the same bytes",
            f"{kept['ratio']:.0%} of its speed ({kept['low']:.0%}–{kept['high']:.0%}; {kept['one_ms']} ms)",
            "≥ 60 %",
        ),
        ("… database connections used", str(used), "0"),
    ]


async def _growth(small: Entry, small_seeded: Seeded, large: Entry, seeded: Seeded, many: int) -> Rows:
    for app in (small, large):
        _keep_nothing(app)
    rows: Rows = []
    pages = {
        "thread of 50": (
            await thread_page(City(small, small_seeded), 50),
            await thread_page(City(large, seeded), 50),
        ),
        "forum": ("/forum", "/forum"),
        "home": ("/", "/"),
        "search for a word of a thousand": ("/cari?q=kata0", "/cari?q=kata0"),
        "search for a word of all": ("/cari?q=angkot", "/cari?q=angkot"),
    }
    for name, (one, other) in pages.items():
        grown = await ratio(lambda one=one: call(small, one), lambda other=other: call(large, other), rounds=9)
        rows.append(
            (
                f"Growth from 1,000 to {many:,} contributions: {name}",
                f"{grown['ratio']:.2f} × ({grown['low']:.2f}–{grown['high']:.2f})",
                "≤ 1.3 ×",
            )
        )
    return rows


async def _draft(app: Entry, seeded: Seeded) -> Rows:
    rows: Rows = []
    base = f"/rancangan/{seeded.draft_id}-{seeded.draft_slug}"
    for name, path, limit in (
        (
            "Reader of a draft of 300 clauses with 10,000 contributions",
            f"{base}/versi/1",
            "≤ 150 ms, ≤ 50 KB, ≤ 8 queries",
        ),
        ("Overview of that draft", base, "≤ 150 ms, ≤ 8 queries"),
        ("One clause with its talk", f"{base}/versi/1/{seeded.clause_key}", "≤ 150 ms, ≤ 8 queries"),
        ("Its results page", f"{base}/hasil", "≤ 150 ms, ≤ 8 queries"),
    ):
        answer = await call(app, path)
        times = await milliseconds(lambda path=path: call(app, path), times=15)
        queries = answer.headers.get("server-timing", "").partition('"')[2].rstrip('"')
        rows.append(
            (
                name,
                f"{statistics.median(times):.1f} ms ({min(times):.1f}–{max(times):.1f}), "
                f"{len(answer.body) / 1000:.1f} KB, {queries} queries, status {answer.status}",
                limit,
            )
        )
    return rows


def write(rows: Rows, seconds: float) -> None:
    """Put the figures between the marks of docs/performance.md."""
    lines = [
        f"Measured on {datetime.now(UTC):%d %B %Y}: {platform.machine()}, Python {platform.python_version()}, "
        f"2 cores shared with other work, PostgreSQL of its own; {seconds:.0f} s in all.",
        "",
        "| what | figure | promised |",
        "|---|---|---|",
        *(f"| {what} | {figure} | {promised} |" for what, figure, promised in rows),
    ]
    text = TARGET.read_text()
    head, _, rest = text.partition(START)
    _, _, tail = rest.partition(END)
    TARGET.write_text(f"{head}{START}\n{chr(10).join(lines)}\n{END}{tail}")


async def run(*, many: int, keep: bool) -> None:
    """Seed, measure, print, and write unless it was only a quick look."""
    started = time.monotonic()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory(prefix="partisipasi-bench-") as folder, hold(Path(folder), fsync=False) as cluster:
        settings = load({"PARTISIPASI_URL": "http://127.0.0.1:8000", "PARTISIPASI_DIAGNOSTICS": "1"}, data=Path(folder))
        urls = {name: await create_database(cluster, f"bench_{name}") for name in ("small", "large")}
        rows = await measure(settings, urls, many=many)
    for row in rows:
        print(" | ".join(row))
    if keep:
        write(rows, time.monotonic() - started)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    chosen = parser.parse_args()
    asyncio.run(run(many=20_000 if chosen.small else 1_000_000, keep=not chosen.small))
