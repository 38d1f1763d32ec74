"""A document of a draft: its files, and what is said on it. Writing on it works as on the draft as a whole."""

from __future__ import annotations

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import GUEST, Act, Viewer
from partisipasi.discussions.queries import thread_of_document
from partisipasi.drafts.queries.documents import document_view
from partisipasi.kit.database import Transaction
from partisipasi.site.pages import Req, form, page, render, shows
from partisipasi.web.addresses import elsewhere, version_number
from partisipasi.web.drafts.addresses import public_draft
from partisipasi.web.talk.attachments import LARGEST_FORM
from partisipasi.web.talk.desks import document_desk
from partisipasi.web.talk.posts import Setting
from partisipasi.web.talk.reading import read_talk
from partisipasi.web.talk.writing import first_page, take
from partisipasi.web.told.follow import follow_button


@page("/rancangan/{place:str}/dokumen/{number:str}", cached=True)
async def document_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    number: FromPath[str],
) -> Response[bytes]:
    """A document, its files and its talk."""
    draft = await public_draft(tx, place)
    document = await document_view(tx, GUEST, draft.id, version_number(number))
    if leads := elsewhere(request, document.path):
        return leads
    thread = await thread_of_document(tx, viewer, document.id)
    is_open = draft.is_open and document.withdrawn_at is None
    setting = Setting(open=is_open, version=draft.version_number, draft=draft.path)
    talk = await read_talk(request, tx, viewer, thread, setting, document.path)
    if not viewer.signed_in:
        shows(request, f"draft:{draft.id}", *talk.tags)
    follow = await follow_button(tx, viewer, "thread", thread.id) if thread else None
    return render(request, "talk/document.html", draft=draft, document=document, talk=talk, open=is_open, follow=follow)


@page("/rancangan/{place:str}/dokumen/{number:str}/tanggapi")
async def write_on_document(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    number: FromPath[str],
) -> Response[bytes]:
    """The form on a document."""
    return await first_page(request, tx, viewer, await document_desk(tx, viewer, place, version_number(number)))


@form("/rancangan/{place:str}/dokumen/{number:str}/tanggapi", right=Act.contribute, largest=LARGEST_FORM)
async def send_on_document(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    number: FromPath[str],
) -> Response[bytes]:
    """Take in what is written on a document."""
    return await take(request, tx, viewer, await document_desk(tx, viewer, place, version_number(number)))


ROUTES = [document_page, write_on_document, send_on_document]
