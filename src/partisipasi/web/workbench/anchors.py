"""Contributions whose place in a concept is in doubt: the words then, the clause now, and a person who decides."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.drafts.queries import clauses_of, full_labels
from partisipasi.feedback.concepts import confirm_anchor
from partisipasi.feedback.queries.linking import waiting_anchors
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound, called
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.places import concept_path, concept_place


class AnchorForm(msgspec.Struct):
    """Where a contribution belongs: as found, or in another clause; and the words meant there."""

    anchor: int = 0
    clause: int | None = None
    quote: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


@page("/ruang-kerja/versi/{version_id:int}/jangkar", right=Act.enter_workbench)
async def anchors_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """The anchors that wait, one after the other."""
    return await _show(request, tx, viewer, version_id, blank(AnchorForm))


@form("/ruang-kerja/versi/{version_id:int}/jangkar", right=Act.enter_workbench)
async def settle(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """Agree with a place that was found, or set another one."""
    sent = await read_form(request, AnchorForm)
    if not sent.errors:
        if await tx.value("SELECT version_id FROM anchor WHERE id = $1", sent.data.anchor) != version_id:
            raise NotFound(N_("This does not exist, or the concept was saved anew meanwhile."))
        async with sent.trying(tx, conflict=""):
            with called({"clause_id": "clause"}):
                await confirm_anchor(
                    tx,
                    viewer,
                    anchor_id=sent.data.anchor,
                    clause_id=sent.data.clause,
                    quote=sent.data.quote or None,
                )
            return see_other(
                request, f"{concept_path(version_id)}/jangkar", notice=gettext(N_("The place is confirmed."))
            )
    return await _show(request, tx, viewer, version_id, sent)


async def _show(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    version_id: int,
    sent: Form[AnchorForm],
) -> Response[bytes]:
    place, version = await concept_place(tx, viewer, version_id)
    clauses = await clauses_of(tx, version_id)
    names = full_labels(clauses)
    return render(
        request,
        "workbench/anchors.html",
        status=sent.status,
        place=place,
        version=version,
        waiting=await waiting_anchors(tx, viewer, version_id),
        clauses=[(clause.id, names[clause.text_id]) for clause in clauses if clause.text or clause.heading],
        may_settle=version.state == "concept" and may(viewer, Act.place_points, team=place.roles),
        form=sent,
    )


ROUTES = [anchors_page, settle]
