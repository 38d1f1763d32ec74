"""The city's name, colour, contacts, logo and pages."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.city.actions import CityWords, describe_city, set_logo, write_city_page
from partisipasi.city.queries import city_page, the_city
from partisipasi.city.tables import PAGES
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, NotFound
from partisipasi.kit.i18n import LANGUAGES, N_, gettext
from partisipasi.site.forms import blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other

#: The city's own pages → what they are called here.
PAGE_NAMES = {
    "about": N_("About Partisipasi"),
    "house-rules": N_("House rules"),
    "privacy": N_("Privacy"),
    "accessibility": N_("Accessibility"),
}
_Line = Annotated[str, msgspec.Meta(max_length=200)]


class CityForm(msgspec.Struct):
    """What an administrator says about the city."""

    name: Annotated[str, msgspec.Meta(max_length=80, extra={"required": N_("Write the city's name.")})]
    short_name: Annotated[str, msgspec.Meta(max_length=40, extra={"required": N_("Write a short name.")})]
    zone: Annotated[str, msgspec.Meta(max_length=60, extra={"required": N_("Choose a time zone.")})]
    accent: Annotated[str, msgspec.Meta(max_length=7, extra={"required": N_("Choose a colour.")})]
    address: Annotated[str, msgspec.Meta(max_length=300)] = ""
    phone: _Line = ""
    whatsapp: _Line = ""
    email: _Line = ""
    register_url: _Line = ""
    days_off: Annotated[str, msgspec.Meta(max_length=4000, extra={"lines": True})] = ""


class PageForm(msgspec.Struct):
    """One page in one language."""

    title: Annotated[str, msgspec.Meta(max_length=120, extra={"required": N_("Give the page a title.")})]
    source: Annotated[
        str, msgspec.Meta(max_length=100_000, extra={"lines": True, "required": N_("Write the page's text.")})
    ]


class LogoForm(msgspec.Struct):
    """A logo is a file; there is nothing else to say."""

    remove: bool = False


@page("/admin/kota", right=Act.administer)
async def city(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """The city, to change."""
    found = await the_city(tx)
    words = {name: getattr(found, name) for name in CityForm.__struct_fields__}
    return render(request, "admin/city.html", form=blank(CityForm, **words), logo_form=blank(LogoForm))


@form("/admin/kota", right=Act.administer)
async def change_city(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Change the city; every page shows it at once."""
    sent = await read_form(request, CityForm)
    if not sent.errors:
        async with sent.trying(tx):
            words = CityWords(**msgspec.structs.asdict(sent.data))
            await describe_city(tx, viewer, words=words)
    if sent.errors:
        return render(request, "admin/city.html", status=sent.status, form=sent, logo_form=blank(LogoForm))
    return see_other(request, "/admin/kota", notice=gettext(N_("The city's details are changed.")))


@form("/admin/kota/logo", right=Act.administer)
async def change_logo(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Take a new logo, or take the logo away."""
    sent = await read_form(request, LogoForm)
    upload = sent.files.get("logo")
    content = b"" if upload is None or (not sent.errors and sent.data.remove) else await upload.read()
    async with sent.trying(tx):
        if not content and not sent.data.remove:
            raise Invalid({"logo": N_("Choose a picture.")})
        await set_logo(tx, viewer, content=content)
    if sent.errors:
        found = await the_city(tx)
        words = {name: getattr(found, name) for name in CityForm.__struct_fields__}
        return render(request, "admin/city.html", status=sent.status, form=blank(CityForm, **words), logo_form=sent)
    return see_other(request, "/admin/kota", notice=gettext(N_("The logo is changed.")))


@page("/admin/halaman", right=Act.administer)
async def pages(request: Req) -> Response[bytes]:
    """The city's own pages."""
    return render(request, "admin/pages.html", names=PAGE_NAMES)


@page("/admin/halaman/{name:str}/{language:str}", right=Act.administer)
async def one_page(
    request: Req, tx: NamedDependency[Transaction], name: FromPath[str], language: FromPath[str]
) -> Response[bytes]:
    """One page in one language, to write."""
    _demand_page(name, language)
    found = await city_page(tx, name, language)
    same = found is not None and found.language == language
    shown = blank(PageForm, title=found.title, source=found.source) if found and same else blank(PageForm)
    return render(request, "admin/page.html", name=name, written_in=language, names=PAGE_NAMES, form=shown)


@form("/admin/halaman/{name:str}/{language:str}", right=Act.administer)
async def write_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    name: FromPath[str],
    language: FromPath[str],
) -> Response[bytes]:
    """Write a page."""
    _demand_page(name, language)
    sent = await read_form(request, PageForm)
    if sent.errors:
        return render(
            request, "admin/page.html", status=sent.status, name=name, written_in=language, names=PAGE_NAMES, form=sent
        )
    await write_city_page(tx, viewer, name=name, language=language, title=sent.data.title, source=sent.data.source)
    return see_other(request, "/admin/halaman", notice=gettext(N_("The page is written.")))


def _demand_page(name: str, language: str) -> None:
    if name not in PAGES or language not in LANGUAGES:
        raise NotFound(N_("There is no such page."))


ROUTES = [city, change_city, change_logo, pages, one_page, write_page]
