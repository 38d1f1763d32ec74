"""Rounds, texts, answers and endings in any order: after each act all that must hold does hold."""

from __future__ import annotations

import pytest

from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from random_rounds import STEPS, RoundsPlay
from random_start import begin

SEEDS = range(4)


@pytest.mark.parametrize("seed", SEEDS)
async def test_everything_holds_through_rounds_texts_and_the_end(
    fresh_database: Database, settings: Settings, seed: int
) -> None:
    play = await begin(RoundsPlay, seed, fresh_database, settings)
    for number in range(STEPS):
        if await play.step():
            await play.check()
        if number % 20 == 19:
            await play.check_public()
            await play.check_found()
    await play.finish()
    assert play.done.get("end") == 1
    await play.check_public()
