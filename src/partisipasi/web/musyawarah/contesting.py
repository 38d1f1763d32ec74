"""Contesting a line of a proposed conclusion; and what whoever leads makes of it when the time is over."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound, TooMany
from partisipasi.kit.i18n import N_, gettext
from partisipasi.musyawarah.contesting import contest_line, decide_contested
from partisipasi.musyawarah.readings import LineView, lines_of
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.addresses import NOT_HERE, number_of
from partisipasi.web.musyawarah.here import Here, demand_leads, here_of
from partisipasi.web.talk.asking import MASK, found_in, leave_out
from partisipasi.web.talk.slips import slip_cookie

_LINES = msgspec.Meta(extra={"lines": True})


class ContestForm(msgspec.Struct):
    """What is not right about a line."""

    body: Annotated[str, _LINES] = ""
    sure: bool = False


class DecideForm(msgspec.Struct):
    """Whether a contested line stands, why, and its other words if not; `seen` is the wording the form showed."""

    seen: int
    outcome: str = ""
    reason: Annotated[str, _LINES] = ""
    part: str = ""
    body: Annotated[str, _LINES] = ""


@page("/diskusi/{place:str}/kesimpulan/{line:str}/bantah", right=Act.support)
async def contest_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    line: FromPath[str],
) -> Response[bytes]:
    """The form against a line."""
    here, about = await _line(tx, viewer, place, line)
    return _contest_form(request, here, about, blank(ContestForm))


@form("/diskusi/{place:str}/kesimpulan/{line:str}/bantah", right=Act.support)
async def contest(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    line: FromPath[str],
) -> Response[bytes]:
    """Contest it."""
    sent = await read_form(request, ContestForm)
    here, about = await _line(tx, viewer, place, line)
    if sent.value("step") == MASK:
        leave_out(sent, "body")
    if not sent.errors:
        try:
            async with sent.trying(tx, conflict=""):
                posted = await contest_line(
                    tx, viewer, exchange_of(request).site.settings, thread_id=here.thread.id, line_id=about.id,
                    body=sent.data.body, sure=sent.data.sure, asks=True,
                )  # fmt: skip
                notice = N_("Your words stand beside the line.")
                if posted.state == "held":
                    notice = N_("A moderator looks at your words before they appear.")
                path = f"{here.path}/kesimpulan#butir-{about.id}"
                return see_other(request, path, notice=gettext(notice), cookies=[slip_cookie(request, posted.receipt)])
        except TooMany as error:
            sent.add_error("", error.message, **error.values)
    return _contest_form(request, here, about, sent)


@page("/diskusi/{place:str}/kesimpulan/{line:str}/putuskan", right=Act.open_musyawarah)
async def decide_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    line: FromPath[str],
) -> Response[bytes]:
    """The form for who leads."""
    here, about = await _line(tx, viewer, place, line)
    demand_leads(here)
    start = blank(DecideForm, seen=about.number, part=about.part, body=about.body)
    return _decide_form(request, here, about, start)


@form("/diskusi/{place:str}/kesimpulan/{line:str}/putuskan", right=Act.open_musyawarah)
async def decide(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    line: FromPath[str],
) -> Response[bytes]:
    """Let it stand, or amend it."""
    sent = await read_form(request, DecideForm)
    here, about = await _line(tx, viewer, place, line)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            data = sent.data
            await decide_contested(
                tx, viewer, thread_id=here.thread.id, line_id=about.id, seen=data.seen, outcome=data.outcome,
                reason=data.reason, part=data.part, body=data.body,
            )  # fmt: skip
            path = f"{here.path}/kesimpulan#butir-{about.id}"
            return see_other(request, path, notice=gettext(N_("Your decision stands beside the line.")))
    return _decide_form(request, here, about, sent)


async def _line(tx: Transaction, viewer: Viewer, place: str, line: str) -> tuple[Here, LineView]:
    here = await here_of(tx, viewer, place)
    if here.panel.conclusion_id is None or here.panel.proposed_at is None:
        raise NotFound(NOT_HERE)
    line_id = number_of(line)
    lines = await lines_of(tx, here.panel.conclusion_id, viewer.account_id)
    about = next((one for one in lines if one.id == line_id), None)
    if about is None:
        raise NotFound(NOT_HERE)
    return here, about


def _contest_form(request: Req, here: Here, about: LineView, sent: Form[ContestForm]) -> Response[bytes]:
    return render(
        request, "musyawarah/contest.html", status=sent.status, here=here, line=about, form=sent,
        found=found_in(sent, "body"),
    )  # fmt: skip


def _decide_form(request: Req, here: Here, about: LineView, sent: Form[DecideForm]) -> Response[bytes]:
    return render(request, "musyawarah/decide.html", status=sent.status, here=here, line=about, form=sent)
