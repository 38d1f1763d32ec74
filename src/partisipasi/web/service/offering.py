"""The list of an agency's services, kept by its officers and by administrators; everybody at work here may look."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound, called
from partisipasi.kit.i18n import N_, gettext
from partisipasi.service.offering import LONGEST_DESCRIPTION, LONGEST_NAME, add_service, change_service, keeps_services
from partisipasi.service.queries import services_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.topics.queries import agency_view, topics_list
from partisipasi.web.service.agencies import agency_path


class ServiceForm(msgspec.Struct):
    """A service."""

    name: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME, extra={"required": N_("Give it a name.")})]
    topic: Annotated[int, msgspec.Meta(extra={"required": N_("Choose a topic.")})]
    description: Annotated[str, msgspec.Meta(max_length=LONGEST_DESCRIPTION, extra={"lines": True})] = ""
    closed: bool = False


@page("/ruang-kerja/daftar-layanan/{agency_id:int}", right=Act.enter_workbench)
async def list_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], agency_id: FromPath[int]
) -> Response[bytes]:
    """The services of an agency, and a form for one more."""
    return await _list(request, tx, viewer, agency_id, blank(ServiceForm))


@form("/ruang-kerja/daftar-layanan/{agency_id:int}", right=Act.enter_workbench)
async def add(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], agency_id: FromPath[int]
) -> Response[bytes]:
    """Put a service into the list."""
    sent = await read_form(request, ServiceForm)
    if not sent.errors:
        async with sent.trying(tx):
            with called({"topic_id": "topic"}):
                await add_service(
                    tx, viewer, agency_id=agency_id, topic_id=sent.data.topic, name=sent.data.name,
                    description=sent.data.description,
                )  # fmt: skip
    if sent.errors:
        return await _list(request, tx, viewer, agency_id, sent)
    notice = gettext(N_("The service is in the list: people can tell what happens there."))
    return see_other(request, list_path(agency_id), notice=notice)


@page("/ruang-kerja/daftar-layanan/{agency_id:int}/{service_id:int}", right=Act.enter_workbench)
async def service_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    agency_id: FromPath[int],
    service_id: FromPath[int],
) -> Response[bytes]:
    """One service, to change."""
    found = next((one for one in await services_of(tx, agency_id, closed=True) if one.id == service_id), None)
    if found is None:
        raise NotFound(N_("There is no such service."))
    shown = blank(
        ServiceForm, name=found.name, topic=found.topic_id, description=found.description,
        closed=found.closed_at is not None,
    )  # fmt: skip
    return await _one(request, tx, viewer, agency_id, service_id, shown)


@form("/ruang-kerja/daftar-layanan/{agency_id:int}/{service_id:int}", right=Act.enter_workbench)
async def change(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    agency_id: FromPath[int],
    service_id: FromPath[int],
) -> Response[bytes]:
    """Change a service, take it from the list or put it back."""
    sent = await read_form(request, ServiceForm)
    if not sent.errors:
        async with sent.trying(tx):
            with called({"topic_id": "topic"}):
                await change_service(
                    tx, viewer, service_id=service_id, topic_id=sent.data.topic, name=sent.data.name,
                    description=sent.data.description, closed=sent.data.closed,
                )  # fmt: skip
    if sent.errors:
        return await _one(request, tx, viewer, agency_id, service_id, sent)
    return see_other(request, list_path(agency_id), notice=gettext(N_("The service is changed.")))


def list_path(agency_id: int) -> str:
    """Path of the list, without language."""
    return f"/ruang-kerja/daftar-layanan/{agency_id}"


async def _list(
    request: Req, tx: Transaction, viewer: Viewer, agency_id: int, sent: Form[ServiceForm]
) -> Response[bytes]:
    agency = await agency_view(tx, agency_id)
    return render(
        request,
        "service/services.html",
        status=sent.status,
        agency=agency,
        here=list_path(agency_id),
        public=agency_path(agency),
        services=await services_of(tx, agency_id, closed=True),
        topics=[(one.id, one.title) for one in await topics_list(tx)],
        keeps=keeps_services(viewer, agency_id),
        form=sent,
    )


async def _one(
    request: Req, tx: Transaction, viewer: Viewer, agency_id: int, service_id: int, sent: Form[ServiceForm]
) -> Response[bytes]:
    return render(
        request,
        "service/service.html",
        status=sent.status,
        agency=await agency_view(tx, agency_id),
        here=f"{list_path(agency_id)}/{service_id}",
        back=list_path(agency_id),
        topics=[(one.id, one.title) for one in await topics_list(tx)],
        keeps=keeps_services(viewer, agency_id),
        form=sent,
    )


ROUTES = [list_page, add, service_page, change]
