"""Deputies: somebody who holds a colleague's role in a team from one day to another, and in no other time."""

from __future__ import annotations

from datetime import datetime, timedelta

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.actions.standing import lock_draft
from partisipasi.drafts.actions.teams import check_staff, demand_naming
from partisipasi.drafts.tables import TeamMember
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record

#: Longer than this nobody is a deputy: the role itself should be given then.
LONGEST = timedelta(days=183)


async def name_deputy(
    tx: Transaction,
    viewer: Viewer,
    *,
    draft_id: int,
    deputises_for: int,
    role: str,
    account_id: int,
    begins_at: datetime,
    ends_at: datetime,
) -> int:
    """Let somebody deputise for a member of the team in one of their roles.

    Args:
        deputises_for: the account of the member.
        begins_at, ends_at: the time in which the deputy has the role; a beginning that is past means now.

    Returns:
        The id of the deputy's place in the team.

    Raises:
        NotFound, Forbidden: as `name_team`.
        Invalid: a role that the member does not hold, a deputy who cannot hold it or does already, a time that does not
            fit.
    """
    draft = await lock_draft(tx, viewer, draft_id)
    demand_naming(viewer, draft)
    begins_at = max(begins_at, tx.now)
    _check_time(tx.now, begins_at, ends_at)
    # A time that is over leaves the place free for another one.
    await tx.execute(
        "UPDATE team_member SET ended_at = ends_at WHERE draft_id = $1 AND ended_at IS NULL AND ends_at <= now()",
        draft_id,
    )
    held = await tx.rows(
        """SELECT account_id, deputises_for FROM team_member
           WHERE draft_id = $1 AND role = $2 AND ended_at IS NULL""",
        draft_id,
        role,
    )
    if not any(row["account_id"] == deputises_for and row["deputises_for"] is None for row in held):
        raise Invalid({"place": N_("Choose somebody of the team and a role they have in it.")})
    if any(row["account_id"] == account_id for row in held):
        raise Invalid({"email": N_("This person has the role already, or is named as a deputy in it.")})
    await check_staff(tx, {(account_id, role)}, field="email")
    made = await tx.add(
        TeamMember(
            draft_id=draft_id,
            account_id=account_id,
            role=role,
            added_by=viewer.account_id,
            deputises_for=deputises_for,
            begins_at=begins_at,
            ends_at=ends_at,
        )
    )
    await write_record(
        tx,
        "deputy.named",
        actor_id=viewer.account_id,
        subject=("draft", draft_id),
        details={"deputy": account_id, "for": deputises_for, "role": role, "from": begins_at, "to": ends_at},
    )
    return made.id


async def end_deputy(tx: Transaction, viewer: Viewer, *, draft_id: int, member_id: int) -> None:
    """End a deputy's time now, or before it begins.

    Raises:
        NotFound: no such deputy, or as `name_team`.
        Forbidden: as `name_team`.
        Conflict: it is over already.
    """
    draft = await lock_draft(tx, viewer, draft_id)
    demand_naming(viewer, draft)
    rows = await tx.rows(
        """SELECT account_id, role, ended_at IS NOT NULL OR ends_at <= now() AS over FROM team_member
           WHERE id = $1 AND draft_id = $2 AND deputises_for IS NOT NULL""",
        member_id,
        draft_id,
    )
    if not rows:
        raise NotFound(N_("There is no such deputy."))
    if rows[0]["over"]:
        raise Conflict(N_("This deputy's time is over already."), code="over")
    await tx.execute("UPDATE team_member SET ended_at = now() WHERE id = $1", member_id)
    await write_record(
        tx,
        "deputy.ended",
        actor_id=viewer.account_id,
        subject=("draft", draft_id),
        details={"deputy": rows[0]["account_id"], "role": rows[0]["role"]},
    )


def _check_time(now: datetime, begins_at: datetime, ends_at: datetime) -> None:
    if ends_at <= now:
        raise Invalid({"until": N_("The last day must not be over.")})
    if ends_at <= begins_at:
        raise Invalid({"until": N_("The last day must not be before the first.")})
    if ends_at - begins_at > LONGEST:
        raise Invalid({"until": N_("At most half a year. For longer, give the role itself.")})
