"""How far somebody has read a thread, as they said themselves by a button or by coming to its end.

It is kept to show a person what is new to them, and for nothing else: nobody is shown how far another has read,
nothing is counted from it, and it goes with the account. A thread without such a word has no marks at all, because
where everything is new, a mark on everything says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.discussions.orders import SHOWN
from partisipasi.discussions.places import GONE
from partisipasi.discussions.screening import READ_LIFE
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import NotFound

#: More than this is not counted; it is many.
MANY = 100

_UNREAD = f"""FROM contribution c LEFT JOIN contributor p ON p.id = c.contributor_id
    WHERE c.thread_id = r.thread_id AND c.id > r.last_id AND c.state = 'published'
      AND p.account_id IS DISTINCT FROM r.account_id ORDER BY c.id LIMIT {MANY}"""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Where a thread ends and how far the viewer has read.

    Attributes:
        newest: id of its last contribution, 0 without any.
        last: id up to which the viewer has read; None if they never said.
        unread: how many others came after it, up to MANY. first: receipt of the first of them.
        waits: whether something of the viewer's own is held in it.
    """

    newest: int
    last: int | None
    unread: int
    first: str | None
    waits: bool = False


async def progress_in(tx: Transaction, viewer: Viewer, thread_id: int, *, newest: int | None = None) -> Progress:
    """Where a thread ends and how far the viewer has read it.

    Args:
        newest: id of its last contribution where the caller knows it; a guest is then asked nothing more.
    """
    if newest is not None and not viewer.signed_in:
        return Progress(newest=newest, last=None, unread=0, first=None)
    found = await tx.one(
        Progress,
        f"""SELECT coalesce((SELECT c.id FROM contribution c WHERE c.thread_id = $1 AND {SHOWN}
                             ORDER BY c.id DESC LIMIT 1), 0) AS newest,
                   r.last_id AS last, (SELECT count(*) FROM (SELECT 1 {_UNREAD}) n) AS unread,
                   (SELECT n.receipt FROM (SELECT c.receipt {_UNREAD}) n LIMIT 1) AS first,
                   EXISTS (SELECT 1 FROM contribution h JOIN contributor p ON p.id = h.contributor_id
                           WHERE h.state = 'held' AND h.thread_id = $1 AND p.account_id = $2) AS waits
            FROM (SELECT 1) one LEFT JOIN thread_read r ON r.account_id = $2 AND r.thread_id = $1""",
        thread_id,
        viewer.account_id,
    )
    return found or Progress(newest=0, last=None, unread=0, first=None)


async def unread_in(tx: Transaction, viewer: Viewer, thread_ids: Sequence[int]) -> dict[int, int]:
    """Thread → how many contributions of others the viewer has not read, up to MANY. Threads without any, or of which
    the viewer never said how far they had read, are left out; guests have read nothing and are asked nothing.
    """
    if not viewer.signed_in or not thread_ids:
        return {}
    rows = await tx.rows(
        f"""SELECT r.thread_id, n.unread FROM thread_read r
            CROSS JOIN LATERAL (SELECT count(*) AS unread FROM (SELECT 1 {_UNREAD}) n) n
            WHERE r.account_id = $1 AND r.thread_id = ANY($2::bigint[]) AND n.unread > 0""",
        viewer.account_id,
        list(thread_ids),
    )
    return {row["thread_id"]: row["unread"] for row in rows}


async def mark_read(tx: Transaction, viewer: Viewer, *, thread_id: int, up_to: int) -> None:
    """Note that the viewer has read a thread up to a contribution. Less than before changes nothing.

    Args:
        up_to: id of the contribution; never later than the thread's last.

    Raises:
        SignInNeeded: a guest.
        NotFound: no such thread for this viewer.
    """
    demand(viewer, Act.support)
    newest = await tx.value(
        f"""SELECT coalesce((SELECT c.id FROM contribution c WHERE c.thread_id = t.id AND {SHOWN}
                             ORDER BY c.id DESC LIMIT 1), 0)
            FROM thread t WHERE t.id = $1 AND (t.audience = 'public' OR $2)""",
        thread_id,
        viewer.reads_verified,
    )
    if newest is None:
        raise NotFound(GONE)
    await tx.execute(
        """INSERT INTO thread_read (account_id, thread_id, last_id) VALUES ($1, $2, $3)
           ON CONFLICT (account_id, thread_id) DO UPDATE SET last_id = excluded.last_id, at = now()
             WHERE thread_read.last_id < excluded.last_id""",
        viewer.account_id,
        thread_id,
        min(up_to, newest),
    )


async def tidy_reading(database: Database) -> None:
    """Chore: forget how far people had read what they have not read on for long."""
    async with database.transaction() as tx:
        await tx.execute(
            """DELETE FROM thread_read WHERE (account_id, thread_id) IN (
                 SELECT account_id, thread_id FROM thread_read WHERE at < now() - $1::interval LIMIT 10000)""",
            READ_LIFE,
        )


class Fresh(msgspec.Struct, frozen=True):
    """What was said in a thread since a contribution: how much, up to MANY, and the receipt of the first."""

    count: int
    first: str | None


async def said_since(tx: Transaction, viewer: Viewer, thread_id: int, since: int) -> Fresh:
    """What was said in a thread after a contribution.

    Raises:
        NotFound: no such thread for this viewer.
    """
    rows = await tx.values(
        f"""SELECT c.receipt FROM thread t LEFT JOIN LATERAL (
              SELECT receipt FROM contribution WHERE thread_id = t.id AND id > $2 AND state = 'published'
              ORDER BY id LIMIT {MANY}) c ON true
            WHERE t.id = $1 AND (t.audience = 'public' OR $3)""",
        thread_id,
        since,
        viewer.reads_verified,
    )
    if not rows:
        raise NotFound(GONE)
    said = [receipt for receipt in rows if receipt]
    return Fresh(len(said), said[0] if said else None)
