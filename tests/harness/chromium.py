"""Chromium on the scene: a served stage, tabs for somebody of a role, and what a person would notice in them."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server
from playwright.async_api import Browser, BrowserContext, Page

from harness.stage import Stage
from partisipasi.settings import ROOT

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
#: Chromium refuses its own sandbox under root, and /dev/shm is small in many containers.
FLAGS = ["--disable-dev-shm-usage", "--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE_RUN = """async (tags) => {
    const result = await axe.run(document, {runOnly: tags, resultTypes: ['violations', 'incomplete']});
    const told = kind => result[kind].flatMap(rule => rule.nodes.map(node => [rule.id, node.target.flat().join(' '),
        (node.any[0] || node.all[0] || node.none[0] || {}).message || rule.help]));
    return {violations: told('violations'), incomplete: told('incomplete')};
}"""


@asynccontextmanager
async def served(stage: Stage) -> AsyncIterator[str]:
    """The stage on a port of the loopback; yields its origin."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]

    async def entry(scope: Any, receive: Any, send: Any) -> None:
        await stage.app(scope, receive, send)

    server = Server(entry, address="127.0.0.1", port=port, interface=Interfaces.ASGINL, log_enabled=False)
    serving = asyncio.create_task(server.serve())
    for _ in range(100):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            break
        except OSError:
            await asyncio.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.stop()
    await asyncio.wait_for(serving, 10)


class Tab:
    """A tab, with everything the browser complained of."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.answered: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("response", lambda response: self.answered.append(response.url))

    def _hear(self, said: Any) -> None:
        # A refused form is an answer with status 422, which the browser calls an error; it is none.
        if said.type in {"error", "warning"} and "Failed to load resource" not in said.text:
            self.complaints.append(said.text)

    async def open(self, path: str) -> int:
        """Open an address of the site; gives the status."""
        answer = await self.page.goto(self.origin + path, wait_until="load")
        return answer.status if answer else 0

    def elsewhere(self) -> list[str]:
        """Requests that left the site."""
        return [url for url in self.asked if not url.startswith(self.origin)]

    async def axe(self) -> dict[str, list[list[str]]]:
        """What axe finds: violations, and what it cannot tell."""
        await self.page.evaluate(AXE.read_text())
        found: dict[str, list[list[str]]] = await self.page.evaluate(_AXE_RUN, _TAGS)
        return found


class Cast:
    """Contexts of one browser, one per role and looks, used again."""

    def __init__(self, browser: Browser, stage: Stage, origin: str) -> None:
        self.browser = browser
        self.stage = stage
        self.origin = origin
        self._contexts: dict[tuple[Any, ...], BrowserContext] = {}

    async def context(self, role: str, *, width: int, dark: bool, script: bool = True, forced: bool = False) -> Any:
        """A browser signed in as somebody of a role."""
        wanted = (role, width, dark, script, forced)
        if wanted not in self._contexts:
            made = await self.browser.new_context(
                viewport={"width": width, "height": 800},
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",
                java_script_enabled=script,
                forced_colors="active" if forced else "none",
                is_mobile=False,
            )
            if role != "guest":
                session = self.stage.scene.people[role].session
                await made.add_cookies([{"name": "sesi", "value": session, "url": self.origin}])
            self._contexts[wanted] = made
        return self._contexts[wanted]

    async def leave(self) -> None:
        """Close every context."""
        for context in self._contexts.values():
            await context.close()

    @asynccontextmanager
    async def tab(self, role: str, *, width: int = 1280, dark: bool = False, **more: bool) -> AsyncIterator[Tab]:
        """A new tab of somebody."""
        page = await (await self.context(role, width=width, dark=dark, **more)).new_page()
        try:
            yield Tab(page, self.origin)
        finally:
            await page.close()
