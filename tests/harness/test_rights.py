"""Every page for every role: what is one's own, what is others', what is hidden, what is not there at all."""

from __future__ import annotations

import pytest

from harness.examples import address, richest
from harness.expected import SITE_ROLES, act_in_draft, expected
from harness.routes import Route, forms, pages
from harness.scene import ROLES
from harness.stage import Stage, changed

HUGE = "9" * 40
SAME_SITE = {"sec-fetch-site": "same-origin"}
OF_A_DRAFT = [route for route in pages() if act_in_draft(route.pattern)]
#: The part of an address that stands for a draft nobody outside its team may know of.
UNSEEN = {"draft_id": "unseen_draft", "version_id": "unseen_version"}


@pytest.mark.parametrize("route", pages(), ids=lambda route: route.pattern)
async def test_every_role_gets_from_every_page_what_its_rights_say(stage: Stage, route: Route) -> None:
    got, wanted = {}, {}
    for role in ROLES:
        for prefix in ("", "/en"):
            async with stage.visitor(role) as visitor:
                answer = await visitor.client.get(prefix + address(route, stage.scene))
            got[role, prefix], wanted[role, prefix] = answer.status_code, expected(route, role)
            if role == "guest" and wanted[role, prefix] == 303 and route.pattern.startswith(("/a", "/m", "/r", "/f")):
                assert "/masuk?lanjut=" in answer.headers["location"] or "/di" in route.pattern
    assert {key: status for key, status in got.items() if status != wanted[key]} == {}


@pytest.mark.parametrize("route", [r for r in pages() if "{" in r.pattern], ids=lambda route: route.pattern)
async def test_what_does_not_exist_is_not_found_by_anybody(stage: Stage, route: Route) -> None:
    names = [part.strip("{}") for part in route.pattern.split("/") if part.startswith("{")]
    async with stage.visitor(richest(route)) as visitor:
        for number in ("987654321", HUGE, "-1", "x", "%00", "%F0%9F", "' OR 1=1 --", "..%2f..%2fetc"):
            answer = await visitor.client.get(address(route, stage.scene, **{names[0]: number}))
            assert answer.status_code in {400, 404, 410}, f"{number}: {answer.status_code}"


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"officer", "reader"}])
async def test_a_draft_without_a_published_text_is_not_there_outside_its_team(stage: Stage, role: str) -> None:
    """Readers see every draft, administrators that there is one; the words of it nobody else."""
    scene = stage.scene
    place = f"/rancangan/{scene.ids['unseen_draft']}"
    found = {}
    async with stage.visitor(role) as visitor:
        for rest in ("", "/versi/1", "/versi/1/pasal-2", "/diskusi", "/hasil", "/bandingkan/1..1"):
            answer = await visitor.client.get(place + rest, follow_redirects=True)
            found[rest] = answer.status_code
            assert scene.canaries["unpublished_text"] not in answer.text
        for route in OF_A_DRAFT if role in SITE_ROLES and role not in {"administrator", "moderator"} else ():
            for name, known in UNSEEN.items():
                if f"{{{name}}}" in route.pattern:
                    path = address(route, scene, **{name: str(scene.ids[known])})
                    found[path] = (await visitor.client.get(path)).status_code
    seen = {"/diskusi"} if role == "administrator" else set()
    assert {path: status for path, status in found.items() if status != 404 and path not in seen} == {}


@pytest.mark.parametrize("state", ["hidden", "held", "awaiting", "withdrawn"])
@pytest.mark.parametrize("role", ["guest", "citizen", "officer"])
async def test_what_is_not_shown_cannot_be_answered_supported_or_read_in_its_history(
    stage: Stage, state: str, role: str
) -> None:
    receipt = stage.scene.words[state]
    async with stage.visitor(role) as visitor:
        for rest in ("balas", "dukung", "riwayat", "ubah", "tambah", "tarik"):
            answer = await visitor.client.get(f"/masukan/{receipt}/{rest}")
            assert answer.status_code in {404, 303}, rest
            assert answer.status_code == 404 or "/masuk?" in answer.headers["location"]


#: Forms that anybody may send who has the address.
SIGNED = {"/berhenti/{token}"}


@pytest.mark.parametrize("route", forms(), ids=lambda route: route.pattern)
async def test_nothing_is_taken_from_another_site(stage: Stage, route: Route) -> None:
    if route.pattern in SIGNED:
        pytest.skip("what it does is signed into its address, and mail programs send it (RFC 8058)")
    path = address(route, stage.scene)
    before = await stage.digest()
    for headers in (
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
    ):
        async with stage.visitor(richest(route)) as visitor:
            answer = await visitor.client.post(path, data={"body": "x"}, headers=headers)
            assert answer.status_code == 403, headers
    assert not changed(before, await stage.digest())


#: Tables that reading writes into: the team sees each opening of a link it gave to a reader outside.
NOTED = {"preview_opening"}


async def test_reading_everything_changes_nothing(stage: Stage) -> None:
    before = await stage.digest()
    for role in ("guest", "owner", "moderator", "drafter", "approver", "administrator"):
        async with stage.visitor(role) as visitor:
            for route in pages():
                await visitor.client.get(address(route, stage.scene))
                await visitor.client.head(address(route, stage.scene))
    assert not set(changed(before, await stage.digest())) - NOTED
