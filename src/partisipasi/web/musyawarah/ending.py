"""Taking a proposed conclusion back, closing a musyawarah that comes to none: each with a reason in public words."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.musyawarah.conclusions import end_unconcluded, withdraw_conclusion
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.musyawarah.here import Here, demand_leads, here_of


class ReasonForm(msgspec.Struct):
    """Why."""

    reason: Annotated[str, msgspec.Meta(extra={"lines": True})] = ""


@page("/diskusi/{place:str}/kesimpulan/tarik", right=Act.open_musyawarah)
async def withdraw_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """What taking it back means, and the form."""
    return _show(request, await here_of(tx, viewer, place), "withdraw", blank(ReasonForm))


@form("/diskusi/{place:str}/kesimpulan/tarik", right=Act.open_musyawarah)
async def withdraw(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Take it back."""
    sent = await read_form(request, ReasonForm)
    here = await here_of(tx, viewer, place)
    async with sent.trying(tx, conflict=""):
        await withdraw_conclusion(tx, viewer, thread_id=here.thread.id, reason=sent.value("reason"))
        return see_other(request, here.path, notice=gettext(N_("The conclusion is taken back. The talk goes on.")))
    return _show(request, here, "withdraw", sent)


@page("/diskusi/{place:str}/akhiri", right=Act.open_musyawarah)
async def end_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """What closing without a conclusion means, and the form."""
    return _show(request, await here_of(tx, viewer, place), "end", blank(ReasonForm))


@form("/diskusi/{place:str}/akhiri", right=Act.open_musyawarah)
async def end(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Close it."""
    sent = await read_form(request, ReasonForm)
    here = await here_of(tx, viewer, place)
    async with sent.trying(tx, conflict=""):
        await end_unconcluded(tx, viewer, thread_id=here.thread.id, reason=sent.value("reason"))
        return see_other(request, here.path, notice=gettext(N_("The musyawarah is closed.")))
    return _show(request, here, "end", sent)


def _show(request: Req, here: Here, what: str, sent: Form[ReasonForm]) -> Response[bytes]:
    demand_leads(here)
    return render(request, "musyawarah/end.html", status=sent.status, here=here, what=what, form=sent)
