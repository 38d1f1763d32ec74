"""A concept: handing in its text, its outline beside the text with what the reader doubts, replacing the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.actions import StaleEdit
from partisipasi.drafts.actions.keeping import as_outline
from partisipasi.drafts.outline import SENTENCES, OutlineWarning, canonical_text
from partisipasi.drafts.queries import ClauseView, VersionView, clauses_of, full_labels, source_of
from partisipasi.drafts.sources import LARGEST, read_upload
from partisipasi.feedback.concepts import create_concept, revise_concept
from partisipasi.feedback.rereading import Rereading, try_text
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import N_, gettext
from partisipasi.kit.text import shorten
from partisipasi.site.forms import Form, blank, read_form, sent_fields
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.places import WorkPlace, concept_path, concept_place, work_place

#: Clauses on one page of the outline, and signs of one line of the text beside it.
PER_PAGE, LONGEST_LINE = 250, 3000
#: A form with a text of the largest size and what a browser wraps around it.
LARGEST_FORM = LARGEST + 2 * 1024 * 1024
_NOTHING_SENT = N_("Choose a file or paste the text.")
_SAVED = N_("The text is read. Go through the outline and set right what is wrong.")


class TextForm(msgspec.Struct):
    """The text of a version, pasted; or a file beside it. `revision` is the one that was seen."""

    text: Annotated[str, msgspec.Meta(extra={"lines": True})] = ""
    revision: int = 0


class Doubt(msgspec.Struct, frozen=True):
    """Something the reader of the text was not sure of."""

    text: str
    line: int


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One page of an outline with the lines of the text it was read from."""

    clauses: Sequence[ClauseView]
    lines: Sequence[tuple[int, str]]
    number: int
    of: int


@page("/ruang-kerja/rancangan/{draft_id:int}/naskah", right=Act.enter_workbench)
async def new_concept_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """The form for the text of the next version; leads to the concept where there is one."""
    place = await work_place(tx, viewer, draft_id, inside=True)
    demand(viewer, Act.edit_concept, team=place.roles)
    if place.draft.concept_id is not None:
        return see_other(request, f"{concept_path(place.draft.concept_id)}/naskah")
    return render(request, "workbench/text.html", place=place, draft=place.draft, version=None, form=blank(TextForm))


