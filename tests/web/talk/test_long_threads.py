"""A thread of a hundred thousand contributions is read as any other: in each order, and from a link to its last one."""

from __future__ import annotations

import pytest

from browser import Browser
from conftest import new_browser, started
from long_threads import make_long_thread
from partisipasi.discussions.orders import ROOTS
from partisipasi.kit.codes import new_receipt
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from talk_scene import make_scene

LONGEST = 100_000


def queries(browser: Browser) -> int:
    """How many queries the last page took."""
    return int(browser.answer.headers["server-timing"].split('"')[1])


def shown(browser: Browser) -> list[str]:
    """What stands on the page, in its order."""
    return [str(node.attributes["id"]) for node in browser.all("main article")]


async def _thread(database: Database, size: int) -> tuple[int, str]:
    """Id of a thread, and the receipt of its last contribution."""
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        thread_id = await make_long_thread(tx, scene.topic_id, size, equal=30)
        receipt = new_receipt()
        await tx.execute(
            """UPDATE contribution SET receipt = $2
               WHERE id = (SELECT max(id) FROM contribution WHERE thread_id = $1)""",
            thread_id,
            receipt,
        )
    return thread_id, receipt


async def test_the_last_of_a_hundred_thousand_is_found_from_its_link(
    settings: Settings, fresh_database: Database
) -> None:
    thread_id, receipt = await _thread(fresh_database, LONGEST)
    async with started(settings, fresh_database) as app, new_browser(app) as browser:
        for address in (f"/masukan/{receipt}/di", f"/diskusi/{thread_id}/m/{receipt}"):
            await browser.open(address)
            assert browser.answer.status_code == 200
            assert shown(browser) == [f"m-{receipt}"]
            assert queries(browser) <= 8
        for order in ("terbaru", "terbaik", "teramai", "apa-saja"):
            await browser.open(f"/diskusi/{thread_id}-diskusi-panjang?urut={order}")
            assert len(shown(browser)) == ROOTS
            assert queries(browser) <= 8
            assert (shown(browser)[0] == f"m-{receipt}") == (order == "terbaru")
            assert len(browser.all("nav.choose a[aria-current]")) == 1


@pytest.mark.parametrize("order", ["", "terbaru", "terbaik", "teramai"])
async def test_ten_and_a_thousand_take_the_same_queries_and_pages_follow_each_other(
    browser: Browser, database: Database, order: str
) -> None:
    counted = set()
    for size in (10, 1_000):
        thread_id, _ = await _thread(database, size)
        await browser.open(f"/diskusi/{thread_id}-diskusi-panjang" + (f"?urut={order}" if order else ""))
        counted.add(queries(browser))
    assert len(counted) == 1
    first = shown(browser)
    await browser.open(str(browser.page.css_first("nav.paging a[rel=next]").attributes["href"]))
    second = shown(browser)
    assert len(first) == len(second) == ROOTS and not set(first) & set(second)
    await browser.open(str(browser.page.css_first("nav.paging a[rel=prev]").attributes["href"]))
    assert shown(browser) == first
    assert browser.text("nav.choose a[aria-current]") != ""
