"""What is dropped by itself, and the ledger kept whole."""

from __future__ import annotations

from partisipasi.accounts.ledger import complete_ledger
from partisipasi.accounts.links import forget_links
from partisipasi.accounts.throttle import forget_tries
from partisipasi.kit.database import Database
from partisipasi.settings import Settings


async def tidy_accounts(settings: Settings, database: Database) -> None:
    """Chore: drop links, counted tries and tokens that ended some time ago; complete the ledger of erasures."""
    async with database.transaction() as tx:
        await forget_links(tx)
        await forget_tries(tx)
        await tx.execute("DELETE FROM api_token WHERE least(expires_at, revoked_at) < now() - interval '90 days'")
        await complete_ledger(tx, settings.data)
