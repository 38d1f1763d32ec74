"""A team that splits issues, edits in place and undoes, with deputies: after each act all that must hold does hold."""

from __future__ import annotations

import pytest

from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from random_desk import DeskPlay
from random_rounds import STEPS
from random_start import begin


@pytest.mark.parametrize("seed", range(3))
async def test_everything_holds_through_splits_deputies_and_undoing(
    fresh_database: Database, settings: Settings, seed: int
) -> None:
    play = await begin(DeskPlay, seed, fresh_database, settings)
    for number in range(STEPS):
        if await play.step():
            await play.check()
        if number % 20 == 19:
            await play.check_public()
    assert {"split", "edit", "edit_and_undo", "appoint"} <= set(play.done), play.done
