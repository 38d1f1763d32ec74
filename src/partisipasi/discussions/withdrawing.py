"""Taking back what one said: text and name are no longer shown, and nothing new is made of it."""

from __future__ import annotations

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.ownership import demand_owned
from partisipasi.discussions.tallies import count_out, counted, tell
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings


async def withdraw_contribution(
    tx: Transaction, viewer: Viewer, settings: Settings, *, receipt: str, key: str = ""
) -> None:
    """Withdraw one's contribution. What answers it stays; a decision already released stays too.

    Args:
        key: the owner key, where the viewer is not its account.

    Raises:
        NotFound: not one's own.
        Conflict: `withdrawn`: it was withdrawn before.
    """
    owned = await demand_owned(tx, viewer, settings, receipt=receipt, key=key)
    if owned.state == "withdrawn":
        raise Conflict(N_("This input was withdrawn before."), code="withdrawn")
    await tx.execute(
        "UPDATE contribution SET state = 'withdrawn', withdrawn_at = now(), held_reason = NULL WHERE id = $1", owned.id
    )
    thing = await counted(tx, owned.id)
    if owned.state == "published":
        await count_out(tx, thing)
    else:
        tell(tx, thing)
    await write_record(
        tx,
        "contribution.withdrawn",
        actor_id=owned.account_id,
        subject=("contribution", owned.id),
        details={"state": owned.state},
    )
