"""Who answers for an agency: officers named by an administrator, one sorts and proposes, another approves."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.record.actions import write_record
from partisipasi.topics.queries import agency_view
from partisipasi.topics.tables import AGENCY_ROLES, AgencyMember

#: Whether account `m.account_id` still works here: a role that was taken away takes the place at every agency with it.
ANSWERS_STILL = """(m.ended_at IS NULL AND EXISTS (SELECT 1 FROM role_grant g JOIN account w ON w.id = g.account_id
    WHERE g.account_id = m.account_id AND g.ended_at IS NULL AND g.role IN ('officer', 'administrator')
      AND w.disabled_at IS NULL AND w.erased_at IS NULL))"""


def _sees(column: str) -> str:
    return f"""(EXISTS (SELECT 1 FROM agency_member m WHERE m.agency_id = {column} AND m.account_id = $1
        AND {ANSWERS_STILL}) OR EXISTS (SELECT 1 FROM role_grant r WHERE r.account_id = $1 AND r.role = 'reader'
        AND r.ended_at IS NULL AND r.topic_id IS NULL AND (r.agency_id IS NULL OR r.agency_id = {column})))"""


#: Whether account $1 sees what is in the making at an agency: its officers, and readers. The agency is `a`, or $2, or
#: the one whose issue `i` is.
SEES_AGENCY = _sees("a.id")
SEES_THIS_AGENCY = _sees("$2::bigint")
SEES_AGENCY_OF_ISSUE = _sees("i.agency_id")


class Officer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who answers for an agency now, without an address."""

    id: int
    account_id: int
    number: int
    display_name: str | None
    role: str
    since: datetime

    @property
    def name(self) -> str:
        """The chosen name, or "Warga" and a number."""
        return self.display_name or gettext(N_("Resident %(number)s"), number=self.number)


class Office(msgspec.Struct, frozen=True):
    """An agency that somebody answers for, and as what."""

    agency_id: int
    slug: str
    name: str
    roles: list[str]


async def agency_roles(tx: Transaction, agency_id: int, account_id: int | None) -> frozenset[str]:
    """The roles an account has at an agency now; none for guests and for who no longer works here."""
    if account_id is None:
        return frozenset()
    return frozenset(
        await tx.values(
            f"SELECT m.role FROM agency_member m WHERE m.agency_id = $1 AND m.account_id = $2 AND {ANSWERS_STILL}",
            agency_id,
            account_id,
        )
    )


async def offices_of(tx: Transaction, viewer: Viewer) -> list[Office]:
    """The open agencies that the viewer answers for, by name."""
    return await tx.all(
        Office,
        f"""SELECT a.id AS agency_id, a.slug, a.name, array_agg(m.role ORDER BY m.role) AS roles
            FROM agency_member m JOIN agency a ON a.id = m.agency_id AND a.closed_at IS NULL
            WHERE m.account_id = $1 AND {ANSWERS_STILL} GROUP BY a.id ORDER BY lower(a.name)""",
        viewer.account_id,
    )


async def officers_of(tx: Transaction, agency_id: int) -> list[Officer]:
    """Who answers for an agency now, longest-serving first."""
    return await tx.all(
        Officer,
        f"""SELECT m.id, m.account_id, a.number, a.display_name, m.role, m.added_at AS since
            FROM agency_member m JOIN account a ON a.id = m.account_id
            WHERE m.agency_id = $1 AND {ANSWERS_STILL} ORDER BY m.id""",
        agency_id,
    )


async def name_officer(tx: Transaction, viewer: Viewer, *, agency_id: int, account_id: int, role: str) -> None:
    """Let an officer answer for an agency. Done twice it is done once.

    Raises:
        NotFound: no such agency.
        Forbidden: not an administrator, or one who would name themselves.
        Invalid: an unknown role, or somebody who is no officer.
        Conflict: the agency is closed.
    """
    demand(viewer, Act.administer)
    agency = await agency_view(tx, agency_id)
    if agency.closed_at is not None:
        raise Conflict(N_("This agency is closed."), code="agency_closed")
    if account_id == viewer.account_id:
        raise Forbidden(N_("Nobody names themselves."))
    if role not in AGENCY_ROLES:
        raise Invalid({"role": N_("Choose what they do for the agency.")})
    works = await tx.value(
        """SELECT EXISTS (SELECT 1 FROM role_grant g JOIN account a ON a.id = g.account_id WHERE g.account_id = $1
             AND g.role IN ('officer', 'administrator') AND g.ended_at IS NULL
             AND a.disabled_at IS NULL AND a.erased_at IS NULL)""",
        account_id,
    )
    if not works:
        raise Invalid({"email": N_("Only officers answer for an agency. Give this person the role first.")})
    known = await tx.value(
        "SELECT id FROM agency_member WHERE agency_id = $1 AND account_id = $2 AND role = $3 AND ended_at IS NULL",
        agency_id,
        account_id,
        role,
    )
    if known is not None:
        return
    await tx.add(AgencyMember(agency_id=agency_id, account_id=account_id, role=role, added_by=viewer.account_id))
    await write_record(
        tx,
        "agency.officer_named",
        actor_id=viewer.account_id,
        subject=("agency", agency_id),
        details={"account": account_id, "role": role},
    )


async def end_officer(tx: Transaction, viewer: Viewer, *, agency_id: int, member_id: int) -> None:
    """End somebody's role at an agency; when it was held stays known.

    Raises:
        NotFound: no such role there.
        Forbidden: not an administrator.
    """
    demand(viewer, Act.administer)
    account = await tx.value(
        """UPDATE agency_member SET ended_at = now() WHERE id = $1 AND agency_id = $2 AND ended_at IS NULL
           RETURNING account_id""",
        member_id,
        agency_id,
    )
    if account is None:
        raise NotFound(N_("This role has ended already."))
    await write_record(
        tx,
        "agency.officer_ended",
        actor_id=viewer.account_id,
        subject=("agency", agency_id),
        details={"account": account},
    )


async def leave_agencies(tx: Transaction, *, account_id: int) -> None:
    """End every role at agencies of an account that is erased."""
    await tx.execute("UPDATE agency_member SET ended_at = now() WHERE account_id = $1 AND ended_at IS NULL", account_id)
