"""How a consultation that is played at random begins."""

from __future__ import annotations

import random
from typing import TypeVar

from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from random_rounds import RoundsPlay
from random_texts import first_text, source_of
from written_desk import make_written_desk

Played = TypeVar("Played", bound=RoundsPlay)


async def begin(play: type[Played], seed: int, database: Database, settings: Settings) -> Played:
    """A draft with its first text published, its round open and something said."""
    items = first_text(random.Random(seed))
    async with database.transaction() as tx:
        desk = await make_written_desk(tx, source_of(items))
    begun = play(seed, database, settings, desk, items)
    async with database.transaction() as tx:
        await begun.open(tx)
        await begun.say(tx)
    return begun
