"""The slip: for an hour, this browser is known to hold the owner keys of what was just written or unlocked in it."""

from __future__ import annotations

from collections.abc import Mapping

from litestar import Response
from litestar.datastructures import Cookie

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import Posted
from partisipasi.discussions.receipts import OwnContribution, own_contribution
from partisipasi.kit.codes import owner_key
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.cookies import SLIP_LIFE, read_signed, signed_cookie
from partisipasi.site.exchange import exchange_of
from partisipasi.site.pages import Req, see_other

#: Receipts one slip holds: a cookie has little room.
MOST = 12


def slip_cookie(request: Req, receipt: str) -> Cookie:
    """The slip with one more receipt on it."""
    kept = [known for known in receipts_on_slip(request) if known != receipt]
    return signed_cookie(exchange_of(request).site.settings, "slip", [receipt, *kept][:MOST], seconds=SLIP_LIFE)


def receipts_on_slip(request: Req) -> list[str]:
    """The receipts whose owner key this browser has shown."""
    claim = read_signed(exchange_of(request).site.settings, "slip", request)
    return [str(receipt) for receipt in claim] if isinstance(claim, list) else []


def key_on_slip(request: Req, receipt: str) -> str:
    """The owner key of a receipt if it is on the slip, else nothing."""
    if receipt not in receipts_on_slip(request):
        return ""
    return owner_key(exchange_of(request).site.settings.secret, receipt)


async def own_here(request: Req, tx: Transaction, viewer: Viewer, receipt: str) -> OwnContribution | None:
    """A contribution as its author sees it, if the viewer has shown to be its author: by account or by slip."""
    on_slip = receipt in receipts_on_slip(request)
    if not viewer.signed_in and not on_slip:
        return None
    own = await own_contribution(tx, receipt)
    mine = own is not None and viewer.account_id is not None and own.account_id == viewer.account_id
    return own if on_slip or mine else None


def to_receipt(request: Req, posted: Posted) -> Response[bytes]:
    """Lead whoever has just written to the receipt, which this browser may open for an hour."""
    notices: Mapping[str, str] = {
        "awaiting": N_("Your words are stored. One step is left: the button in the mail we have just sent you."),
        "held": N_("Your words are stored. A moderator looks at them before they appear."),
        "published": N_("Thank you. Your words are public now."),
    }
    return see_other(
        request,
        f"/masukan/{posted.receipt}",
        notice=gettext(notices[posted.state]),
        cookies=[slip_cookie(request, posted.receipt)],
    )
