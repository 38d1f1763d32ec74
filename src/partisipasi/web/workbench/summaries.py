"""The summary of a version's changes: put together from what is known, edited by the team, added to once public."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.feedback.summaries import (
    LONGEST_ADDITION,
    LONGEST_SUMMARY,
    add_to_summary,
    skeleton_of,
    write_summary,
)
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.kit.markup import render as render_markup
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.places import concept_path, concept_place

_HERE = "/ruang-kerja/versi/{version_id:int}/ringkasan"


class SummaryForm(msgspec.Struct):
    """A summary, and how often it had been edited when its writer began."""

    summary: Annotated[str, msgspec.Meta(max_length=LONGEST_SUMMARY, extra={"lines": True})] = ""
    seen: int = 0


class AdditionForm(msgspec.Struct):
    """What is added to a summary that is public."""

    addition: Annotated[
        str,
        msgspec.Meta(
            max_length=LONGEST_ADDITION,
            extra={"lines": True, "required": N_("Say what is added or corrected.")},
        ),
    ]


@page(_HERE, right=Act.enter_workbench)
async def summary_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """The summary to edit; with `?susun=1` put together anew, to be saved or not."""
    return await _show(request, tx, viewer, version_id)


@form(_HERE, right=Act.enter_workbench)
async def save_summary(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """Save the summary of a concept."""
    sent = await read_form(request, SummaryForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await write_summary(tx, viewer, version_id=version_id, text=sent.data.summary, seen=sent.data.seen)
            return see_other(
                request, f"{concept_path(version_id)}/ringkasan", notice=gettext(N_("The summary is saved."))
            )
    return await _show(request, tx, viewer, version_id, sent=sent)


@form(f"{_HERE}/tambahan", right=Act.enter_workbench)
async def add_addition(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """Add to the summary of a published version."""
    sent = await read_form(request, AdditionForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await add_to_summary(tx, viewer, version_id=version_id, text=sent.data.addition)
            return see_other(
                request, f"{concept_path(version_id)}/ringkasan", notice=gettext(N_("The addition is public."))
            )
    return await _show(request, tx, viewer, version_id, adding=sent)


async def _show(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    version_id: int,
    *,
    sent: Form[SummaryForm] | None = None,
    adding: Form[AdditionForm] | None = None,
) -> Response[bytes]:
    place, version = await concept_place(tx, viewer, version_id)
    concept = version.state == "concept"
    anew = request.query_params.get("susun") == "1" or not version.summary
    shown = await skeleton_of(tx, version_id) if concept and anew and sent is None else version.summary
    stale = sent is not None and sent.values.get("seen", [""])[0] != str(version.summary_edits)
    return render(
        request,
        "workbench/summary.html",
        status=max((one.status for one in (sent, adding) if one is not None), default=200),
        place=place,
        version=version,
        concept=concept,
        editable=concept and place.text_open and may(viewer, Act.place_points, team=place.roles),
        may_add=not concept and may(viewer, Act.reply_officially, team=place.roles),
        unsaved=concept and anew and bool(shown),
        theirs=version.summary_html if stale else "",
        preview=render_markup(sent.value("summary") if sent is not None else shown),
        form=sent or blank(SummaryForm, summary=shown),
        adding=adding or blank(AdditionForm),
    )


ROUTES = [summary_page, save_summary, add_addition]
