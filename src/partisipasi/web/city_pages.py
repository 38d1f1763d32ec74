"""Pages the city writes itself, its logo, the style page, and the small files that programs look for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from litestar import MediaType, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act
from partisipasi.city.queries import city_logo, city_page
from partisipasi.discussions.personal_data import KIND_NAMES, KIND_REASONS
from partisipasi.discussions.screening import POLICY
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext, language, number
from partisipasi.site.exchange import exchange_of
from partisipasi.site.pages import Req, moved, page, render, shows

_OPTIONS = {"right": Act.read_public, "cached": False}
#: Pictures of a city are shown alone too, by their address: nothing inside them may then run.
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

_GROUPS = {
    "pace": N_("How often"),
    "text": N_("Words and links"),
    "form": N_("Programs that fill in forms"),
    "files": N_("Pictures and files"),
    "kept": N_("What is kept for you alone"),
}
_THEN = {
    "wait": N_("You are asked to wait; your text stays in the form."),
    "ask": N_("You are asked."),
    "hold": N_("A moderator looks first."),
    "refuse": N_("More is not taken, and the form says so."),
}


async def _city_page(request: Req, tx: Transaction, name: str) -> Response[bytes]:
    shows(request, f"city-page:{name}")
    found = await city_page(tx, name, language())
    if found is None:
        raise NotFound(N_("The city has not written this page yet."))
    return render(request, "city/page.html", page=found)


@page("/tentang", cached=True)
async def about(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """About the site."""
    return await _city_page(request, tx, "about")


@page("/tata-tertib", cached=True)
async def house_rules(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """The house rules, and what is checked automatically: the policy the program follows, in words."""
    shows(request, "city-page:house-rules")
    found = await city_page(tx, "house-rules", language())
    kinds = [(gettext(name), gettext(KIND_REASONS[kind])) for kind, name in KIND_NAMES.items()]
    return render(request, "city/rules.html", page=found, groups=_policy(), kinds=kinds)


def _policy() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The policy by group: what holds, why, and what happens."""
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for line in POLICY:
        values = {name: number(value) for name, value in line.values.items()}
        told = gettext(_THEN[line.then]) if line.then in _THEN else ""
        groups.setdefault(line.group, []).append((gettext(line.what, **values), gettext(line.why), told))
    return [(gettext(_GROUPS[name]), lines) for name, lines in groups.items()]


@page("/privasi", cached=True)
async def privacy(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """What is kept of people, why and how long."""
    return await _city_page(request, tx, "privacy")


@page("/aksesibilitas", cached=True)
async def accessibility(request: Req, tx: NamedDependency[Transaction]) -> Response[bytes]:
    """The accessibility statement."""
    return await _city_page(request, tx, "accessibility")


@page("/gaya", cached=True)
async def style(request: Req) -> Response[bytes]:
    """Every component in every state."""
    shows(request, "style")
    return render(request, "style.html", moment=datetime(2026, 11, 24, 7, 5, tzinfo=UTC))


@get("/logo/{version:int}", media_type="image/png", include_in_schema=False, opt=_OPTIONS)
async def logo(tx: NamedDependency[Transaction], version: FromPath[int]) -> Response[bytes]:
    """The city's own logo; a new one has a new address."""
    found = await city_logo(tx, version)
    if found is None:
        raise NotFound(N_("There is no such picture."))
    headers = {"cache-control": "public, max-age=31536000, immutable", "content-security-policy": _SANDBOX}
    return Response(found.logo, media_type=found.logo_type, headers=headers)


@get("/robots.txt", media_type=MediaType.TEXT, include_in_schema=False, opt=_OPTIONS)
async def robots() -> str:
    """What search engines need not read."""
    places = ("/akun", "/masuk", "/daftar", "/moderasi/antrean", "/ruang-kerja", "/admin", "/cari", "/tautan")
    return "User-agent: *\n" + "".join(f"Disallow: {place}\nDisallow: /en{place}\n" for place in places)


@get("/.well-known/security.txt", media_type=MediaType.TEXT, include_in_schema=False, opt=_OPTIONS)
async def security_txt(request: Req) -> str:
    """Where to report a weakness (RFC 9116)."""
    site = exchange_of(request).site
    contact = f"mailto:{site.city.email}" if site.city.email else f"{site.settings.base_url}/tentang"
    expires = (datetime.now(UTC) + timedelta(days=180)).isoformat(timespec="seconds")
    return f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: id, en\n"


@page("/.well-known/change-password")
async def change_password(request: Req) -> Response[bytes]:
    """Where password managers find the page to change a password."""
    return moved(request, "/akun/sandi")
