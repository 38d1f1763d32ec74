"""Walking over the site by the links that pages have."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import AsyncIterator, Iterable

import httpx

from browser import Browser
from harness.soundness import inner_links

#: Of pages that differ only in numbers, as many are looked at: the rest are made the same way.
MOST_ALIKE = 12


async def crawl(visitor: Browser, start: Iterable[str], *, most: int) -> AsyncIterator[tuple[str, httpx.Response]]:
    """Every address reached from some others by links, without following redirects out of hand.

    Args:
        most: answers at most; the walk is broad first, so that every kind of page comes early.
    """
    waiting, known, alike = deque(dict.fromkeys(start)), set(start), dict[str, int]()
    for _ in range(most):
        if not waiting:
            return
        path = waiting.popleft()
        answer = await visitor.client.get(path)
        yield path, answer
        links = inner_links(answer) if "html" in answer.headers.get("content-type", "") else set()
        if answer.is_redirect:
            links.add(answer.headers["location"].partition("#")[0])
        for link in sorted(links - known):
            kind = re.sub(r"\d+[\w.-]*|[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]", "0", link)
            alike[kind] = alike.get(kind, 0) + 1
            if alike[kind] <= MOST_ALIKE and link.startswith("/"):
                known.add(link)
                waiting.append(link)
