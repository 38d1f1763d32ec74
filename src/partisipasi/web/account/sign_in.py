"""Signing in by password or by a mailed link, and signing out.

Known and unknown addresses get the same answer after the same work everywhere here. No transaction is held while a
password is checked: that waits its turn, and readers should not wait behind it.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery

from partisipasi.accounts.links import LinkOver, address_of_link, consume_link, count_code_try, make_link
from partisipasi.accounts.passwords import hash_password, password_of, store_password, verify_password
from partisipasi.accounts.people import normalise_address
from partisipasi.accounts.profile import own_account
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.accounts.sessions import end_session
from partisipasi.accounts.throttle import (
    CODE_NETWORK,
    CODE_TRY,
    MAIL_ADDRESS,
    MAIL_NETWORK,
    PASSWORD_ACCOUNT,
    PASSWORD_NETWORK,
    PASSWORD_TRY,
)
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.client import network_prefix
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.limits import by_network, count, succeeded
from partisipasi.site.pages import Req, form, local_path, page, render, see_other
from partisipasi.site.signing import sign, unsign
from partisipasi.web.account.deeds import DEEDS
from partisipasi.web.account.entering import OWN_ACCOUNT, enter, landing, leave
from partisipasi.web.account.letters import post_sign_in

#: Seconds in which the page for the digits still knows the address.
TICKET_LIFE = 1800


class SignIn(msgspec.Struct):
    """The form of the sign-in page; `how` is the button pressed."""

    email: Annotated[str, msgspec.Meta(max_length=300, extra={"required": N_("Enter your e-mail address.")})]
    password: Annotated[str, msgspec.Meta(max_length=1000, extra={"exact": True})] = ""
    how: str = "password"
    lanjut: str = ""


class Digits(msgspec.Struct):
    """Six digits from a mail. The address is known from the ticket, or typed."""

    code: Annotated[str, msgspec.Meta(max_length=40, extra={"required": N_("Enter the six digits.")})]
    email: Annotated[str, msgspec.Meta(max_length=300)] = ""
    surat: str = ""


@page("/masuk")
async def sign_in_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    lanjut: FromQuery[str] = "",
) -> Response[bytes]:
    """Sign in; for who is signed in, prove it once more before an act that needs it."""
    if viewer.signed_in and not lanjut:
        return see_other(request, "/akun")
    known = (await own_account(tx, viewer)).address if viewer.signed_in else None
    return _sign_in_page(request, blank(SignIn, email=known, lanjut=local_path(lanjut, "")))


@form("/masuk", right=Act.read_public)
async def sign_in(request: Req) -> Response[bytes]:
    """Take an address and a password, or send a link."""
    sent = await read_form(request, SignIn, once=False)
    if sent.errors:
        return _sign_in_page(request, sent)
    try:
        address = normalise_address(sent.data.email)
        if sent.data.how == "link":
            return await send_sign_in_link(request, address, next_path=local_path(sent.data.lanjut, OWN_ACCOUNT))
        if not sent.data.password:
            raise Invalid({"password": N_("Enter your password, or have a link sent to you.")})
        account_id = await _by_password(request, address, sent.data.password)
    except Invalid as error:
        sent.refuse(error)
        return _sign_in_page(request, sent)
    tx = await exchange_of(request).transaction(writes=True)
    cookie = await enter(request, tx, account_id)
    path = local_path(sent.data.lanjut, "") or await landing(tx, account_id, OWN_ACCOUNT)
    return see_other(request, path, cookies=[cookie])


@page("/masuk/kode")
async def digits_page(request: Req, tx: NamedDependency[Transaction], surat: FromQuery[str] = "") -> Response[bytes]:
    """A link is on its way; whoever reads mail on another device types the digits here."""
    return _digits_page(request, blank(Digits, surat=surat), await _ticket_address(request, tx, surat))


@form("/masuk/kode", right=Act.read_public)
async def use_digits(request: Req) -> Response[bytes]:
    """Do with the digits what the button of the link does."""
    sent = await read_form(request, Digits, once=False)
    site = exchange_of(request).site
    async with site.counting.transaction() as own:
        known = await _ticket_address(request, own, sent.value("surat"))
    if sent.errors:
        return _digits_page(request, sent, known)
    try:
        address = known or normalise_address(sent.data.email)
    except Invalid as error:
        sent.refuse(error)
        return _digits_page(request, sent, None)
    await count(request, (CODE_TRY, by_network(request, address)), (CODE_NETWORK, network_prefix(request)))
    async with site.counting.transaction() as own:
        await count_code_try(own, address=address)
    tx = await exchange_of(request).transaction(writes=True)
    try:
        consumed = await consume_link(tx, site.settings, address=address, code=sent.data.code, press=sent.value("key"))
        deed = DEEDS[consumed.purpose]
        done = await deed.carry_out(request, tx, consumed, deed.shape())
    except (LinkOver, Invalid):
        sent.add_error(
            "code", N_("These digits are not right, or too old. Use the newest message, or ask for a new one.")
        )
        return _digits_page(request, sent, known)
    cookies = [*done.cookies, *([await enter(request, tx, done.account_id)] if done.account_id else [])]
    return see_other(request, local_path(done.path), notice=done.notice or None, cookies=cookies)


@form("/keluar", right=Act.read_public)
async def sign_out(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """End this browser's session."""
    if viewer.session_id is not None:
        await end_session(tx, viewer)
    return leave(request, "/", notice=gettext(N_("You are signed out.")))


