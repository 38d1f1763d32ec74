"""Counting tries before they are carried out.

A refused request is undone, so its count must not lie in its own transaction. Counting has connections of its own: a
request that holds one of the common pool and waits for a second could wait for itself.
"""

from __future__ import annotations

from typing import Any

from litestar import Request

from partisipasi.accounts.throttle import Limit, count_try, forgive
from partisipasi.kit.errors import TooMany
from partisipasi.kit.i18n import N_
from partisipasi.site.client import network_prefix
from partisipasi.site.exchange import exchange_of

Req = Request[Any, Any, Any]


async def count(request: Req, *tries: tuple[Limit, str]) -> None:
    """Count tries of limits, each by whom: an address, an account's id, a network prefix.

    Raises:
        TooMany: one of them has to wait; says how long.
    """
    site = exchange_of(request).site
    async with site.counting.transaction() as tx:
        waits = [await count_try(tx, site.settings, limit, who) for limit, who in tries]
    if any(waits):
        raise TooMany(
            N_("Too many tries. Please wait %(minutes)s min and try again."),
            wait=max(waits),
            minutes=-(-max(waits) // 60),
        )


async def succeeded(request: Req, limit: Limit, who: str) -> None:
    """Forget the tries of who has just succeeded."""
    site = exchange_of(request).site
    async with site.counting.transaction() as tx:
        await forgive(tx, site.settings, limit, who)


def by_network(request: Req, who: str) -> str:
    """Somebody, as seen from one network: others' tries elsewhere do not make them wait."""
    return f"{who} {network_prefix(request)}"
