"""A team that splits issues, edits in place and undoes, with deputies: after each act all that must hold does hold."""

from __future__ import annotations

import random

import pytest

from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from random_desk import DeskPlay
from random_rounds import STEPS
from random_texts import first_text, source_of
from written_desk import make_written_desk


@pytest.mark.parametrize("seed", range(3))
async def test_everything_holds_through_splits_deputies_and_undoing(
    fresh_database: Database, settings: Settings, seed: int
) -> None:
    items = first_text(random.Random(seed))
    async with fresh_database.transaction() as tx:
        desk = await make_written_desk(tx, source_of(items))
    play = DeskPlay(seed, fresh_database, settings, desk, items)
    async with fresh_database.transaction() as tx:
        await play.open(tx)
        await play.say(tx)
    for number in range(STEPS):
        if await play.step():
            await play.check()
        if number % 20 == 19:
            await play.check_public()
    assert {"split", "edit", "edit_and_undo", "appoint"} <= set(play.done), play.done
