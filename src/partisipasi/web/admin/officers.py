"""Who answers for an agency: named and ended by administrators."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.people import normalise_address
from partisipasi.accounts.queries import account_of_address
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.topics.officers import end_officer, name_officer, officers_of
from partisipasi.topics.queries import agency_view


class OfficerForm(msgspec.Struct):
    """An officer, and what they do for the agency."""

    email: Annotated[str, msgspec.Meta(max_length=254, extra={"required": N_("Enter the address of the officer.")})]
    role: Annotated[str, msgspec.Meta(extra={"required": N_("Choose what they do for the agency.")})]


class EndForm(msgspec.Struct):
    """A role that ends."""

    member: int


@page("/admin/perangkat/{agency_id:int}/petugas", right=Act.administer)
async def officers(request: Req, tx: NamedDependency[Transaction], agency_id: FromPath[int]) -> Response[bytes]:
    """Who answers for an agency, and a form to name one more."""
    return await _show(request, tx, agency_id, blank(OfficerForm))


@form("/admin/perangkat/{agency_id:int}/petugas", right=Act.administer)
async def name_one(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], agency_id: FromPath[int]
) -> Response[bytes]:
    """Name somebody."""
    sent = await read_form(request, OfficerForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            account = await account_of_address(tx, normalise_address(sent.data.email))
            # Who has no account here has no role either: the answer to both is the same.
            await name_officer(tx, viewer, agency_id=agency_id, account_id=account or 0, role=sent.data.role)
            return see_other(request, _path(agency_id), notice=gettext(N_("The officer is named.")))
    return await _show(request, tx, agency_id, sent)


@form("/admin/perangkat/{agency_id:int}/petugas/akhiri", right=Act.administer)
async def end_one(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], agency_id: FromPath[int]
) -> Response[bytes]:
    """End somebody's role."""
    sent = await read_form(request, EndForm)
    await end_officer(tx, viewer, agency_id=agency_id, member_id=sent.data.member if not sent.errors else 0)
    return see_other(request, _path(agency_id), notice=gettext(N_("The role has ended.")))


async def _show(request: Req, tx: Transaction, agency_id: int, sent: Form[OfficerForm]) -> Response[bytes]:
    return render(
        request,
        "admin/officers.html",
        status=sent.status,
        agency=await agency_view(tx, agency_id),
        officers=await officers_of(tx, agency_id),
        form=sent,
    )


def _path(agency_id: int) -> str:
    return f"/admin/perangkat/{agency_id}/petugas"


ROUTES = [officers, name_one, end_one]
