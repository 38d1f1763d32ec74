"""How the example agencies serve: their lists of services, and what became of what people told them."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.demo.content import read
from partisipasi.demo.people import People
from partisipasi.demo.places import Places
from partisipasi.kit.database import Transaction
from partisipasi.service.answering import answer_case, mark_elsewhere
from partisipasi.service.judging import judge_case
from partisipasi.service.offering import add_service
from partisipasi.service.opening import OpenedCase, open_case
from partisipasi.settings import Settings


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """A service of an agency."""

    key: str
    agency: str
    topic: str
    name: str
    description: str


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a case on a day: an answer (`status`), a verdict (`resolved`), or else a moderator's mark."""

    day: int
    by: str
    clock: str = "10:00"
    status: str = ""
    on: int | None = None
    elsewhere: str | None = None
    resolved: bool | None = None
    body: str = ""


class ToldCase(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody told an agency, and what became of it. Without a service it is one that is not in the list."""

    agency: str
    by: str
    day: int
    place: str
    happened: str
    service: str | None = None
    clock: str = "09:00"
    before: int = 1
    better: str = ""
    steps: list[Step] = []


class Plan(msgspec.Struct, frozen=True):
    """All of it."""

    services: list[Offered]
    cases: list[ToldCase]


class Serving:
    """Plays the services of the example."""

    def __init__(self, tx: Transaction, settings: Settings, people: People, places: Places, today: date) -> None:
        self._tx = tx
        self._settings = settings
        self._people = people
        self._places = places
        self._today = today
        self._services: dict[str, int] = {}
        self._opened: dict[int, OpenedCase] = {}
        self.plan = read("services", Plan)

    async def offer(self, administrator: Viewer) -> None:
        """Make the lists of services."""
        for one in self.plan.services:
            self._services[one.key] = await add_service(
                self._tx,
                administrator,
                agency_id=self._places.agencies[one.agency],
                topic_id=self._places.topics[one.topic],
                name=one.name,
                description=one.description,
            )

    async def tell(self, number: int) -> None:
        """Open the case of this number."""
        told = self.plan.cases[number]
        self._opened[number] = await open_case(
            self._tx,
            await self._people.viewer(told.by),
            self._settings,
            agency_id=self._places.agencies[told.agency],
            service_id=self._services[told.service] if told.service else None,
            place=told.place,
            happened_on=self._today + timedelta(days=told.day - told.before),
            happened=told.happened,
            better=told.better,
        )
        await self._set_back(number)

    async def go_on(self, number: int, step: Step) -> None:
        """Let the next thing happen to a case."""
        opened, viewer = self._opened[number], await self._people.viewer(step.by)
        steps = await self._tx.value("SELECT steps FROM service_case WHERE thread_id = $1", opened.thread_id)
        if step.resolved is not None:
            receipt = opened.posted.receipt
            await judge_case(
                self._tx, viewer, self._settings, receipt=receipt, resolved=step.resolved, body=step.body, steps=steps
            )
        elif step.status:
            await answer_case(
                self._tx,
                viewer,
                self._settings,
                thread_id=opened.thread_id,
                status=step.status,
                body=step.body,
                on_day=self._today + timedelta(days=step.on) if step.on is not None else None,
                elsewhere=step.elsewhere,
                steps=steps,
            )
        else:
            await mark_elsewhere(
                self._tx,
                viewer,
                thread_id=opened.thread_id,
                elsewhere=step.elsewhere or "other",
                reason=step.body,
                steps=steps,
            )
        await self._set_back(number)

    async def _set_back(self, number: int) -> None:
        # Limits on how much one person writes look at this time.
        await self._tx.execute(
            "UPDATE contribution SET created_at = published_at WHERE thread_id = $1 AND published_at IS NOT NULL",
            self._opened[number].thread_id,
        )
