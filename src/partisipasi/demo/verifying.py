"""Who of the example people is verified as a civil servant, and by what."""

from __future__ import annotations

from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.verifying import add_to_roster, set_domains, verify_account, verify_self
from partisipasi.demo.people import People
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings

_DOMAIN = "kota.example.org"
#: By their office address, by the roster, by hand.
_BY_DOMAIN, _BY_ROSTER, _BY_HAND = (
    ("dewi-lubis", "rizky-pohan"),
    ("olo-marbun", "samuel-sembiring"),
    ("desi-ratnasari",),
)


async def verify_people(tx: Transaction, administrator: Viewer, settings: Settings, people: People) -> None:
    """Let the city know its offices' domain and a roster, and verify some people, each in one of the three ways."""
    await set_domains(tx, administrator, domains=_DOMAIN)
    addresses = "\n".join(people[key].email or "" for key in _BY_ROSTER)
    await add_to_roster(tx, administrator, settings, addresses=addresses)
    for key in (*_BY_DOMAIN, *_BY_ROSTER):
        await verify_self(tx, await people.viewer(key), settings)
    for key in _BY_HAND:
        await verify_account(tx, administrator, account_id=people.account(key))
