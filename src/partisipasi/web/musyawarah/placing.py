"""In one step from a line of a conclusion to an issue of a draft or agency: what it rests on becomes its points."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.feedback.issues import create_issue
from partisipasi.feedback.queries.destinations import destinations_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.musyawarah.finishing import LineToPlace, line_to_place, note_issue
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.addresses import NOT_HERE, number_of
from partisipasi.web.musyawarah.here import Here, here_of


class PlaceForm(msgspec.Struct):
    """What the issue belongs to, as `Destination.key` names it, and the issue as a question to decide."""

    owner: Annotated[str, msgspec.Meta(extra={"required": N_("Choose what the new issue belongs to.")})]
    title: Annotated[
        str, msgspec.Meta(max_length=200, extra={"required": N_("Write the issue as a question to decide.")})
    ]


@page("/diskusi/{place:str}/kesimpulan/{line:str}/pokok", right=Act.enter_workbench)
async def place_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    line: FromPath[str],
) -> Response[bytes]:
    """The line, what becomes a point, and where it could go."""
    here, ready = await _ready(tx, viewer, place, line, lock=False)
    return await _show(request, tx, viewer, here, ready, blank(PlaceForm, title=ready.body[:200]))


@form("/diskusi/{place:str}/kesimpulan/{line:str}/pokok", right=Act.enter_workbench)
async def place(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    line: FromPath[str],
) -> Response[bytes]:
    """Make the issue."""
    sent = await read_form(request, PlaceForm)
    here, ready = await _ready(tx, viewer, place, line, lock=True)
    if not sent.errors:
        async with sent.trying(tx, conflict="owner"):
            if ready.issue_id is not None:
                raise Conflict(N_("An issue was made of this line already."), code="placed")
            owner = next((one.owner for one in await destinations_of(tx, viewer) if one.key == sent.data.owner), None)
            if owner is None:
                raise Invalid({"owner": N_("Choose what the new issue belongs to.")})
            made = await create_issue(
                tx, viewer, draft_id=owner.draft_id, agency_id=owner.agency_id, title=sent.data.title,
                summary=ready.body, receipts=ready.receipts,
            )  # fmt: skip
            await note_issue(tx, viewer, thread_id=here.thread.id, line_id=ready.id, issue_id=made.id)
            notice = gettext(N_("Issue %(issue)s is made of this line."), issue=made.label)
            return see_other(request, f"/ruang-kerja/pokok/{made.id}", notice=notice)
    return await _show(request, tx, viewer, here, ready, sent)


async def _ready(tx: Transaction, viewer: Viewer, place: str, line: str, *, lock: bool) -> tuple[Here, LineToPlace]:
    here = await here_of(tx, viewer, place)
    if here.thread.audience != "public":
        # A decision would speak in public of what was said among verified people.
        raise NotFound(NOT_HERE)
    return here, await line_to_place(tx, viewer, thread_id=here.thread.id, line_id=number_of(line), lock=lock)


async def _show(
    request: Req, tx: Transaction, viewer: Viewer, here: Here, ready: LineToPlace, sent: Form[PlaceForm]
) -> Response[bytes]:
    owners = [(one.key, one.name) for one in await destinations_of(tx, viewer)]
    return render(request, "musyawarah/place.html", status=sent.status, here=here, line=ready, owners=owners, form=sent)
