"""One's own account: overview, name, language, password, address."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency

from partisipasi.accounts.names import LONGEST
from partisipasi.accounts.passwords import (
    ADVISED_FOR_STAFF,
    SHORTEST,
    check_password,
    hash_password,
    set_password,
)
from partisipasi.accounts.people import normalise_address
from partisipasi.accounts.profile import ask_new_address, change_language, change_name, own_account
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.accounts.sessions import demand_proof, end_all_sessions
from partisipasi.accounts.throttle import MAIL_ADDRESS, MAIL_NETWORK
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import LANGUAGES, N_, gettext, language_name
from partisipasi.site.client import network_prefix
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.limits import count
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.account.letters import post


class Name(msgspec.Struct):
    """The form for the public name."""

    display_name: Annotated[str, msgspec.Meta(max_length=LONGEST * 2)] = ""


class Tongue(msgspec.Struct):
    """The form for the language of mails."""

    language: str = ""


class Password(msgspec.Struct):
    """The form for a new password."""

    password: Annotated[
        str, msgspec.Meta(max_length=1000, extra={"exact": True, "required": N_("Enter a new password.")})
    ]
    elsewhere: bool = False


class Address(msgspec.Struct):
    """The form for another address."""

    email: Annotated[str, msgspec.Meta(max_length=300, extra={"required": N_("Enter your e-mail address.")})]


@page("/akun", right=Act.keep_account)
async def overview(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """What the account holds, and where to change it."""
    account = await own_account(tx, viewer)
    shown = blank(Tongue, language=account.language)
    choices = [(code, language_name(code)) for code in LANGUAGES]
    return render(request, "account/overview.html", account=account, me=viewer, form=shown, choices=choices)


@form("/akun/bahasa", right=Act.keep_account)
async def choose_language(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Choose the language of mails."""
    sent = await read_form(request, Tongue)
    if not sent.errors:
        await change_language(tx, viewer, language=sent.data.language)
    return see_other(request, "/akun", notice=gettext(N_("Saved.")))


@page("/akun/nama", right=Act.keep_account)
async def name_page(request: Req, viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """The public name."""
    return _name_page(request, viewer, blank(Name, display_name=viewer.display_name))


@form("/akun/nama", right=Act.keep_account)
async def rename(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Change the public name."""
    sent = await read_form(request, Name)
    if not sent.errors:
        async with sent.trying(tx):
            await change_name(tx, viewer, name=sent.data.display_name)
            return see_other(request, "/akun", notice=gettext(N_("Your public name has been changed.")))
    return _name_page(request, viewer, sent)


@page("/akun/sandi", right=Act.keep_account)
async def password_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Set or change the password."""
    demand_proof(viewer, tx.now)
    account = await own_account(tx, viewer)
    return _password_page(request, viewer, blank(Password, elsewhere=True), has=account.has_password)


@form("/akun/sandi", right=Act.keep_account)
async def change_password(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Set or change the password, and sign out elsewhere if asked to."""
    demand_proof(viewer, tx.now)
    sent = await read_form(request, Password)
    account = await own_account(tx, viewer)
    if sent.errors:
        return _password_page(request, viewer, sent, has=account.has_password)
    city = exchange_of(request).site.city
    known = (account.address or "", account.display_name or "", city.name, city.short_name)
    try:
        check_password(sent.data.password, known=known)
    except Invalid as error:
        sent.refuse(error)
        return _password_page(request, viewer, sent, has=account.has_password)
    await set_password(tx, viewer, secret=await hash_password(sent.data.password))
    if sent.data.elsewhere:
        await end_all_sessions(tx, account_id=account.id, but=viewer.session_id)
    if account.address:
        await post(request, tx, "password_changed", to=account.address, language=account.language)
    return see_other(request, "/akun", notice=gettext(N_("Your new password is in force.")))


@page("/akun/alamat", right=Act.keep_account)
async def address_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Change the address."""
    demand_proof(viewer, tx.now)
    account = await own_account(tx, viewer)
    return render(request, "account/address.html", form=blank(Address), account=account)


@form("/akun/alamat", right=Act.keep_account)
async def ask_address(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Mail the new address a link, and tell the old one. An address that has an account gets another mail instead."""
    demand_proof(viewer, tx.now)
    sent = await read_form(request, Address)
    account = await own_account(tx, viewer)
    settings = exchange_of(request).site.settings
    if sent.errors:
        return render(request, "account/address.html", form=sent, account=account, status=sent.status)
    try:
        address = normalise_address(sent.data.email)
        await count(request, (MAIL_ADDRESS, address), (MAIL_NETWORK, network_prefix(request)))
        asked = await ask_new_address(tx, viewer, settings, address=address)
    except Invalid as error:
        sent.refuse(error)
        return render(request, "account/address.html", form=sent, account=account, status=sent.status)
    told: dict[str, Any] = {"language": account.language, "about_account": account.id, "new": asked.new}
    await post(request, tx, "address_asked", to=asked.new, link=asked.link, **told)
    if asked.old:
        await post(request, tx, "address_warning", to=asked.old, **told)
    notice = gettext(N_("A message is on its way to the new address. It changes once you press the button there."))
    return see_other(request, "/akun", notice=notice, kind="info")


def _name_page(request: Req, viewer: Viewer, shown: Form[Name]) -> Response[bytes]:
    return render(request, "account/name.html", status=shown.status, form=shown, number_of=viewer.number)


def _password_page(request: Req, viewer: Viewer, shown: Form[Password], *, has: bool) -> Response[bytes]:
    least = ADVISED_FOR_STAFF if viewer.is_staff else SHORTEST
    return render(
        request, "account/password.html", status=shown.status, form=shown, has=has, shortest=SHORTEST, advised=least
    )
