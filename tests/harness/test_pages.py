"""Every page, in both languages, for a guest and for who sees most of it: sound, light, closed to others."""

from __future__ import annotations

from collections import defaultdict

import pytest

from harness.examples import NO_PAGE, address, richest
from harness.routes import Route, pages
from harness.scene import ORIGIN
from harness.soundness import (
    ERROR_WEIGHT,
    too_heavy,
    too_many_queries,
    unsound,
    untranslated,
    weight_of,
    wrong_headers,
)
from harness.stage import Stage

SHOWN = [route for route in pages() if route.pattern not in NO_PAGE]


def assets_of(stage: Stage) -> tuple[str, str]:
    """Addresses of the script, and of the stylesheets as the policy names them."""
    assets = stage.app.site.assets
    return assets.url("app.js"), f"{assets.url('app.css')} {ORIGIN}{assets.url('desk.css')}"


@pytest.mark.parametrize("route", pages(), ids=lambda route: route.pattern)
async def test_every_answer_has_the_headers_that_keep_it_safe(stage: Stage, route: Route) -> None:
    wrong = []
    for role in ("guest", richest(route)):
        async with stage.visitor(role) as visitor:
            answer = await visitor.client.get(address(route, stage.scene))
        found = wrong_headers(answer, signed_in=role != "guest", assets=assets_of(stage))
        wrong += [f"{role}: {problem}" for problem in found]
        if role == "guest" and route.cached and answer.status_code == 200:
            assert "etag" in answer.headers
    assert not wrong


@pytest.mark.parametrize("route", SHOWN, ids=lambda route: route.pattern)
async def test_every_page_is_sound_in_both_languages(stage: Stage, route: Route) -> None:
    wrong = []
    for role in {"guest", richest(route)}:
        async with stage.visitor(role) as visitor:
            for language, prefix in (("id", ""), ("en", "/en")):
                answer = await visitor.client.get(prefix + address(route, stage.scene))
                if answer.status_code == 200:
                    problems = unsound(answer, language) + (untranslated(answer) if language == "id" else [])
                    wrong += [f"{role}, {language}: {problem}" for problem in problems]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("route", SHOWN, ids=lambda route: route.pattern)
async def test_every_page_keeps_its_budgets(stage: Stage, route: Route) -> None:
    wrong = []
    for role in {"guest", richest(route)}:
        async with stage.visitor(role) as visitor:
            answer = await visitor.client.get(address(route, stage.scene), headers={"hx-boosted": "no"})
        if answer.status_code == 200:
            problems = too_heavy(answer, weight_of(route.pattern)) + too_many_queries(answer, signed_in=role != "guest")
            wrong += [f"{role}: {problem}" for problem in problems]
    assert not wrong


async def test_every_page_has_a_title_of_its_own(stage: Stage) -> None:
    titles = defaultdict(set)
    for route in SHOWN:
        async with stage.visitor(richest(route)) as visitor:
            answer = await visitor.open(address(route, stage.scene))
        if answer.status_code == 200:
            titles[visitor.text("title")].add(route.pattern)
    # The page of a mailed link is one more way to do what the page of the same title does.
    shared = {title: patterns - {"/tautan/{token}"} for title, patterns in titles.items()}
    assert {title: patterns for title, patterns in shared.items() if len(patterns) > 1} == {}


@pytest.mark.parametrize("route", pages(), ids=lambda route: route.pattern)
async def test_head_answers_like_get_without_a_body(stage: Stage, route: Route) -> None:
    async with stage.visitor(richest(route)) as visitor:
        got = await visitor.client.get(address(route, stage.scene))
        asked = await visitor.client.head(address(route, stage.scene))
    assert asked.status_code == got.status_code
    assert asked.content == b""
    assert asked.headers.get("content-type") == got.headers.get("content-type")


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", ["/tidak-ada", "/rancangan/999999-x", "/masukan/AAAA", "/topik/9" + "9" * 30])
async def test_what_is_not_there_is_a_small_sound_page(stage: Stage, language: str, path: str) -> None:
    async with stage.visitor() as visitor:
        answer = await visitor.client.get(language + path)
    assert answer.status_code == 404
    assert not unsound(answer, language.strip("/") or "id")
    assert not too_heavy(answer, ERROR_WEIGHT)
    assert not wrong_headers(answer, signed_in=False, assets=assets_of(stage))


@pytest.mark.parametrize("route", [route for route in SHOWN if "{" not in route.pattern], ids=lambda r: r.pattern)
async def test_a_slash_at_the_end_makes_no_other_page(stage: Stage, route: Route) -> None:
    async with stage.visitor(richest(route)) as visitor:
        plain = await visitor.client.get(route.pattern)
        slashed = await visitor.client.get(route.pattern.rstrip("/") + "/")
    assert slashed.status_code in {plain.status_code, 301, 308}
