"""The inbox: what one was told, latest first, to open and to mark as read."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.notifications.queries import Told, inbox
from partisipasi.notifications.reading import mark_all_read, mark_read
from partisipasi.site.forms import Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of
from partisipasi.web.told.words import line_of, place_of

PAGE_SIZE = 25


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened, as the inbox shows it; `reason` is what the team said of it, for everybody."""

    id: int
    line: str
    place: str
    path: str
    at: datetime
    read: bool
    reason: str


class Through(msgspec.Struct):
    """The latest thing on the page: what came after it stays unread."""

    through: int = 0


@page("/akun/kabar", right=Act.keep_account)
async def inbox_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """What one was told."""
    cursor = cursor_of(request)
    listed = page_of(
        [_line(told) for told in await inbox(tx, viewer, cursor, size=PAGE_SIZE)],
        cursor,
        PAGE_SIZE,
        path="/akun/kabar",
        key=lambda line: line.id,
    )
    return render(
        request,
        "told/inbox.html",
        page=listed,
        unread=viewer.unread,
        form=blank(Through, through=listed.rows[0].id if listed.rows else 0),
    )


@form("/akun/kabar/{notification_id:int}/buka", right=Act.keep_account)
async def open_one(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], notification_id: FromPath[int]
) -> Response[bytes]:
    """Read one thing: mark it and go where it happened."""
    await read_form(request, Press, once=False)
    return see_other(request, (await mark_read(tx, viewer, notification_id=notification_id)).path)


@form("/akun/kabar/{notification_id:int}/baca", right=Act.keep_account)
async def mark_one(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], notification_id: FromPath[int]
) -> Response[bytes]:
    """Mark one thing as read and stay."""
    await read_form(request, Press, once=False)
    told = await mark_read(tx, viewer, notification_id=notification_id)
    if request.headers.get("hx-request") == "true":
        line = msgspec.structs.replace(_line(told), read=True)
        return render(request, "told/_line.html", one=line, say=gettext(N_("Marked as read.")))
    return see_other(request, "/akun/kabar", notice=gettext(N_("Marked as read.")))


@form("/akun/kabar/baca", right=Act.keep_account)
async def mark_all(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Mark everything as read that was there when the page was opened."""
    sent = await read_form(request, Through)
    if not sent.errors:
        await mark_all_read(tx, viewer, through=sent.data.through)
    return see_other(request, "/akun/kabar", notice=gettext(N_("Everything is marked as read.")))


def _line(told: Told) -> Line:
    return Line(
        id=told.id,
        line=line_of(told),
        place=place_of(told),
        path=told.path,
        at=told.at,
        read=told.read,
        reason=told.reason or "",
    )
