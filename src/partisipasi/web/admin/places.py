"""Topics and agencies."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.topics.actions import (
    close_agency,
    close_topic,
    create_agency,
    create_topic,
    describe_agency,
    describe_topic,
)
from partisipasi.topics.queries import agencies_list, agency_view, topic_view, topics_list

_Name = Annotated[str, msgspec.Meta(max_length=120, extra={"required": N_("Give it a name.")})]
_Text = Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})]


class TopicForm(msgspec.Struct):
    """A topic."""

    name: _Name
    description: _Text = ""
    name_en: Annotated[str, msgspec.Meta(max_length=120)] = ""
    description_en: _Text = ""
    tags: Annotated[str, msgspec.Meta(max_length=300)] = ""
    audience: str = "public"
    closed: bool = False


class AgencyForm(msgspec.Struct):
    """An agency."""

    name: _Name
    short_name: Annotated[str, msgspec.Meta(max_length=40)] = ""
    description: _Text = ""
    closed: bool = False


@page("/admin/topik", right=Act.administer)
async def topics(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """All topics, and a form for a new one."""
    return render(request, "admin/topics.html", topics=await topics_list(tx, closed=True), form=blank(TopicForm))


@form("/admin/topik", right=Act.administer)
async def new_topic(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Make a topic."""
    sent = await read_form(request, TopicForm)
    if not sent.errors:
        async with sent.trying(tx):
            await create_topic(
                tx, viewer, name=sent.data.name, description=sent.data.description, name_en=sent.data.name_en,
                description_en=sent.data.description_en,
            )  # fmt: skip
    if sent.errors:
        known = await topics_list(tx, closed=True)
        return render(request, "admin/topics.html", status=sent.status, topics=known, form=sent)
    return see_other(request, "/admin/topik", notice=gettext(N_("The topic is made.")))


@page("/admin/topik/{topic_id:int}", right=Act.administer)
async def topic(request: Req, tx: NamedDependency[Transaction], topic_id: FromPath[int]) -> Response[bytes]:
    """One topic, to change."""
    found = await topic_view(tx, topic_id)
    shown = blank(
        TopicForm, name=found.name, description=found.description, name_en=found.name_en,
        description_en=found.description_en, tags=", ".join(found.tags), audience=found.audience,
        closed=found.closed_at is not None,
    )  # fmt: skip
    return render(request, "admin/topic.html", topic=found, form=shown)


@form("/admin/topik/{topic_id:int}", right=Act.administer)
async def change_topic(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], topic_id: FromPath[int]
) -> Response[bytes]:
    """Change a topic, close it or open it again."""
    sent = await read_form(request, TopicForm)
    if not sent.errors:
        async with sent.trying(tx):
            await describe_topic(
                tx, viewer, topic_id=topic_id, name=sent.data.name, description=sent.data.description,
                name_en=sent.data.name_en, description_en=sent.data.description_en, tags=sent.data.tags,
                audience=sent.data.audience,
            )  # fmt: skip
            await close_topic(tx, viewer, topic_id=topic_id, closed=sent.data.closed)
    if sent.errors:
        return render(request, "admin/topic.html", status=sent.status, topic=await topic_view(tx, topic_id), form=sent)
    return see_other(request, "/admin/topik", notice=gettext(N_("The topic is changed.")))


@page("/admin/perangkat", right=Act.administer)
async def agencies(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """All agencies, and a form for a new one."""
    known = await agencies_list(tx, closed=True)
    return render(request, "admin/agencies.html", agencies=known, form=blank(AgencyForm))


@form("/admin/perangkat", right=Act.administer)
async def new_agency(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Make an agency."""
    sent = await read_form(request, AgencyForm)
    if not sent.errors:
        async with sent.trying(tx):
            await create_agency(
                tx, viewer, name=sent.data.name, description=sent.data.description,
                short_name=sent.data.short_name,
            )  # fmt: skip
    if sent.errors:
        known = await agencies_list(tx, closed=True)
        return render(request, "admin/agencies.html", status=sent.status, agencies=known, form=sent)
    return see_other(request, "/admin/perangkat", notice=gettext(N_("The agency is made.")))


@page("/admin/perangkat/{agency_id:int}", right=Act.administer)
async def agency(request: Req, tx: NamedDependency[Transaction], agency_id: FromPath[int]) -> Response[bytes]:
    """One agency, to change."""
    found = await agency_view(tx, agency_id)
    shown = blank(
        AgencyForm, name=found.name, short_name=found.short_name, description=found.description,
        closed=found.closed_at is not None,
    )  # fmt: skip
    return render(request, "admin/agency.html", agency=found, form=shown)


@form("/admin/perangkat/{agency_id:int}", right=Act.administer)
async def change_agency(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], agency_id: FromPath[int]
) -> Response[bytes]:
    """Change an agency, close it or open it again."""
    sent = await read_form(request, AgencyForm)
    if not sent.errors:
        async with sent.trying(tx):
            await describe_agency(
                tx, viewer, agency_id=agency_id, name=sent.data.name, description=sent.data.description,
                short_name=sent.data.short_name,
            )  # fmt: skip
            await close_agency(tx, viewer, agency_id=agency_id, closed=sent.data.closed)
    if sent.errors:
        return render(
            request, "admin/agency.html", status=sent.status, agency=await agency_view(tx, agency_id), form=sent
        )
    return see_other(request, "/admin/perangkat", notice=gettext(N_("The agency is changed.")))


ROUTES = [topics, new_topic, topic, change_topic, agencies, new_agency, agency, change_agency]
