"""Threads longer than any test could write them one by one."""

from __future__ import annotations

from partisipasi.kit.database import Transaction


async def make_long_thread(tx: Transaction, topic_id: int, size: int, *, equal: int = 7) -> int:
    """A thread of `size` contributions, all roots; the supports and replies counted for them repeat after `equal`."""
    thread_id: int = await tx.value(
        "INSERT INTO thread (topic_id, title, slug) VALUES ($1, 'Diskusi panjang', 'diskusi-panjang') RETURNING id",
        topic_id,
    )
    await tx.execute("SET LOCAL statement_timeout = 0")
    await tx.execute(
        """INSERT INTO contribution (receipt, thread_id, source, html, markup_version, published_at)
           SELECT 'P' || $1::bigint || '-' || n, $1, 'Kiriman ' || n, '<p>Kiriman ' || n || '</p>', 1, now()
           FROM generate_series(1, $2::int) n""",
        thread_id,
        size,
    )
    await tx.execute(
        """UPDATE contribution_tally SET brought = contribution_id % $2, replies = (contribution_id * 3) % $2
           WHERE thread_id = $1""",
        thread_id,
        equal,
    )
    await tx.execute(
        "INSERT INTO thread_tally (thread_id, contributions, roots, last_at) VALUES ($1, $2, $2, now())",
        thread_id,
        size,
    )
    return thread_id
