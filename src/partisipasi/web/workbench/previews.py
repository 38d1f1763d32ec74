"""Preview links of a concept: making one, seeing when it was opened, revoking it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, demand, may
from partisipasi.drafts.actions.previews import (
    DAYS,
    LONGEST_PURPOSE,
    LONGEST_READER,
    MOST_DAYS,
    make_preview,
    revoke_preview,
)
from partisipasi.drafts.queries.previews import previews_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.places import concept_path, concept_place


class PreviewForm(msgspec.Struct):
    """For whom a link is, what for, and until when."""

    reader: Annotated[
        str,
        msgspec.Meta(max_length=LONGEST_READER, extra={"required": N_("Say who will read it: a name or an office.")}),
    ]
    purpose: Annotated[str, msgspec.Meta(max_length=LONGEST_PURPOSE, extra={"required": N_("Say what for.")})]
    expires_on: Annotated[
        date | None, msgspec.Meta(extra={"wrong": N_("Enter a day as it stands in the calendar.")})
    ] = None


@page("/ruang-kerja/versi/{version_id:int}/pratinjau", right=Act.enter_workbench)
async def previews_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """The links there are, and the form for another."""
    return await _show(request, tx, viewer, version_id, blank(PreviewForm))


@form("/ruang-kerja/versi/{version_id:int}/pratinjau", right=Act.enter_workbench)
async def make(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """Make a link; its address is shown on this one page and never again."""
    place, _ = await concept_place(tx, viewer, version_id)
    demand(viewer, Act.make_preview, team=place.roles)
    sent = await read_form(request, PreviewForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            made = await make_preview(tx, viewer, version_id=version_id, **msgspec.structs.asdict(sent.data))
            address = f"{exchange_of(request).site.settings.base_url}/pratinjau/{made.token}"
            return await _show(request, tx, viewer, version_id, blank(PreviewForm), address=address)
    return await _show(request, tx, viewer, version_id, sent)


@form("/ruang-kerja/versi/pratinjau/{link_id:int}/cabut", right=Act.enter_workbench)
async def revoke(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], link_id: FromPath[int]
) -> Response[bytes]:
    """End a link at once."""
    await read_form(request, Press)
    version_id = await revoke_preview(tx, viewer, link_id=link_id)
    told = gettext(N_("The link leads nowhere now."))
    return see_other(request, f"{concept_path(version_id)}/pratinjau", notice=told)


async def _show(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    version_id: int,
    sent: Form[PreviewForm],
    *,
    address: str = "",
) -> Response[bytes]:
    place, version = await concept_place(tx, viewer, version_id)
    return render(
        request,
        "workbench/previews.html",
        status=sent.status,
        place=place,
        version=version,
        links=await previews_of(tx, viewer, version_id),
        makes=may(viewer, Act.make_preview, team=place.roles),
        opens=version.state == "concept" and place.draft.closed_at is None,
        form=sent,
        address=address,
        days=DAYS,
        most_days=MOST_DAYS,
    )


ROUTES = [previews_page, make, revoke]
