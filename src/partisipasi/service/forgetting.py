"""Forgetting what guests told and never confirmed: case and thread go with the words."""

from __future__ import annotations

from partisipasi.discussions.confirming import UNCONFIRMED_LIFE, delete_unpublished, forget_unconfirmed
from partisipasi.kit.database import Database, Transaction


async def tidy_unconfirmed(database: Database) -> None:
    """Chore: delete whatever nobody confirmed, cases first: their words could not go before them."""
    async with database.transaction() as tx:
        await forget_unconfirmed_cases(tx)
        await forget_unconfirmed(tx)


async def forget_unconfirmed_cases(tx: Transaction) -> int:
    """Delete cases whose words nobody confirmed in time.

    Returns:
        How many.
    """
    over = await tx.values(
        """SELECT c.id FROM contribution c JOIN service_case k ON k.contribution_id = c.id
           WHERE c.state = 'awaiting' AND c.created_at < now() - $1::interval ORDER BY c.id FOR UPDATE OF c""",
        UNCONFIRMED_LIFE,
    )
    await _delete(tx, over)
    return len(over)


async def forget_awaiting_cases(tx: Transaction, *, account_id: int) -> None:
    """Delete cases that wait for a mail to an address of an account that is erased."""
    waiting = await tx.values(
        """SELECT DISTINCT c.id FROM contribution c JOIN service_case k ON k.contribution_id = c.id
           JOIN login_link l ON l.subject_id = c.id AND l.purpose = 'confirm_contribution'
           JOIN email_address e ON e.address = l.address WHERE e.account_id = $1 AND c.state = 'awaiting'""",
        account_id,
    )
    await _delete(tx, waiting)


async def _delete(tx: Transaction, contribution_ids: list[int]) -> None:
    threads = await tx.values(
        "DELETE FROM service_case WHERE contribution_id = ANY ($1::bigint[]) RETURNING thread_id", contribution_ids
    )
    await delete_unpublished(tx, contribution_ids)
    await tx.execute("DELETE FROM thread_event WHERE thread_id = ANY ($1::bigint[])", threads)
    await tx.execute("DELETE FROM thread_tally WHERE thread_id = ANY ($1::bigint[])", threads)
    await tx.execute("DELETE FROM thread WHERE id = ANY ($1::bigint[])", threads)
