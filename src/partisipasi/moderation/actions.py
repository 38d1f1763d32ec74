"""Reporting a contribution, and what is left of reports when an account is erased."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.restrictions import demand_free
from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, Invalid, NotFound, TooMany
from partisipasi.kit.i18n import N_
from partisipasi.moderation.reporting import refuse_who_replied
from partisipasi.moderation.rules import REPORTS_PER_HOUR
from partisipasi.moderation.tables import REPORT_REASONS
from partisipasi.record.actions import write_record


class _Reportable(msgspec.Struct, frozen=True):
    id: int
    own: bool


async def report_contribution(
    tx: Transaction, viewer: Viewer, *, receipt: str, reason: str, note: str, reporter: bytes
) -> None:
    """Tell moderators of a contribution. A second report by the same person changes nothing.

    Args:
        reason: one of REPORT_REASONS.
        reporter: who reports, as a keyed hash (of the account, or of a guest's network for the day).

    Raises:
        NotFound: nothing public has this receipt.
        Forbidden: it is one's own.
        Conflict: `replied`: who replied to it does not report it.
        TooMany: too many reports in an hour.
    """
    demand_free(viewer)
    found = await tx.one(
        _Reportable,
        """SELECT c.id, EXISTS (SELECT 1 FROM contributor o WHERE o.id = c.contributor_id AND o.account_id = $2) AS own
           FROM contribution c WHERE c.receipt = $1 AND c.state = 'published'""",
        receipt,
        viewer.account_id,
    )
    if found is None:
        raise NotFound(N_("There is no such contribution, or it is not public."))
    if found.own:
        raise Forbidden(N_("This is your own contribution. You can withdraw it."))
    await refuse_who_replied(tx, viewer, found.id)
    if reason not in REPORT_REASONS:
        raise Invalid({"reason": N_("Choose a reason.")})
    if reason == "other" and not note:
        raise Invalid({"note": N_("Please say in a few words what is wrong.")})
    lately = await tx.value(
        "SELECT count(*) FROM report WHERE reporter = $1 AND created_at > now() - interval '1 hour'", reporter
    )
    if lately >= REPORTS_PER_HOUR:
        raise TooMany(N_("You have sent many reports. Please try again in an hour."), wait=3600)
    fresh = await tx.execute(
        """INSERT INTO report (contribution_id, account_id, reporter, reason, note, created_at)
           VALUES ($1, $2, $3, $4, $5, now())
           ON CONFLICT (contribution_id, reporter) DO NOTHING""",
        found.id,
        viewer.account_id,
        reporter,
        reason,
        note,
    )
    if fresh:
        await write_record(
            tx, "contribution.reported", actor_id=viewer.account_id, subject=("contribution", found.id),
            details={"reason": reason},
        )  # fmt: skip


async def forget_reporter(tx: Transaction, *, account_id: int) -> None:
    """Take the person out of the reports of an account that is erased; that something was reported stays."""
    await tx.execute("UPDATE report SET account_id = NULL, note = '' WHERE account_id = $1", account_id)
