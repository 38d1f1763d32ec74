"""Splitting a thread, merging it into another, putting a reply where it belongs: chosen, looked at, then done."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.steering.merging import merge_thread
from partisipasi.discussions.steering.queries import Movable, merge_targets, movable, moves_along
from partisipasi.discussions.steering.reparenting import move_reply
from partisipasi.discussions.steering.splitting import split_thread
from partisipasi.discussions.steering.standing import Standing, standing_of, voices_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of
from partisipasi.web.addresses import number_of
from partisipasi.web.talk.posts import author_of

_REASON = msgspec.Meta(max_length=500, extra={"lines": True})
#: Contributions to choose from on one page, and in one list; in longer threads a receipt is typed.
ROWS, LISTED = 50, 200


class SplitForm(msgspec.Struct):
    """Contributions that become a thread of their own. `sure` says that what happens was looked at."""

    seen: int
    receipts: list[str] = []
    title: Annotated[str, msgspec.Meta(max_length=140)] = ""
    reason: Annotated[str, _REASON] = ""
    sure: bool = False


class MergeForm(msgspec.Struct):
    """The thread that another is merged into."""

    seen: int
    into: Annotated[int, msgspec.Meta(extra={"required": N_("Choose a discussion.")})]
    reason: Annotated[str, _REASON] = ""
    sure: bool = False


class ReplyForm(msgspec.Struct):
    """What is put where."""

    seen: int
    receipt: Annotated[str, msgspec.Meta(extra={"required": N_("Write the receipt of the contribution.")})]
    below: str = ""
    reason: Annotated[str, _REASON] = ""


@page("/diskusi/{place:str}/atur/pecah", right=Act.steer)
async def split_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Choosing what goes into a thread of its own."""
    thread = await standing_of(tx, viewer, number_of(place))
    return await _split_page(request, tx, viewer, thread, blank(SplitForm))


@form("/diskusi/{place:str}/atur/pecah", right=Act.steer)
async def split(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Show what would happen, then do it."""
    sent = await read_form(request, SplitForm, once=False)
    thread = await standing_of(tx, viewer, number_of(place))
    if not sent.errors and sent.data.sure:
        sent = await read_form(request, SplitForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            asked = sent.data
            split_off = partial(
                split_thread, tx, viewer, thread_id=thread.id, receipts=asked.receipts, title=asked.title,
                reason=asked.reason, seen=asked.seen,
            )  # fmt: skip
            if not asked.sure:
                async with tx.rehearsal():
                    await split_off()
                along = await moves_along(tx, thread.id, asked.receipts)
                return await _split_page(request, tx, viewer, thread, sent, along=along)
            made = await split_off()
            return see_other(request, made.path, notice=gettext(N_("The contributions now stand here.")))
    return await _split_page(request, tx, viewer, await standing_of(tx, viewer, thread.id), sent)


async def _split_page(
    request: Req, tx: Transaction, viewer: Viewer, thread: Standing, sent: Form[SplitForm], *, along: int = 0
) -> Response[bytes]:
    cursor = cursor_of(request)
    path = f"{thread.path}/atur/pecah"
    rows = await movable(tx, thread.id, after=cursor.after or 0, size=ROWS)
    listed = page_of(rows, cursor, ROWS, path=href(path), key=lambda row: row.id)
    return render(
        request,
        "talk/split.html",
        status=sent.status,
        thread=thread,
        form=sent,
        path=path,
        page=listed,
        rows=[(row, author_of(row.name, row.resident)) for row in listed.rows],
        along=along,
        may="moderator" in voices_of(viewer, thread),
    )


@page("/diskusi/{place:str}/atur/gabung", right=Act.steer)
async def merge_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Choosing the thread that this one is merged into."""
    thread = await standing_of(tx, viewer, number_of(place))
    return await _merge_page(request, tx, viewer, thread, blank(MergeForm))


@form("/diskusi/{place:str}/atur/gabung", right=Act.steer)
async def merge(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Show what would happen, then do it."""
    sent = await read_form(request, MergeForm, once=False)
    thread = await standing_of(tx, viewer, number_of(place))
    if not sent.errors and sent.data.sure:
        sent = await read_form(request, MergeForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            asked = sent.data
            join = partial(
                merge_thread, tx, viewer, thread_id=thread.id, into_id=asked.into, reason=asked.reason, seen=asked.seen
            )
            if not asked.sure:
                async with tx.rehearsal():
                    await join()
                return await _merge_page(request, tx, viewer, thread, sent, looked=True)
            into = await join()
            return see_other(request, into.path, notice=gettext(N_("The discussions are one now.")))
    return await _merge_page(request, tx, viewer, await standing_of(tx, viewer, thread.id), sent)


async def _merge_page(
    request: Req, tx: Transaction, viewer: Viewer, thread: Standing, sent: Form[MergeForm], *, looked: bool = False
) -> Response[bytes]:
    into = await standing_of(tx, viewer, sent.data.into) if looked else None
    return render(
        request,
        "talk/merge.html",
        status=sent.status,
        thread=thread,
        form=sent,
        into=into,
        targets=await merge_targets(tx, viewer, thread.id),
        may="moderator" in voices_of(viewer, thread),
    )


@page("/diskusi/{place:str}/atur/balasan", right=Act.steer)
async def reply_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Putting a contribution where it belongs."""
    thread = await standing_of(tx, viewer, number_of(place))
    return await _reply_page(request, tx, viewer, thread, blank(ReplyForm))


@form("/diskusi/{place:str}/atur/balasan", right=Act.steer)
async def put_reply(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Put it there."""
    sent = await read_form(request, ReplyForm)
    thread = await standing_of(tx, viewer, number_of(place))
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            asked = sent.data
            receipt = await move_reply(
                tx, viewer, thread_id=thread.id, receipt=asked.receipt, below=asked.below, reason=asked.reason,
                seen=asked.seen,
            )  # fmt: skip
            return see_other(request, f"/masukan/{receipt}/di", notice=gettext(N_("It stands where it belongs.")))
    return await _reply_page(request, tx, viewer, await standing_of(tx, viewer, thread.id), sent)


async def _reply_page(
    request: Req, tx: Transaction, viewer: Viewer, thread: Standing, sent: Form[ReplyForm]
) -> Response[bytes]:
    rows = await movable(tx, thread.id, size=LISTED)
    options = [(row.receipt, _line(row)) for row in rows] if len(rows) <= LISTED else []
    return render(
        request,
        "talk/put_reply.html",
        status=sent.status,
        thread=thread,
        form=sent,
        options=options,
        may="moderator" in voices_of(viewer, thread),
    )


def _line(row: Movable) -> str:
    """A contribution in a list to choose from."""
    words = f"{author_of(row.name, row.resident)}: {row.opening[:60]}" if row.opening else gettext(N_("Hidden"))
    return f"{words} ({row.receipt})"


ROUTES = [split_page, split, merge_page, merge, reply_page, put_reply]
