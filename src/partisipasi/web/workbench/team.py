"""Naming the team of a draft, in one form: who is in it with which roles, and one person more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.people import normalise_address
from partisipasi.accounts.queries import account_of_address
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.drafts.actions import name_team
from partisipasi.drafts.queries import Member, team_history, team_of
from partisipasi.drafts.tables import TEAM_ROLES
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.places import draft_path, work_place

# The same words for an unknown address and for one of somebody who is no officer: the form tells nobody's address.
NOBODY = N_("No officer has this address. Ask an administrator to give the role first.")


class TeamForm(msgspec.Struct):
    """One person more; the roles of those already in the team come as fields named by their accounts.

    `shown` are the accounts that the form was made for: who has joined since then is not on it and stays.
    """

    shown: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    email: Annotated[str, msgspec.Meta(max_length=254)] = ""
    roles: list[str] = []


@page("/ruang-kerja/rancangan/{draft_id:int}/tim", right=Act.enter_workbench)
async def team_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Who works on a draft, and the form to name them."""
    team = await team_of(tx, draft_id)
    values = blank(TeamForm, **{_field(member.account_id): member.roles for member in team})
    return await _page(request, tx, viewer, draft_id, values, team)


@form("/ruang-kerja/rancangan/{draft_id:int}/tim", right=Act.enter_workbench)
async def name_the_team(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Make what was sent the team. Who is left without a role leaves it."""
    sent = await read_form(request, TeamForm)
    team = await team_of(tx, draft_id)
    _fill_in_who_joined(sent, team)
    members = {
        member.account_id: roles
        for member in team
        if (roles := [role for role in TEAM_ROLES if sent.chosen(_field(member.account_id), role)])
    }
    await _add_new(tx, sent, members)
    if not sent.errors:
        try:
            async with tx.savepoint():
                await name_team(tx, viewer, draft_id=draft_id, members=members)
            return see_other(request, f"{draft_path(draft_id)}/tim", notice=gettext(N_("The team is named.")))
        except Invalid as error:
            # The others are in the team already: it can only be the new address.
            sent.refuse(Invalid({"email": NOBODY}) if sent.data.email else error)
    return await _page(request, tx, viewer, draft_id, sent, team)


def _fill_in_who_joined(sent: Form[TeamForm], team: Sequence[Member]) -> None:
    shown = set(sent.value("shown").split())
    for member in team:
        if str(member.account_id) not in shown:
            sent.values[_field(member.account_id)] = list(member.roles)


async def _add_new(tx: Transaction, sent: Form[TeamForm], members: dict[int, list[str]]) -> None:
    if sent.errors or (not sent.data.email and not sent.data.roles):
        return
    if not sent.data.email:
        sent.add_error("email", N_("Enter the address of the person with these roles."))
    elif not sent.data.roles:
        sent.add_error("roles", N_("Choose at least one role."))
    else:
        try:
            account = await account_of_address(tx, normalise_address(sent.data.email))
        except Invalid as error:
            sent.refuse(error)
            return
        if account is None:
            sent.add_error("email", NOBODY)
        else:
            members[account] = [*members.get(account, ()), *sent.data.roles]


async def _page(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    draft_id: int,
    sent: Form[TeamForm],
    team: Sequence[Member],
) -> Response[bytes]:
    place = await work_place(tx, viewer, draft_id)
    return render(
        request,
        "workbench/team.html",
        status=sent.status,
        place=place,
        draft=place.draft,
        team=team,
        history=[entry for entry in await team_history(tx, draft_id) if entry.ended_at is not None],
        role_codes=TEAM_ROLES,
        form=sent,
        field_of=_field,
    )


def _field(account_id: int) -> str:
    return f"roles-{account_id}"
