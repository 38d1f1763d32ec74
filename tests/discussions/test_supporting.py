"""Support: one per person, whatever happens at the same time."""

from __future__ import annotations

import asyncio

import pytest

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.supporting import support, withdraw_support
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Forbidden, NotFound
from partisipasi.settings import Settings
from talk_scene import broken_rules, make_person, make_scene


async def test_support_is_given_once_and_taken_back(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    author, other = await make_person(tx), await make_person(tx)
    posted = await contribute(tx, author, settings, target=Target(draft_id=scene.draft_id), body="Ide.")
    assert (await support(tx, other, receipt=posted.receipt)).supports == 1
    assert (await support(tx, other, receipt=posted.receipt)).supports == 1
    assert (await withdraw_support(tx, other, receipt=posted.receipt)).supports == 0
    assert (await withdraw_support(tx, other, receipt=posted.receipt)).supports == 0
    with pytest.raises(Forbidden):
        await support(tx, author, receipt=posted.receipt)
    await hide_contribution(tx, contribution_id=posted.id, rule="spam")
    with pytest.raises(NotFound):
        await support(tx, other, receipt=posted.receipt)
    assert await broken_rules(tx) == []


async def test_many_supporters_at_once_lose_no_support(database: Database, settings: Settings) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        author = await make_person(tx)
        people = [await make_person(tx) for _ in range(8)]
        posted = await contribute(tx, author, settings, target=Target(draft_id=scene.draft_id), body="Ide.")

    async def press(viewer: Viewer) -> None:
        async with database.transaction() as own:
            await support(own, viewer, receipt=posted.receipt)

    await asyncio.gather(*(press(person) for person in people * 3))
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT supports FROM contribution_tally WHERE contribution_id = $1", posted.id) == 8
