"""People and their roles, with history."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.links import GRANTED_LIFE, make_link
from partisipasi.accounts.people import account_for_address, normalise_address
from partisipasi.accounts.profile import language_of
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.accounts.roles import RoleView, end_role, grant_role, role_history
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.kit.mail import post_letter
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.letters import write_letter
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.topics.queries import agencies_list, topics_list

#: Roles → what they are called.
ROLE_NAMES = {
    "citizen": N_("Resident"),
    "moderator": N_("Moderator"),
    "officer": N_("Officer"),
    "reader": N_("Reader"),
    "administrator": N_("Administrator"),
}


class PersonForm(msgspec.Struct):
    """A role for somebody, who may have no account yet."""

    email: Annotated[str, msgspec.Meta(max_length=200, extra={"required": N_("Write an e-mail address.")})]
    role: Annotated[str, msgspec.Meta(extra={"required": N_("Choose a role.")})]
    topic: int | None = None
    agency: int | None = None
    display_name: Annotated[str, msgspec.Meta(max_length=80)] = ""


@page("/admin", right=Act.administer)
async def overview(request: Req) -> Response[bytes]:
    """Where everything is set."""
    return render(request, "admin/overview.html")


@page("/admin/orang", right=Act.administer)
async def people(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Who holds a role, and a form to give one."""
    return await _people_page(request, tx, viewer, blank(PersonForm))


@form("/admin/orang", right=Act.administer)
async def give_role(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Give a role; the account is made if there is none, and its owner gets a link by mail."""
    sent = await read_form(request, PersonForm)
    if not sent.errors:
        async with sent.trying(tx):
            await _give(request, tx, viewer, sent.data)
    if sent.errors:
        return await _people_page(request, tx, viewer, sent)
    return see_other(request, "/admin/orang", notice=gettext(N_("The role is given and a mail is on its way.")))


async def _give(request: Req, tx: Transaction, viewer: Viewer, asked: PersonForm) -> None:
    site = exchange_of(request).site
    address = normalise_address(asked.email)
    account_id = await account_for_address(tx, address=address, language="id", display_name=asked.display_name or None)
    await grant_role(tx, viewer, account_id=account_id, role=asked.role, topic_id=asked.topic, agency_id=asked.agency)
    link = await make_link(
        tx, site.settings, purpose="set_password", address=address, subject_id=account_id, next_path="/akun",
        life=GRANTED_LIFE,
    )  # fmt: skip
    letter = write_letter(
        site.settings, site.city, to=address, name="role_given",
        language=await language_of(tx, account_id=account_id, default="id"), role=ROLE_NAMES[asked.role],
        path=link.url_path,
    )  # fmt: skip
    await post_letter(tx, site.settings, letter)


@page("/admin/orang/{account_id:int}", right=Act.administer)
async def person(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], account_id: FromPath[int]
) -> Response[bytes]:
    """The roles of one account, now and before."""
    roles = await role_history(tx, viewer, account_id=account_id)
    if not roles:
        raise NotFound(N_("This account has never held a role."))
    return render(request, "admin/person.html", roles=roles, **await _names(tx), form=blank(PersonForm))


@form("/admin/peran/{role_id:int}/akhiri", right=Act.administer)
async def take_role(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], role_id: FromPath[int]
) -> Response[bytes]:
    """End a role, from the next request on."""
    await read_form(request, Press)
    await end_role(tx, viewer, role_id=role_id)
    return see_other(request, "/admin/orang", notice=gettext(N_("The role has ended.")))


async def _people_page(request: Req, tx: Transaction, viewer: Viewer, shown: Form[PersonForm]) -> Response[bytes]:
    history = await role_history(tx, viewer)
    current: list[RoleView] = [role for role in history if role.ended_at is None]
    return render(request, "admin/people.html", status=shown.status, roles=current, form=shown, **await _names(tx))


async def _names(tx: Transaction) -> dict[str, Any]:
    topics, agencies = await topics_list(tx), await agencies_list(tx)
    return {
        "topics": topics,
        "agencies": agencies,
        "topic_names": {topic.id: topic.name for topic in topics},
        "agency_names": {agency.id: agency.name for agency in agencies},
        "role_names": ROLE_NAMES,
    }


ROUTES = [overview, people, give_role, person, take_role]
