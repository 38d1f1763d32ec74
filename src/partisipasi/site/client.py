"""What is taken from a request about the machine it comes from: as little as limits and the list of sessions need."""

from __future__ import annotations

from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from litestar.connection import ASGIConnection

from partisipasi.settings import Settings
from partisipasi.site.exchange import exchange_of

_Address = IPv4Address | IPv6Address
_BROWSERS = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("ucbrowser", "UC Browser"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)
_SYSTEMS = (
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("mac os", "macOS"),
    ("cros", "ChromeOS"),
    ("linux", "Linux"),
)


def network_prefix(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The network a request comes from: /24 of IPv4, /48 of IPv6. Never stored but as a keyed hash (accounts.throttle).

    X-Forwarded-For is believed only as far as configured proxies wrote it: read from its end, each hop must be one of
    them for the next to count.
    """
    peer = _address(request.client.host if request.client else "")
    if peer is None:
        return "unknown"
    proxies = _proxies(exchange_of(request).site.settings)
    # Some proxies write a line of their own below the one they were sent: all lines together are the way.
    lines = request.headers.getall("x-forwarded-for", [])
    hops = [part.strip() for line in lines for part in line.split(",")]
    while hops and _within(peer, proxies):
        before = _address(hops.pop())
        if before is None:
            break
        peer = before
    return str(ip_network((peer, 24 if peer.version == 4 else 48), strict=False))


def device(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """A coarse description of the browser, for its owner's list of sessions: "Chrome, Android"."""
    agent = request.headers.get("user-agent", "").lower()
    found = [next((name for sign, name in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(part for part in found if part)


@cache
def _proxies(settings: Settings) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(value, strict=False) for value in settings.trusted_proxies)


def _within(address: _Address, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _address(value: str) -> _Address | None:
    try:
        found = ip_address(value.strip("[]"))
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
