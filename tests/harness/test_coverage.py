"""Every route of the app is played on: a new one without an example fails here."""

from __future__ import annotations

import pytest

from harness.examples import NO_PAGE, address, richest
from harness.routes import Route, pages, routes
from harness.stage import Stage


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
async def test_every_route_has_an_example(stage: Stage, route: Route) -> None:
    assert "{" not in address(route, stage.scene)


@pytest.mark.parametrize("route", pages(), ids=lambda route: route.pattern)
async def test_every_page_opens_for_the_role_that_sees_most_of_it(stage: Stage, route: Route) -> None:
    async with stage.visitor(richest(route)) as visitor:
        answer = await visitor.client.get(address(route, stage.scene))
    assert answer.status_code == NO_PAGE.get(route.pattern, 200), answer.headers.get("location") or answer.text[-900:]
