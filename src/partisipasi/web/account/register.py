"""Making an account: an address, a name if one likes, and a tick. There is no account until the address is proved.

A password is asked for only behind the mailed link: whoever types somebody else's address here must not be able to
leave a password of their own for the account that its owner then confirms.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery

from partisipasi.accounts.consents import ACCOUNT_WORDS
from partisipasi.accounts.names import LONGEST, check_name
from partisipasi.accounts.people import normalise_address
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.accounts.throttle import REGISTER_NETWORK
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_
from partisipasi.site.client import network_prefix
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.limits import count
from partisipasi.site.pages import Req, form, local_path, page, render, see_other
from partisipasi.web.account.sign_in import send_sign_in_link


class Register(msgspec.Struct):
    """The form to register."""

    email: Annotated[str, msgspec.Meta(max_length=300, extra={"required": N_("Enter your e-mail address.")})]
    display_name: Annotated[str, msgspec.Meta(max_length=LONGEST)] = ""
    agree: bool = False
    lanjut: str = ""


@page("/daftar")
async def register_page(request: Req, viewer: NamedDependency[Viewer], lanjut: FromQuery[str] = "") -> Response[bytes]:
    """The form to register."""
    if viewer.signed_in:
        return see_other(request, "/akun")
    return _register_page(request, blank(Register, lanjut=local_path(lanjut, "")))


@form("/daftar", right=Act.read_public)
async def register(request: Req) -> Response[bytes]:
    """Mail the link that makes the account; to an address that has one, the link to sign in."""
    sent = await read_form(request, Register, once=False)
    if not sent.errors and not sent.data.agree:
        sent.add_error("agree", N_("Tick the box to make an account."))
    if sent.errors:
        return _register_page(request, sent)
    try:
        address = normalise_address(sent.data.email)
        name = check_name(sent.data.display_name)
    except Invalid as error:
        sent.refuse(error)
        return _register_page(request, sent)
    await count(request, (REGISTER_NETWORK, network_prefix(request)))
    return await send_sign_in_link(
        request, address, next_path=local_path(sent.data.lanjut, "/akun"), pending={"display_name": name}
    )


def _register_page(request: Req, shown: Form[Register]) -> Response[bytes]:
    return render(request, "account/register.html", status=shown.status, form=shown, words=ACCOUNT_WORDS)
