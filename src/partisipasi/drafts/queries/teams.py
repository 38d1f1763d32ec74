"""Reading teams: who works on a draft, as what, since when; and who may publish its concept."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT, WORKS_HERE
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who works here, without an address."""

    account_id: int
    number: int
    display_name: str | None

    @property
    def name(self) -> str:
        """The chosen name, or "Warga" and a number."""
        return self.display_name or gettext(N_("Resident %(number)s"), number=self.number)


class Member(Person, frozen=True, kw_only=True):
    """A member of a team with all roles held now."""

    roles: list[str]
    since: datetime


class PastRole(Person, frozen=True, kw_only=True):
    """A role somebody held or holds in a team."""

    role: str
    added_at: datetime
    ended_at: datetime | None


class Publisher(Person, frozen=True, kw_only=True):
    """An approver of a team; `made` says whether they made part of the concept and so may not publish it."""

    made: bool


async def team_roles(tx: Transaction, draft_id: int, account_id: int | None) -> frozenset[str]:
    """The roles an account has in a draft's team now; none for guests and for who no longer works here."""
    if account_id is None:
        return frozenset()
    return frozenset(
        await tx.values(
            f"""SELECT m.role FROM team_member m
                WHERE m.draft_id = $1 AND m.account_id = $2 AND m.ended_at IS NULL AND {WORKS_HERE}""",
            draft_id,
            account_id,
        )
    )


async def roles_and_sight(tx: Transaction, viewer: Viewer, draft_id: int) -> tuple[frozenset[str], bool]:
    """The viewer's roles in a draft's team, and whether they may see its concepts and other unpublished work."""
    rows = await tx.rows(
        f"""SELECT {SEES_CONCEPT} AS sees, array(SELECT m.role FROM team_member m WHERE m.draft_id = d.id
                     AND m.account_id = $1 AND m.ended_at IS NULL AND {WORKS_HERE}) AS roles
            FROM draft d WHERE d.id = $2""",
        viewer.account_id,
        draft_id,
    )
    return (frozenset(rows[0]["roles"]), bool(rows[0]["sees"])) if rows else (frozenset(), False)


class Deputy(Person, frozen=True, kw_only=True):
    """Somebody who holds a colleague's role for a time. `state` is planned, now or over; `for_name` is empty where the
    colleague has no chosen name.
    """

    id: int
    role: str
    for_name: str
    begins_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    state: str


async def deputies_of(tx: Transaction, draft_id: int) -> list[Deputy]:
    """The deputies of a draft's team: those of now, those to come, and those whose time was over lately."""
    return await tx.all(
        Deputy,
        """SELECT m.id, m.account_id, a.number, a.display_name, m.role, coalesce(b.display_name, '') AS for_name,
                  m.begins_at, m.ends_at, m.ended_at,
                  CASE WHEN m.ended_at IS NOT NULL OR m.ends_at <= now() THEN 'over'
                       WHEN m.begins_at > now() THEN 'planned' ELSE 'now' END AS state
           FROM team_member m JOIN account a ON a.id = m.account_id JOIN account b ON b.id = m.deputises_for
           WHERE m.draft_id = $1 ORDER BY m.begins_at DESC, m.id DESC LIMIT 50""",
        draft_id,
    )


async def team_of(tx: Transaction, draft_id: int, *, deputies: bool = False) -> list[Member]:
    """The team of a draft now, longest-serving first.

    Args:
        deputies: with those who deputise for somebody now.
    """
    return await tx.all(
        Member,
        f"""SELECT m.account_id, a.number, a.display_name, array_agg(m.role ORDER BY m.role) AS roles,
                  min(m.added_at) AS since
           FROM team_member m JOIN account a ON a.id = m.account_id
           WHERE m.draft_id = $1 AND m.ended_at IS NULL AND {WORKS_HERE} AND ($2 OR m.deputises_for IS NULL)
           GROUP BY m.account_id, a.number, a.display_name ORDER BY min(m.id)""",
        draft_id,
        deputies,
    )


async def team_history(tx: Transaction, draft_id: int) -> list[PastRole]:
    """Every role anyone had in a draft's team, oldest first; deputies have a list of their own."""
    return await tx.all(
        PastRole,
        """SELECT m.account_id, a.number, a.display_name, m.role, m.added_at, m.ended_at
           FROM team_member m JOIN account a ON a.id = m.account_id
           WHERE m.draft_id = $1 AND m.deputises_for IS NULL ORDER BY m.id""",
        draft_id,
    )


async def approvers_of(tx: Transaction, version_id: int) -> list[Publisher]:
    """The approvers of a version's draft. Who made part of it is not eligible to publish it."""
    return await tx.all(
        Publisher,
        f"""SELECT m.account_id, a.number, a.display_name,
                   EXISTS (SELECT 1 FROM version_maker k WHERE k.version_id = v.id AND k.account_id = m.account_id)
                     AS made
            FROM version v JOIN team_member m ON m.draft_id = v.draft_id JOIN account a ON a.id = m.account_id
            WHERE v.id = $1 AND m.role = 'approver' AND m.ended_at IS NULL AND {WORKS_HERE}
            ORDER BY m.id""",
        version_id,
    )


async def makers_of(tx: Transaction, version_id: int) -> list[Person]:
    """Everyone who made part of a version."""
    return await tx.all(
        Person,
        """SELECT k.account_id, a.number, a.display_name FROM version_maker k JOIN account a ON a.id = k.account_id
           WHERE k.version_id = $1 ORDER BY k.account_id""",
        version_id,
    )
