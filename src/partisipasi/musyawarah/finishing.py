"""When the seven days are over a conclusion is final, and the musyawarah closed; a line can become a draft's issue."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.thread_events import note_event
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record


class LineToPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A line that may become an issue: its words, and the receipts of what it rests on that is still public."""

    id: int
    conclusion_id: int
    body: str
    receipts: list[str]
    issue_id: int | None


_LINE = """
    SELECT l.id, l.conclusion_id, l.issue_id,
           (SELECT x.body FROM line_wording x WHERE x.line_id = l.id ORDER BY x.number DESC LIMIT 1) AS body,
           ARRAY(SELECT c.receipt FROM line_citation y JOIN contribution c ON c.id = y.contribution_id
                 WHERE y.line_id = l.id AND c.state = 'published' ORDER BY c.id) AS receipts
    FROM conclusion_line l JOIN conclusion o ON o.id = l.conclusion_id
    WHERE l.id = $1 AND o.thread_id = $2 AND o.proposed_at IS NOT NULL AND o.withdrawn_at IS NULL"""
_LINE_LOCKED = f"{_LINE} FOR UPDATE OF l"


class _Due(msgspec.Struct, frozen=True):
    id: int
    thread_id: int


async def finish_conclusions(database: Database) -> None:
    """Chore: make every conclusion final whose time to be contested is over, and close its musyawarah."""
    async with database.transaction() as tx:
        await finish_due(tx)


async def finish_due(tx: Transaction) -> int:
    """What `finish_conclusions` does, in a transaction that is there, by the database's clock alone.

    Returns:
        How many became final.
    """
    due = await tx.all(
        _Due,
        """SELECT id, thread_id FROM conclusion
           WHERE proposed_at IS NOT NULL AND final_at IS NULL AND withdrawn_at IS NULL AND contest_until <= now()
           ORDER BY contest_until, id LIMIT 100 FOR UPDATE SKIP LOCKED""",
    )
    for one in due:
        await tx.execute("UPDATE conclusion SET final_at = now() WHERE id = $1", one.id)
        await tx.execute("UPDATE thread SET closed_at = coalesce(closed_at, now()) WHERE id = $1", one.thread_id)
        await note_event(tx, thread_id=one.thread_id, kind="concluded", by_role="program", detail="conclusion")
        await write_record(
            tx, "conclusion.final", actor_id=None, subject=("thread", one.thread_id), details={"conclusion": one.id}
        )
    return len(due)


async def line_to_place(tx: Transaction, viewer: Viewer, *, thread_id: int, line_id: int, lock: bool) -> LineToPlace:
    """A line of a final conclusion, for an officer who makes an issue of it. The thread was found for this viewer.

    Args:
        lock: whether it is about to be placed.

    Raises:
        NotFound: no such line in a proposed conclusion.
        Conflict: `not_final`: the seven days are not over.
    """
    found = await tx.one(
        LineToPlace,
        _LINE_LOCKED if lock else _LINE,
        line_id,
        thread_id,
    )
    if found is None:
        raise NotFound(N_("There is no such line."))
    final = await tx.value("SELECT contest_until <= now() FROM conclusion WHERE id = $1", found.conclusion_id)
    if not final:
        raise Conflict(
            N_("The line can be contested for now. It can become an issue when it is final."), code="not_final"
        )
    return found


async def note_issue(tx: Transaction, viewer: Viewer, *, thread_id: int, line_id: int, issue_id: int) -> None:
    """Write down which issue a line became. The right to make the issue was checked where it was made.

    Raises:
        Conflict: `placed`: it is an issue already.
    """
    noted = await tx.execute(
        "UPDATE conclusion_line SET issue_id = $2, issue_at = now() WHERE id = $1 AND issue_id IS NULL",
        line_id,
        issue_id,
    )
    if not noted:
        raise Conflict(N_("An issue was made of this line already."), code="placed")
    await write_record(
        tx, "conclusion.placed", actor_id=viewer.account_id, subject=("issue", issue_id), details={"line": line_id}
    )
    tx.changed(f"thread:{thread_id}")
