"""What somebody may not see stands nowhere: pages, feeds, search, API, mails to others, and the log."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping

import pytest
import structlog

from harness.crawl import crawl
from harness.examples import address
from harness.filling import shown_forms
from harness.hidden_things import COMMON
from harness.routes import calls, pages
from harness.scene import CAST
from harness.stage import Stage

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def seen(text: str, secrets: Mapping[str, str]) -> set[str]:
    """Names of secrets whose word stands in a text."""
    low = text.lower()
    return {name for name, word in secrets.items() if word in low}


def addresses_in(text: str, known: Iterable[str]) -> set[str]:
    """Addresses of people that stand in a text."""
    return {found.lower() for found in ADDRESS.findall(text)} & set(known)


@pytest.mark.parametrize("role", ["guest", "citizen"])
async def test_no_page_or_feed_tells_a_secret(stage: Stage, role: str) -> None:
    scene = stage.scene
    own = {CAST[role]} if role in CAST else set()
    found = {}
    start = ["/", "/umpan.atom", "/sitemap.xml", "/robots.txt", *(address(route, scene) for route in pages())]
    start += [f"/cari?q={word}" for word in (COMMON, "kalimat+rahasia", "kenari", f"{COMMON}&jenis=contribution")]
    start += [f"/masukan/{scene.words[name]}" for name in ("hidden", "held", "awaiting", "withdrawn")]
    start += [f"/jejak/{scene.words[name]}" for name in ("hidden", "held", "awaiting", "withdrawn")]
    start += [f"/rancangan/{scene.ids['unseen_draft']}", f"/en/rancangan/{scene.words['draft']}/versi/3"]
    async with stage.visitor(role) as visitor:
        async for path, answer in crawl(visitor, start, most=400):
            # Who holds a mailed link is its addressee, and may read in it what it is about.
            if path.startswith(("/tautan", "/en/tautan", "/pratinjau", "/en/pratinjau")) or answer.status_code == 308:
                continue
            leaks = seen(answer.text, scene.canaries) | (addresses_in(answer.text, scene.addresses) - own)
            # Whoever reported something reads their own note, on the page of their own reports and nowhere else.
            if path.endswith("/akun/laporan") and role == "citizen":
                leaks -= {"report_note"}
            if leaks:
                found[path] = leaks
    assert found == {}


@pytest.mark.parametrize("role", ["guest", "citizen"])
async def test_no_answer_of_the_api_tells_a_secret(stage: Stage, role: str) -> None:
    scene, found = stage.scene, {}
    ids = {"draft_id": ("draft", "other_draft", "unseen_draft"), "version_id": ("version", "concept", "unseen_version")}
    async with stage.program(role) as program:
        for route in calls():
            if route.method != "GET":
                continue
            paths = {address(route, scene)}
            for name, known in ids.items():
                if f"{{{name}}}" in route.pattern:
                    paths |= {address(route, scene, **{name: str(scene.ids[one])}) for one in known}
            if "{receipt}" in route.pattern:
                hidden = ("hidden", "held", "awaiting", "withdrawn", "reported")
                paths |= {address(route, scene, receipt=scene.words[name]) for name in hidden}
            for path in paths:
                answer = await program.get(path)
                leaks = seen(answer.text, scene.canaries) | addresses_in(answer.text, scene.addresses)
                if leaks:
                    found[path] = leaks
    assert found == {}


@pytest.mark.parametrize("role", ["moderator", "officer", "drafter", "approver", "reader"])
async def test_staff_see_no_addresses_of_people(stage: Stage, role: str) -> None:
    found = {}
    async with stage.visitor(role) as visitor:
        for route in pages():
            # The link is somebody else's mail; whoever opens it here stands in for its addressee.
            if route.pattern == "/tautan/{token}" or route.pattern.startswith("/akun"):
                continue
            answer = await visitor.client.get(address(route, stage.scene))
            leaks = addresses_in(answer.text, stage.scene.addresses) - {CAST[role]}
            if leaks:
                found[route.pattern] = leaks
    assert found == {}


async def test_those_meant_to_know_do(stage: Stage) -> None:
    """The canaries are alive: the owner, the moderator and the team find them where they belong."""
    scene = stage.scene
    wanted = {
        ("owner", f"/masukan/{scene.words['hidden']}"): {"hidden_text"},
        ("owner", f"/masukan/{scene.words['held']}"): {"held_text"},
        ("owner", f"/moderasi/keputusan/{scene.words['contested']}"): {"hidden_text", "objection"},
        ("moderator", f"/moderasi/keberatan/{scene.ids['objection']}"): {"hidden_text", "objection", "private_note"},
        ("moderator", f"/moderasi/perkara/{scene.ids['held']}"): {"held_text"},
        ("moderator", f"/moderasi/perkara/{scene.ids['reported']}"): {"report_note", "staff_note"},
        ("moderator", f"/moderasi/perkara/{scene.ids['seconded']}"): {"proposal_note"},
        ("moderator", f"/moderasi/usul/{scene.ids['batch_proposal']}"): {"batch_note"},
        ("moderator", f"/moderasi/sekaligus/{scene.ids['batch']}"): {"kept_note"},
        ("approver", f"/ruang-kerja/pokok/{scene.ids['proposed_issue']}"): {"proposed_reason"},
        ("drafter", f"/ruang-kerja/pokok/{scene.ids['returned_issue']}"): {"returned_remark"},
        ("drafter", f"/ruang-kerja/versi/{scene.ids['concept']}/bagian/pasal-7.ayat-1"): {"concept_text"},
        ("officer", f"/ruang-kerja/rancangan/{scene.ids['unseen_draft']}"): {"unpublished_title"},
    }
    for (role, path), names in wanted.items():
        async with stage.visitor(role) as visitor:
            answer = await visitor.client.get(path)
        assert names <= seen(answer.text, scene.canaries), path


async def test_the_log_holds_neither_what_was_typed_nor_who_typed_it(own_stage: Stage) -> None:
    scene = own_stage.scene
    typed = "rahasiayangdiketik"
    with structlog.testing.capture_logs() as lines:
        for shown in (await shown_forms(own_stage)).values():
            form = shown[-1]
            words = dict.fromkeys(form.words, typed)
            words |= {name: f"{typed}@contoh.example" for name in form.filled if name == "email"}
            words |= {name: typed for name in form.filled if name in {"password", "kunci", "code"}}
            async with own_stage.visitor(form.role) as visitor:
                headers = {
                    "sec-fetch-site": "same-origin",
                    "user-agent": f"Mozilla {typed}\r\nX: y".replace("\r\n", " "),
                }
                await visitor.client.post(form.action, data={**form.filled, **words}, headers=headers)
                await visitor.client.get(f"/cari?q={typed}")
        await asyncio.sleep(0)
    said = "\n".join(str(line) for line in lines)
    assert len(lines) > 50
    assert typed not in said
    assert "10." not in " ".join(str(line.get("client", "")) for line in lines)
    assert not seen(said, scene.canaries)
    assert not addresses_in(said, scene.addresses)
    tokens = [
        scene.words["link"],
        scene.words["preview"],
        scene.words["owner_key"],
        *(person.session for person in scene.people.values()),
    ]
    assert not [token for token in tokens if token in said]
