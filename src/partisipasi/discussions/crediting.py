"""Whether somebody wishes to be named where their suggested words are taken over: asked for, never presumed."""

from __future__ import annotations

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.ownership import demand_owned
from partisipasi.discussions.tallies import counted, tell
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings


async def set_credit(
    tx: Transaction, viewer: Viewer, settings: Settings, *, receipt: str, credit: bool, key: str = ""
) -> None:
    """Say whether one wishes to be named where one's suggested words are taken over; it holds for what is out already.

    Args:
        key: the owner key, where the viewer is not its account.

    Raises:
        NotFound: not one's own, or it suggests no other words.
        Conflict: it was withdrawn (code `withdrawn`): nobody is named for it.
    """
    owned = await demand_owned(tx, viewer, settings, receipt=receipt, key=key)
    if owned.state == "withdrawn":
        raise Conflict(N_("This input was withdrawn before."), code="withdrawn")
    if not await tx.execute("UPDATE suggestion SET credit = $2 WHERE contribution_id = $1", owned.id, credit):
        raise NotFound(N_("This input suggests no other words."))
    tell(tx, await counted(tx, owned.id))
    await write_record(
        tx,
        "contribution.credit",
        actor_id=owned.account_id,
        subject=("contribution", owned.id),
        details={"credit": credit},
    )
