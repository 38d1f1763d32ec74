"""Loading the example city, once, into an installation without any drafts."""

from __future__ import annotations

import os
import secrets

import structlog

from partisipasi.accounts.passwords import hash_password
from partisipasi.demo.clock import Clock
from partisipasi.demo.consultation import Consultation
from partisipasi.demo.people import People
from partisipasi.demo.places import load_city, load_places
from partisipasi.kit.codes import ALPHABET
from partisipasi.kit.database import Database
from partisipasi.settings import Settings

log = structlog.get_logger(__name__)

#: File in the data folder with the addresses and the password of the example people.
ACCOUNTS_FILE = "example-accounts.txt"


async def load_once(database: Database, settings: Settings) -> bool:
    """Load the example city, all of it in one transaction, unless there are topics already.

    The example people share a password made for this installation; it stands in `example-accounts.txt` in the
    data folder.

    Returns:
        Whether it was loaded now.
    """
    async with database.transaction(writes=False) as tx:
        if await tx.value("SELECT EXISTS (SELECT 1 FROM topic) OR EXISTS (SELECT 1 FROM draft)"):
            return False
    password = "-".join("".join(secrets.choice(ALPHABET.lower()) for _ in range(4)) for _ in range(3))
    secret = await hash_password(password)
    async with database.transaction() as tx:
        await tx.execute("SET LOCAL statement_timeout = 0")
        clock = Clock(tx)
        await clock.start()
        people = People(tx, clock.real)
        administrator = await people.load_first(secret)
        await load_city(tx, administrator)
        places = await load_places(tx, administrator)
        await people.load_others(secret, places)
        consultation = Consultation(tx, settings, clock, people, places)
        await consultation.play(administrator)
        await clock.settle()
        _write_accounts(settings, people, password)
    log.info("example_city_loaded", accounts=str(settings.data / ACCOUNTS_FILE))
    return True


def _write_accounts(settings: Settings, people: People, password: str) -> None:
    path = settings.data / ACCOUNTS_FILE
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(f"The example people sign in at {settings.base_url}/masuk with the password\n\n    {password}\n\n")
        for what, address in people.examples():
            file.write(f"{what:32} {address}\n")
