"""Telling an agency what happened at one of its services: one short form."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.accounts.throttle import MAIL_ADDRESS
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, TooMany, called
from partisipasi.kit.i18n import N_, day, gettext, language
from partisipasi.service.days import ANSWER_WITHIN, answer_due, today_of
from partisipasi.service.opening import LONGEST_PART, LONGEST_PLACE, open_case, open_case_awaiting
from partisipasi.service.queries import places_of, services_of
from partisipasi.site.client import network_prefix
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.limits import count
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.topics.queries import AgencyView, agency_view
from partisipasi.web.addresses import elsewhere, number_of
from partisipasi.web.service.agencies import agency_path
from partisipasi.web.talk.letters import post_confirmation
from partisipasi.web.talk.slips import slip_cookie
from partisipasi.web.talk.stamps import FILLED_IN, TOO_OLD, age_of, is_quick, new_stamp
from partisipasi.web.talk.writing import GUESTS

OTHER = "lain"


_NO_PLACE = N_("Say where it was: the office, or the district.")


class TellForm(msgspec.Struct):
    """What happened. `service` is an id, or "lain"; `website` is a field people do not see; guests give `email`."""

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
    public_name: str = ""
    email: str = ""
    stamp: str = ""
    website: str = ""


@page("/perangkat/{place:str}/sampaikan")
async def tell_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    layanan: FromQuery[str] = "",
) -> Response[bytes]:
    """The form."""
    agency = await agency_view(tx, number_of(place))
    if leads := elsewhere(request, f"{agency_path(agency)}/sampaikan"):
        return leads
    stamp = new_stamp(exchange_of(request).site.settings)
    return await _page(request, tx, viewer, agency, blank(TellForm, service=layanan or None, stamp=stamp))


@form("/perangkat/{place:str}/sampaikan", right=Act.contribute)
async def tell(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Open a case."""
    sent = await read_form(request, TellForm)
    agency = await agency_view(tx, number_of(place))
    if sent.errors:
        return await _page(request, tx, viewer, agency, sent, status=422)
    settings = exchange_of(request).site.settings
    age = age_of(settings, sent.data.stamp)
    if age is None or sent.data.website:
        sent.add_error("", FILLED_IN if sent.data.website else TOO_OLD)
        sent.values["stamp"] = [new_stamp(settings)]
        return await _page(request, tx, viewer, agency, sent, status=422)
    known = {str(one.id): one.id for one in await services_of(tx, agency.id)}
    if sent.data.service != OTHER and sent.data.service not in known:
        sent.add_error("service", N_("Choose the service."))
        return await _page(request, tx, viewer, agency, sent, status=422)
    take = _take if viewer.confirmed else _take_from_guest
    response: Response[bytes] | None = None
    try:
        async with sent.trying(tx, conflict=""):
            with called({"body": "happened"}):
                response = await take(
                    request, tx, viewer, sent.data, agency.id, known.get(sent.data.service), is_quick(age)
                )
    except TooMany as error:
        sent.add_error("" if viewer.confirmed else "email", error.message, **error.values)
        response = await _page(request, tx, viewer, agency, sent, status=429)
        response.headers["retry-after"] = str(error.wait)
    return response or await _page(request, tx, viewer, agency, sent, status=sent.status)


async def _take(
    request: Req, tx: Transaction, viewer: Viewer, data: TellForm, agency_id: int, service_id: int | None, quick: bool
) -> Response[bytes]:
    opened = await open_case(
        tx, viewer, exchange_of(request).site.settings, agency_id=agency_id, service_id=service_id, place=data.place,
        happened_on=data.happened_on, happened=data.happened, better=data.better, sure=data.sure, asks=True,
        quick=quick,
    )  # fmt: skip
    cookies = [slip_cookie(request, opened.posted.receipt)]
    if opened.posted.state == "held":
        notice = gettext(N_("Your words are stored. A moderator looks at them before they appear."))
        return see_other(request, f"/masukan/{opened.posted.receipt}", notice=notice, cookies=cookies)
    due = day(await answer_due(tx))
    notice = gettext(N_("Thank you. Your feedback is public, and the agency answers by %(date)s."), date=due)
    return see_other(request, f"/diskusi/{opened.thread_id}-{opened.slug}", notice=notice, cookies=cookies)


async def _take_from_guest(
    request: Req, tx: Transaction, _viewer: Viewer, data: TellForm, agency_id: int, service_id: int | None, quick: bool
) -> Response[bytes]:
    site = exchange_of(request).site
    await count(request, (GUESTS, network_prefix(request)), (MAIL_ADDRESS, data.email.lower()))
    told = await open_case_awaiting(
        tx, site.settings, agency_id=agency_id, service_id=service_id, place=data.place, happened_on=data.happened_on,
        happened=data.happened, better=data.better, email=data.email, public_name=data.public_name, sure=data.sure,
        quick=quick,
    )  # fmt: skip
    await post_confirmation(tx, site, told.awaiting, title=told.title, language=language())
    receipt = told.awaiting.posted.receipt
    notice = gettext(N_("Your words are stored. One step is left: the button in the mail we have just sent you."))
    return see_other(request, f"/masukan/{receipt}", notice=notice, cookies=[slip_cookie(request, receipt)])


async def _page(
    request: Req, tx: Transaction, viewer: Viewer, agency: AgencyView, sent: Form[TellForm], *, status: int = 200
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
        guest=not viewer.confirmed,
        form=sent,
    )


ROUTES = [tell_page, tell]
