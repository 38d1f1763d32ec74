"""Telling an agency what happened at one of its services: one short form."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, TooMany, called
from partisipasi.kit.i18n import N_, day, gettext
from partisipasi.service.days import ANSWER_WITHIN, today_of, working_days_after
from partisipasi.service.opening import LONGEST_PART, LONGEST_PLACE, open_case
from partisipasi.service.queries import places_of, services_of
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.topics.queries import AgencyView, agency_view
from partisipasi.web.addresses import elsewhere, number_of
from partisipasi.web.service.agencies import agency_path
from partisipasi.web.talk.slips import slip_cookie

OTHER = "lain"


_NO_PLACE = N_("Say where it was: the office, or the district.")


class TellForm(msgspec.Struct):
    """What happened. `service` is an id, or "lain"."""

    service: Annotated[str, msgspec.Meta(extra={"required": N_("Choose the service.")})]
    place: Annotated[
        str,
        msgspec.Meta(max_length=LONGEST_PLACE, extra={"required": _NO_PLACE}),
    ]
    happened_on: Annotated[date, msgspec.Meta(extra={"required": N_("Say on which day it was.")})]
    happened: Annotated[
        str, msgspec.Meta(max_length=LONGEST_PART, extra={"lines": True, "required": N_("Tell what happened.")})
    ]
    better: Annotated[str, msgspec.Meta(max_length=LONGEST_PART, extra={"lines": True})] = ""
    sure: bool = False


@page("/perangkat/{place:str}/sampaikan", right=Act.support)
async def tell_page(
    request: Req, tx: NamedDependency[Transaction], place: FromPath[str], layanan: FromQuery[str] = ""
) -> Response[bytes]:
    """The form."""
    agency = await agency_view(tx, number_of(place))
    if leads := elsewhere(request, f"{agency_path(agency)}/sampaikan"):
        return leads
    return await _page(request, tx, agency, blank(TellForm, service=layanan or None))


@form("/perangkat/{place:str}/sampaikan", right=Act.support)
async def tell(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Open a case."""
    sent = await read_form(request, TellForm)
    agency = await agency_view(tx, number_of(place))
    if sent.errors:
        return await _page(request, tx, agency, sent, status=422)
    known = {str(one.id): one.id for one in await services_of(tx, agency.id)}
    if sent.data.service != OTHER and sent.data.service not in known:
        sent.add_error("service", N_("Choose the service."))
        return await _page(request, tx, agency, sent, status=422)
    try:
        async with sent.trying(tx, conflict=""):
            with called({"body": "happened"}):
                opened = await open_case(
                    tx, viewer, exchange_of(request).site.settings, agency_id=agency.id,
                    service_id=known.get(sent.data.service), place=sent.data.place, happened_on=sent.data.happened_on,
                    happened=sent.data.happened, better=sent.data.better, sure=sent.data.sure, asks=True,
                )  # fmt: skip
    except TooMany as error:
        sent.add_error("", error.message, **error.values)
        response = await _page(request, tx, agency, sent, status=429)
        response.headers["retry-after"] = str(error.wait)
        return response
    if sent.errors:
        return await _page(request, tx, agency, sent, status=sent.status)
    cookies = [slip_cookie(request, opened.posted.receipt)]
    if opened.posted.state == "held":
        notice = gettext(N_("Your words are stored. A moderator looks at them before they appear."))
        return see_other(request, f"/masukan/{opened.posted.receipt}", notice=notice, cookies=cookies)
    due = day(working_days_after(today_of(tx), ANSWER_WITHIN))
    notice = gettext(N_("Thank you. Your feedback is public, and the agency answers by %(date)s."), date=due)
    return see_other(request, f"/diskusi/{opened.thread_id}-{opened.slug}", notice=notice, cookies=cookies)


async def _page(
    request: Req, tx: Transaction, agency: AgencyView, sent: Form[TellForm], *, status: int = 200
) -> Response[bytes]:
    services = await services_of(tx, agency.id)
    if not services and status == 200:
        raise Conflict(N_("This agency does not take feedback on its services here yet."))
    return render(
        request,
        "service/tell.html",
        status=status,
        agency=agency,
        here=agency_path(agency),
        services=[(str(one.id), one.name) for one in services],
        other=OTHER,
        places=await places_of(tx, agency.id),
        days=ANSWER_WITHIN,
        today=today_of(tx),
        longest=LONGEST_PART,
        longest_place=LONGEST_PLACE,
        form=sent,
    )


ROUTES = [tell_page, tell]
