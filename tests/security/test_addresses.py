"""Addresses made up to mislead: nothing on a page leads to another host, and nothing of them breaks a page."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest

from browser import Browser
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from talk_scene import make_scene

HUGE = "99999999999999999999"


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/en//evil.example", "/en/%5Cevil.example", "/en///evil.example/", "/en/%2F/evil.example"],
)
async def test_no_link_of_a_page_leads_to_a_host_named_in_its_path(browser: Browser, path: str) -> None:
    answer = await browser.open(f"http://testserver.local{path}")
    assert answer.status_code == 404
    for link in browser.all("a[href], link[href], form[action]"):
        target = link.attributes.get("href") or link.attributes.get("action") or ""
        # As browsers read it: a backslash is a slash.
        joined = urljoin("http://testserver.local/", target.replace("\\", "/"))
        assert "evil.example" not in urlsplit(joined).netloc, target


@pytest.mark.parametrize("host", ["testserver.local; script-src *", "evil.example", "127.0.0.1:1; script-src *"])
async def test_a_host_that_is_not_ours_does_not_come_into_the_policy(browser: Browser, host: str) -> None:
    answer = await browser.client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert host not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("number", [HUGE, f"-{HUGE}", "-1"])
async def test_a_number_that_no_row_can_have_is_not_found(browser: Browser, database: Database, number: str) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
    for path in (f"/logo/{number}", f"{scene.path}/pokok/{number}", f"{scene.path}/versi/{number}"):
        assert (await browser.open(path)).status_code == 404, path


async def test_a_number_in_a_form_that_no_row_can_have_is_told_beside_its_field(
    browser: Browser, database: Database
) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
    await browser.open(f"{scene.clause_path()}/tanggapi")
    answer = await browser.press("main form", {"body": "Setuju.", "version": HUGE})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=x-9\r\n\r\na\r\n--x--',
        b'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\n\xff\xfe\r\n--x--',
        b"--x\r\nContent-Disposition",
    ],
)
async def test_a_form_that_cannot_be_read_is_refused_and_is_no_fault_of_ours(
    browser: Browser, settings: Settings, body: bytes
) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x", "sec-fetch-site": "same-origin"}
    answer = await browser.client.post("/daftar", content=body, headers=headers)
    assert answer.status_code in {400, 422}
