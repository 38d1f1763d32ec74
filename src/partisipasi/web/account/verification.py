"""Verified civil servants: one's own verification, and by what the city verifies."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts import verifying
from partisipasi.accounts.people import normalise_address
from partisipasi.accounts.queries import account_of_address
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of

ROWS = 30
#: Methods → what they are called.
METHODS = {
    "mail_domain": N_("by the domain of the office address"),
    "roster": N_("by the roster of civil servants"),
    "administrator": N_("by an administrator, in person"),
}


class Sources(msgspec.Struct):
    """By what people are verified, or one person to verify by hand."""

    what: Literal["domains", "roster", "empty", "person"] = "domains"
    domains: Annotated[str, msgspec.Meta(max_length=20_000, extra={"lines": True})] = ""
    addresses: Annotated[str, msgspec.Meta(max_length=240_000, extra={"lines": True})] = ""
    email: Annotated[str, msgspec.Meta(max_length=200)] = ""


@page("/akun/verifikasi", right=Act.keep_account)
async def own_page(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Whether one is verified, how and until when."""
    return await _own_page(request, tx, viewer, blank(Press))


@form("/akun/verifikasi", right=Act.keep_account)
async def verify(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Look whether one's confirmed address is known."""
    sent = await read_form(request, Press)
    async with sent.trying(tx):
        await verifying.verify_self(tx, viewer, exchange_of(request).site.settings)
    if sent.errors:
        return await _own_page(request, tx, viewer, sent)
    return see_other(request, "/akun/verifikasi", notice=gettext(N_("You are verified as a civil servant.")))


@form("/akun/verifikasi/{verification_id:int}/akhiri", right=Act.keep_account)
async def end(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    verification_id: FromPath[int],
) -> Response[bytes]:
    """End one's own verification."""
    await read_form(request, Press)
    await verifying.end_verification(tx, viewer, verification_id=verification_id)
    return see_other(request, "/akun/verifikasi", notice=gettext(N_("The verification has ended.")))


@form("/admin/verifikasi/{verification_id:int}/akhiri", right=Act.administer)
async def end_for(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    verification_id: FromPath[int],
) -> Response[bytes]:
    """End somebody's verification."""
    await read_form(request, Press)
    await verifying.end_verification(tx, viewer, verification_id=verification_id)
    return see_other(request, "/admin/verifikasi", notice=gettext(N_("The verification has ended.")))


async def _own_page(request: Req, tx: Transaction, viewer: Viewer, shown: Form[Press]) -> Response[bytes]:
    current = await verifying.verification_of(tx, viewer.account_id or 0)
    return render(
        request, "account/verification.html", status=shown.status, current=current, methods=METHODS, form=shown
    )


@page("/admin/verifikasi", right=Act.administer)
async def sources_page(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """By what people are verified, and who is."""
    return await _sources_page(request, tx, None)


@form("/admin/verifikasi", right=Act.administer)
async def set_sources(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Name domains, put addresses on the roster, empty it, or verify one person by hand."""
    sent = await read_form(request, Sources)
    notice = N_("Saved.")
    if not sent.errors:
        async with sent.trying(tx):
            await _carry_out(request, tx, viewer, sent.data)
    if sent.errors:
        return await _sources_page(request, tx, sent)
    return see_other(request, "/admin/verifikasi", notice=gettext(notice))


async def _carry_out(request: Req, tx: Transaction, viewer: Viewer, asked: Sources) -> None:
    if asked.what == "domains":
        await verifying.set_domains(tx, viewer, domains=asked.domains)
    elif asked.what == "roster":
        settings = exchange_of(request).site.settings
        await verifying.add_to_roster(tx, viewer, settings, addresses=asked.addresses)
    elif asked.what == "empty":
        await verifying.empty_roster(tx, viewer)
    else:
        account_id = await account_of_address(tx, normalise_address(asked.email))
        if account_id is None:
            raise Invalid({"email": N_("Nobody has an account with this address yet.")})
        await verifying.verify_account(tx, viewer, account_id=account_id)


async def _sources_page(request: Req, tx: Transaction, shown: Form[Sources] | None) -> Response[bytes]:
    known = await verifying.sources(tx)
    cursor = cursor_of(request)
    people = await verifying.verified_people(tx, after=cursor.after, before=cursor.before, size=ROWS)
    listed = page_of(people, cursor, ROWS, path=href("/admin/verifikasi"), key=lambda one: one.id, total=known.verified)
    filled = shown or blank(Sources, domains="\n".join(known.domains))
    return render(
        request, "admin/verification.html", status=filled.status, sources=known, page=listed, methods=METHODS,
        form=filled,
    )  # fmt: skip


ROUTES = [own_page, verify, end, end_for, sources_page, set_sources]
