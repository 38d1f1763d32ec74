"""What this room holds of a person, for themselves to take away, and what it forgets when their account is erased."""

from __future__ import annotations

from typing import Any

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.kit.database import Transaction


async def own_notifications(tx: Transaction, viewer: Viewer) -> dict[str, Any]:
    """What the viewer follows, what they were told, and how they chose to be told; plain values ready for JSON.

    Raises:
        SignInNeeded: a guest.
    """
    demand(viewer, Act.keep_account)
    follows = await tx.rows(
        """SELECT draft_id, clause_id, topic_id, agency_id, thread_id, issue_id, created_at
           FROM follow WHERE account_id = $1 ORDER BY id""",
        viewer.account_id,
    )
    told = await tx.rows(
        """SELECT n.kind, n.at, n.draft_id, n.thread_id, n.issue_id, t.created_at, t.read_at, t.mailed_at
           FROM notification t JOIN news n ON n.id = t.news_id WHERE t.account_id = $1 ORDER BY t.id""",
        viewer.account_id,
    )
    choices = await tx.rows(
        "SELECT family, choice FROM notification_choice WHERE account_id = $1 ORDER BY family", viewer.account_id
    )
    subscriptions = await tx.rows(
        """SELECT s.draft_id, s.address, s.created_at, s.confirmed_at, s.mailed_at FROM mail_subscription s
           JOIN email_address e ON e.address = s.address WHERE e.account_id = $1 ORDER BY s.id""",
        viewer.account_id,
    )
    return {
        "follows": [{name: value for name, value in row.items() if value is not None} for row in follows],
        "told": told,
        "choices": choices,
        "subscriptions": subscriptions,
    }


async def forget_notifications(tx: Transaction, *, account_id: int) -> None:
    """Remove what somebody follows, was told and has chosen, and mail subscriptions of their addresses.

    To be called while the account still has its addresses.
    """
    await tx.execute(
        """DELETE FROM mail_subscription WHERE address IN (SELECT address FROM email_address WHERE account_id = $1)""",
        account_id,
    )
    await tx.execute("DELETE FROM follow WHERE account_id = $1", account_id)
    await tx.execute("DELETE FROM notification WHERE account_id = $1", account_id)
    await tx.execute("DELETE FROM notification_choice WHERE account_id = $1", account_id)
    await tx.execute("UPDATE news SET actor_id = NULL WHERE actor_id = $1", account_id)
