"""Every link that a page has leads somewhere."""

from __future__ import annotations

import pytest

from harness.crawl import crawl
from harness.examples import address, richest
from harness.expected import expected
from harness.routes import pages
from harness.stage import Stage


@pytest.mark.parametrize("role", ["guest", "owner", "moderator", "drafter", "administrator"])
async def test_no_link_is_dead(stage: Stage, role: str) -> None:
    start = [
        address(route, stage.scene)
        for route in pages()
        if expected(route, role) == 200 and (role == "guest" or richest(route) == role)
    ]
    dead, walked = {}, 0
    async with stage.visitor(role) as visitor:
        async for path, answer in crawl(visitor, start, most=350):
            walked += 1
            # What only a moderator can mend is linked for the team too, so that they know where it waits.
            moderated = path.removeprefix("/en") == "/moderasi" and role == "drafter"
            if answer.status_code not in {200, 303, 308} and not moderated:
                dead[path] = answer.status_code
    assert dead == {}
    assert walked >= len(start)
