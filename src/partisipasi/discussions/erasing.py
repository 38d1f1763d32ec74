"""What is left of somebody's words when their account is erased: nothing that names them, and their texts only if they
chose to leave them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from partisipasi.discussions.attaching import forget_account_files, forget_files
from partisipasi.discussions.confirming import delete_unpublished
from partisipasi.discussions.saving import forget_account_drafts
from partisipasi.kit.database import Transaction


async def erase_contributor(tx: Transaction, *, account_id: int, texts: Literal["kept", "removed"]) -> list[int]:
    """Take a person out of the talk. Kind, stance, clause and outcome stay, so that all sums stay right.

    To be called while the account still has its addresses: texts that wait for their confirmation are deleted.

    Args:
        texts: "kept" leaves them without a name; "removed" clears them, with earlier texts, additions, proposed words
            and quotes. Excerpts of them in points are feedback's: it clears those of the contributions returned.

    Returns:
        Ids of the contributions concerned, for search and feedback to do their part.
    """
    await _forget_awaiting(tx, account_id)
    await _forget_supports(tx, account_id)
    await tx.execute("DELETE FROM thread_read WHERE account_id = $1", account_id)
    await forget_account_files(tx, account_id)
    await forget_account_drafts(tx, account_id)
    ids: list[int] = await tx.values(
        """SELECT c.id FROM contribution c JOIN contributor p ON p.id = c.contributor_id
           WHERE p.account_id = $1 ORDER BY c.id FOR UPDATE OF c""",
        account_id,
    )
    if texts == "removed":
        await _clear_texts(tx, ids)
    # What an office replied stays the office's; only the name of who wrote it goes.
    await tx.execute(
        """UPDATE contribution SET contributor_id = NULL, public_name = NULL,
                  speaks_for = CASE WHEN kind = 'official' THEN speaks_for END WHERE id = ANY($1::bigint[])""",
        ids,
    )
    await tx.execute("UPDATE contributor SET account_id = NULL WHERE account_id = $1", account_id)
    await _tell(tx, ids)
    return ids


async def _forget_awaiting(tx: Transaction, account_id: int) -> None:
    waiting = await tx.values(
        """SELECT c.id FROM contribution c JOIN login_link l ON l.subject_id = c.id
             AND l.purpose = 'confirm_contribution' JOIN email_address e ON e.address = l.address
           WHERE e.account_id = $1 AND c.state = 'awaiting'""",
        account_id,
    )
    await delete_unpublished(tx, waiting)


async def _forget_supports(tx: Transaction, account_id: int) -> None:
    supported = await tx.values("DELETE FROM support WHERE account_id = $1 RETURNING contribution_id", account_id)
    await tx.execute(
        "UPDATE contribution_tally SET supports = supports - 1 WHERE contribution_id = ANY($1::bigint[])", supported
    )
    await _tell(tx, supported)


async def _clear_texts(tx: Transaction, ids: Sequence[int]) -> None:
    """Clear the words. What was public counts as withdrawn from now on, so it is owed no answer."""
    gone = list(ids)
    await forget_files(tx, gone)
    await tx.execute("DELETE FROM contribution_edit WHERE contribution_id = ANY($1::bigint[])", gone)
    await tx.execute("DELETE FROM masked_text WHERE contribution_id = ANY($1::bigint[])", gone)
    await tx.execute("DELETE FROM mention WHERE contribution_id = ANY($1::bigint[])", gone)
    await tx.execute("DELETE FROM addition WHERE contribution_id = ANY($1::bigint[])", gone)
    await tx.execute("DELETE FROM suggestion WHERE contribution_id = ANY($1::bigint[])", gone)
    await tx.execute("DELETE FROM contribution_quote WHERE contribution_id = ANY($1::bigint[])", gone)
    await tx.execute(
        "UPDATE contribution_quote SET exact = '', unmasked = NULL WHERE source_id = ANY($1::bigint[])", gone
    )
    await tx.execute(
        "UPDATE anchor SET exact = '', prefix = '', suffix = '' WHERE contribution_id = ANY($1::bigint[])", gone
    )
    public = await tx.values(
        "SELECT id FROM contribution WHERE id = ANY($1::bigint[]) AND state = 'published' AND kind <> 'official'", gone
    )
    await tx.execute(
        """UPDATE contribution SET source = '', html = '', held_reason = NULL,
                  withdrawn_at = CASE WHEN state <> 'hidden' THEN coalesce(withdrawn_at, now()) END,
                  state = CASE WHEN state = 'hidden' THEN state ELSE 'withdrawn' END
           WHERE id = ANY($1::bigint[]) AND kind <> 'official'""",
        gone,
    )
    await _count_out_many(tx, public)


async def _count_out_many(tx: Transaction, ids: list[int]) -> None:
    await tx.execute(
        """UPDATE contribution_tally y SET replies = y.replies - n.gone
           FROM (SELECT above, count(*) AS gone FROM (
                   SELECT c.id, unnest(ARRAY[c.parent_id, nullif(c.root_id, c.parent_id)]) AS above
                   FROM contribution c WHERE c.id = ANY($1::bigint[])) x WHERE above IS NOT NULL GROUP BY above) n
           WHERE y.contribution_id = n.above""",
        ids,
    )
    await tx.execute(
        """UPDATE thread_tally y SET contributions = y.contributions - n.gone, roots = y.roots - n.roots,
                  last_at = (SELECT max(published_at) FROM contribution c
                             WHERE c.thread_id = y.thread_id AND c.state = 'published')
           FROM (SELECT thread_id, count(*) AS gone, count(*) FILTER (WHERE depth = 0) AS roots
                 FROM contribution WHERE id = ANY($1::bigint[]) GROUP BY thread_id) n
           WHERE y.thread_id = n.thread_id""",
        ids,
    )


async def _tell(tx: Transaction, ids: Sequence[int]) -> None:
    tags = await tx.values(
        """SELECT DISTINCT unnest(ARRAY['contribution:' || c.id, 'thread:' || c.thread_id, 'draft:' || c.draft_id,
                                        'clause:' || c.clause_id])
           FROM contribution c WHERE c.id = ANY($1::bigint[])""",
        list(ids),
    )
    if tags:
        tx.changed("home", *(tag for tag in tags if tag))
