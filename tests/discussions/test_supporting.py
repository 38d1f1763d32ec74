"""Support: one per person, whatever happens at the same time."""

from __future__ import annotations

import asyncio

import pytest

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.queries import talk_page
from partisipasi.discussions.ranking import best
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


async def test_a_hundred_supporters_at_once_lose_no_support_and_no_place(
    database: Database, settings: Settings
) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        author = await make_person(tx)
        people = [await make_person(tx) for _ in range(100)]
        target = Target(draft_id=scene.draft_id)
        most, fewer, none = [await contribute(tx, author, settings, target=target, body=f"Ide {n}.") for n in range(3)]
        thread_id = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", most.id)

    async def press(viewer: Viewer, receipt: str) -> None:
        async with database.transaction() as own:
            await support(own, viewer, receipt=receipt)

    presses = [(person, most.receipt) for person in people] + [(person, fewer.receipt) for person in people[:40]]
    await asyncio.gather(*(press(*one) for one in presses * 2))
    async with database.transaction(writes=False) as tx:
        page = {entry.id: entry for entry in await talk_page(tx, author, thread_id, order="best")}
        given = await tx.value("SELECT count(*) FROM support WHERE contribution_id = $1", most.id)
    assert [page[one.id].supports for one in (most, fewer, none)] == [100, 40, 0]
    assert given == 100
    assert [page[one.id].best for one in (most, fewer, none)] == [best(100), best(40), 0]
