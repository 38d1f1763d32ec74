"""The administrator's pages, as an administrator without script uses them."""

from __future__ import annotations

import pytest

from browser import Browser
from partisipasi.kit.database import Database
from sessions import sign_in

PLACES = (
    "/admin", "/admin/orang", "/admin/topik", "/admin/perangkat", "/admin/kota", "/admin/halaman",
    "/admin/halaman/about/id", "/admin/pekerjaan", "/admin/surel",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
async def test_only_administrators_come_in(browser: Browser, database: Database, place: str) -> None:
    answer = await browser.open(place)
    assert str(answer.url).split("?")[0].endswith("/masuk")
    await sign_in(browser, database, role="officer")
    assert (await browser.open(place)).status_code == 403


@pytest.mark.parametrize("place", PLACES)
async def test_every_page_opens_in_both_languages(browser: Browser, database: Database, place: str) -> None:
    await sign_in(browser, database, role="administrator")
    for prefix in ("", "/en"):
        answer = await browser.open(prefix + place)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"


async def test_a_topic_is_made_changed_and_closed(browser: Browser, database: Database) -> None:
    await sign_in(browser, database, role="administrator")
    await browser.open("/admin/topik")
    await browser.press(fields={"name": "Layanan kelurahan", "description": "Antrean & surat <b>cepat</b>"})
    assert "Layanan kelurahan" in browser.text()
    assert "<b>cepat</b>" in browser.text()
    link = next(a for a in browser.all("main a") if a.text() == "Layanan kelurahan")
    await browser.open(link.attributes["href"] or "")
    await browser.press(fields={"name": "Layanan kelurahan dan kecamatan", "closed": "1"})
    assert "Layanan kelurahan dan kecamatan" in browser.text()


async def test_a_problem_is_told_beside_its_field_and_the_rest_is_kept(browser: Browser, database: Database) -> None:
    await sign_in(browser, database, role="administrator")
    await browser.open("/admin/kota")
    answer = await browser.press(fields={"name": "Kota Binjai", "accent": "hijau"})
    assert answer.status_code == 422
    assert browser.page.css_first("#e-accent") is not None
    assert browser.page.css_first("#f-name").attributes["value"] == "Kota Binjai"
    assert browser.page.css_first(".errors a").attributes["href"] == "#f-accent"


async def test_the_name_of_the_city_is_on_every_page_at_once(browser: Browser, database: Database) -> None:
    await sign_in(browser, database, role="administrator")
    await browser.open("/admin/kota")
    await browser.press(fields={"name": "Kota Tebing Tinggi"})
    assert "Kota Tebing Tinggi" in browser.text("header")
    await browser.press(fields={"name": "Kota Medan"})
    assert "Kota Medan" in browser.text("header")


async def test_a_logo_that_could_run_is_taken_without_what_runs(browser: Browser, database: Database) -> None:
    await sign_in(browser, database, role="administrator")
    await browser.open("/admin/kota")
    picture = b'<svg viewBox="0 0 9 9" onload="alert(1)"><script>alert(2)</script><path d="M0 0h9v9z"/></svg>'
    await browser.press("form[enctype]", files={"logo": ("logo.svg", picture, "image/svg+xml")})
    source = browser.page.css_first("header img").attributes["src"]
    stored = await browser.client.get(source or "")
    assert stored.status_code == 200
    assert "sandbox" in stored.headers["content-security-policy"]
    assert b"alert" not in stored.content
    assert b"<path" in stored.content
    await browser.open("/admin/kota")
    answer = await browser.press("form[enctype]", files={"logo": ("logo.exe", b"MZ\x90\x00", "image/png")})
    assert answer.status_code == 422
    await browser.open("/admin/kota")
    await browser.press("form[enctype]", fields={"remove": "1"}, files={"logo": ("", b"", "")})


async def test_a_page_of_the_city_is_written_as_text_and_shown_as_a_page(browser: Browser, database: Database) -> None:
    await sign_in(browser, database, role="administrator")
    await browser.open("/admin/halaman/about/id")
    await browser.press(fields={"title": "Tentang kami", "source": "## Siapa\n\n**Kami** <script>x</script>"})
    await browser.open("/tentang")
    assert browser.page.css_first("main h2").text() == "Siapa"
    assert browser.page.css_first("main script") is None


async def test_a_role_is_given_by_mail_address_and_ended(browser: Browser, database: Database) -> None:
    await sign_in(browser, database, role="administrator")
    await browser.open("/admin/orang")
    await browser.press(fields={"email": "Moderator.Baru@example.org", "role": "moderator", "display_name": "Bu Rina"})
    assert "Bu Rina" in browser.text()
    async with database.transaction(writes=False) as tx:
        mails = await tx.value("SELECT count(*) FROM mail WHERE to_address = 'moderator.baru@example.org'")
        role = await tx.value("SELECT max(id) FROM role_grant WHERE role = 'moderator'")
    assert mails == 1
    await browser.press(f"form[action$='/admin/peran/{role}/akhiri']")
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT ended_at IS NOT NULL FROM role_grant WHERE id = $1", role)
