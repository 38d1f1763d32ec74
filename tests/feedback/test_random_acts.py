"""Random sequences of everything people, officers and moderators do: after each act all that must hold does hold."""

from __future__ import annotations

import pytest

from builders import make_desk
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from random_play import STEPS, Play

SEEDS = range(6)


@pytest.mark.parametrize("seed", SEEDS)
async def test_everything_holds_after_any_sequence_of_acts(
    fresh_database: Database, settings: Settings, seed: int
) -> None:
    async with fresh_database.transaction() as tx:
        desk = await make_desk(tx)
    play = Play(seed, fresh_database, settings, desk)
    async with fresh_database.transaction() as tx:
        await play.say(tx)
    for number in range(STEPS):
        if await play.step():
            await play.check()
        if number % 10 == 9:
            await play.check_public()
