"""Where something is about to be written: on a clause, draft or document, in a thread, as a reply; and whether so."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.offices import office_for
from partisipasi.discussions.pace import Slow, slow_of
from partisipasi.discussions.places import Target
from partisipasi.discussions.queries import Entry, ThreadView, entry_of, thread_view
from partisipasi.drafts.queries.clauses import ClauseInPlace, clause_in_place
from partisipasi.drafts.queries.documents import document_view
from partisipasi.drafts.queries.drafts import DraftView, draft_view
from partisipasi.drafts.queries.versions import version_by_number
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.pages import local_path
from partisipasi.web.addresses import NOT_HERE, number_of
from partisipasi.web.talk.addresses import clause_path, thread_path
from partisipasi.web.talk.posts import author_of


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """A place to write at.

    Attributes:
        action: path of the form. back: path to return to. title: what is written about, for the heading.
        version_id: of the text shown; None in a forum. version_number likewise.
        open: whether input is taken here and on this version.
        office: for which the viewer may reply officially; empty for the city as a whole, None for none.
        sided: whether what is written here can be an argument on a side.
        parent: what is replied to.
        rules: of the thread, as HTML. slow: what slow mode in it means for the viewer.
    """

    target: Target
    action: str
    back: str
    title: str
    place: str
    version_id: int | None = None
    version_number: int | None = None
    clause: ClauseInPlace | None = None
    draft: DraftView | None = None
    parent: Entry | None = None
    open: bool = True
    office: str | None = None
    rules: str = ""
    slow: Slow | None = None
    sided: bool = False

    @property
    def official(self) -> bool:
        """Whether the viewer may reply officially here."""
        return self.office is not None

    @property
    def clause_text(self) -> str:
        """The clause's own words, for proposing others; empty where there are none to replace."""
        return self.clause.clause.text if self.clause is not None else ""

    @property
    def heading(self) -> str:
        """What is written about, for a list: the thing, and where it is."""
        return ", ".join(filter(None, (self.title, self.place)))

    @property
    def parent_author(self) -> str:
        """Whose words are replied to."""
        return author_of(self.parent.name, self.parent.number) if self.parent is not None else ""


async def clause_desk(tx: Transaction, viewer: Viewer, place: str, number: int, key: str) -> Desk:
    """Writing on a clause of a version.

    Raises:
        NotFound: there is no such clause.
    """
    draft = await draft_view(tx, viewer, number_of(place))
    version = await version_by_number(tx, viewer, draft.id, number)
    clause = await clause_in_place(tx, viewer, version.id, key)
    path = clause_path(draft, number, key)
    return Desk(
        target=Target(clause_id=clause.clause.id),
        action=f"{path}/tanggapi",
        back=path,
        title=clause.full_label,
        place=draft.title,
        version_id=version.id,
        version_number=number,
        clause=clause,
        draft=draft,
        open=draft.is_open and draft.round_version_id == version.id,
    )


async def draft_desk(tx: Transaction, viewer: Viewer, place: str) -> Desk:
    """Writing on a draft as a whole.

    Raises:
        NotFound: there is no such draft.
    """
    draft = await draft_view(tx, viewer, number_of(place))
    path = f"{draft.path}/diskusi"
    return Desk(
        target=Target(draft_id=draft.id),
        action=f"{path}/tanggapi",
        back=path,
        title=gettext(N_("The draft as a whole")),
        place=draft.title,
        version_id=draft.round_version_id if draft.is_open else draft.version_id,
        version_number=draft.version_number,
        draft=draft,
        open=draft.is_open,
    )


async def document_desk(tx: Transaction, viewer: Viewer, place: str, number: int) -> Desk:
    """Writing on a document of a draft.

    Raises:
        NotFound: there is no such document, or its draft is not public.
    """
    draft = await draft_view(tx, viewer, number_of(place))
    document = await document_view(tx, viewer, draft.id, number)
    if not draft.is_public:
        raise NotFound(NOT_HERE)
    return Desk(
        target=Target(document_id=document.id),
        action=f"{document.path}/tanggapi",
        back=document.path,
        title=document.title,
        place=draft.title,
        version_id=draft.round_version_id if draft.is_open else draft.version_id,
        version_number=draft.version_number,
        draft=draft,
        open=draft.is_open and document.withdrawn_at is None,
    )


async def thread_desk(tx: Transaction, viewer: Viewer, place: str) -> Desk:
    """Writing in a thread of the forum.

    Raises:
        NotFound: there is no such thread.
    """
    thread = await thread_view(tx, viewer, number_of(place))
    if thread is not None and thread.merged_into_id is not None:
        thread = await thread_view(tx, viewer, thread.merged_into_id)
    if thread is None or thread.draft_id is not None:
        raise NotFound(NOT_HERE)
    path = thread_path(thread)
    return Desk(
        target=Target(thread_id=thread.id),
        action=f"{path}/tulis",
        back=path,
        title=thread.title,
        place=thread.topic_name,
        open=not thread.closed,
        rules=thread.rules_html,
        slow=await _slow(tx, viewer, thread),
        sided=thread.kind == "musyawarah",
    )


async def reply_desk(tx: Transaction, viewer: Viewer, receipt: str) -> Desk:
    """Replying to somebody.

    Raises:
        NotFound: there is nothing to reply to.
    """
    known = parse_receipt(receipt)
    entry = await entry_of(tx, viewer, known) if known else None
    if entry is None or entry.state != "published":
        raise NotFound(N_("What you want to reply to is not there, or no longer shown."))
    thread = await _thread_of(tx, viewer, entry)
    draft = await draft_view(tx, viewer, thread.draft_id) if thread.draft_id else None
    agency_id = draft.agency_id if draft else thread.agency_id
    return Desk(
        target=Target(thread_id=thread.id),
        action=f"/masukan/{entry.receipt}/balas",
        back=f"/masukan/{entry.receipt}/di",
        title=await _title_of(tx, viewer, thread),
        place=draft.title if draft else thread.topic_name,
        draft=draft,
        parent=entry,
        open=not thread.closed and (draft is None or draft.is_open),
        office=await office_for(tx, viewer, draft_id=thread.draft_id, topic_id=thread.topic_id, agency_id=agency_id),
        rules=thread.rules_html,
        slow=await _slow(tx, viewer, thread),
    )


def back_to(desk: Desk, words: str = "") -> str:
    """The sign-in page that leads back to this desk, with the words that were to be quoted there."""
    back = desk.action
    if words and desk.parent is not None:
        back += "?kutip=1"
        chosen = f"{back}&kata={quote(words)}"
        # An address that is too long is not gone back to; without the words all are proposed again.
        back = local_path(chosen, back)
    return f"/masuk?lanjut={quote(back, safe='')}"


async def _slow(tx: Transaction, viewer: Viewer, thread: ThreadView) -> Slow | None:
    return await slow_of(tx, thread.id, viewer.account_id) if thread.slow_seconds and not viewer.is_staff else None


async def _thread_of(tx: Transaction, viewer: Viewer, entry: Entry) -> ThreadView:
    thread_id = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", entry.id)
    thread = await thread_view(tx, viewer, thread_id)
    if thread is None:
        raise NotFound(NOT_HERE)
    return thread


async def _title_of(tx: Transaction, viewer: Viewer, thread: ThreadView) -> str:
    if thread.clause_id is None or thread.clause_key is None or thread.draft_id is None:
        return thread.title or gettext(N_("The draft as a whole"))
    version = await version_by_number(tx, viewer, thread.draft_id, thread.version_number or 0)
    here = await clause_in_place(tx, viewer, version.id, thread.clause_key)
    return here.full_label
