"""The outermost layer: languages, hosts, static files, kept pages, headers."""

from __future__ import annotations

from browser import Browser


async def test_a_page_exists_in_both_languages_and_names_its_language(browser: Browser) -> None:
    indonesian = await browser.open("/")
    assert browser.page.css_first("html").attributes["lang"] == "id"
    assert indonesian.headers["content-language"] == "id"
    english = await browser.open("/en")
    assert browser.page.css_first("html").attributes["lang"] == "en"
    assert english.headers["content-language"] == "en"


async def test_a_foreign_host_is_refused(browser: Browser) -> None:
    answer = await browser.open("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


async def test_head_has_the_headers_of_get_and_no_body(browser: Browser) -> None:
    whole = await browser.open("/")
    head = await browser.client.head("/")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["etag"] == whole.headers["etag"]


async def test_an_unchanged_page_is_not_sent_again(browser: Browser) -> None:
    first = await browser.open("/")
    again = await browser.client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


async def test_what_is_not_there_is_a_page_in_the_language_asked_for(browser: Browser) -> None:
    answer = await browser.open("/en/tidak-ada")
    assert answer.status_code == 404
    assert browser.page.css_first("h1") is not None
    assert answer.headers["cache-control"] == "no-store"


async def test_static_files_are_kept_for_ever_and_unknown_ones_are_not_found(browser: Browser) -> None:
    await browser.open("/")
    link = browser.page.css_first("link[rel=stylesheet]").attributes["href"]
    answer = await browser.client.get(link)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert (await browser.client.get("/static/app.000000000000.css")).status_code == 404
    assert (await browser.client.get("/static/../pyproject.toml")).status_code == 404


async def test_a_swap_that_needs_signing_in_leads_the_whole_page_there(browser: Browser) -> None:
    answer = await browser.client.get("/akun", headers={"hx-request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/masuk?lanjut=%2Fakun"


async def test_what_is_sent_in_the_background_comes_back_to_the_page_that_was_open(browser: Browser) -> None:
    for open_page, back in (
        ("http://127.0.0.1:8000/en/masukan/X/balas?kutip=1", "%2Fmasukan%2FX%2Fbalas%3Fkutip%3D1"),
        (f"http://127.0.0.1:8000/masukan/X/balas?kata={'x' * 600}", "%2Fmasukan%2FX%2Fbalas"),
        ("http://127.0.0.1:8000//evil.example/", "%2F"),
        ("http://[", "%2F"),
    ):
        headers = {"hx-request": "true", "hx-current-url": open_page, "origin": "http://testserver.local"}
        answer = await browser.client.post("/akun/draf", data={"body": "x"}, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["hx-redirect"] == f"/masuk?lanjut={back}"
