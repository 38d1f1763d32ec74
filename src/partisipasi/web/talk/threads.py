"""The forum: its threads by topic, one thread page by page, opening a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.restrictions import Suspended
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.attaching import AttachmentView, send_along
from partisipasi.discussions.opening import LONGEST_TITLE, open_thread
from partisipasi.discussions.queries import (
    ThreadRow,
    TopicLine,
    forum_topics,
    leading_threads,
    spot_of,
    thread_view,
    threads_list,
)
from partisipasi.discussions.reading import unread_in
from partisipasi.discussions.screening import MOST_FILES
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, NotFound, TooMany
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other, shows
from partisipasi.site.paging import cursor_of, page_of
from partisipasi.web.addresses import NOT_HERE, elsewhere, number_of
from partisipasi.web.musyawarah.here import here_in
from partisipasi.web.service.panel import case_panel
from partisipasi.web.talk.addresses import thread_path
from partisipasi.web.talk.answers import answers_of
from partisipasi.web.talk.asking import MASK, found_in, leave_out
from partisipasi.web.talk.attachments import ATTACH, LARGEST_FORM, files_sent
from partisipasi.web.talk.posts import Setting
from partisipasi.web.talk.reading import read_talk
from partisipasi.web.talk.slips import slip_cookie
from partisipasi.web.talk.steered import steered_of
from partisipasi.web.told.follow import follow_button

ROWS = 20


class ThreadForm(msgspec.Struct):
    """A new thread and its first words."""

    topic: Annotated[int, msgspec.Meta(extra={"required": N_("Choose a topic.")})]
    title: Annotated[
        str, msgspec.Meta(max_length=LONGEST_TITLE, extra={"required": N_("Say in a few words what it is about.")})
    ]
    body: Annotated[str, msgspec.Meta(extra={"lines": True, "required": N_("Please write something.")})]
    kind: str = "discussion"
    audience: str = "public"
    sure: bool = False


@page("/forum", cached=True)
async def forum(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    topik: FromQuery[str] = "",
) -> Response[bytes]:
    """The threads of all topics, or of one."""
    topics = await forum_topics(tx, viewer)
    chosen = next((topic for topic in topics if topic.slug == topik), None)
    if topik and chosen is None:
        raise NotFound(N_("There is no such topic."))
    cursor = cursor_of(request)
    first = cursor.after is None and cursor.before is None
    leading = await leading_threads(tx, viewer, topic_id=chosen.id if chosen else None) if first else []
    rows = await threads_list(
        tx, viewer, topic_id=chosen.id if chosen else None, after=cursor.after, before=cursor.before, size=ROWS
    )
    listed = page_of(
        rows, cursor, ROWS, path=href("/forum"), key=_key, query={"topik": chosen.slug} if chosen else None
    )
    if not viewer.signed_in:
        shows(request, "topics", *(f"topic:{topic.id}" for topic in topics))
    unread = await unread_in(tx, viewer, [row.id for row in (*leading, *listed.rows)])
    total = chosen.threads if chosen else sum(topic.threads for topic in topics)
    return render(
        request,
        "talk/forum.html",
        topics=topics,
        chosen=chosen,
        rows=[*leading, *listed.rows],
        page=listed,
        total=total,
        new_in=unread,
    )


@page("/diskusi/{place:str}", cached=True)
async def thread_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """One thread of the forum. The talk about a clause or a draft is read where the text is."""
    thread = await thread_view(tx, viewer, number_of(place))
    if thread is None:
        raise NotFound(NOT_HERE)
    if thread.merged_into_id is not None:
        return await _to_where_it_went(request, tx, viewer, thread.merged_into_id)
    path = thread_path(thread)
    if thread.draft_id is not None:
        return see_other(request, path)
    if leads := elsewhere(request, path):
        return leads
    setting = Setting(open=not thread.closed, places=thread.audience == "public" and viewer.holds("officer"))
    talk = await read_talk(request, tx, viewer, thread, setting, path)
    steered = await steered_of(tx, viewer, thread)
    if not viewer.signed_in:
        shows(request, f"thread:{thread.id}", *steered.tags, *talk.tags)
    follow = await follow_button(tx, viewer, "thread", thread.id)
    answers = await answers_of(tx, viewer, thread)
    panel = await case_panel(tx, viewer, thread.id) if thread.kind == "service" else None
    musyawarah = await here_in(tx, viewer, thread, voices=True) if thread.kind == "musyawarah" else None
    return render(
        request, "talk/thread.html", thread=thread, talk=talk, here_path=path, follow=follow, answers=answers,
        panel=panel, steered=steered, musyawarah=musyawarah,
    )  # fmt: skip


async def _to_where_it_went(request: Req, tx: Transaction, viewer: Viewer, thread_id: int) -> Response[bytes]:
    """Lead from a thread that was merged to the one it went into."""
    into = await thread_view(tx, viewer, thread_id)
    if into is None:
        raise NotFound(NOT_HERE)
    return see_other(request, thread_path(into))


@page("/diskusi/{place:str}/m/{receipt:str}")
async def permalink(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    receipt: FromPath[str],
) -> Response[bytes]:
    """Lead to the page of a thread that has this contribution."""
    spot = await spot_of(tx, viewer, parse_receipt(receipt) or "")
    # The contribution may have gone to another thread since the address was written down.
    if spot is None or await thread_view(tx, viewer, number_of(place)) is None:
        raise NotFound(NOT_HERE)
    return see_other(request, f"/masukan/{spot.receipt}/di")


@page("/forum/baru", right=Act.support)
async def new_thread(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], topik: FromQuery[str] = ""
) -> Response[bytes]:
    """The form for a new thread."""
    topics = await forum_topics(tx, viewer)
    chosen = next((topic.id for topic in topics if topic.slug == topik), None)
    return _thread_form(request, topics, blank(ThreadForm, topic=chosen, kind="discussion"))


@form("/forum/baru", right=Act.support, largest=LARGEST_FORM)
async def open_new_thread(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Open a thread."""
    topics = await forum_topics(tx, viewer)
    looked_at = await read_form(request, ThreadForm, once=False)
    attaching = looked_at.value("step") == ATTACH
    # Who attaches a file has not finished writing: nothing is missing yet.
    shown = Form[ThreadForm](looked_at.values) if attaching else looked_at
    shown.files = looked_at.files
    files = await files_sent(request, tx, viewer, shown)
    if attaching or shown.errors:
        return _thread_form(request, topics, shown, status=shown.status, files=files)
    sent = await read_form(request, ThreadForm)
    sent.values |= {"alt": shown.values.get("alt", []), "attached": [one.code for one in files]}
    if sent.value("step") == MASK:
        leave_out(sent, "body")
    return await _open(request, tx, viewer, topics, sent, files)


