"""The wordings of a proposal: what each asked, what was answered; and writing a new one."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, TooMany
from partisipasi.kit.i18n import N_, gettext
from partisipasi.musyawarah.queries import wordings_of
from partisipasi.musyawarah.wordings import change_wording
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other, shows
from partisipasi.web.addresses import elsewhere
from partisipasi.web.musyawarah.here import Here, demand_leads, here_of
from partisipasi.web.talk.asking import MASK, found_in, leave_out
from partisipasi.web.talk.posts import words_of_change

_LINES = msgspec.Meta(extra={"lines": True})


class ChangeForm(msgspec.Struct):
    """Other words, why, and the number of the wording the form showed."""

    seen: int
    wording: Annotated[str, _LINES] = ""
    reason: Annotated[str, _LINES] = ""
    sure: bool = False


@page("/diskusi/{place:str}/rumusan", cached=True)
async def history_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Every wording with its counts and what changed, the current one first."""
    here = await here_of(tx, viewer, place)
    if leads := elsewhere(request, f"{here.path}/rumusan"):
        return leads
    wordings = await wordings_of(tx, here.thread.id)
    changes = {
        newer.number: words_of_change(older.source, newer.source)
        for newer, older in pairwise(wordings)
        if newer.source and older.source
    }
    if not viewer.signed_in:
        shows(request, f"thread:{here.thread.id}")
    return render(request, "musyawarah/wordings.html", here=here, wordings=wordings, changes=changes)


@page("/diskusi/{place:str}/rumusan/ubah", right=Act.open_musyawarah)
async def change_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """The form for other words."""
    here = await here_of(tx, viewer, place)
    demand_leads(here)
    now = (await wordings_of(tx, here.thread.id))[0]
    return _show(request, here, blank(ChangeForm, seen=now.number, wording=now.source))


@form("/diskusi/{place:str}/rumusan/ubah", right=Act.open_musyawarah)
async def change(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Word the proposal anew."""
    sent = await read_form(request, ChangeForm)
    here = await here_of(tx, viewer, place)
    if sent.value("step") == MASK:
        leave_out(sent, "wording")
    if not sent.errors:
        data = sent.data
        try:
            async with sent.trying(tx):
                await change_wording(
                    tx, viewer, exchange_of(request).site.settings, thread_id=here.thread.id, seen=data.seen,
                    body=data.wording, reason=data.reason, sure=data.sure, asks=True,
                )  # fmt: skip
                notice = gettext(N_("The wording is changed. Who answered before is asked again."))
                return see_other(request, f"{here.path}#suhu", notice=notice)
        except Conflict as error:
            sent.refuse(error)
            sent.values["seen"] = [str(here.panel.number)]
        except TooMany as error:
            sent.add_error("", error.message, **error.values)
    return _show(request, here, sent)


def _show(request: Req, here: Here, sent: Form[ChangeForm]) -> Response[bytes]:
    found = found_in(sent, "wording")
    return render(request, "musyawarah/change.html", status=sent.status, here=here, form=sent, found=found)
