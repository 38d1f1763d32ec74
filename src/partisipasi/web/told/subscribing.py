"""Mail about a draft without an account: the form, the link that begins it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.people import normalise_address
from partisipasi.accounts.rights import GUEST, Act
from partisipasi.accounts.throttle import MAIL_ADDRESS, MAIL_NETWORK
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.notifications.following import followable
from partisipasi.notifications.subscribing import (
    OVER,
    UNCONFIRMED,
    Subscription,
    ask_for_mail,
    begin_mail,
    subscriptions,
)
from partisipasi.settings import Settings
from partisipasi.site.client import network_prefix
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.limits import count
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.signing import sign, unsign
from partisipasi.web.told.follow import button_of
from partisipasi.web.told.letters import post_subscription

_PURPOSE = "begin mails"
_ON_ITS_WAY = N_("A message is on its way to this address. Press the button there, and mail about this draft begins.")


class Address(msgspec.Struct):
    """The form for an address."""

    email: Annotated[str, msgspec.Meta(max_length=300, extra={"required": N_("Enter your e-mail address.")})]


def begin_path(settings: Settings, subscription_id: int) -> str:
    """Path of the page behind the link that begins a subscription."""
    return f"/surel/{sign(settings, _PURPOSE, subscription_id, seconds=int(UNCONFIRMED.total_seconds()))}"


@form("/langganan/rancangan/{draft_id:int}", right=Act.read_public)
async def subscribe(request: Req, tx: NamedDependency[Transaction], draft_id: FromPath[int]) -> Response[bytes]:
    """Mail the link that begins a subscription. The answer says nothing about who gets mail already."""
    sent = await read_form(request, Address)
    thing = await followable(tx, GUEST, "draft", draft_id)
    if not sent.errors:
        async with sent.trying(tx):
            address = normalise_address(sent.data.email)
            await count(request, (MAIL_ADDRESS, address), (MAIL_NETWORK, network_prefix(request)))
            exchange = exchange_of(request)
            asked = await ask_for_mail(tx, draft_id=draft_id, email=address, language=exchange.language)
            await post_subscription(tx, exchange.site, asked, begin_path(exchange.site.settings, asked.id))
            notice = gettext(_ON_ITS_WAY)
            return see_other(request, thing.path, notice=notice, kind="info")
    button = button_of("draft", draft_id, on=False, guest=not exchange_of(request).viewer.signed_in)
    return render(request, "told/follow.html", status=sent.status, thing=thing, follow=button, form=sent)


@page("/surel/{token:str}")
async def begin_page(request: Req, tx: NamedDependency[Transaction], token: FromPath[str]) -> Response[bytes]:
    """What the button begins."""
    subscription = await _subscription(request, tx, token)
    return _begin_page(request, subscription, blank(Press))


@form("/surel/{token:str}", right=Act.read_public)
async def begin(request: Req, tx: NamedDependency[Transaction], token: FromPath[str]) -> Response[bytes]:
    """Begin: the address is confirmed by the press."""
    await read_form(request, Press)
    subscription = await _subscription(request, tx, token)
    await begin_mail(tx, subscription_id=subscription.id)
    return see_other(request, subscription.path, notice=gettext(N_("You now get mail about this draft.")))


async def _subscription(request: Req, tx: Transaction, token: str) -> Subscription:
    claim = unsign(exchange_of(request).site.settings, _PURPOSE, token)
    found = await subscriptions(tx, [claim]) if isinstance(claim, int) else []
    if not found:
        raise NotFound(OVER)
    return found[0]


def _begin_page(request: Req, subscription: Subscription, shown: Form[Press]) -> Response[bytes]:
    return render(request, "told/begin.html", one=subscription, form=shown)
