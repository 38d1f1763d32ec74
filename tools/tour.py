"""`make tour`: look at every page as everybody, in every language, light, size and state; pictures and a report.

The harness in tests/ looks at each page in two variants. This walks through their whole product on the same scene:
roles × languages × light, dark and forced colours × phone and screen, and each form as it comes back when sent empty.
What looks the same to two roles is looked at once. Pictures and report.md go into tour/.

--only PREFIX   pages whose address begins so       --role ROLE   somebody only (may be given again)
--width N       one width only                      --look LOOK   light, dark or forced only
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import logging
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from playwright.async_api import async_playwright
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from harness.chromium import CHROMIUM, FLAGS, Cast, Tab, served  # noqa: E402
from harness.examples import NO_PAGE, address  # noqa: E402
from harness.expected import expected  # noqa: E402
from harness.keyboard import walk  # noqa: E402
from harness.routes import Route, pages  # noqa: E402
from harness.scene import ROLES, harness_settings, make_scene  # noqa: E402
from harness.stage import Stage  # noqa: E402
from harness.test_in_browser import WIDER, unknown  # noqa: E402
from partisipasi.app import create_app  # noqa: E402
from partisipasi.kit.cluster import create_database, hold  # noqa: E402
from partisipasi.kit.database import Database  # noqa: E402
from partisipasi.kit.migrating import migrate  # noqa: E402

LOOKS = ("light", "dark", "forced")
WIDTHS = (360, 1280)
_CHANGING = re.compile(r'(name="(?:key|stamp)" value=)"[^"]*"|\d{2}[.:]\d{2}')
_EMPTY = """() => {
    const form = document.querySelector('main form[method=post]');
    if (!form || !form.querySelector('textarea, input:not([type=hidden])')) return false;
    for (const field of form.querySelectorAll('input:not([type=hidden]), textarea, select'))
        if (field.type === 'checkbox' || field.type === 'radio') field.checked = false; else field.value = '';
    form.noValidate = true;
    form.requestSubmit(form.querySelector('button:not([type=button])'));
    return true;
}"""


class Tour:
    """One walk: what was seen, and what was wrong with it."""

    def __init__(self, cast: Cast, folder: Path) -> None:
        self.cast = cast
        self.folder = folder
        self.seen = 0
        self.wrong: list[tuple[str, str]] = []

    async def look(self, route: Route, role: str, language: str, look: str, width: int) -> None:
        """One page in one variant, and its form sent empty."""
        name = route.pattern.strip("/").replace("/", "-").replace("{", "").replace("}", "") or "beranda"
        shot = self.folder / f"{language}-{look}-{width}" / f"{name}--{role}.jpg"
        shot.parent.mkdir(parents=True, exist_ok=True)
        path = ("/en" if language == "en" else "") + address(route, self.cast.stage.scene)
        async with self.cast.tab(role, width=width, dark=look == "dark", forced=look == "forced") as tab:
            await tab.open(path)
            await self._check(tab, shot, keyboard=look == "light")
            if "/keluar" not in route.pattern and await tab.page.evaluate(_EMPTY):
                await tab.page.wait_for_load_state("load")
                if (await tab.page.title()).startswith(("Kesalahan:", "Error:")):
                    await self._check(tab, shot.with_stem(f"{shot.stem}--empty"), keyboard=False)

    async def _check(self, tab: Tab, shot: Path, *, keyboard: bool) -> None:
        found = await tab.axe()
        problems = [f"{rule}: {target} ({message})" for rule, target, message in found["violations"]]
        problems += unknown(found["incomplete"]) + await tab.page.evaluate(WIDER)
        problems += [*tab.complaints, *tab.elsewhere()]
        problems += await walk(tab.page) if keyboard else []
        await tab.page.evaluate("() => { document.activeElement && document.activeElement.blur(); scrollTo(0, 0); }")
        await tab.page.screenshot(path=shot, full_page=True, type="jpeg", quality=70, timeout=30_000)
        self.seen += 1
        self.wrong += [(str(shot.relative_to(self.folder)), problem) for problem in problems]

    def report(self, seconds: float) -> str:
        """All of it as Markdown."""
        lines = [
            "# Tour",
            "",
            f"{self.seen} pictures in {seconds / 60:.0f} minutes, {len(self.wrong)} findings.",
            "",
        ]
        return "\n".join([*lines, *(f"- [{shot}]({shot}): {problem}" for shot, problem in self.wrong), ""])


async def differing(stage: Stage, roles: list[str], only: str) -> AsyncIterator[tuple[Route, str]]:
    """Pages with the roles to whom they look different."""
    for route in pages():
        known: set[str] = set()
        for role in roles if route.pattern.startswith(only) and route.pattern not in NO_PAGE else ():
            if expected(route, role) != 200:
                continue
            async with stage.visitor(role) as visitor:
                answer = await visitor.client.get(address(route, stage.scene))
            main = LexborHTMLParser(answer.text).css_first("main")
            words = _CHANGING.sub("", (main.html if main is not None else answer.text) or "")
            looks = hashlib.sha256(words.encode()).hexdigest()
            if looks not in known:
                known.add(looks)
                yield route, role


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[Stage]:
    """The scene on an embedded server of its own."""
    settings = harness_settings(folder / "data")
    (folder / "postgres").mkdir()
    with hold(folder / "postgres", fsync=False) as cluster:
        database = Database(await create_database(cluster, "tour"), size=5)
        await migrate(database)
        made = await make_scene(database, settings)
        app = create_app(settings, Database(database.dsn, size=10))
        async with app.running():
            yield Stage(made, app, database)
        await database.close()


def variants(chosen: argparse.Namespace) -> Iterator[tuple[str, str, int]]:
    """Language, look and width of every variant asked for."""
    for language in ("id", "en"):
        for look in chosen.look or LOOKS:
            for width in chosen.width or WIDTHS:
                yield language, look, width


async def walk_through(chosen: argparse.Namespace) -> int:
    """The whole tour; gives an exit status."""
    started, folder = time.monotonic(), ROOT / "tour"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        async with scene(Path(temporary)) as stage, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            async with served(stage) as origin:
                tour = Tour(Cast(browser, stage, origin), folder)
                async for route, role in differing(stage, chosen.role or list(ROLES), chosen.only):
                    for language, look, width in variants(chosen):
                        await tour.look(route, role, language, look, width)
                    print(f"{route.pattern} ({role}): {tour.seen} pictures, {len(tour.wrong)} findings", flush=True)
            await browser.close()
    (folder / "report.md").write_text(tour.report(time.monotonic() - started), encoding="utf-8")
    print(f"tour/report.md: {len(tour.wrong)} findings in {tour.seen} pictures")
    return 1 if tour.wrong else 0


def main() -> int:
    """Read the command line and go."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--role", action="append", choices=ROLES)
    parser.add_argument("--width", action="append", type=int)
    parser.add_argument("--look", action="append", choices=LOOKS)
    if CHROMIUM is None:
        print("tour: Chromium is not installed", file=sys.stderr)
        return 1
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    return asyncio.run(walk_through(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
