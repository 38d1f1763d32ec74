"""Whose issue it is: a draft's or an agency's. Every act on an issue begins here, whoever owns it."""

from __future__ import annotations

from typing import Protocol

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.feedback.standing import reads_workbench, stand, touch
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.topics.officers import SEES_AGENCY, SEES_THIS_AGENCY, agency_roles

_GONE = N_("This is not there.")


class Owner(msgspec.Struct, frozen=True):
    """What an issue belongs to: one of the two."""

    draft_id: int | None = None
    agency_id: int | None = None

    @property
    def column(self) -> str:
        """The column that names it in `issue`, `release` and `counted_point`."""
        return "draft_id" if self.agency_id is None else "agency_id"

    @property
    def id(self) -> int:
        """Its id in that column."""
        return (self.draft_id if self.agency_id is None else self.agency_id) or 0


class Held(Protocol):
    """A draft or an agency held against other writers (drafts.actions.standing.LockedDraft, LockedAgency)."""

    @property
    def closed(self) -> bool:
        """Whether it takes nothing new."""

    @property
    def roles(self) -> frozenset[str]:
        """What the viewer is in its team."""

    def demand_open(self) -> None:
        """Refuse what cannot be done once it is closed."""


class LockedAgency(msgspec.Struct, frozen=True, kw_only=True):
    """An agency held against other writers, and the viewer's roles in it. What it was told is answered even after it
    was closed: nobody else could.
    """

    id: int
    sees: bool
    closed: bool = False
    roles: frozenset[str] = frozenset()

    def demand_open(self) -> None:
        """Refuse what cannot be done once it is closed.

        Raises:
            Conflict: code `agency_closed`.
        """
        if self.closed:
            raise Conflict(N_("This agency is closed."), code="agency_closed")


async def owner_of_issue(tx: Transaction, issue_id: int) -> Owner | None:
    """Whose issue it is; None where there is none."""
    return await tx.one(Owner, "SELECT draft_id, agency_id FROM issue WHERE id = $1", issue_id)


async def owner_of_decision(tx: Transaction, decision_id: int) -> Owner | None:
    """Whose issue a decision is on; None where there is none."""
    return await tx.one(
        Owner,
        "SELECT i.draft_id, i.agency_id FROM decision d JOIN issue i ON i.id = d.issue_id WHERE d.id = $1",
        decision_id,
    )


async def stand_for(
    tx: Transaction, viewer: Viewer, owner: Owner, act: Act, *, secret: bool = False, closed: bool = False
) -> Held:
    """Lock a draft or an agency for an act and check the viewer's right to it: see `standing.stand`.

    Raises:
        NotFound, Forbidden, SignInNeeded, Conflict: as `standing.stand`; for an agency `secret` is always so until a
            decision is public.
    """
    if owner.draft_id is not None:
        return await stand(tx, viewer, owner.draft_id, act, secret=secret, closed=closed)
    found = await tx.one(
        LockedAgency,
        f"SELECT a.id, {SEES_AGENCY} AS sees FROM agency a WHERE a.id = $2 FOR NO KEY UPDATE OF a",
        viewer.account_id,
        owner.agency_id,
    )
    if found is None or (secret and not found.sees):
        raise NotFound(_GONE)
    roles = await agency_roles(tx, found.id, viewer.account_id)
    demand(viewer, act, team=roles)
    return msgspec.structs.replace(found, roles=roles)


async def reads_work_of(tx: Transaction, viewer: Viewer, owner: Owner) -> bool:
    """Whether the viewer sees what is not public of the owner's answers: its team or officers, and readers."""
    if owner.draft_id is not None:
        return await reads_workbench(tx, viewer, owner.draft_id)
    if not viewer.signed_in:
        return False
    return bool(await tx.value(f"SELECT {SEES_THIS_AGENCY}", viewer.account_id, owner.agency_id))


def touch_owner(tx: Transaction, owner: Owner) -> None:
    """Drop every cached page that shows the owner's answers."""
    if owner.draft_id is not None:
        touch(tx, owner.draft_id)
    else:
        tx.changed("home", f"agency:{owner.agency_id}")
