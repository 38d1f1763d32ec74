"""The temperature check: the form, which posts the wording it showed, and taking one's answer back."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, TooMany
from partisipasi.kit.i18n import N_, gettext
from partisipasi.musyawarah.answering import answer_check, take_answer_back
from partisipasi.musyawarah.queries import wordings_of
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.musyawarah.here import Here, here_of
from partisipasi.web.talk.asking import MASK, found_in, leave_out
from partisipasi.web.talk.posts import words_of_change
from partisipasi.web.talk.slips import slip_cookie


class AnswerForm(msgspec.Struct):
    """An answer, with its reason, to the wording whose number the form showed."""

    seen: int
    choice: str = ""
    reason: Annotated[str, msgspec.Meta(extra={"lines": True})] = ""
    sure: bool = False


@page("/diskusi/{place:str}/suhu", right=Act.support)
async def check_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """The form, with one's answer as it is."""
    here = await here_of(tx, viewer, place)
    return await _show(request, tx, here, blank(AnswerForm, seen=here.panel.number, choice=here.panel.own_choice or ""))


@form("/diskusi/{place:str}/suhu", right=Act.support)
async def answer(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Take the answer in. If the wording has changed meanwhile, both are shown and the words are kept."""
    sent = await read_form(request, AnswerForm)
    here = await here_of(tx, viewer, place)
    if sent.value("step") == MASK:
        leave_out(sent, "reason")
    if sent.errors:
        return await _show(request, tx, here, sent, status=422)
    data = sent.data
    try:
        async with tx.savepoint():
            answered = await answer_check(
                tx, viewer, exchange_of(request).site.settings, thread_id=here.thread.id, seen=data.seen,
                choice=data.choice, reason=data.reason, sure=data.sure, asks=True,
            )  # fmt: skip
    except Invalid as error:
        sent.refuse(error)
        return await _show(request, tx, here, sent, status=422)
    except TooMany as error:
        sent.add_error("", error.message, **error.values)
        return await _show(request, tx, here, sent, status=429)
    except Conflict as error:
        newer = error.code == "newer_wording"
        told = gettext(error.message, **error.values)
        return await _show(request, tx, here, sent, status=409, conflict=told, old=data.seen if newer else None)
    held = answered.state == "held"
    notice = N_("Your answer counts. A moderator looks at its reason first.") if held else N_("Your answer counts.")
    cookies = [slip_cookie(request, answered.receipt)] if answered.receipt else []
    return see_other(request, f"{here.path}#suhu", notice=gettext(notice), cookies=cookies)


@form("/diskusi/{place:str}/suhu/tarik", right=Act.support)
async def take_back(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Take one's answer back."""
    await read_form(request, Press)
    here = await here_of(tx, viewer, place)
    await take_answer_back(tx, viewer, thread_id=here.thread.id)
    return see_other(request, f"{here.path}#suhu", notice=gettext(N_("Your answer no longer counts.")))


async def _show(
    request: Req,
    tx: Transaction,
    here: Here,
    sent: Form[AnswerForm],
    *,
    status: int = 200,
    conflict: str = "",
    old: int | None = None,
) -> Response[bytes]:
    wordings = await wordings_of(tx, here.thread.id)
    now = wordings[0]
    before = next((one for one in wordings if one.number == old), None)
    sent.values["seen"] = [str(now.number)]
    return render(
        request,
        "musyawarah/check.html",
        status=status,
        here=here,
        form=sent,
        now=now,
        before=before,
        changed=words_of_change(before.source, now.source) if before else None,
        conflict=conflict,
        found=found_in(sent, "reason"),
    )
