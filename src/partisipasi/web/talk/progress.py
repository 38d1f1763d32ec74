"""What is new in a thread: for a reader who was here before, and while a page is open.

Reading a page never writes, so that a link in a mail, a preview or a crawler reads nothing for anybody. That a
thread was read is said by its reader: by the button below its last page, or, with script, by that button coming into
view; it is then sent in the background as the same form. What came while a page is open is asked for with a request
that carries no cookie: its answer is the same for everybody, is kept with the thread's tag, and costs no database
while nothing is said.
"""

from __future__ import annotations

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.queries import thread_view
from partisipasi.discussions.reading import MANY, mark_read, said_since
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import read_form
from partisipasi.site.pages import Req, form, page, render, see_other, shows
from partisipasi.site.paging import whole_number
from partisipasi.web.addresses import NOT_HERE, number_of
from partisipasi.web.talk.addresses import thread_path


class ReadForm(msgspec.Struct):
    """The last contribution that was on the page, or there to be read, when it was made."""

    sampai: int = 0


@page("/diskusi/{place:str}/baru", cached=True)
async def fresh(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    sejak: FromQuery[str] = "",
) -> Response[bytes]:
    """How much was said since a page was made, as a link to the first of it; nothing if nothing was."""
    thread_id = number_of(place)
    said = await said_since(tx, viewer, thread_id, whole_number(sejak) or 0)
    if not viewer.signed_in:
        shows(request, f"thread:{thread_id}")
    return render(request, "talk/_fresh.html", said=said, many=MANY)


@form("/diskusi/{place:str}/dibaca", right=Act.support)
async def read(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Take note that a thread was read. Set and never lowered, so pressing twice does nothing twice."""
    sent = await read_form(request, ReadForm, once=False)
    thread = await thread_view(tx, viewer, number_of(place))
    if thread is None:
        raise NotFound(NOT_HERE)
    if not sent.errors:
        await mark_read(tx, viewer, thread_id=thread.id, up_to=sent.data.sampai)
    return see_other(request, thread_path(thread), notice=gettext(N_("Marked as read.")))


ROUTES = [fresh, read]
