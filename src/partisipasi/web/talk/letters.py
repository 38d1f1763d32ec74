"""The mail that asks a guest to confirm what they wrote. It names title and receipt, never the text."""

from __future__ import annotations

from partisipasi.accounts.links import LIFE, Link
from partisipasi.discussions.confirming import Awaiting
from partisipasi.kit.database import Transaction
from partisipasi.kit.mail import post_letter
from partisipasi.site.context import Site
from partisipasi.site.letters import write_letter


async def post_confirmation(tx: Transaction, site: Site, awaiting: Awaiting, *, title: str, language: str) -> None:
    """Post the mail for a contribution that has just been taken in."""
    await post_link(
        tx,
        site,
        to=awaiting.address,
        receipt=awaiting.posted.receipt,
        key=awaiting.posted.owner_key,
        link=awaiting.link,
        title=title,
        language=language,
    )


async def post_link(
    tx: Transaction, site: Site, *, to: str, receipt: str, key: str, link: Link, title: str, language: str
) -> None:
    """Post the mail with a new link for a contribution that waits."""
    letter = write_letter(
        site.settings,
        site.city,
        to=to,
        name="confirm_contribution",
        language=language,
        receipt=receipt,
        owner_key=key,
        title=title,
        link=link,
        days=LIFE["confirm_contribution"].days,
    )
    await post_letter(tx, site.settings, letter)
