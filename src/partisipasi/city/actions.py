"""What administrators decide about the city: its name and colour, its contacts, its logo, its own pages."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import nh3

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.city.accent import accent_properties
from partisipasi.city.days_off import NoDay, read_days
from partisipasi.city.tables import PAGES
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.markup import render_page
from partisipasi.record.actions import write_record

#: Bytes of a logo at most: every visitor loads it.
LARGEST_LOGO = 60 * 1024
_NO_DAY = N_("Begin each line with a date such as 25-12-2026; this one does not: %(line)s")
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG_TAGS = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title", "desc", "defs",
    "lineargradient", "radialgradient", "stop", "clippath",
}  # fmt: skip
_SVG_ATTRIBUTES = {
    "viewbox", "width", "height", "xmlns", "d", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin",
    "fill-rule", "clip-rule", "transform", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "points",
    "opacity", "id", "offset", "stop-color", "clip-path", "gradientunits", "gradienttransform",
}  # fmt: skip


class CityWords(msgspec.Struct, frozen=True, kw_only=True):
    """What an administrator says about the city."""

    name: str
    short_name: str
    zone: str
    accent: str
    address: str = ""
    phone: str = ""
    whatsapp: str = ""
    email: str = ""
    register_url: str = ""
    days_off: str = ""


async def describe_city(tx: Transaction, viewer: Viewer, *, words: CityWords) -> None:
    """Change name, zone, colour and contacts; every page shows it at once.

    Raises:
        Forbidden: the viewer is no administrator.
        Invalid: an unknown zone, a colour that is none, an address of the legal register that is no link,
            a day off that is no date.
    """
    demand(viewer, Act.administer)
    problems: dict[str, str] = {}
    try:
        ZoneInfo(words.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems["zone"] = N_("There is no such time zone.")
    try:
        accent_properties(words.accent)
    except ValueError:
        problems["accent"] = N_("Write the colour as # and six digits or letters, such as #0b5d51.")
    if words.register_url and not words.register_url.startswith(("https://", "http://")):
        problems["register_url"] = N_("Write a whole address that begins with https://")
    try:
        read_days(words.days_off)
    except NoDay as wrong:
        raise Invalid({**problems, "days_off": _NO_DAY}, line=wrong.line[:40]) from wrong
    if problems:
        raise Invalid(problems)
    await tx.execute(
        """UPDATE city SET name = $1, short_name = $2, zone = $3, accent = $4, address = $5, phone = $6, whatsapp = $7,
                           email = $8, register_url = $9, days_off = $10 WHERE id = 1""",
        *msgspec.structs.astuple(words),
    )
    await write_record(tx, "city.described", actor_id=viewer.account_id, subject=("city", 1))
    tx.changed("city")


async def set_logo(tx: Transaction, viewer: Viewer, *, content: bytes) -> None:
    """Take a logo, SVG or PNG; an empty one takes the logo away.

    An SVG is kept with shapes and colours only: anything that could run or load is cut out.

    Raises:
        Forbidden: the viewer is no administrator.
        Invalid: neither SVG nor PNG, or too large.
    """
    demand(viewer, Act.administer)
    if len(content) > LARGEST_LOGO:
        raise Invalid({"logo": N_("The picture is too large: at most 60 KB.")})
    logo: bytes | None
    kind: str | None
    if not content:
        logo, kind = None, None
    elif content.startswith(_PNG):
        logo, kind = content, "image/png"
    else:
        logo, kind = _clean_svg(content), "image/svg+xml"
    await tx.execute("UPDATE city SET logo = $1, logo_type = $2, updated_at = now() WHERE id = 1", logo, kind)
    await write_record(tx, "city.logo_set", actor_id=viewer.account_id, subject=("city", 1))
    tx.changed("city")


async def write_city_page(
    tx: Transaction, viewer: Viewer, *, name: str, language: str, title: str, source: str
) -> None:
    """Write one of the city's own pages in one language.

    Raises:
        Forbidden: the viewer is no administrator.
        NotFound: there is no such page.
        Invalid: no title or no text.
    """
    demand(viewer, Act.administer)
    if name not in PAGES:
        raise NotFound(N_("There is no such page."))
    if not title or not source:
        raise Invalid(
            {
                field: N_("This field must be filled in.")
                for field, value in (("title", title), ("source", source))
                if not value
            }
        )
    await tx.execute(
        """INSERT INTO city_page (name, language, title, source, html) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (name, language) DO UPDATE
           SET title = excluded.title, source = excluded.source, html = excluded.html, updated_at = now()""",
        name,
        language,
        title,
        source,
        render_page(source),
    )
    await write_record(
        tx,
        "city.page_written",
        actor_id=viewer.account_id,
        subject=("city", 1),
        details={"page": name, "language": language},
    )
    tx.changed(f"city-page:{name}")


def _clean_svg(content: bytes) -> bytes:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise Invalid({"logo": N_("This is neither an SVG nor a PNG picture.")}) from error
    start = text.find("<svg")
    if start < 0:
        raise Invalid({"logo": N_("This is neither an SVG nor a PNG picture.")})
    cleaned = nh3.clean(
        text[start:],
        tags=_SVG_TAGS | {"linearGradient", "radialGradient", "clipPath"},
        attributes={"*": _SVG_ATTRIBUTES | {"viewBox", "gradientUnits", "gradientTransform"}},
        url_schemes=set(),
        link_rel=None,
    )
    if "<svg" not in cleaned:
        raise Invalid({"logo": N_("This is neither an SVG nor a PNG picture.")})
    if "xmlns=" not in cleaned:
        cleaned = cleaned.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return cleaned.encode()
