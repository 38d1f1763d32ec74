"""Agencies as everybody sees them: services, what people told of them, how soon they were answered, drafts."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.drafts.queries import drafts_list
from partisipasi.feedback.progress import progress_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, href
from partisipasi.service.days import LATELY, today_of
from partisipasi.service.offering import keeps_services
from partisipasi.service.opening import LONGEST_PLACE
from partisipasi.service.queries import CaseView, ServiceView, cases_list, figures_of, places_of, services_of
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.site.paging import cursor_of, page_of
from partisipasi.topics.queries import AgencyView, agencies_list, agency_view
from partisipasi.web.addresses import elsewhere, number_of
from partisipasi.web.drafts.rows import rows_of
from partisipasi.web.service.words import STANDINGS, elsewhere_in_words, standing_choices, status_in_words
from partisipasi.web.told.follow import follow_button

LATEST, DRAFTS, ROWS = 5, 5, 20


def agency_path(agency: AgencyView) -> str:
    """Path of an agency's page, without language."""
    return f"/perangkat/{agency.id}-{agency.slug}"


@page("/perangkat", cached=True)
async def list_agencies(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """All agencies with their services: where one begins who wants to tell something."""
    agencies = await agencies_list(tx)
    services = await services_of(tx)
    shows(request, "agencies", "topics", "home", *(f"agency:{one.id}" for one in agencies))
    return render(
        request,
        "service/agencies.html",
        agencies=[
            (one, agency_path(one), [service for service in services if service.agency_id == one.id])
            for one in agencies
        ],
        figures=await figures_of(tx, [one.id for one in agencies], since=today_of(tx) - LATELY),
    )


@page("/perangkat/{place:str}", cached=True)
async def show_agency(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """An agency."""
    agency = await agency_view(tx, number_of(place))
    path = agency_path(agency)
    if leads := elsewhere(request, path):
        return leads
    if not viewer.signed_in:
        shows(request, f"agency:{agency.id}", "agencies", "drafts", "topics", "home")
    cases = await cases_list(tx, GUEST, agency_id=agency.id, size=LATEST)
    drafts = (await drafts_list(tx, GUEST, agency_id=agency.id, size=DRAFTS))[:DRAFTS]
    return render(
        request,
        "service/agency.html",
        agency=agency,
        here=path,
        services=await services_of(tx, agency.id),
        figures=(await figures_of(tx, [agency.id], since=today_of(tx) - LATELY))[agency.id],
        cases=cases[:LATEST],
        rows=rows_of(drafts, await progress_of(tx, [draft.id for draft in drafts])),
        follow=await follow_button(tx, viewer, "agency", agency.id),
        keeps=keeps_services(viewer, agency.id),
        status_in_words=status_in_words,
        elsewhere_in_words=elsewhere_in_words,
    )


@page("/perangkat/{place:str}/layanan")
async def list_cases(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    keadaan: FromQuery[str] = "",
    layanan: FromQuery[str] = "",
    tempat: FromQuery[str] = "",
) -> Response[bytes]:
    """What people told an agency, by what stands of it, by service and by place."""
    agency = await agency_view(tx, number_of(place))
    path = f"{agency_path(agency)}/layanan"
    if leads := elsewhere(request, path):
        return leads
    services = await services_of(tx, agency.id, closed=True)
    service_id = service_of(layanan, services)
    standing = keadaan if keadaan in STANDINGS else ""
    cursor = cursor_of(request)
    rows = await cases_list(
        tx, viewer, agency_id=agency.id, standing=STANDINGS.get(standing, ""), service_id=service_id,
        place=tempat[:LONGEST_PLACE], after=cursor.after, before=cursor.before, size=ROWS,
    )  # fmt: skip
    chosen = (("keadaan", standing), ("layanan", layanan), ("tempat", tempat[:LONGEST_PLACE]))
    query = {name: value for name, value in chosen if value}
    return render(
        request,
        "service/cases.html",
        agency=agency,
        agency_path=agency_path(agency),
        here=path,
        page=page_of(rows, cursor, ROWS, path=href(path), key=case_key, query=query),
        services=services,
        standings=standing_choices(),
        standing=standing,
        service=layanan,
        places=await places_of(tx, agency.id),
        place=tempat,
        status_in_words=status_in_words,
        elsewhere_in_words=elsewhere_in_words,
    )


def service_of(written: str, services: Sequence[ServiceView]) -> int | None:
    """The service an address names: its id, 0 for "lain", None for all.

    Raises:
        NotFound: none of these.
    """
    if not written:
        return None
    if written == "lain":
        return 0
    known = {str(one.id): one.id for one in services}
    if written not in known:
        raise NotFound(N_("There is no such service."))
    return known[written]


def case_key(case: CaseView) -> int:
    """What a list of cases goes on by."""
    return case.thread_id


ROUTES = [list_agencies, show_agency, list_cases]
