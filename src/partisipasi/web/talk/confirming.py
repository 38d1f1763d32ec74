"""The button of the mail that a guest gets: it publishes what they wrote, makes an account if need be, signs in."""

from __future__ import annotations

from typing import Annotated

import msgspec

from partisipasi.accounts.consents import ACCOUNT_WORDS, give_consent
from partisipasi.accounts.links import Consumed, LinkOver, LinkView
from partisipasi.accounts.passwords import SHORTEST, check_password, hash_password, store_password
from partisipasi.accounts.queries import account_of_address
from partisipasi.discussions.confirming import confirm_contribution
from partisipasi.discussions.receipts import OwnContribution, own_contribution, receipt_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.exchange import exchange_of
from partisipasi.site.pages import Req
from partisipasi.web.account.deeds import Deed, Done, Scene
from partisipasi.web.talk.slips import slip_cookie


class ChosenPassword(msgspec.Struct):
    """A password, for who wants one."""

    password: Annotated[str, msgspec.Meta(max_length=1000, extra={"exact": True})] = ""


async def describe(_request: Req, tx: Transaction, link: LinkView) -> Scene:
    """What the button publishes, as its author wrote it: whoever reads the mail may see it."""
    own = await _own(tx, link.subject_id)
    fresh = await account_of_address(tx, link.address) is None
    return Scene("talk/link_confirm.html", {"own": own, "fresh": fresh, "words": ACCOUNT_WORDS, "shortest": SHORTEST})


async def carry_out(request: Req, tx: Transaction, link: Consumed, sent: ChosenPassword) -> Done:
    """Publish, and sign this browser in."""
    exchange = exchange_of(request)
    fresh = await account_of_address(tx, link.address) is None
    try:
        confirmed = await confirm_contribution(
            tx, contribution_id=link.subject_id or 0, address=link.address, language=exchange.language
        )
    except NotFound as error:
        raise LinkOver(error.message) from error
    if fresh:
        await give_consent(tx, account_id=confirmed.account_id)
        if sent.password:
            check_password(sent.password, known=(link.address, exchange.site.city.name))
            await store_password(tx, account_id=confirmed.account_id, secret=await hash_password(sent.password))
    held = confirmed.state == "held"
    notice = (
        N_("Confirmed. A moderator looks at your words before they appear.") if held else N_("Your words are public.")
    )
    return Done(
        path=f"/masukan/{confirmed.receipt}",
        notice=gettext(notice),
        account_id=confirmed.account_id,
        cookies=[slip_cookie(request, confirmed.receipt)],
    )


CONFIRM = Deed(describe=describe, carry_out=carry_out, shape=ChosenPassword)


async def _own(tx: Transaction, contribution_id: int | None) -> OwnContribution | None:
    receipt = await receipt_of(tx, contribution_id or 0)
    return await own_contribution(tx, receipt) if receipt else None