async def send_sign_in_link(
    request: Req, address: str, *, next_path: str, pending: dict[str, object] | None = None
) -> Response[bytes]:
    """Mail a link to sign in or to make an account, and lead to the page for its digits.

    Args:
        address: normalised.
        pending: what the form to register holds; its owner has then agreed to an account.
    """
    await count(request, (MAIL_ADDRESS, address), (MAIL_NETWORK, network_prefix(request)))
    exchange = exchange_of(request)
    settings = exchange.site.settings
    tx = await exchange.transaction(writes=True)
    link = await make_link(tx, settings, purpose="sign_in", address=address, next_path=next_path, pending=pending)
    await post_sign_in(request, tx, address=address, link=link, may_make=pending is not None)
    ticket = sign(settings, "ticket", link.id, seconds=TICKET_LIFE)
    return see_other(request, f"/masuk/kode?surat={ticket}")


async def _by_password(request: Req, address: str, password: str) -> int:
    """The account with this address and password. Raises Invalid, the same for all that can be wrong."""
    site = exchange_of(request).site
    here = by_network(request, address)
    await count(
        request,
        (PASSWORD_TRY, here),
        (PASSWORD_ACCOUNT, address),
        (PASSWORD_NETWORK, network_prefix(request)),
    )
    async with site.counting.transaction() as tx:
        stored = await password_of(tx, address=address)
    verdict = await verify_password(stored.secret if stored else None, password)
    if stored is None or not verdict.right:
        raise Invalid({"": N_("E-mail address and password do not match. You can also have a link sent to you.")})
    await succeeded(request, PASSWORD_TRY, here)
    if verdict.stale:
        secret = await hash_password(password)
        async with site.counting.transaction() as tx:
            await store_password(tx, account_id=stored.account_id, secret=secret)
    return stored.account_id


async def _ticket_address(request: Req, tx: Transaction, ticket: str) -> str | None:
    claim = unsign(exchange_of(request).site.settings, "ticket", ticket) if ticket else None
    return await address_of_link(tx, link_id=claim) if isinstance(claim, int) else None


def _sign_in_page(request: Req, shown: Form[SignIn]) -> Response[bytes]:
    return render(request, "account/sign_in.html", status=shown.status, form=shown)


def _digits_page(request: Req, shown: Form[Digits], address: str | None) -> Response[bytes]:
    return render(request, "account/digits.html", status=shown.status, form=shown, address=address)
