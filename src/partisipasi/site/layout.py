"""What the frame around every page needs: city, viewer, language, links, navigation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import msgspec

from partisipasi.accounts.rights import Act, may
from partisipasi.kit.i18n import LANGUAGES, N_, gettext, href
from partisipasi.site.exchange import Exchange


class NavItem(msgspec.Struct, frozen=True):
    """One entry of a navigation: words, address, and whether the page shown lies below it."""

    text: str
    href: str
    current: bool = False


class Notice(msgspec.Struct, frozen=True):
    """One sentence at the top of a page. `kind` is success, info, warning or error."""

    text: str
    kind: str = "success"


_MAIN = (
    (N_("Home"), "/"),
    (N_("Drafts"), "/rancangan"),
    (N_("Topics"), "/topik"),
    (N_("Forum"), "/forum"),
    (N_("Track my input"), "/jejak"),
)
_STAFF = (
    (N_("Workbench"), "/ruang-kerja", Act.enter_workbench),
    (N_("Moderation"), "/moderasi", Act.moderate),
    (N_("Administration"), "/admin", Act.administer),
)


def layout_context(exchange: Exchange) -> dict[str, Any]:
    """The context every page template has; see templates/layout.html."""
    return {
        "city": exchange.site.city,
        "viewer": exchange.viewer if exchange.viewer.signed_in else None,
        "unread": exchange.viewer.unread,
        "lang": exchange.language,
        "path": exchange.path,
        "page_url": _page_url(exchange),
        "languages": LANGUAGES,
        "asset": exchange.site.assets.url,
        "base_url": exchange.site.settings.base_url,
        "flash": [],
        "nav": [_item(exchange, label, path) for label, path in _MAIN],
        "staff_nav": [
            _item(exchange, label, path) for label, path, act in _STAFF if may(exchange.viewer, act, anywhere=True)
        ],
        "may": _may(exchange),
        "Act": Act,
    }


def _item(exchange: Exchange, label: str, path: str) -> NavItem:
    return NavItem(gettext(label), href(path), _below(exchange.path, path))


def _page_url(exchange: Exchange) -> Callable[[str], str]:
    def url(language: str) -> str:
        # As an address again: browsers take a bare `/\x` for a host.
        plain = quote(exchange.path, safe="/:@!$&'()*+,;=~-._")
        path = f"{plain}?{exchange.query}" if exchange.query else plain
        return f"/en{path}" if language == "en" else path

    return url


def _may(exchange: Exchange) -> Callable[..., bool]:
    return lambda act, **options: may(exchange.viewer, act, **options)


def _below(path: str, place: str) -> bool:
    return path == place or (place != "/" and path.startswith(f"{place}/"))
