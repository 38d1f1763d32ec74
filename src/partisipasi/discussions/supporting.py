"""Support for what somebody said: one per person, given and taken back at will. It is not a vote and not recorded."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import demand_confirmed
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, NotFound
from partisipasi.kit.i18n import N_


class Supported(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution's support as it is now."""

    id: int
    receipt: str
    supports: int
    on: bool


class _Target(msgspec.Struct, frozen=True):
    id: int
    receipt: str
    thread_id: int
    clause_id: int | None
    own: bool


async def support(tx: Transaction, viewer: Viewer, *, receipt: str) -> Supported:
    """Support a contribution; doing it twice is doing it once.

    Raises:
        SignInNeeded, Forbidden: not a confirmed account, or one's own contribution.
        NotFound: not there, or not public.
    """
    target = await _target(tx, viewer, receipt)
    if target.own:
        raise Forbidden(N_("This is your own input: others can support it."))
    fresh = await tx.execute(
        "INSERT INTO support (contribution_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        target.id,
        viewer.account_id,
    )
    return await _counted(tx, target, fresh, on=True)


async def withdraw_support(tx: Transaction, viewer: Viewer, *, receipt: str) -> Supported:
    """Take one's support back; without one nothing happens. Refusals as in `support`."""
    target = await _target(tx, viewer, receipt)
    gone = await tx.execute(
        "DELETE FROM support WHERE contribution_id = $1 AND account_id = $2", target.id, viewer.account_id
    )
    return await _counted(tx, target, -gone, on=False)


async def _target(tx: Transaction, viewer: Viewer, receipt: str) -> _Target:
    demand_confirmed(viewer)
    target = await tx.one(
        _Target,
        """SELECT c.id, c.receipt, c.thread_id, c.clause_id, coalesce(p.account_id = $2, false) AS own
           FROM contribution c JOIN thread t ON t.id = c.thread_id LEFT JOIN contributor p ON p.id = c.contributor_id
           WHERE c.receipt = $1 AND c.state = 'published' AND (t.audience = 'public' OR $3)""",
        parse_receipt(receipt),
        viewer.account_id,
        viewer.reads_verified,
    )
    if target is None:
        raise NotFound(N_("This input is not there, or no longer shown."))
    return target


async def _counted(tx: Transaction, target: _Target, step: int, *, on: bool) -> Supported:
    supports: int = await tx.value(
        """INSERT INTO contribution_tally (contribution_id, supports) VALUES ($1, greatest($2, 0))
           ON CONFLICT (contribution_id) DO UPDATE SET supports = contribution_tally.supports + $2
           RETURNING supports + brought""",
        target.id,
        step,
    )
    if step:
        clause = (f"clause:{target.clause_id}",) if target.clause_id else ()
        tx.changed(f"contribution:{target.id}", f"thread:{target.thread_id}", *clause)
    return Supported(id=target.id, receipt=target.receipt, supports=supports, on=on)
