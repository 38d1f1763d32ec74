"""The documents of a draft in the workbench: handing in, newer files, names, order, withdrawing."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, demand, may
from partisipasi.drafts.actions import (
    add_document,
    describe_document,
    move_document,
    replace_document,
    withdraw_document,
)
from partisipasi.drafts.actions.documents import LONGEST_NOTE, LONGEST_REASON, LONGEST_TITLE
from partisipasi.drafts.formats import LARGEST, MEDIA_TYPES
from partisipasi.drafts.queries.documents import DocumentView, document_by_id, documents_of
from partisipasi.drafts.tables import DOCUMENT_KINDS
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.places import WorkPlace, work_place

#: A little too large a file is told of beside its field; one beyond this is not even read.
LARGEST_FORM = 2 * LARGEST
_NO_FILE = N_("Choose a file.")
_TITLE = N_("Give it a title of 3 to 200 characters.")
Kind = Literal["academic_paper", "study", "slides", "other"]
Language = Literal["id", "en"]


class DescribeForm(msgspec.Struct):
    """What a document is called and is."""

    title: Annotated[str, msgspec.Meta(max_length=LONGEST_TITLE, extra={"required": _TITLE})]
    kind: Annotated[Kind, msgspec.Meta(extra={"required": N_("Choose what it is.")})]
    language: Language = "id"


class FileForm(msgspec.Struct):
    """A newer file of a document; the file itself beside it."""

    note: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE, extra={"lines": True})] = ""


class WithdrawForm(msgspec.Struct):
    """Why a document is taken back."""

    reason: Annotated[
        str,
        msgspec.Meta(
            max_length=LONGEST_REASON, extra={"lines": True, "required": N_("Say why, for everybody to read.")}
        ),
    ]


class MoveForm(msgspec.Struct):
    """Where a document goes in the list."""

    way: Literal["up", "down"]


@page("/ruang-kerja/rancangan/{draft_id:int}/dokumen", right=Act.enter_workbench)
async def documents_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """The documents of a draft, and the form for another one."""
    place = await work_place(tx, viewer, draft_id, inside=True)
    return await _list(request, tx, viewer, place, blank(DescribeForm, language="id"))


@form("/ruang-kerja/rancangan/{draft_id:int}/dokumen", right=Act.enter_workbench, largest=LARGEST_FORM)
async def add(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Hand in a document."""
    place = await work_place(tx, viewer, draft_id, inside=True)
    demand(viewer, Act.keep_documents, team=place.roles)
    sent = await read_form(request, DescribeForm)
    content = await _file(sent)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await add_document(tx, viewer, draft_id=draft_id, content=content, **msgspec.structs.asdict(sent.data))
            told = (
                N_("The document is public now.") if place.draft.is_public else N_("It will be public with the draft.")
            )
            return see_other(request, f"{place.path}/dokumen", notice=gettext(told))
    return await _list(request, tx, viewer, place, sent)


@page("/ruang-kerja/dokumen/{document_id:int}", right=Act.enter_workbench)
async def document_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], document_id: FromPath[int]
) -> Response[bytes]:
    """One document with the forms to keep it."""
    document, place = await _place(tx, viewer, document_id)
    return _one(request, viewer, document, place)


@form("/ruang-kerja/dokumen/{document_id:int}", right=Act.enter_workbench)
async def describe(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], document_id: FromPath[int]
) -> Response[bytes]:
    """Name a document anew."""
    document, place = await _place(tx, viewer, document_id, keeps=True)
    sent = await read_form(request, DescribeForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await describe_document(tx, viewer, document_id=document_id, **msgspec.structs.asdict(sent.data))
            return see_other(request, _path(document_id), notice=gettext(N_("Saved.")))
    return _one(request, viewer, document, place, describing=sent)


@form("/ruang-kerja/dokumen/{document_id:int}/berkas", right=Act.enter_workbench, largest=LARGEST_FORM)
async def replace(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], document_id: FromPath[int]
) -> Response[bytes]:
    """Hand in a newer file."""
    document, place = await _place(tx, viewer, document_id, keeps=True)
    sent = await read_form(request, FileForm)
    content = await _file(sent)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            number = await replace_document(tx, viewer, document_id=document_id, content=content, note=sent.data.note)
            told = gettext(N_("Version %(number)s stands for it now; the earlier ones stay."), number=number)
            return see_other(request, _path(document_id), notice=told)
    return _one(request, viewer, document, place, replacing=sent)


