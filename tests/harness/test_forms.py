"""Every form of every page: pressed once, pressed twice, sent empty, with fields nobody offers, by who may not."""

from __future__ import annotations

import time
from collections.abc import Mapping

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from harness.conftest import NewStage
from harness.examples import address
from harness.expected import may_send
from harness.filling import Shown, shown_forms
from harness.routes import Route, forms
from harness.scene import ROLES
from harness.soundness import unsound, wrong_cookie
from harness.stage import Stage, changed
from partisipasi.site.cookies import SLIP_LIFE

SAME_SITE = {"sec-fetch-site": "same-origin"}
LOGO = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00"
    b"\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\x9d\x92\x00\x00\x00\x00IEND\xaeB`\x82"
)
#: What somebody might add to a form by hand to become or do more.
SMUGGLED = {
    "id": "1", "account_id": "1", "contributor_id": "1", "entered_by": "1", "state": "released",
    "role": "administrator", "roles": "approver", "is_admin": "1", "kind": "official", "own_input": "1",
    "channel": "desk", "hidden_rule": "",
    "approved_by": "1", "published_at": "2020-01-01", "released_at": "2020-01-01", "created_at": "2020-01-01",
    "confirmed_at": "2020-01-01", "supports": "1000", "number": "1", "proved_at": "2031-01-01", "draft_id": "2",
}  # fmt: skip
#: Pressing these again is meant to do something again, and why.
AGAIN = {
    "/akun/draf": "who saves without having seen the last saving keeps a text of its own, so that neither is lost",
    "/akun/token": "a token is shown once only; who lost the page needs another",
    "/ruang-kerja/versi/{version_id}/pratinjau": "the address of a link is shown once only; the link can be revoked",
    "/tautan/{token}": "the answer is a session, which is never kept to be given again",
    "/daftar": "the second mail replaces the first; how many go out is limited",
    "/masuk": "every coming in is a session of its own",
}
#: These cannot be carried out where the scene stands; that they are refused whole is what is looked at.
REFUSED_HERE = {
    "/admin/pekerjaan/{job_id}/ulangi",
    "/masuk",
    "/masuk/kode",
    "/ruang-kerja/rancangan/{draft_id}/jawab",
    "/ruang-kerja/rancangan/{draft_id}/putaran",
    "/ruang-kerja/rancangan/{draft_id}/penetapan",
    "/ruang-kerja/rancangan/{draft_id}/tutup",
    "/ruang-kerja/versi/{version_id}/terbit",
}
BY_PATTERN = pytest.mark.parametrize("route", forms(), ids=lambda route: route.pattern)


@pytest.fixture(scope="session")
async def shown(stage: Stage) -> Mapping[str, list[Shown]]:
    """Every form as it stands on some page."""
    return await shown_forms(stage)


async def press(stage: Stage, form: Shown, role: str = "", more: Mapping[str, str] | None = None) -> httpx.Response:
    """Send a form as a browser does, by default as who sees it."""
    files = {form.upload: ("berkas.png", LOGO, "image/png")} if form.upload == "logo" else None
    if form.upload and "/dokumen" in form.action and not form.action.endswith("/tanggapi"):
        files = {form.upload: ("naskah.txt", b"Naskah yang dicoba.", "application/pdf")}
    async with stage.visitor(role or form.role) as visitor:
        return await visitor.client.post(
            form.action, data={**form.filled, **(more or {})}, files=files, headers=SAME_SITE
        )


def example_of(shown: Mapping[str, list[Shown]], stage: Stage, route: Route) -> Shown:
    """The form that goes to the example address of a route, if there is one, else the last found."""
    assert route.pattern in shown, "no page shows this form; name a page that does in `filling`"
    wanted = address(route, stage.scene)
    return next((form for form in shown[route.pattern] if form.action == wanted), shown[route.pattern][-1])


