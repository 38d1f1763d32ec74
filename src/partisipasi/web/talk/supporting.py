"""The support button: a plain form, or the part of the page that htmx swaps."""

from __future__ import annotations

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.queries import entry_of
from partisipasi.discussions.supporting import support, withdraw_support
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_
from partisipasi.site.forms import read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.talk.posts import Setting, html_of, make_post


class Switch(msgspec.Struct):
    """Whether the support is to be there."""

    on: bool = False


@page("/masukan/{receipt:str}/dukung", right=Act.support)
async def support_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """The contribution with its button, for who was asked to sign in first."""
    entry = await entry_of(tx, viewer, parse_receipt(receipt) or "")
    if entry is None or entry.state != "published":
        raise NotFound(N_("This input is not there, or no longer shown."))
    post = make_post(entry, Setting(open=False), viewer)
    return render(request, "talk/support.html", html=html_of([post], ""), receipt=entry.receipt)


@form("/masukan/{receipt:str}/dukung", right=Act.support)
async def set_support(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Give support or take it back. The value is set, not toggled, so pressing twice does nothing twice."""
    sent = await read_form(request, Switch, once=False)
    act = support if not sent.errors and sent.data.on else withdraw_support
    now = await act(tx, viewer, receipt=receipt)
    if request.headers.get("hx-request") == "true":
        return render(request, "talk/_support_button.html", now=now)
    return see_other(request, f"/masukan/{now.receipt}/di")
