"""Threads from a table: streamed into a temporary table, ordered there, then said post by post in one transaction.

An import is whole or not at all, and the same one a second time brings only what is new: what became of each thread,
author and post stands in `imported`. Nobody of elsewhere gets an account; each author is a contributor with a number.
What is imported was public where it comes from: it is not screened, and nobody is told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from partisipasi.accounts.rights import SYSTEM, Act, Viewer, demand
from partisipasi.discussions.import_rows import Bad, Opening, Post
from partisipasi.kit.codes import new_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.markup import VERSION, render
from partisipasi.kit.text import slug
from partisipasi.record.actions import write_record

BATCH = 1000
_NAMED = 20

_STAGE = """
    CREATE TEMP TABLE brought (line int, external_id text, parent text, thread text, author text, name text,
                               at timestamptz, votes int, body text, level int, nth int) ON COMMIT DROP;
    CREATE TEMP TABLE said (contribution_id bigint, votes int) ON COMMIT DROP;
    CREATE TEMP TABLE brought_thread (line int, external_id text, title text, at timestamptz) ON COMMIT DROP"""
_COLUMNS = ("line", "external_id", "parent", "thread", "author", "name", "at", "votes", "body")
#: What is there already, and what stands twice in the table: its first row counts.
_SKIP = """
    DELETE FROM brought b WHERE EXISTS
      (SELECT 1 FROM imported i WHERE i.source = $1 AND i.kind = 'post' AND i.external_id = b.external_id)"""
_TWICE = """
    DELETE FROM brought b USING brought f WHERE f.external_id = b.external_id AND (f.line, f.ctid) < (b.line, b.ctid)"""
#: Taken back where it comes from, and nobody answered it.
_SILENT = """
    DELETE FROM brought b WHERE b.body = '' AND NOT EXISTS
      (SELECT 1 FROM brought r WHERE r.parent = b.external_id AND r.thread = b.thread AND r.body <> '')"""
#: A post stands one level below what it answers; what answers nothing that is known begins the talk.
_LEVEL_0 = """
    UPDATE brought b SET level = 0 WHERE b.parent = '' OR NOT EXISTS
      (SELECT 1 FROM brought p WHERE p.external_id = b.parent AND p.thread = b.thread)
      AND NOT EXISTS (SELECT 1 FROM imported i JOIN contribution c ON c.id = i.contribution_id
                      JOIN imported t ON t.thread_id = c.thread_id AND t.source = $1 AND t.kind = 'thread'
                      WHERE i.source = $1 AND i.kind = 'post' AND i.external_id = b.parent
                        AND t.external_id = b.thread)"""
_LEVEL_1 = """
    UPDATE brought b SET level = 1 FROM imported i
    WHERE b.level IS NULL AND i.source = $1 AND i.kind = 'post' AND i.external_id = b.parent"""
_NEXT_LEVEL = """
    UPDATE brought b SET level = $1 + 1 FROM brought p
    WHERE b.level IS NULL AND p.external_id = b.parent AND p.thread = b.thread AND p.level = $1"""
_NUMBER = """
    UPDATE brought b SET nth = n.nth
    FROM (SELECT ctid, row_number() OVER (ORDER BY at NULLS FIRST, line) AS nth FROM brought) n WHERE n.ctid = b.ctid"""
_THREADS = """
    SELECT b.thread AS external_id, coalesce(t.title, '') AS title, coalesce(t.at, min(b.at), now()) AS at
    FROM (SELECT thread, at, line FROM brought UNION ALL SELECT external_id, at, line FROM brought_thread) b
    LEFT JOIN brought_thread t ON t.external_id = b.thread
    WHERE NOT EXISTS (SELECT 1 FROM imported i WHERE i.source = $1 AND i.kind = 'thread' AND i.external_id = b.thread)
    GROUP BY b.thread, t.title, t.at ORDER BY 3, min(b.line)"""
_POSTS = """
    SELECT b.nth, b.external_id, b.at, b.votes, b.name, b.body, b.author, t.thread_id, w.contributor_id,
           p.id AS parent_id, coalesce(p.root_id, p.id) AS root_id,
           CASE WHEN p.id IS NULL THEN 0 ELSE least(p.depth + 1, 2) END AS depth
    FROM (SELECT * FROM brought WHERE level = $2 AND nth > $3 ORDER BY nth LIMIT $4) b
    JOIN imported t ON t.source = $1 AND t.kind = 'thread' AND t.external_id = b.thread
    LEFT JOIN imported w ON w.source = $1 AND w.kind = 'author' AND w.external_id = b.author
    LEFT JOIN imported i ON i.source = $1 AND i.kind = 'post' AND i.external_id = b.parent AND b.level > 0
    LEFT JOIN contribution p ON p.id = i.contribution_id
    ORDER BY b.nth"""
_SAY = """
    INSERT INTO contribution (receipt, thread_id, parent_id, root_id, depth, contributor_id, kind, public_name,
                              language, source, html, markup_version, created_at, published_at, state, withdrawn_at)
    SELECT receipt, thread, parent, root, depth, author, CASE WHEN depth = 0 THEN 'comment' ELSE 'reply' END,
           nullif(name, ''), $10, source, html, $11, coalesce(at, now()), coalesce(at, now()),
           CASE WHEN source = '' THEN 'withdrawn' ELSE 'published' END,
           CASE WHEN source = '' THEN coalesce(at, now()) END
    FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::int[], $6::bigint[], $7::text[], $8::text[],
                $9::text[], $12::timestamptz[]) WITH ORDINALITY
      AS n (receipt, thread, parent, root, depth, author, name, source, html, at, nth)
    ORDER BY nth RETURNING id"""
_COUNT = """
    INSERT INTO contribution_tally (contribution_id, brought) SELECT contribution_id, votes FROM said WHERE votes > 0
    ON CONFLICT (contribution_id) DO UPDATE SET brought = excluded.brought"""
_COUNT_REPLIES = """
    INSERT INTO contribution_tally (contribution_id, replies)
    SELECT a.above, count(*) FROM
      (SELECT c.parent_id AS above, c.id FROM said s JOIN contribution c ON c.id = s.contribution_id
         AND c.state = 'published'
       UNION SELECT c.root_id, c.id FROM said s JOIN contribution c ON c.id = s.contribution_id
         AND c.state = 'published') a
    WHERE a.above IS NOT NULL GROUP BY a.above
    ON CONFLICT (contribution_id) DO UPDATE SET replies = contribution_tally.replies + excluded.replies"""
_COUNT_THREADS = """
    INSERT INTO thread_tally (thread_id, contributions, roots, last_at)
    SELECT c.thread_id, count(*), count(*) FILTER (WHERE c.depth = 0), max(c.published_at)
    FROM said s JOIN contribution c ON c.id = s.contribution_id AND c.state = 'published' GROUP BY c.thread_id
    ON CONFLICT (thread_id) DO UPDATE SET contributions = thread_tally.contributions + excluded.contributions,
      roots = thread_tally.roots + excluded.roots, last_at = greatest(thread_tally.last_at, excluded.last_at)
    RETURNING thread_id"""


class Brought(msgspec.Struct, kw_only=True):
    """What an import did. `bad` counts rows that could not be used, `told` the first of them with their lines;
    `empty` those without text that nobody answered, `loose` those that answer nothing that is there."""

    threads: int = 0
    posts: int = 0
    authors: int = 0
    known: int = 0
    empty: int = 0
    twice: int = 0
    loose: int = 0
    bad: int = 0
    told: list[str] = []


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    nth: int
    external_id: str
    at: datetime | None
    votes: int
    name: str
    body: str
    author: str
    thread_id: int
    contributor_id: int | None
    parent_id: int | None
    root_id: int | None
    depth: int


async def import_threads(
    tx: Transaction,
    viewer: Viewer,
    *,
    topic_id: int,
    source: str,
    posts: Iterable[Post | Bad],
    openings: Iterable[Opening | Bad] = (),
    language: str = "id",
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Brought:
    """Bring threads and what was said in them into the forum of a topic.

    Args:
        source: names the table; what it brought before is known by it.
        posts, openings: rows, read one by one. A thread without an opening is called by its number.
        language: the one the posts are written in.
        progress: told how many posts of how many are said.

    Raises:
        SignInNeeded, Forbidden: neither an administrator nor the program itself.
    """
    if viewer is not SYSTEM:
        demand(viewer, Act.administer)
    done = Brought()
    await tx.execute("SET LOCAL statement_timeout = 0")
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('import'))")
    await tx.execute(_STAGE)
    await _stage(tx, posts, openings, done)
    done.known, done.twice = await tx.execute(_SKIP, source), await tx.execute(_TWICE)
    done.empty = await tx.execute(_SILENT)
    levels = await _order(tx, source, done)
    done.threads = await _open(tx, source, topic_id)
    total: int = await tx.value("SELECT count(*) FROM brought")
    for level in range(levels):
        last = 0
        while rows := await tx.all(_Row, _POSTS, source, level, last, BATCH):
            await _say(tx, source, language, rows, done)
            last = rows[-1].nth
            progress(done.posts, total)
    await _tally(tx, topic_id)
    counts = {"threads": done.threads, "posts": done.posts, "authors": done.authors}
    await write_record(tx, "threads.imported", actor_id=viewer.account_id, subject=("topic", topic_id), details=counts)
    return done


async def _stage(
    tx: Transaction, posts: Iterable[Post | Bad], openings: Iterable[Opening | Bad], done: Brought
) -> None:
    opened: list[Any] = []
    for row in _good(openings, done):
        await tx.execute("INSERT INTO brought_thread VALUES ($1, $2, $3, $4)", row.line, row.id, row.title, row.at)
        if row.text:
            opened.append((row.line, f"thread/{row.id}", "", row.id, row.author, "", row.at, row.votes, row.text))
            if len(opened) >= BATCH:
                await tx.raw.copy_records_to_table("brought", records=opened, columns=_COLUMNS)
                opened.clear()
    await tx.raw.copy_records_to_table("brought", records=opened, columns=_COLUMNS)
    await tx.raw.copy_records_to_table("brought", records=_records(posts, done), columns=_COLUMNS)
    await tx.execute("CREATE INDEX ON brought (external_id)")
    await tx.execute("ANALYZE brought")


async def _records(posts: Iterable[Post | Bad], done: Brought) -> AsyncIterator[tuple[Any, ...]]:
    for row in _good(posts, done):
        yield row.line, row.id, row.parent, row.thread, row.author, row.name, row.at, row.votes, row.text


def _good(rows: Iterable[Any], done: Brought) -> Iterator[Any]:
    for row in rows:
        if isinstance(row, Bad):
            done.bad += 1
            if len(done.told) < _NAMED:
                done.told.append(f"line {row.line}: {row.why}")
        else:
            yield row


async def _order(tx: Transaction, source: str, done: Brought) -> int:
    """Give each post its level; returns how many levels there are."""
    done.loose = await tx.value(
        "WITH u AS (" + _LEVEL_0 + " RETURNING b.parent) SELECT count(*) FROM u WHERE parent <> ''", source
    )
    await tx.execute(_LEVEL_1, source)
    level = 0
    while await tx.execute(_NEXT_LEVEL, level) or level == 0:
        level += 1
    # What only answers itself in a circle begins the talk.
    done.loose += await tx.execute("UPDATE brought SET level = 0 WHERE level IS NULL")
    await tx.execute(_NUMBER)
    await tx.execute("CREATE UNIQUE INDEX ON brought (level, nth)")
    await tx.execute("ANALYZE brought")
    return level + 1


async def _open(tx: Transaction, source: str, topic_id: int) -> int:
    threads = await tx.rows(_THREADS, source)
    for start in range(0, len(threads), BATCH):
        some = threads[start : start + BATCH]
        titles = [row["title"] or f"Diskusi {row['external_id']}" for row in some]
        ids = await tx.values(
            """INSERT INTO thread (topic_id, title, slug, created_at)
               SELECT $1, title, slug, at FROM unnest($2::text[], $3::text[], $4::timestamptz[]) WITH ORDINALITY
                 AS n (title, slug, at, nth) ORDER BY nth RETURNING id""",
            topic_id, titles, [slug(title) for title in titles], [row["at"] for row in some],
        )  # fmt: skip
        await tx.execute_many(
            "INSERT INTO imported (source, kind, external_id, thread_id) VALUES ($1, 'thread', $2, $3)",
            [(source, row["external_id"], thread_id) for row, thread_id in zip(some, ids, strict=True)],
        )
    return len(threads)


async def _say(tx: Transaction, source: str, language: str, rows: list[_Row], done: Brought) -> None:
    authors = await _authors(tx, source, rows)
    ids = await tx.values(
        _SAY,
        [new_receipt() for _ in rows],
        [row.thread_id for row in rows],
        [row.parent_id for row in rows],
        [row.root_id for row in rows],
        [row.depth for row in rows],
        [row.contributor_id or authors.get(row.author) for row in rows],
        [row.name for row in rows],
        [row.body for row in rows],
        [render(row.body) for row in rows],
        language,
        VERSION,
        [row.at for row in rows],
    )
    said = list(zip(rows, ids, strict=True))
    await tx.execute_many(
        "INSERT INTO imported (source, kind, external_id, contribution_id) VALUES ($1, 'post', $2, $3)",
        [(source, row.external_id, contribution_id) for row, contribution_id in said],
    )
    await tx.execute_many(
        "INSERT INTO said (contribution_id, votes) VALUES ($1, $2)", [(i, row.votes) for row, i in said]
    )
    done.posts += len(rows)
    done.authors += len(authors)


async def _authors(tx: Transaction, source: str, rows: list[_Row]) -> dict[str, int]:
    """Contributors for authors who say their first words; who is not named is one contributor per post."""
    new = list(dict.fromkeys(row.author for row in rows if row.author and row.contributor_id is None))
    ids = await tx.values(
        "INSERT INTO contributor (kind) SELECT 'person' FROM generate_series(1, $1::int) RETURNING id", len(new)
    )
    made = dict(zip(new, ids, strict=True))
    await tx.execute_many(
        "INSERT INTO imported (source, kind, external_id, contributor_id) VALUES ($1, 'author', $2, $3)",
        [(source, author, contributor_id) for author, contributor_id in made.items()],
    )
    return made


async def _tally(tx: Transaction, topic_id: int) -> None:
    await tx.execute(_COUNT)
    await tx.execute(_COUNT_REPLIES)
    threads = await tx.values(_COUNT_THREADS)
    await tx.execute("DROP TABLE brought, brought_thread, said")
    tx.changed("home", "topics", f"topic:{topic_id}", *(f"thread:{thread_id}" for thread_id in threads))
