"""What this area's own links do: sign in or make an account, choose a password, change the address."""

from __future__ import annotations

from typing import Annotated

import msgspec

from partisipasi.accounts.consents import ACCOUNT_WORDS, give_consent
from partisipasi.accounts.links import Consumed, LinkOver, LinkView
from partisipasi.accounts.passwords import SHORTEST, check_password, hash_password, store_password
from partisipasi.accounts.people import account_for_address
from partisipasi.accounts.profile import change_address, language_of
from partisipasi.accounts.queries import account_of_address, viewer_of_account
from partisipasi.accounts.sessions import end_all_sessions
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_, gettext
from partisipasi.record.actions import write_record
from partisipasi.site.exchange import exchange_of
from partisipasi.site.pages import Req
from partisipasi.web.account.deeds import Deed, Done, Scene
from partisipasi.web.account.entering import landing
from partisipasi.web.account.letters import post


class NewPassword(msgspec.Struct):
    """A password one may choose, and the tick that makes an account."""

    password: Annotated[str, msgspec.Meta(max_length=1000, extra={"exact": True})] = ""
    agree: bool = False


class Asked(msgspec.Struct, frozen=True):
    """What the form to register held."""

    display_name: str | None = None


async def describe_sign_in(request: Req, tx: Transaction, link: LinkView) -> Scene:
    """Sign in, or make an account where the address has none."""
    if await account_of_address(tx, link.address) is not None:
        return Scene("account/link_sign_in.html")
    asked = _asked(link)
    return Scene(
        "account/link_new_account.html",
        {"asked": asked, "words": ACCOUNT_WORDS, "shortest": SHORTEST},
    )


async def carry_out_sign_in(request: Req, tx: Transaction, link: Consumed, sent: NewPassword) -> Done:
    """Sign in; make the account first where the address has none."""
    exchange = exchange_of(request)
    fresh = await account_of_address(tx, link.address) is None
    asked = _asked(link)
    if fresh and asked is None and not sent.agree:
        raise Invalid({"agree": N_("Tick the box to make an account.")})
    name = asked.display_name if asked else None
    account_id = await account_for_address(tx, address=link.address, language=exchange.language, display_name=name)
    if fresh:
        await give_consent(tx, account_id=account_id)
        if sent.password:
            await _store(request, tx, account_id, sent.password, known=(link.address, name or ""))
    notice = gettext(N_("Welcome. Your account is ready.")) if fresh else gettext(N_("You are signed in."))
    path = await landing(tx, account_id, link.next_path)
    return Done(path=path, account_id=account_id, notice=notice)


async def describe_set_password(request: Req, tx: Transaction, link: LinkView) -> Scene:
    """Come in, and choose a password if one likes."""
    owner = await viewer_of_account(tx, link.subject_id or 0)
    return Scene("account/link_set_password.html", {"owner": owner, "shortest": SHORTEST})


async def carry_out_set_password(request: Req, tx: Transaction, link: Consumed, sent: NewPassword) -> Done:
    """Sign in; a password chosen replaces an older one and ends every other session."""
    account_id = await account_for_address(tx, address=link.address, language=exchange_of(request).language)
    if account_id != link.subject_id:
        raise LinkOver(N_("This link belongs to an address that has changed since."))
    if sent.password and not link.again:
        await _store(request, tx, account_id, sent.password, known=(link.address,))
        await end_all_sessions(tx, account_id=account_id)
        await write_record(tx, "password.set", actor_id=account_id, subject=("account", account_id))
        language = await language_of(tx, account_id=account_id, default=exchange_of(request).language)
        await post(request, tx, "password_changed", to=link.address, language=language)
    path = await landing(tx, account_id, link.next_path)
    return Done(path=path, account_id=account_id, notice=gettext(N_("You are signed in.")))


async def describe_change_address(request: Req, tx: Transaction, link: LinkView) -> Scene:
    """Move an account to this address."""
    owner = await viewer_of_account(tx, link.subject_id or 0)
    return Scene("account/link_change_address.html", {"owner": owner})


async def carry_out_change_address(request: Req, tx: Transaction, link: Consumed, _sent: object) -> Done:
    """Move the account, and tell both addresses."""
    if not link.again:
        changed = await change_address(tx, account_id=link.subject_id or 0, address=link.address)
        for address in (changed.old, changed.new):
            await post(
                request,
                tx,
                "address_changed",
                to=address,
                language=changed.language,
                about_account=changed.account_id,
                new=changed.new,
            )
    signed_in = exchange_of(request).viewer.signed_in
    return Done(path="/akun" if signed_in else "/masuk", notice=gettext(N_("Your e-mail address has been changed.")))


SIGN_IN = Deed(describe=describe_sign_in, carry_out=carry_out_sign_in, shape=NewPassword)
SET_PASSWORD = Deed(describe=describe_set_password, carry_out=carry_out_set_password, shape=NewPassword)
CHANGE_ADDRESS = Deed(describe=describe_change_address, carry_out=carry_out_change_address)


def _asked(link: LinkView) -> Asked | None:
    return msgspec.json.decode(link.pending, type=Asked) if link.pending else None


async def _store(request: Req, tx: Transaction, account_id: int, password: str, *, known: tuple[str, ...]) -> None:
    city = exchange_of(request).site.city
    check_password(password, known=(*known, city.name, city.short_name))
    await store_password(tx, account_id=account_id, secret=await hash_password(password))
