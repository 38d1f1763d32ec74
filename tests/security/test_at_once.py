"""Many at once are worth no more than as many one after the other."""

from __future__ import annotations

import asyncio
from collections import Counter

from partisipasi.accounts.links import make_link
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.places import Target
from partisipasi.discussions.screening import MOST
from partisipasi.kit.database import Database
from partisipasi.kit.errors import TooMany
from partisipasi.settings import Settings
from people import new_address
from talk_scene import make_person, make_scene


async def test_somebody_who_sends_twenty_texts_at_once_has_as_many_taken_as_the_pace_allows(
    database: Database, settings: Settings
) -> None:
    async with database.transaction() as tx:
        scene, viewer = await make_scene(tx), await make_person(tx)
        # The first words make the person's row, and count.
        await contribute(tx, viewer, settings, target=Target(draft_id=scene.draft_id), body="Yang pertama.")

    async def send(number: int) -> str:
        try:
            async with database.transaction() as tx:
                words = f"Serentak {number}."
                await contribute(tx, viewer, settings, target=Target(draft_id=scene.draft_id), body=words)
        except TooMany:
            return "refused"
        return "taken"

    outcomes = Counter(await asyncio.gather(*[send(number) for number in range(20)]))
    assert outcomes == {"taken": MOST - 1, "refused": 21 - MOST}


async def test_of_links_asked_for_at_once_only_the_last_one_lives(database: Database, settings: Settings) -> None:
    address = new_address()

    async def ask() -> None:
        async with database.transaction() as tx:
            await make_link(tx, settings, purpose="sign_in", address=address)

    await asyncio.gather(*[ask() for _ in range(8)])
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT count(*) FROM login_link WHERE address = $1", address) == 1
