"""The conclusion: reading it, writing it line by line, proposing it."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.feedback.queries.made_of import made_issues
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.musyawarah.conclusions import add_line, propose_conclusion, remove_line
from partisipasi.musyawarah.readings import ConclusionView, LineView, conclusions_of, lines_of
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other, shows
from partisipasi.web.addresses import NOT_HERE, elsewhere
from partisipasi.web.musyawarah.here import Here, demand_leads, here_of

#: The order in which the three lists are read.
PARTS = ("agreed", "open", "data")
_RECEIPT = re.compile(r"[0-9A-Z]{4}-?[0-9A-Z]{4}-?[0-9A-Z]", re.IGNORECASE)


class LineForm(msgspec.Struct):
    """One line: its list, its words, and receipts or addresses of what it rests on."""

    part: str = ""
    body: Annotated[str, msgspec.Meta(extra={"lines": True})] = ""
    cited: Annotated[str, msgspec.Meta(extra={"lines": True})] = ""


class ProposeForm(msgspec.Struct):
    """Words above the lists."""

    introduction: Annotated[str, msgspec.Meta(extra={"lines": True})] = ""


class RemoveForm(msgspec.Struct):
    """The line to take out."""

    line: int


@page("/diskusi/{place:str}/kesimpulan", cached=True)
async def conclusion_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    ke: FromQuery[int] = 0,
) -> Response[bytes]:
    """The conclusion that is proposed or stands, or one that was taken back."""
    here = await here_of(tx, viewer, place)
    if leads := elsewhere(request, f"{here.path}/kesimpulan"):
        return leads
    known = [one for one in await conclusions_of(tx, here.thread.id) if one.proposed_at is not None]
    asked = next((one for one in known if one.id == ke), None) if ke else next(iter(known), None)
    if asked is None:
        raise NotFound(NOT_HERE)
    lines = await lines_of(tx, asked.id, viewer.account_id)
    issues = await made_issues(tx, [line.issue_id for line in lines if line.issue_id is not None])
    if not viewer.signed_in:
        shows(request, f"thread:{here.thread.id}", *(issue.tag for issue in issues.values()))
    return render(
        request,
        "musyawarah/conclusion.html",
        here=here,
        conclusion=asked,
        others=[one for one in known if one.id != asked.id],
        lists=in_lists(lines),
        issues=issues,
        places=asked.final and here.thread.audience == "public" and viewer.holds("officer"),
    )


@page("/diskusi/{place:str}/kesimpulan/susun", right=Act.open_musyawarah)
async def write_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """The lines written so far, and the form for one more."""
    here = await here_of(tx, viewer, place)
    return await _show(request, tx, viewer, here, blank(LineForm))


@form("/diskusi/{place:str}/kesimpulan/susun", right=Act.open_musyawarah)
async def add(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Write one more line."""
    sent = await read_form(request, LineForm)
    here = await here_of(tx, viewer, place)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            data = sent.data
            await add_line(
                tx, viewer, thread_id=here.thread.id, part=data.part, body=data.body,
                receipts=_RECEIPT.findall(data.cited),
            )  # fmt: skip
            return see_other(request, f"{here.path}/kesimpulan/susun", notice=gettext(N_("The line is written.")))
    return await _show(request, tx, viewer, here, sent)


@form("/diskusi/{place:str}/kesimpulan/hapus", right=Act.open_musyawarah)
async def remove(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Take a line out."""
    sent = await read_form(request, RemoveForm)
    here = await here_of(tx, viewer, place)
    await remove_line(tx, viewer, thread_id=here.thread.id, line_id=0 if sent.errors else sent.data.line)
    return see_other(request, f"{here.path}/kesimpulan/susun", notice=gettext(N_("The line is taken out.")))


@form("/diskusi/{place:str}/kesimpulan/usulkan", right=Act.open_musyawarah)
async def propose(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Propose it."""
    sent = await read_form(request, ProposeForm)
    here = await here_of(tx, viewer, place)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await propose_conclusion(tx, viewer, thread_id=here.thread.id, introduction=sent.data.introduction)
            notice = gettext(N_("The conclusion is proposed. Those who took part are told, and have seven days."))
            return see_other(request, f"{here.path}/kesimpulan", notice=notice)
    return await _show(request, tx, viewer, here, blank(LineForm), proposing=sent)


async def _show(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    here: Here,
    sent: Form[LineForm],
    *,
    proposing: Form[ProposeForm] | None = None,
) -> Response[bytes]:
    demand_leads(here)
    making = await _making(tx, here)
    lines = await lines_of(tx, making.id, viewer.account_id) if making else []
    return render(
        request,
        "musyawarah/conclude.html",
        status=proposing.status if proposing else sent.status,
        here=here,
        form=sent,
        proposing=proposing or blank(ProposeForm),
        removing=blank(Press),
        lists=in_lists(lines),
        count=len(lines),
    )


async def _making(tx: Transaction, here: Here) -> ConclusionView | None:
    known = await conclusions_of(tx, here.thread.id)
    return next((one for one in known if one.proposed_at is None), None)


def in_lists(lines: list[LineView]) -> list[tuple[str, list[LineView]]]:
    """The lines in their three lists."""
    return [(part, [line for line in lines if line.part == part]) for part in PARTS]
