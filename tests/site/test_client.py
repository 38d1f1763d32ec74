"""Where a request comes from: only configured proxies are believed."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from litestar import Request

from partisipasi.settings import Settings
from partisipasi.site.client import device, network_prefix
from partisipasi.site.exchange import put_exchange


def a_request(
    settings: Settings, peer: str, headers: dict[str, str] | list[tuple[str, str]], proxies: tuple[str, ...] = ()
) -> Request[Any, Any, Any]:
    class Site:
        pass

    class Exchange:
        site: Any = Site()

    Exchange.site.settings = msgspec.structs.replace(settings, trusted_proxies=proxies)
    lines = headers.items() if isinstance(headers, dict) else headers
    raw = [(name.encode(), value.encode()) for name, value in lines]
    scope: dict[str, Any] = {"type": "http", "client": (peer, 1), "headers": raw, "path": "/", "query_string": b""}
    put_exchange(scope, Exchange())  # type: ignore[arg-type]
    return Request(scope)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "expected"),
    [
        ("203.0.113.77", "", (), "203.0.113.0/24"),
        ("203.0.113.77", "198.51.100.1", (), "203.0.113.0/24"),
        ("203.0.113.77", "198.51.100.1", ("10.0.0.0/8",), "203.0.113.0/24"),
        ("10.0.0.1", "198.51.100.9", ("10.0.0.0/8",), "198.51.100.0/24"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.9", ("10.0.0.0/8",), "198.51.100.0/24"),
        ("10.0.0.1", "198.51.100.9, 10.0.0.2", ("10.0.0.0/8",), "198.51.100.0/24"),
        ("10.0.0.1", "nonsense", ("10.0.0.0/8",), "10.0.0.0/24"),
        ("10.0.0.1", "", ("10.0.0.1",), "10.0.0.0/24"),
        ("2001:db8:1:2:3::4", "", (), "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "", (), "203.0.113.0/24"),
        ("", "198.51.100.1", (), "unknown"),
    ],
)
def test_a_network_is_known_by_its_prefix(
    settings: Settings, peer: str, forwarded: str, proxies: tuple[str, ...], expected: str
) -> None:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert network_prefix(a_request(settings, peer, headers, proxies)) == expected


def test_a_line_of_its_own_that_a_proxy_writes_counts_more_than_the_one_it_was_sent(settings: Settings) -> None:
    sent = [("x-forwarded-for", "1.2.3.4"), ("x-forwarded-for", "198.51.100.9")]
    assert network_prefix(a_request(settings, "10.0.0.1", sent, ("10.0.0.0/8",))) == "198.51.100.0/24"


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge, Windows"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_device_is_described_coarsely(settings: Settings, agent: str, expected: str) -> None:
    assert device(a_request(settings, "203.0.113.77", {"user-agent": agent})) == expected