@form("/ruang-kerja/rancangan/{draft_id:int}/naskah", right=Act.enter_workbench, largest=LARGEST_FORM)
async def new_concept(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Make the next version as a concept."""
    sent = await read_form(request, TextForm)
    source = await _source(sent)
    if not sent.errors:
        async with sent.trying(tx):
            made = await create_concept(tx, viewer, draft_id=draft_id, source=source)
            return see_other(request, concept_path(made.id), notice=gettext(_SAVED))
    place = await work_place(tx, viewer, draft_id, inside=True)
    return render(
        request, "workbench/text.html", status=sent.status, place=place, draft=place.draft, version=None, form=sent
    )


@page("/ruang-kerja/versi/{version_id:int}", right=Act.enter_workbench)
async def concept_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    bagian: FromQuery[int] = 1,
) -> Response[bytes]:
    """The outline of a version as a tree beside its text, with the doubts of the reader."""
    place, version = await concept_place(tx, viewer, version_id)
    clauses = await clauses_of(tx, version_id)
    return render(
        request,
        "workbench/concept.html",
        place=place,
        draft=place.draft,
        version=version,
        may_edit=place.may_edit and version.state == "concept",
        piece=_piece(clauses, await source_of(tx, viewer, version_id), bagian),
        names=full_labels(clauses),
        doubts=doubts_of(version.warnings),
        doubted={entry.line for entry in version.warnings},
        page_of_line=_pages(clauses),
    )


@page("/ruang-kerja/versi/{version_id:int}/naskah", right=Act.enter_workbench)
async def replace_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """The form with a concept's text, to change or replace it."""
    place, version = await concept_place(tx, viewer, version_id)
    demand(viewer, Act.edit_concept, team=place.roles)
    if version.state != "concept":
        return see_other(request, place.path)
    # What was edited in the outline is not in the text as it was handed in: whoever reads it anew must not lose it.
    edited = canonical_text(as_outline(await clauses_of(tx, version_id))) if version.corrections else ""
    text = edited or await source_of(tx, viewer, version_id)
    values = blank(TextForm, text=text, revision=version.revision)
    return _text_page(request, place, version, values)


@form("/ruang-kerja/versi/{version_id:int}/naskah", right=Act.enter_workbench, largest=LARGEST_FORM)
async def replace_text(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """Replace the text of a concept, or first show what that would come to; where somebody was faster, show both."""
    # Looking changes nothing, so it may be done twice.
    step = (await sent_fields(request)).get("step")
    sent = await read_form(request, TextForm, once=not step)
    source = await _source(sent)
    stale: StaleEdit | None = None
    if not sent.errors and step != "edit":
        try:
            async with sent.trying(tx):
                if step:
                    revision = sent.data.revision
                    seen = await try_text(tx, viewer, version_id=version_id, revision=revision, source=source)
                    return await _reread_page(request, tx, viewer, version_id, sent, seen)
                await revise_concept(tx, viewer, version_id=version_id, revision=sent.data.revision, source=source)
                return see_other(request, concept_path(version_id), notice=gettext(_SAVED))
        except Conflict as error:
            stale = stale_edit(error, sent)
    place, version = await concept_place(tx, viewer, version_id)
    return _text_page(request, place, version, sent, stale=stale)


async def _reread_page(
    request: Req, tx: Transaction, viewer: Viewer, version_id: int, sent: Form[TextForm], seen: Rereading
) -> Response[bytes]:
    """What reading a text would come to, with the button that does it."""
    place, version = await concept_place(tx, viewer, version_id)
    return render(
        request, "workbench/reread.html", place=place, draft=place.draft, version=version, seen=seen, form=sent
    )


def stale_edit(error: Conflict, sent: Form[Any]) -> StaleEdit:
    """What an edit met that saw an earlier revision; the form then names the revision it shows.

    Raises:
        Conflict: it is another conflict.
    """
    if not isinstance(error.detail, StaleEdit):
        raise error
    sent.refuse(error)
    sent.values["revision"] = [str(error.detail.revision)]
    return error.detail


def doubts_of(warnings: Sequence[OutlineWarning]) -> list[Doubt]:
    """The reader's doubts in the language spoken."""
    return [Doubt(gettext(SENTENCES[entry.code], **entry.values), entry.line) for entry in warnings]


async def _source(sent: Form[TextForm]) -> str:
    """The text that was sent: the file if there is one. What could be read of it is kept in the form."""
    file = sent.files.get("file")
    content = await file.read() if file is not None and file.filename else b""
    if file is not None and file.filename:
        try:
            sent.values["text"] = [read_upload(file.filename, content)]
        except Invalid as error:
            sent.refuse(error)
    elif not sent.errors and not sent.data.text.strip():
        sent.add_error("text", _NOTHING_SENT)
    return sent.value("text")


def _text_page(
    request: Req,
    place: WorkPlace,
    version: VersionView,
    sent: Form[TextForm],
    *,
    stale: StaleEdit | None = None,
) -> Response[bytes]:
    return render(
        request,
        "workbench/text.html",
        status=sent.status,
        place=place,
        draft=place.draft,
        version=version,
        form=sent,
        stale=stale,
    )


def _piece(clauses: Sequence[ClauseView], source: str, number: int) -> Piece:
    of = max(1, -(-len(clauses) // PER_PAGE))
    number = min(max(number, 1), of)
    shown = clauses[(number - 1) * PER_PAGE : number * PER_PAGE]
    lines = source.split("\n")
    first = shown[0].line if shown and number > 1 else 1
    last = clauses[number * PER_PAGE].line if number < of else len(lines)
    return Piece(
        clauses=shown,
        lines=[(at, shorten_line(lines[at - 1])) for at in range(first, max(first, last) + 1) if at <= len(lines)],
        number=number,
        of=of,
    )


def shorten_line(line: str) -> str:
    """A line of the text, cut where it is longer than anyone reads in a line."""
    return line if len(line) <= LONGEST_LINE else shorten(line, LONGEST_LINE)


def _pages(clauses: Sequence[ClauseView]) -> list[int]:
    """The first lines of the pages of an outline: a doubt about a line leads to the page that shows it."""
    return [clauses[at].line if at else 1 for at in range(0, max(len(clauses), 1), PER_PAGE)]
