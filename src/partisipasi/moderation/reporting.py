"""Reports from the side of who makes them: what became of theirs; reporting and replying exclude each other.

Whoever reports hands a matter to moderators; whoever replies takes part in it. Doing both would make reports a
weapon in a quarrel (Lobsters keeps the same rule).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict
from partisipasi.kit.i18n import N_
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.notes import notes_about

PAGE_SIZE: Final = 30
_ONE_MORE: Final = PAGE_SIZE + 1

HAS_REPLIED = N_(
    "You have replied to this contribution. Whoever takes part in an exchange does not report it; others can, and "
    "moderators read along."
)
HAS_REPORTED = N_(
    "You have reported this contribution. Whoever reports does not reply to it: a moderator looks at it. Your words "
    "are still here; you can use them in a contribution of your own."
)


class OwnReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report of one's own: what for, and what was decided. No words of the reported contribution."""

    id: int
    receipt: str
    reason: str
    note: str
    thread_title: str | None
    draft_title: str | None
    at: datetime
    act: str | None
    decision_ref: str | None
    decided_at: datetime | None


async def own_reports(tx: Transaction, viewer: Viewer, cursor: Cursor) -> list[OwnReport]:
    """The viewer's reports, latest first: a page and one row more.

    Raises:
        SignInNeeded: a guest.
    """
    demand(viewer, Act.keep_account)
    return await tx.all(
        OwnReport,
        f"""SELECT r.id, c.receipt, r.reason, r.note, CASE WHEN h.audience = 'public' OR $4 THEN h.title END
                     AS thread_title, d.title AS draft_title, r.created_at AS at, m.act, m.public_ref AS decision_ref,
                   r.closed_at AS decided_at
            FROM report r JOIN contribution c ON c.id = r.contribution_id JOIN thread h ON h.id = c.thread_id
            LEFT JOIN draft d ON d.id = c.draft_id LEFT JOIN moderation_decision m ON m.id = r.decision_id
            WHERE r.account_id = $1 AND ($2::bigint IS NULL OR r.id < $2) AND ($3::bigint IS NULL OR r.id > $3)
            ORDER BY CASE WHEN $3::bigint IS NULL THEN -r.id ELSE r.id END LIMIT {_ONE_MORE}""",
        viewer.account_id,
        cursor.after,
        cursor.before,
        viewer.reads_verified,
    )


async def refuse_who_replied(tx: Transaction, viewer: Viewer, contribution_id: int) -> None:
    """Refuse a report by an account that replied to the contribution and has not taken that back.

    Raises:
        Conflict: `replied`.
    """
    if viewer.account_id is None:
        return
    replied = await tx.value(
        """SELECT 1 FROM contribution y JOIN contributor o ON o.id = y.contributor_id
           WHERE y.parent_id = $1 AND o.account_id = $2 AND y.state <> 'withdrawn' LIMIT 1""",
        contribution_id,
        viewer.account_id,
    )
    if replied:
        raise Conflict(HAS_REPLIED, code="replied")


async def refuse_who_reported(tx: Transaction, viewer: Viewer, receipt: str) -> None:
    """Refuse a reply by an account that reported the contribution. Whoever lets people reply asks this first.

    Raises:
        Conflict: `reported`.
    """
    if viewer.account_id is None:
        return
    reported = await tx.value(
        """SELECT 1 FROM report r JOIN contribution c ON c.id = r.contribution_id
           WHERE c.receipt = $1 AND r.account_id = $2 LIMIT 1""",
        receipt,
        viewer.account_id,
    )
    if reported:
        raise Conflict(HAS_REPORTED, code="reported")


async def reports_of_account(tx: Transaction, viewer: Viewer) -> dict[str, list[dict[str, object]]]:
    """The viewer's reports and objections, and what was noted about them, for themselves to take away.

    Returns:
        Plain values ready for JSON.

    Raises:
        SignInNeeded: a guest.
    """
    demand(viewer, Act.keep_account)
    reports = await tx.rows(
        """SELECT c.receipt, r.reason, r.note, r.created_at, r.closed_at, m.public_ref AS decision
           FROM report r JOIN contribution c ON c.id = r.contribution_id
           LEFT JOIN moderation_decision m ON m.id = r.decision_id WHERE r.account_id = $1 ORDER BY r.id""",
        viewer.account_id,
    )
    objections = await tx.rows(
        """SELECT m.public_ref AS decision, j.side, j.body, j.filed_at, j.due_on::text AS due_on, j.decided_at,
                  j.result, j.answer FROM objection j JOIN moderation_decision m ON m.id = j.decision_id
           WHERE j.account_id = $1 ORDER BY j.id""",
        viewer.account_id,
    )
    return {"reports": reports, "objections": objections, "notes_about_you": await notes_about(tx, viewer)}
