"""Naming the team of a draft."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from partisipasi.accounts.rights import Act, Viewer, demand, may
from partisipasi.drafts.actions.standing import LockedDraft, lock_draft
from partisipasi.drafts.tables import TEAM_ROLES, TeamMember
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, Invalid
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record

_UNKNOWN_ROLE = N_("There is no such role in a team.")
_NO_ROLE = N_("Choose at least one role for every member.")
_NOT_STAFF = N_("Only officers can work on a draft, and only they or readers can be readers of it.")
_IN_TEAM = N_("An administrator who is in the team cannot name it.")


async def name_team(tx: Transaction, viewer: Viewer, *, draft_id: int, members: Mapping[int, Collection[str]]) -> None:
    """Make this the team of a draft. Roles that are not in it end; those that stay are left as they are.

    Args:
        members: account id → roles, the whole team. An empty team is allowed: its maker can still name another.

    Raises:
        NotFound: the viewer may not know of the draft.
        Forbidden: the viewer is neither its maker, nor a drafter of its team, nor an administrator outside it.
        Invalid: an unknown role, a member without a role, or one who does not work here; said of the field `members`.
    """
    draft = await lock_draft(tx, viewer, draft_id)
    demand_naming(viewer, draft)
    wanted = _wanted(members)
    await check_staff(tx, wanted)
    held = {
        (row["account_id"], row["role"]): row["id"]
        for row in await tx.rows(
            """SELECT id, account_id, role FROM team_member
               WHERE draft_id = $1 AND ended_at IS NULL AND deputises_for IS NULL""",
            draft_id,
        )
    }
    ended = [held[place] for place in held.keys() - wanted]
    begun = sorted(wanted - held.keys())
    if not ended and not begun:
        return
    await tx.execute("UPDATE team_member SET ended_at = now() WHERE id = ANY($1::bigint[])", ended)
    await _end_deputies(tx, draft_id, [*begun, *(held.keys() - wanted)])
    await tx.add_all(
        [
            TeamMember(draft_id=draft_id, account_id=account, role=role, added_by=viewer.account_id)
            for account, role in begun
        ]
    )
    await write_record(
        tx,
        "team.named",
        actor_id=viewer.account_id,
        subject=("draft", draft_id),
        details={"begun": begun, "ended": sorted(held.keys() - wanted)},
    )


def may_name_team(viewer: Viewer, *, created_by: int | None, roles: Collection[str]) -> bool:
    """Whether the viewer may name the team of a draft: its maker, a drafter of it, an administrator outside it.

    Args:
        created_by: who made the draft.
        roles: the viewer's roles in its team.
    """
    if viewer.signed_in and viewer.account_id == created_by and may(viewer, Act.enter_workbench, anywhere=True):
        return True
    return may(viewer, Act.name_team, team=roles) and (not roles or "drafter" in roles)


def demand_naming(viewer: Viewer, draft: LockedDraft) -> None:
    """Refuse who may not name the team of a draft.

    Raises:
        Forbidden: see `may_name_team`.
    """
    if may_name_team(viewer, created_by=draft.created_by, roles=draft.roles):
        return
    demand(viewer, Act.name_team, team=draft.roles)
    raise Forbidden(_IN_TEAM)


def _wanted(members: Mapping[int, Collection[str]]) -> set[tuple[int, str]]:
    for roles in members.values():
        if not roles:
            raise Invalid({"members": _NO_ROLE})
        if not set(roles) <= set(TEAM_ROLES):
            raise Invalid({"members": _UNKNOWN_ROLE})
    return {(account, role) for account, roles in members.items() for role in roles}


async def check_staff(tx: Transaction, wanted: set[tuple[int, str]], *, field: str = "members") -> None:
    """Everyone named must work here; whoever does more than read must be an officer or administrator.

    Raises:
        Invalid: somebody does not; said of the field.
    """
    rows = await tx.rows(
        """SELECT a.id, array_agg(g.role) AS roles FROM account a JOIN role_grant g ON g.account_id = a.id
           WHERE a.id = ANY($1::bigint[]) AND g.ended_at IS NULL AND a.disabled_at IS NULL AND a.erased_at IS NULL
           GROUP BY a.id""",
        [account for account, _ in wanted],
    )
    site_roles = {row["id"]: set(row["roles"]) for row in rows}
    for account, role in wanted:
        fitting = {"officer", "administrator"} | ({"reader"} if role == "reader" else set())
        if not site_roles.get(account, set()) & fitting:
            raise Invalid({field: _NOT_STAFF})


async def _end_deputies(tx: Transaction, draft_id: int, places: Collection[tuple[int, str]]) -> None:
    """A deputy's time ends with the role that is deputised, and when the deputy gets the role itself."""
    await tx.execute(
        """UPDATE team_member m SET ended_at = now() FROM unnest($2::bigint[], $3::text[]) AS p(account_id, role)
           WHERE m.draft_id = $1 AND m.ended_at IS NULL AND m.deputises_for IS NOT NULL AND m.role = p.role
             AND p.account_id IN (m.account_id, m.deputises_for)""",
        draft_id,
        [account for account, _ in places],
        [role for _, role in places],
    )


async def leave_teams(tx: Transaction, *, account_id: int) -> None:
    """End every team role of an account that is erased. Who was in a team, and when, stays known by number only."""
    drafts = await tx.values(
        """UPDATE team_member SET ended_at = now()
           WHERE (account_id = $1 OR deputises_for = $1) AND ended_at IS NULL RETURNING draft_id""",
        account_id,
    )
    tx.changed(*{f"draft:{draft}" for draft in drafts})
