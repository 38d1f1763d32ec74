"""The example people: accounts with confirmed addresses, roles, and the one password they share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.rights import SYSTEM, Viewer
from partisipasi.accounts.roles import grant_role
from partisipasi.accounts.tables import Account, Credential, EmailAddress
from partisipasi.demo.content import Person, read
from partisipasi.demo.places import Places
from partisipasi.kit.database import Transaction

#: Roles that whoever tries the example signs in for.
_STAFF = frozenset({"administrator", "moderator", "officer", "reader"})


class People:
    """Everybody by key."""

    def __init__(self, tx: Transaction, now: datetime) -> None:
        self._tx = tx
        self._joined = now - timedelta(days=240)
        self._plans = {person.key: person for person in read("people", list[Person])}
        self._ids: dict[str, int] = {}

    def __getitem__(self, key: str) -> Person:
        return self._plans[key]

    def __iter__(self) -> Iterator[Person]:
        return iter(self._plans.values())

    async def viewer(self, key: str) -> Viewer:
        """Somebody as a viewer, with the roles they hold now."""
        return await viewer_of_account(self._tx, self._ids[key])

    def account(self, key: str) -> int:
        """The id of somebody's account."""
        return self._ids[key]

    async def load_first(self, secret: str) -> Viewer:
        """Make the first administrator, who makes the rest."""
        first = next(person for person in self if "administrator" in person.roles)
        await self._make(first, secret)
        await grant_role(self._tx, SYSTEM, account_id=self._ids[first.key], role="administrator")
        return await self.viewer(first.key)

    async def load_others(self, secret: str, places: Places) -> None:
        """Make everybody else who has an address, and give the roles."""
        for person in self:
            if person.key in self._ids:
                continue
            if person.email is not None:
                await self._make(person, secret)
            for role in person.roles if person.key in self._ids else ():
                await self._give(person, role, places)

    def examples(self) -> Iterator[tuple[str, str]]:
        """What to sign in as, and the address: staff first, with their places in teams, then some residents."""
        residents = 0
        for person in self:
            roles = [role for role in person.roles if role in _STAFF]
            places = sorted({role for place in person.team for role in place.roles})
            if roles and person.email:
                yield f"{', '.join(roles)}{': ' + ', '.join(places) if places else ''}", person.email
        for person in self:
            if person.email and person.roles == ["citizen"] and person.kind == "person" and residents < 3:
                residents += 1
                yield "resident", person.email

    async def _make(self, person: Person, secret: str) -> None:
        account = await self._tx.add(Account(display_name=person.display_name, created_at=self._joined))
        await self._tx.add(
            EmailAddress(account_id=account.id, address=(person.email or "").lower(), confirmed_at=self._joined)
        )
        await self._tx.add(Credential(account_id=account.id, kind="password", secret=secret))
        self._ids[person.key] = account.id

    async def _give(self, person: Person, role: str, places: Places) -> None:
        if role == "citizen":
            return
        if role == "officer" and person.serves:
            agency_id = places.agencies[person.serves]
            await grant_role(self._tx, SYSTEM, account_id=self._ids[person.key], role=role, agency_id=agency_id)
            return
        topics: list[int | None] = [places.topics[key] for key in person.topics] if role == "moderator" else []
        for topic_id in topics or [None]:
            await grant_role(self._tx, SYSTEM, account_id=self._ids[person.key], role=role, topic_id=topic_id)
