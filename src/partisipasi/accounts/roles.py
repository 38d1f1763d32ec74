"""Giving and ending roles. Rows are ended, never deleted, so that who could do what at any time stays known."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import SYSTEM, Act, Viewer, demand
from partisipasi.accounts.sessions import end_all_sessions
from partisipasi.accounts.tables import ROLES, RoleGrant
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record

#: Roles that may be given for one topic or one agency only.
_BY_TOPIC, _BY_AGENCY = frozenset({"moderator"}), frozenset({"moderator", "officer", "reader"})


class RoleView(msgspec.Struct, frozen=True):
    """A role somebody holds or held. Names of topic and agency are asked for by whoever shows it."""

    id: int
    account_id: int
    number: int
    display_name: str | None
    role: str
    topic_id: int | None
    agency_id: int | None
    granted_by: int | None
    granted_at: datetime
    ended_by: int | None
    ended_at: datetime | None


async def grant_role(
    tx: Transaction,
    viewer: Viewer,
    *,
    account_id: int,
    role: str,
    topic_id: int | None = None,
    agency_id: int | None = None,
) -> int:
    """Give an account a role. A role of staff ends its sessions: the next one is begun with it, under a new token.

    Args:
        viewer: an administrator, or SYSTEM for whoever runs the machine.
        role: one of `tables.ROLES`.
        topic_id, agency_id: where it counts, if not everywhere.

    Returns:
        The id of the grant; that of an equal one in force, if there is one.

    Raises:
        Forbidden, SignInNeeded: the viewer is no administrator.
        Invalid: no such role, or one that cannot be limited so.
        NotFound: no such account.
    """
    _demand_administrator(viewer)
    if role not in ROLES:
        raise Invalid({"role": N_("There is no such role.")})
    if (topic_id is not None and role not in _BY_TOPIC) or (agency_id is not None and role not in _BY_AGENCY):
        raise Invalid({"role": N_("This role counts everywhere; it cannot be given for a topic or agency.")})
    if not await tx.value("SELECT true FROM account WHERE id = $1 AND erased_at IS NULL FOR UPDATE", account_id):
        raise NotFound(N_("There is no such account."))
    known: int | None = await tx.value(
        """SELECT id FROM role_grant WHERE account_id = $1 AND role = $2 AND ended_at IS NULL
             AND topic_id IS NOT DISTINCT FROM $3 AND agency_id IS NOT DISTINCT FROM $4""",
        account_id,
        role,
        topic_id,
        agency_id,
    )
    if known is not None:
        return known
    grant = await tx.add(
        RoleGrant(
            account_id=account_id,
            role=role,
            topic_id=topic_id,
            agency_id=agency_id,
            granted_by=viewer.account_id,
        )
    )
    details = {"account": account_id, "role": role, "topic": topic_id, "agency": agency_id}
    await write_record(tx, "role.granted", actor_id=viewer.account_id, subject=("role", grant.id), details=details)
    if role != "citizen":
        await end_all_sessions(tx, account_id=account_id, by=viewer.account_id)
    return grant.id


async def end_role(tx: Transaction, viewer: Viewer, *, role_id: int) -> None:
    """End a role. The account's next request is without it.

    Raises:
        Forbidden, SignInNeeded: the viewer is no administrator.
        NotFound: there is no such role in force.
        Conflict: it is the last administrator's.
    """
    _demand_administrator(viewer)
    role: str | None = await tx.value(
        "SELECT role FROM role_grant WHERE id = $1 AND ended_at IS NULL FOR UPDATE", role_id
    )
    if role is None:
        raise NotFound(N_("This role has already ended."))
    if role == "administrator":
        await demand_another_administrator(tx, role_id=role_id)
    await tx.execute("UPDATE role_grant SET ended_at = now(), ended_by = $2 WHERE id = $1", role_id, viewer.account_id)
    await write_record(tx, "role.ended", actor_id=viewer.account_id, subject=("role", role_id), details={"role": role})


async def demand_another_administrator(tx: Transaction, *, role_id: int) -> None:
    """Refuse to end the last administrator's role: nobody could name another one in the browser.

    Raises:
        Conflict: this is the last one.
    """
    await tx.execute("SELECT pg_advisory_xact_lock(7264011)")
    others = await tx.value(
        """SELECT count(*) FROM role_grant r JOIN account a ON a.id = r.account_id
           WHERE r.role = 'administrator' AND r.ended_at IS NULL AND r.id <> $1
             AND a.disabled_at IS NULL AND a.erased_at IS NULL""",
        role_id,
    )
    if not others:
        raise Conflict(N_("This is the last administrator. Name another one first."), code="last_administrator")


async def role_history(tx: Transaction, viewer: Viewer, *, account_id: int | None = None) -> list[RoleView]:
    """Roles now and before, latest first: everybody's for an administrator, one's own for anyone.

    Raises:
        Forbidden, SignInNeeded: somebody else's history, and the viewer is no administrator.
    """
    if account_id is None or account_id != viewer.account_id:
        _demand_administrator(viewer)
    return await tx.all(
        RoleView,
        """SELECT r.id, r.account_id, a.number, a.display_name, r.role, r.topic_id, r.agency_id,
                  r.granted_by, r.granted_at, r.ended_by, r.ended_at
           FROM role_grant r JOIN account a ON a.id = r.account_id
           WHERE $1::bigint IS NULL OR r.account_id = $1
           ORDER BY r.ended_at IS NULL DESC, coalesce(r.ended_at, r.granted_at) DESC, r.id DESC LIMIT 500""",
        account_id,
    )


def _demand_administrator(viewer: Viewer) -> None:
    # The program itself is equal to a guest in every field; only it is this very object.
    if viewer is not SYSTEM:
        demand(viewer, Act.administer)
