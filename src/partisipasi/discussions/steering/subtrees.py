"""Moving contributions with all that answers them, and counting anew what that changes."""

from __future__ import annotations

from partisipasi.kit.database import Transaction

#: Contributions ($1) with everything below them.
_BELOW = """WITH RECURSIVE tree AS (
      SELECT id FROM contribution WHERE id = ANY($1::bigint[])
      UNION
      SELECT c.id FROM tree JOIN contribution c ON c.parent_id = tree.id)"""


async def lock_subtrees(tx: Transaction, ids: list[int]) -> list[int]:
    """Lock contributions and all that answers them, by id. Their thread is locked already, so nothing is added.

    Returns:
        Their ids.
    """
    found: list[int] = await tx.values(f"{_BELOW} SELECT id FROM tree ORDER BY id", ids)
    await tx.execute(
        "SELECT 1 FROM (SELECT id FROM contribution WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE) x", found
    )
    return found


async def hang(tx: Transaction, contribution_id: int, *, parent_id: int | None, thread_id: int) -> None:
    """Hang a contribution with all that answers it below another of a thread, or make it a beginning there.

    A reply that becomes a beginning is a comment; a beginning that becomes a reply stays input of its own, so that
    nobody loses an answer by it.
    """
    await tx.execute(
        """UPDATE contribution c SET parent_id = $2::bigint, thread_id = $3,
             kind = CASE WHEN $2::bigint IS NULL AND c.kind = 'reply' THEN 'comment' ELSE c.kind END,
             own_input = $2::bigint IS NOT NULL
               AND (c.own_input OR (c.parent_id IS NULL AND c.kind IN ('comment', 'suggestion', 'question'))),
             root_id = CASE WHEN $2::bigint IS NOT NULL THEN
               (SELECT coalesce(p.root_id, p.id) FROM contribution p WHERE p.id = $2) END,
             depth = CASE WHEN $2::bigint IS NULL THEN 0 ELSE
               (SELECT least(p.depth + 1, 2) FROM contribution p WHERE p.id = $2) END
           WHERE c.id = $1""",
        contribution_id,
        parent_id,
        thread_id,
    )
    await tx.execute(
        """WITH RECURSIVE tree AS (
             SELECT id, coalesce(root_id, id) AS top, depth FROM contribution WHERE id = $1
             UNION ALL
             SELECT c.id, tree.top, least(tree.depth + 1, 2) FROM tree JOIN contribution c ON c.parent_id = tree.id)
           UPDATE contribution c SET root_id = tree.top, depth = tree.depth, thread_id = $2
           FROM tree WHERE c.id = tree.id AND c.id <> $1""",
        contribution_id,
        thread_id,
    )


async def recount(tx: Transaction, *, contributions: list[int], threads: list[int]) -> None:
    """Count replies of contributions and contributions of threads anew; both are locked in the order of their ids."""
    await tx.execute(
        """INSERT INTO contribution_tally (contribution_id) SELECT id FROM unnest($1::bigint[]) AS id ORDER BY id
           ON CONFLICT DO NOTHING""",
        sorted(set(contributions)),
    )
    await tx.execute(
        """SELECT 1 FROM (SELECT 1 FROM contribution_tally WHERE contribution_id = ANY($1::bigint[])
                          ORDER BY contribution_id FOR UPDATE) x""",
        contributions,
    )
    await tx.execute(
        """UPDATE contribution_tally y SET replies = (
             SELECT count(*) FROM contribution r WHERE r.state = 'published'
               AND (r.parent_id = y.contribution_id OR r.root_id = y.contribution_id))
           WHERE y.contribution_id = ANY($1::bigint[])""",
        contributions,
    )
    await tx.execute(
        """INSERT INTO thread_tally (thread_id) SELECT id FROM unnest($1::bigint[]) AS id ORDER BY id
           ON CONFLICT DO NOTHING""",
        sorted(set(threads)),
    )
    await tx.execute(
        """SELECT 1 FROM (SELECT 1 FROM thread_tally WHERE thread_id = ANY($1::bigint[])
                          ORDER BY thread_id FOR UPDATE) x""",
        threads,
    )
    await tx.execute(
        """UPDATE thread_tally y SET contributions = n.said, roots = n.roots, last_at = n.last_at
           FROM (SELECT i.id, count(c.id) AS said, count(c.id) FILTER (WHERE c.depth = 0) AS roots,
                        max(c.published_at) AS last_at
                 FROM unnest($1::bigint[]) AS i (id)
                 LEFT JOIN contribution c ON c.thread_id = i.id AND c.state = 'published' GROUP BY i.id) n
           WHERE y.thread_id = n.id""",
        sorted(set(threads)),
    )


async def keep_read(tx: Transaction, from_id: int, to_id: int) -> None:
    """Let people have read of another thread what they had read of this one.

    Who has read further there has what came along marked as unread from the earlier of both places on: shown twice is
    better than never.
    """
    await tx.execute(
        """INSERT INTO thread_read (account_id, thread_id, last_id, at)
           SELECT account_id, $2, last_id, at FROM thread_read WHERE thread_id = $1
           ON CONFLICT (account_id, thread_id) DO UPDATE SET last_id = least(thread_read.last_id, excluded.last_id)""",
        from_id,
        to_id,
    )
