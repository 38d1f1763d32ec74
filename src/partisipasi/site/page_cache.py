"""Whole anonymous pages, kept in the process and dropped by the transaction that changes them.

A page is kept under its URL with the tags of what it shows. A tag named by a committing transaction drops every page
that bears it, in every process, within the time of one NOTIFY. While that connection is down nothing is kept or given.
Only answers to GET without cookies are kept, and only when the page said it may be (`site.pages.page(cached=True)`);
the framework's own response cache replays one visitor's cookies to another.

A page that many ask for at the moment it is dropped is made once: whoever comes while it is made waits for it.
"""

from __future__ import annotations

import asyncio
import gzip
import time
from collections import OrderedDict
from collections.abc import Collection

import brotli
import msgspec

from partisipasi.kit.signals import EVERYTHING, Signals

#: Bytes kept at most, and seconds a page may live: what depends on the time of day (days left) is then right again.
LARGEST = 64 * 1024 * 1024
LIFE = 60.0
#: Answers smaller than this many bytes are not worth compressing.
SMALL = 800
#: Seconds one waits for a page that somebody else's request makes; then one makes it oneself.
PATIENCE = 5.0


class Kept(msgspec.Struct):
    """An answer as it is sent, perhaps again: plain, and compressed once somebody has asked for it."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    etag: bytes
    plain: bytes
    gzip: bytes = b""
    brotli: bytes = b""
    until: float = 0
    tags: frozenset[str] = frozenset()

    def coded(self, accepted: bytes) -> tuple[bytes, bytes]:
        """The body in the best coding the client takes.

        Returns:
            The coding's name, empty for none, and the bytes.
        """
        if len(self.plain) >= SMALL and b"br" in accepted:
            self.brotli = self.brotli or brotli.compress(self.plain, quality=4)
            return b"br", self.brotli
        if len(self.plain) >= SMALL and b"gzip" in accepted:
            self.gzip = self.gzip or gzip.compress(self.plain, 5, mtime=0)
            return b"gzip", self.gzip
        return b"", self.plain


class Making:
    """A page that a request makes just now. `worth`: whether it is one that can be kept, so that waiting helps."""

    def __init__(self) -> None:
        self.worth = False
        self._over = asyncio.Event()

    def end(self) -> None:
        """It is made, or it turned out that nobody should wait for it."""
        self._over.set()

    async def wait(self) -> bool:
        """Wait until it is made, PATIENCE at most.

        Returns:
            Whether it can be kept: it is then there, or has been dropped again already.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                await self._over.wait()
        except TimeoutError:
            return False
        return self.worth


class PageCache:
    """Kept pages by URL, oldest use first."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._by_tag: dict[str, set[str]] = {}
        self._dropped_at: dict[str, int] = {}
        self._clock = 0
        self._bytes = 0
        self._making: dict[str, Making] = {}
        signals.subscribe(self._drop)

    def get(self, url: str) -> Kept | None:
        """The page kept for a URL, if it can still be trusted."""
        kept = self._pages.get(url)
        if kept is None or not self._signals.live:
            return None
        if kept.until < time.monotonic():
            self._remove(url)
            return None
        self._pages.move_to_end(url)
        return kept

    async def get_or_make(self, url: str) -> Kept | Making:
        """The page kept for a URL, if need be once another request has made it; else leave to make it.

        Whoever gets that leave must say when it `made` the page. A page that cannot be kept is made by everybody at
        once.
        """
        while (kept := self.get(url)) is None:
            making = self._making.get(url)
            if making is None and self._signals.live:
                making = self._making[url] = Making()
                return making
            if making is None or not await making.wait():
                return Making()
        return kept

    def made(self, url: str, making: Making) -> None:
        """A request that had leave to make a page is over, however it ended."""
        making.end()
        if self._making.get(url) is making:
            del self._making[url]

    def begin(self) -> int:
        """A mark to take before a page is made: what is dropped after it must not be kept."""
        return self._clock

    def keep(self, url: str, kept: Kept, *, begun: int) -> None:
        """Keep a page, unless something it shows has changed since it was begun."""
        if not self._signals.live or self._dropped_at.get("*", 0) > begun:
            return
        if any(self._dropped_at.get(tag, 0) > begun for tag in kept.tags):
            return
        self._remove(url)
        self._pages[url] = kept
        self._bytes += _size(kept)
        for tag in kept.tags:
            self._by_tag.setdefault(tag, set()).add(url)
        while self._bytes > LARGEST:
            self._remove(next(iter(self._pages)))

    def _drop(self, tags: Collection[str]) -> None:
        self._clock += 1
        if tags is EVERYTHING:
            self._pages.clear()
            self._by_tag.clear()
            self._dropped_at = {"*": self._clock}
            self._bytes = 0
            return
        if len(self._dropped_at) > 100_000:
            self._dropped_at = {"*": self._clock}
        for tag in tags:
            self._dropped_at[tag] = self._clock
            for url in self._by_tag.pop(tag, set()):
                self._remove(url)

    def _remove(self, url: str) -> None:
        kept = self._pages.pop(url, None)
        if kept is None:
            return
        self._bytes -= _size(kept)
        for tag in kept.tags:
            urls = self._by_tag.get(tag)
            if urls is not None:
                urls.discard(url)
                if not urls:
                    del self._by_tag[tag]


def _size(kept: Kept) -> int:
    # Compressed it is about a fifth of the plain size, once for each coding asked for.
    return int(len(kept.plain) * 1.4) + 500
