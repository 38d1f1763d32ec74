"""Deputies in the workbench: who holds whose role, from which day to which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.people import normalise_address
from partisipasi.accounts.queries import account_of_address
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.drafts.actions import end_deputy, name_deputy
from partisipasi.drafts.queries import Member, deputies_of, team_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_, gettext, zone
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.places import draft_path, work_place
from partisipasi.web.workbench.team import NOBODY

_DAY = N_("Enter a day as it stands in the calendar.")


class DeputyForm(msgspec.Struct):
    """Whose role ("account:role") somebody holds, and from which day to which."""

    place: Annotated[str, msgspec.Meta(max_length=60, extra={"required": N_("Choose whose role it is.")})]
    email: Annotated[
        str, msgspec.Meta(max_length=254, extra={"required": N_("Enter the address of the person who deputises.")})
    ]
    until: Annotated[date, msgspec.Meta(extra={"required": N_("Choose the last day."), "wrong": _DAY})]
    since: Annotated[date | None, msgspec.Meta(extra={"wrong": _DAY})] = None


@page("/ruang-kerja/rancangan/{draft_id:int}/wakil", right=Act.enter_workbench)
async def deputies_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Who deputises for whom, and the form to name somebody."""
    return await _show(request, tx, viewer, draft_id, blank(DeputyForm))


@form("/ruang-kerja/rancangan/{draft_id:int}/wakil", right=Act.enter_workbench)
async def name(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Let somebody deputise for a member of the team."""
    sent = await read_form(request, DeputyForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await _name(tx, viewer, draft_id, sent.data)
            return see_other(request, f"{draft_path(draft_id)}/wakil", notice=gettext(N_("The deputy is named.")))
    return await _show(request, tx, viewer, draft_id, sent)


@form("/ruang-kerja/rancangan/{draft_id:int}/wakil/{member_id:int}/akhiri", right=Act.enter_workbench)
async def end(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    draft_id: FromPath[int],
    member_id: FromPath[int],
) -> Response[bytes]:
    """End a deputy's time now."""
    await read_form(request, Press)
    await end_deputy(tx, viewer, draft_id=draft_id, member_id=member_id)
    return see_other(request, f"{draft_path(draft_id)}/wakil", notice=gettext(N_("The deputy's time is over.")))


async def _name(tx: Transaction, viewer: Viewer, draft_id: int, asked: DeputyForm) -> None:
    member, _, role = asked.place.partition(":")
    account = await account_of_address(tx, normalise_address(asked.email))
    if account is None:
        raise Invalid({"email": NOBODY})
    begins = datetime.combine(asked.since, time.min, zone()) if asked.since else tx.now
    await name_deputy(
        tx,
        viewer,
        draft_id=draft_id,
        deputises_for=int(member) if member.isascii() and member.isdigit() and len(member) < 18 else 0,
        role=role,
        account_id=account,
        begins_at=begins,
        ends_at=datetime.combine(asked.until + timedelta(days=1), time.min, zone()),
    )


async def _show(
    request: Req, tx: Transaction, viewer: Viewer, draft_id: int, sent: Form[DeputyForm]
) -> Response[bytes]:
    place = await work_place(tx, viewer, draft_id)
    return render(
        request,
        "workbench/deputies.html",
        status=sent.status,
        place=place,
        draft=place.draft,
        deputies=await deputies_of(tx, draft_id),
        places=_places(await team_of(tx, draft_id)),
        form=sent,
    )


def _places(team: Sequence[Member]) -> list[tuple[str, str, str]]:
    """Every role in the team that somebody could deputise: value, name, role."""
    return [(f"{one.account_id}:{role}", one.name, role) for one in team for role in one.roles if role != "reader"]


ROUTES = [deputies_page, name, end]