@form("/ruang-kerja/dokumen/{document_id:int}/urutan", right=Act.enter_workbench)
async def move(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], document_id: FromPath[int]
) -> Response[bytes]:
    """Let a document change places with its neighbour."""
    _, place = await _place(tx, viewer, document_id, keeps=True)
    sent = await read_form(request, MoveForm)
    if not sent.errors:
        await move_document(tx, viewer, document_id=document_id, up=sent.data.way == "up")
    return see_other(request, f"{place.path}/dokumen")


@form("/ruang-kerja/dokumen/{document_id:int}/tarik", right=Act.enter_workbench)
async def withdraw(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], document_id: FromPath[int]
) -> Response[bytes]:
    """Take a document back."""
    document, place = await _place(tx, viewer, document_id, keeps=True)
    sent = await read_form(request, WithdrawForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await withdraw_document(tx, viewer, document_id=document_id, reason=sent.data.reason)
            told = N_("The document is withdrawn. Its page stays, with the reason.")
            return see_other(request, f"{place.path}/dokumen", notice=gettext(told))
    return _one(request, viewer, document, place, withdrawing=sent)


async def _place(
    tx: Transaction, viewer: Viewer, document_id: int, *, keeps: bool = False
) -> tuple[DocumentView, WorkPlace]:
    document = await document_by_id(tx, viewer, document_id)
    place = await work_place(tx, viewer, document.draft_id, inside=True)
    if keeps:
        demand(viewer, Act.keep_documents, team=place.roles)
    return document, place


def _path(document_id: int) -> str:
    return f"/ruang-kerja/dokumen/{document_id}"


async def _file(sent: Form[Any]) -> bytes:
    """The file that was sent; without one the form says so."""
    file = sent.files.get("file")
    content = await file.read() if file is not None and file.filename else b""
    if file is None or not file.filename:
        sent.add_error("file", _NO_FILE)
    return content


async def _list(
    request: Req, tx: Transaction, viewer: Viewer, place: WorkPlace, sent: Form[DescribeForm]
) -> Response[bytes]:
    documents = await documents_of(tx, viewer, place.draft.id)
    return render(
        request,
        "workbench/documents.html",
        status=sent.status,
        place=place,
        current=[one for one in documents if one.withdrawn_at is None],
        withdrawn=[one for one in documents if one.withdrawn_at is not None],
        keeps=may(viewer, Act.keep_documents, team=place.roles),
        form=sent,
        kinds=DOCUMENT_KINDS,
        accept=_accept(),
    )


def _one(
    request: Req,
    viewer: Viewer,
    document: DocumentView,
    place: WorkPlace,
    *,
    describing: Form[DescribeForm] | None = None,
    replacing: Form[FileForm] | None = None,
    withdrawing: Form[WithdrawForm] | None = None,
) -> Response[bytes]:
    faulty = describing or replacing or withdrawing
    named = {"title": document.title, "kind": document.kind, "language": document.language}
    return render(
        request,
        "workbench/document.html",
        status=faulty.status if faulty else 200,
        place=place,
        document=document,
        keeps=may(viewer, Act.keep_documents, team=place.roles) and document.withdrawn_at is None,
        faulty=faulty or blank(FileForm),
        describing=describing or blank(DescribeForm, **named),
        replacing=replacing or blank(FileForm),
        withdrawing=withdrawing or blank(WithdrawForm),
        kinds=DOCUMENT_KINDS,
        accept=_accept(),
    )


def _accept() -> str:
    return ",".join(f".{ending}" for ending in MEDIA_TYPES)


ROUTES = [documents_page, add, document_page, describe, replace, move, withdraw]
