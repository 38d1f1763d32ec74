"""One's own data: to see, to take away, to have erased. Other areas add their parts to PARTS and ERASERS."""

from __future__ import annotations

import zipfile
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery

from partisipasi.accounts.erasing import Eraser, erase_account
from partisipasi.accounts.own_data import own_data
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.accounts.sessions import demand_proof
from partisipasi.accounts.throttle import EXPORT
from partisipasi.discussions.own_data import own_words
from partisipasi.feedback.own_data import own_answers
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.moderation.reporting import reports_of_account
from partisipasi.musyawarah.answering import own_musyawarah
from partisipasi.notifications.own_data import own_notifications
from partisipasi.service.erasing import own_cases
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.limits import count
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.account.entering import leave


class Part(msgspec.Struct, frozen=True):
    """One file of a person's own data.

    Attributes:
        name: of the file, without ending.
        title: msgid of what it holds.
        read: gives the data of the viewer, plain values ready for JSON.
    """

    name: str
    title: str
    read: Callable[[Transaction, Viewer], Awaitable[Any]]


class Erase(msgspec.Struct):
    """The form to erase the account: what is to become of the texts."""

    texts: Literal["kept", "removed"]


#: The files of the download, in the order they are listed.
PARTS: list[Part] = [
    Part("account", N_("Your account: addresses, roles, sessions, what was done to it"), own_data),
    Part("contributions", N_("What you said, earlier wordings included, and what you support"), own_words),
    Part("musyawarah", N_("What you answered in musyawarah"), own_musyawarah),
    Part("services", N_("What you told agencies about their services, and what became of it"), own_cases),
    Part("answers", N_("The answers you got, and what you said to them"), own_answers),
    Part(
        "moderation",
        N_("What you reported, your objections to decisions, what moderators noted about you"),
        reports_of_account,
    ),
    Part("notifications", N_("What you follow, what you were told, and how you chose to be told"), own_notifications),
]
#: What other rooms erase of a person, in this order; used after a restore too.
ERASERS: list[Eraser] = []


@page("/akun/data", right=Act.keep_account)
async def data_page(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Everything the site holds of the viewer."""
    account = await own_data(tx, viewer)
    return render(request, "account/data.html", data=account, parts=PARTS)


@page("/akun/data/unduh", right=Act.keep_account)
async def download(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """All of it as a ZIP of JSON files."""
    account_id = demand_proof(viewer, tx.now)
    await count(request, (EXPORT, str(account_id)))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in PARTS:
            raw = msgspec.json.encode(await part.read(tx, viewer))
            archive.writestr(f"{part.name}.json", msgspec.json.format(raw, indent=2))
    headers = {
        "content-disposition": 'attachment; filename="data-saya.zip"',
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


@page("/akun/hapus", right=Act.keep_account)
async def erase_page(request: Req) -> Response[bytes]:
    """What erasing removes, what stays, and the choice about the texts."""
    return _erase_page(request, blank(Erase))


@page("/akun/hapus/pasti", right=Act.keep_account)
async def erase_sure_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    texts: FromQuery[str] = "",
) -> Response[bytes]:
    """The choice once more, and the button that cannot be taken back."""
    if texts not in {"kept", "removed"}:
        shown: Form[Erase] = blank(Erase)
        shown.add_error("texts", N_("Choose what becomes of your texts."))
        return _erase_page(request, shown)
    demand_proof(viewer, tx.now)
    return render(request, "account/erase_sure.html", form=blank(Erase), texts=texts)


@form("/akun/hapus", right=Act.keep_account)
async def erase(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Erase the viewer's account, at once."""
    account_id = demand_proof(viewer, tx.now)
    sent = await read_form(request, Erase)
    if sent.errors:
        return see_other(request, "/akun/hapus")
    for eraser in ERASERS:
        await eraser(tx, account_id, sent.data.texts)
    settings = exchange_of(request).site.settings
    await erase_account(tx, viewer, settings, account_id=account_id, texts=sent.data.texts)
    return leave(request, "/", notice=gettext(N_("Your account has been erased. Thank you for taking part.")))


def _erase_page(request: Req, shown: Form[Erase]) -> Response[bytes]:
    return render(request, "account/erase.html", status=shown.status, form=shown)