async def _open(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    topics: list[TopicLine],
    sent: Form[ThreadForm],
    files: Sequence[AttachmentView],
) -> Response[bytes]:
    data = sent.data
    try:
        async with tx.savepoint():
            opened = await open_thread(
                tx, viewer, exchange_of(request).site.settings, topic_id=data.topic, title=data.title, body=data.body,
                kind=data.kind, audience=data.audience, sure=data.sure, asks=True, files=len(files),
            )  # fmt: skip
            await send_along(tx, viewer, contribution_id=opened.posted.id, codes=[one.code for one in files])
    except Invalid as error:
        sent.refuse(error)
        return _thread_form(request, topics, sent, status=422, files=files)
    except Suspended as error:
        sent.add_error("", error.message, **error.values)
        return _thread_form(request, topics, sent, status=403, files=files)
    except TooMany as error:
        sent.add_error("", error.message, **error.values)
        response = _thread_form(request, topics, sent, status=429, files=files)
        response.headers["retry-after"] = str(error.wait)
        return response
    held = opened.posted.state == "held"
    notice = N_("A moderator looks at your words before they appear.") if held else N_("The discussion is open.")
    return see_other(
        request,
        f"/diskusi/{opened.id}-{opened.slug}",
        notice=gettext(notice),
        cookies=[slip_cookie(request, opened.posted.receipt)],
    )


def _thread_form(
    request: Req,
    topics: list[TopicLine],
    sent: Form[ThreadForm],
    *,
    status: int = 200,
    files: Sequence[AttachmentView] = (),
) -> Response[bytes]:
    return render(
        request,
        "talk/new_thread.html",
        status=status,
        topics=topics,
        form=sent,
        found=found_in(sent, "body"),
        verified=exchange_of(request).viewer.reads_verified,
        confirmed=exchange_of(request).viewer.confirmed,
        files=files,
        most_files=MOST_FILES,
    )


def _key(row: ThreadRow) -> int:
    return row.id
