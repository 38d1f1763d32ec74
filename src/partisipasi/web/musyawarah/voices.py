"""All arguments of one side, and all reasons of one answer."""

from __future__ import annotations

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import STANCE_OF_SIDE
from partisipasi.discussions.queries import entries_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import href
from partisipasi.musyawarah.queries import argument_ids, reason_ids, wordings_of
from partisipasi.musyawarah.tables import CHOICES
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.site.paging import Page, cursor_of, page_of
from partisipasi.web.addresses import NOT_HERE
from partisipasi.web.musyawarah.here import Here, here_of
from partisipasi.web.talk.posts import Setting, html_of, make_post

ROWS = 25


@page("/diskusi/{place:str}/pihak/{side:str}", cached=True)
async def side_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    side: FromPath[str],
) -> Response[bytes]:
    """The arguments of a side."""
    here = await here_of(tx, viewer, place)
    if side not in STANCE_OF_SIDE:
        raise NotFound(NOT_HERE)
    cursor = cursor_of(request)
    ids = await argument_ids(tx, here.thread.id, STANCE_OF_SIDE[side], cursor, size=ROWS)
    listed = page_of(ids, cursor, ROWS, path=href(f"{here.path}/pihak/{side}"), key=int)
    return await _show(request, tx, viewer, here, listed, title=side)


@page("/diskusi/{place:str}/alasan/{choice:str}", cached=True)
async def reasons_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    choice: FromPath[str],
    rumusan: FromQuery[int] = 0,
) -> Response[bytes]:
    """The reasons of those who answer alike, to the current wording or an earlier one."""
    here = await here_of(tx, viewer, place)
    wordings = await wordings_of(tx, here.thread.id)
    asked = next((one for one in wordings if one.number == (rumusan or here.panel.number)), None)
    if choice not in CHOICES or asked is None:
        raise NotFound(NOT_HERE)
    cursor = cursor_of(request)
    ids = await reason_ids(tx, asked.id, choice, cursor, size=ROWS)
    listed = page_of(
        ids, cursor, ROWS, path=href(f"{here.path}/alasan/{choice}"), key=int, query={"rumusan": str(asked.number)}
    )
    return await _show(request, tx, viewer, here, listed, title=choice, number=asked.number)


async def _show(
    request: Req, tx: Transaction, viewer: Viewer, here: Here, listed: Page[int], *, title: str, number: int = 0
) -> Response[bytes]:
    if not viewer.signed_in:
        shows(request, f"thread:{here.thread.id}")
    entries = await entries_of(tx, viewer, listed.rows) if listed.rows else []
    setting = Setting(open=not here.thread.closed)
    posts = [make_post(entry, setting, viewer) for entry in entries]
    return render(
        request,
        "musyawarah/voices.html",
        here=here,
        html=html_of(posts, here.path),
        page=listed,
        of=title,
        number_of_wording=number,
    )
