"""The link in every mail that stops mails of its kind: without signing in, by a button or by the mail program itself.

RFC 8058: the mail program sends a POST to the address in the header, without cookies and from no page of ours. What the
address may do is signed into it, so it needs no other proof, and nothing else can be done with it. Opening it changes
nothing.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Refused
from partisipasi.kit.i18n import N_
from partisipasi.notifications.choices import account_of_contributor, stop_mails
from partisipasi.notifications.subscribing import Subscription, end_mail, subscriptions
from partisipasi.settings import Settings
from partisipasi.site.exchange import exchange_of
from partisipasi.site.pages import Req, form, page, render
from partisipasi.site.signing import sign, unsign

#: How long the link of a mail works, in seconds: mails are kept for years.
LIFE = 5 * 366 * 24 * 3600
_PURPOSE = "stop mails"


class Stop(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a link stops: mails to the account `a` about the families `f`, answers to the contributor `c`, or the
    subscriptions `s`. The names are short because they are part of the link.
    """

    a: int = 0
    c: int = 0
    f: tuple[str, ...] = ()
    s: tuple[int, ...] = ()


class LinkOver(Refused):
    """The link is none of ours, or too old."""

    status = 410
    code = "link_over"


def stop_of_account(settings: Settings, account_id: int, families: Collection[str]) -> str:
    """Path of the link that stops mails to an account about these families."""
    return _path(settings, Stop(a=account_id, f=tuple(sorted(families))))


def stop_of_contributor(settings: Settings, contributor_id: int) -> str:
    """Path of the link that stops mails with answers to a contributor's input."""
    return _path(settings, Stop(c=contributor_id, f=("answers",)))


def stop_of_subscriptions(settings: Settings, ids: Collection[int]) -> str:
    """Path of the link that ends subscriptions by mail alone."""
    return _path(settings, Stop(s=tuple(sorted(ids))))


@page("/berhenti/{token:str}")
async def stop_page(request: Req, tx: NamedDependency[Transaction], token: FromPath[str]) -> Response[bytes]:
    """What the button stops."""
    stop = _read(request, token)
    return render(request, "told/stop.html", stop=stop, drafts=await _drafts(tx, stop), done=False)


@form("/berhenti/{token:str}", right=Act.read_public, signed=True)
async def stop_now(request: Req, tx: NamedDependency[Transaction], token: FromPath[str]) -> Response[bytes]:
    """Stop the mails. Answered with a page and never led elsewhere: mail programs follow nothing."""
    stop = _read(request, token)
    drafts = await _drafts(tx, stop)
    if stop.s:
        await end_mail(tx, subscription_ids=stop.s)
    account_id = stop.a or (await account_of_contributor(tx, stop.c) if stop.c else None)
    if account_id:
        await stop_mails(tx, account_id=account_id, families=stop.f)
    return render(request, "told/stop.html", stop=stop, drafts=drafts, done=True)


def _path(settings: Settings, stop: Stop) -> str:
    return f"/berhenti/{sign(settings, _PURPOSE, msgspec.to_builtins(stop), seconds=LIFE)}"


def _read(request: Req, token: str) -> Stop:
    claim = unsign(exchange_of(request).site.settings, _PURPOSE, token)
    if claim is None:
        raise LinkOver(N_("This link is not whole, or too old. You can choose what reaches you in your account."))
    return msgspec.convert(claim, type=Stop)


async def _drafts(tx: Transaction, stop: Stop) -> list[Subscription]:
    return await subscriptions(tx, stop.s) if stop.s else []
