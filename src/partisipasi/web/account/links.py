"""The page of a mailed link. Opening it changes nothing, however often; its button does what the page says, once."""

from __future__ import annotations

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.links import LinkOver, LinkView, consume_link, look_at_link
from partisipasi.accounts.rights import Act
from partisipasi.kit.database import Transaction
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.pages import Req, form, local_path, page, render, see_other
from partisipasi.web.account.deeds import DEEDS
from partisipasi.web.account.entering import enter


@page("/tautan/{token:str}")
async def link_page(request: Req, tx: NamedDependency[Transaction], token: FromPath[str]) -> Response[bytes]:
    """What the link is for, and the button."""
    link = await look_at_link(tx, token=token)
    if link is None:
        return _over(request)
    return await _link_page(request, tx, link, blank(DEEDS[link.purpose].shape))


@form("/tautan/{token:str}", right=Act.read_public)
async def use_link(request: Req, tx: NamedDependency[Transaction], token: FromPath[str]) -> Response[bytes]:
    """Press the button: use the link up and do what it is for."""
    key = (await read_form(request, Press, once=False)).value("key")
    settings = exchange_of(request).site.settings
    try:
        link = await consume_link(tx, settings, token=token, press=key)
    except LinkOver:
        return _over(request)
    deed = DEEDS[link.purpose]
    sent = await read_form(request, deed.shape, once=False)
    if sent.errors:
        return await _link_page(request, tx, link, sent)
    done = None
    async with sent.trying(tx):
        done = await deed.carry_out(request, tx, link, sent.data)
    if done is None:
        return await _link_page(request, tx, link, sent)
    cookies = [*done.cookies, *([await enter(request, tx, done.account_id)] if done.account_id else [])]
    return see_other(request, local_path(done.path), notice=done.notice or None, cookies=cookies)


async def _link_page(request: Req, tx: Transaction, link: LinkView, shown: Form[Any]) -> Response[bytes]:
    scene = await DEEDS[link.purpose].describe(request, tx, link)
    return render(request, scene.template, status=shown.status, form=shown, link=link, **scene.context)


def _over(request: Req) -> Response[bytes]:
    return render(request, "account/link_over.html", status=410)