@BY_PATTERN
async def test_pressing_a_button_twice_does_one_thing(
    shown: Mapping[str, list[Shown]], stage: Stage, own_stage: Stage, route: Route
) -> None:
    form = example_of(shown, stage, route)
    first = await press(own_stage, form)
    assert first.status_code < 500
    carried_out = first.status_code in {200, 303}
    assert carried_out or route.pattern in REFUSED_HERE, HTMLParser(first.text).css_first("main").text()[:600]
    assert not [problem for cookie in first.headers.get_list("set-cookie") for problem in wrong_cookie(cookie)]
    between = await own_stage.digest()
    second = await press(own_stage, form)
    assert second.status_code < 500
    if carried_out and route.pattern not in AGAIN:
        assert changed(between, await own_stage.digest()) == []
        signed_out = "/masuk?" in second.headers.get("location", "")
        assert signed_out or second.headers.get("location") == first.headers.get("location")


@BY_PATTERN
async def test_fields_that_nobody_offered_do_nothing(
    shown: Mapping[str, list[Shown]], stage: Stage, new_stage: NewStage, route: Route
) -> None:
    form = example_of(shown, stage, route)
    smuggled = {name: value for name, value in SMUGGLED.items() if name not in form.filled}
    async with new_stage() as plain:
        honest = await press(plain, form)
        wanted = await plain.rows()
    async with new_stage() as other:
        sly = await press(other, form, more=smuggled)
        got = await other.rows()
    assert sly.status_code == honest.status_code
    assert {name for name in got if got[name] != wanted[name]} == set()


@BY_PATTERN
async def test_who_may_not_gets_nothing_done_with_a_valid_form(
    shown: Mapping[str, list[Shown]], stage: Stage, own_stage: Stage, route: Route
) -> None:
    """Whoever the page is not shown to, or the table does not name, sends the very form that others send."""
    form = example_of(shown, stage, route)
    if form.role in {"guest", "holder"} or form.page == "/" or form.action in {"/masuk", "/daftar", "/jejak"}:
        pytest.skip("open to everybody")
    before, wrong = await own_stage.digest(), {}
    for role in ROLES:
        async with own_stage.visitor(role) as visitor:
            shown_to = (await visitor.client.get(form.page)).status_code == 200
        if shown_to and may_send(route, role):
            continue
        answer = await press(own_stage, form, role)
        led_away = answer.status_code == 303 and "/masuk" in answer.headers["location"]
        if not led_away and answer.status_code not in {403, 404}:
            wrong[role] = answer.status_code
    assert wrong == {}
    assert changed(before, await own_stage.digest()) == []


@BY_PATTERN
async def test_a_form_sent_empty_says_what_is_missing_and_keeps_the_rest(
    shown: Mapping[str, list[Shown]], stage: Stage, own_stage: Stage, route: Route
) -> None:
    form = example_of(shown, stage, route)
    if not form.stands or not form.asks:
        pytest.skip("nothing to fill in, or not on any page as the scene is")
    kept = {name: value for name, value in form.preset.items() if name not in form.words}
    for language, prefix in (("id", ""), ("en", "/en")):
        async with own_stage.visitor(form.role) as visitor:
            before = await own_stage.digest()
            answer = await visitor.client.post(prefix + form.action, data={**kept, "key": ""}, headers=SAME_SITE)
        if answer.status_code != 422:
            pytest.skip("nothing in it has to be filled in")
        page = HTMLParser(answer.text)
        assert unsound(answer, language) == []
        assert changed(before, await own_stage.digest()) == []
        assert page.css_first("title").text().startswith("Kesalahan:" if language == "id" else "Error:")
        summary = page.css_first("#errors")
        assert summary is not None
        ids = {node.attributes["id"] for node in page.css("[id]")}
        for link in summary.css('a[href^="#"]'):
            assert (link.attributes["href"] or "")[1:] in ids
        for field in page.css("[aria-invalid=true]"):
            assert field.attributes.get("aria-describedby")


async def test_a_slip_and_a_notice_are_gone_in_their_time(shown: Mapping[str, list[Shown]], own_stage: Stage) -> None:
    form = shown["/rancangan/{place}/versi/{version}/{key}/tanggapi"][0]
    started = time.monotonic()
    answer = await press(own_stage, form, "owner", {"step": "write"})
    ages = [part for cookie in answer.headers.get_list("set-cookie") for part in cookie.split("; ") if "Age" in part]
    assert ages
    assert all(int(age.partition("=")[2]) <= SLIP_LIFE for age in ages)
    assert time.monotonic() - started < 30
