"""Mails about accounts. All go through the outbox, so that no answer waits for one."""

from __future__ import annotations

from typing import Any

from partisipasi.accounts.links import Link
from partisipasi.accounts.profile import language_of
from partisipasi.accounts.queries import account_of_address
from partisipasi.kit.database import Transaction
from partisipasi.kit.mail import post_letter
from partisipasi.site.exchange import exchange_of
from partisipasi.site.letters import write_letter
from partisipasi.site.pages import Req


async def post_sign_in(request: Req, tx: Transaction, *, address: str, link: Link, may_make: bool) -> None:
    """The link to sign in, and the digits; to an address without an account: the link to make one.

    Known and unknown addresses cost the same queries and get a mail of the same kind.

    Args:
        may_make: whether the owner has agreed to an account already; without that the digits could not make one.
    """
    account_id = await account_of_address(tx, address)
    language = await language_of(tx, account_id=account_id or 0, default=exchange_of(request).language)
    known = account_id is not None
    code = link.code if known or may_make else ""
    await post(request, tx, "sign_in", to=address, language=language, known=known, link=link, code=code)


async def post(request: Req, tx: Transaction, name: str, *, to: str, language: str, **context: Any) -> None:
    """Post a mail from the templates of this name."""
    site = exchange_of(request).site
    letter = write_letter(site.settings, site.city, to=to, name=name, language=language, **context)
    await post_letter(tx, site.settings, letter)
