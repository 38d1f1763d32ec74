"""What one does with what one was told: read it, one by one or all at once."""

from __future__ import annotations

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_
from partisipasi.notifications.queries import Told, told_to


async def mark_read(tx: Transaction, viewer: Viewer, *, notification_id: int) -> Told:
    """Mark one thing as read; doing it twice is doing it once.

    Raises:
        SignInNeeded: a guest.
        NotFound: not one's own, or no longer to be seen.
    """
    demand(viewer, Act.keep_account)
    told = await told_to(tx, viewer, notification_id)
    if told is None:
        raise NotFound(N_("There is nothing at this address."))
    await tx.execute("UPDATE notification SET read_at = now() WHERE id = $1 AND read_at IS NULL", told.id)
    return told


async def mark_all_read(tx: Transaction, viewer: Viewer, *, through: int) -> int:
    """Mark everything as read up to the latest that the viewer has seen, so that nothing newer is lost.

    Args:
        through: id of the latest notification on the page.

    Returns:
        How many were marked.

    Raises:
        SignInNeeded: a guest.
    """
    demand(viewer, Act.keep_account)
    return await tx.execute(
        "UPDATE notification SET read_at = now() WHERE account_id = $1 AND id <= $2 AND read_at IS NULL",
        viewer.account_id,
        through,
    )
