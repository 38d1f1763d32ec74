"""Questions of a draft in a list of their own: what is due when, what was replied, what is shown to everybody."""

from __future__ import annotations

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.feedback.questions import REPLY_WITHIN, pin_question, question_counts, questions_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of
from partisipasi.web.talk.posts import author_of
from partisipasi.web.workbench.places import draft_path, work_place

PAGE_SIZE = 30
#: What of the list is wanted: without a reply, with one, all.
_VIEWS = {"menunggu": True, "terjawab": False}


class PinForm(msgspec.Struct):
    """A button alone: pin, or no longer."""

    on: bool = False


@page("/ruang-kerja/rancangan/{draft_id:int}/pertanyaan", right=Act.enter_workbench)
async def questions_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    draft_id: FromPath[int],
    tampil: FromQuery[str] = "menunggu",
) -> Response[bytes]:
    """The questions, those that wait first of all."""
    place = await work_place(tx, viewer, draft_id, inside=True)
    view = tampil if tampil in _VIEWS else "semua"
    cursor = cursor_of(request)
    rows = await questions_of(
        tx,
        viewer,
        draft_id,
        waiting=_VIEWS.get(view),
        after=cursor.after,
        before=cursor.before,
        limit=PAGE_SIZE + 1,
    )
    return render(
        request,
        "workbench/questions.html",
        place=place,
        view=view,
        counts=(await question_counts(tx, [draft_id]))[draft_id],
        page=page_of(
            rows,
            cursor,
            PAGE_SIZE,
            path=f"{place.path}/pertanyaan",
            key=lambda row: row.id,
            query={"tampil": view},
        ),
        within=REPLY_WITHIN.days,
        may_reply=may(viewer, Act.reply_officially, team=place.roles),
        form=blank(Press),
        author_of=author_of,
    )


@form("/ruang-kerja/rancangan/{draft_id:int}/pertanyaan/{receipt:str}/sematkan", right=Act.enter_workbench)
async def pin(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    draft_id: FromPath[int],
    receipt: FromPath[str],
) -> Response[bytes]:
    """Show a question with its reply to everybody at the top, or no longer."""
    sent = await read_form(request, PinForm)
    on = not sent.errors and sent.data.on
    await pin_question(tx, viewer, draft_id=draft_id, receipt=receipt, pinned=on)
    told = N_("The question stands among “Questions and answers” now.") if on else N_("The question is unpinned.")
    return see_other(request, f"{draft_path(draft_id)}/pertanyaan?tampil=terjawab", notice=gettext(told))


ROUTES = [questions_page, pin]
