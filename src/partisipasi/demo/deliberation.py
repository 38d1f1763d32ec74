"""The musyawarah of the example: arguments, answers to one wording and then to another, a conclusion in three lists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

import msgspec

from partisipasi.demo.agencies import decide_issue
from partisipasi.demo.clock import Clock, Event
from partisipasi.demo.content import read
from partisipasi.demo.people import People
from partisipasi.demo.places import Places
from partisipasi.discussions.contributing import STANCE_OF_SIDE, contribute
from partisipasi.discussions.places import Target
from partisipasi.discussions.supporting import support
from partisipasi.kit.database import Transaction
from partisipasi.musyawarah.answering import answer_check
from partisipasi.musyawarah.conclusions import add_line, propose_conclusion
from partisipasi.musyawarah.contesting import contest_line, decide_contested
from partisipasi.musyawarah.finishing import finish_due, note_issue
from partisipasi.musyawarah.opening import open_musyawarah
from partisipasi.musyawarah.wordings import change_wording
from partisipasi.settings import Settings

#: What columns of these acts take from the database's clock.
_STAMPED: Final = (
    "UPDATE wording SET at = $1 WHERE at = pg_catalog.transaction_timestamp()",
    "UPDATE temperature SET at = $1 WHERE at = pg_catalog.transaction_timestamp()",
    "UPDATE conclusion SET begun_at = $1 WHERE begun_at = pg_catalog.transaction_timestamp()",
    "UPDATE line_wording SET at = $1 WHERE at = pg_catalog.transaction_timestamp()",
    "UPDATE contest SET at = $1 WHERE at = pg_catalog.transaction_timestamp()",
)


class Argument(msgspec.Struct):
    """An argument on a side."""

    by: str
    side: str
    day: int
    time: str
    body: str
    supports: list[str]


class Answer(msgspec.Struct):
    """An answer to a wording."""

    by: str
    wording: int
    choice: str
    day: int
    time: str
    reason: str


class Rewording(msgspec.Struct):
    """The wording that came after the first."""

    day: int
    time: str
    body: str
    reason: str


class LinePlan(msgspec.Struct):
    """A line of the conclusion. `cites`: arguments it rests on, counted from 0."""

    part: str
    body: str
    cites: list[int]


class ContestPlan(msgspec.Struct):
    """That a line was contested, and what became of it."""

    by: str
    line: int
    day: int
    time: str
    body: str
    outcome: str
    decided_day: int
    reason: str
    amended: str


class PlacedPlan(msgspec.Struct):
    """That a line became an issue of the agency, and what was decided on it."""

    line: int
    day: int
    title: str
    summary: str
    approver: str
    outcome: str
    reason: str


class ConclusionPlan(msgspec.Struct):
    """The conclusion."""

    day: int
    time: str
    introduction: str
    lines: list[LinePlan]
    contest: ContestPlan
    placed: PlacedPlan


class MusyawarahPlan(msgspec.Struct):
    """One musyawarah, led by who opens it."""

    topic: str
    by: str
    day: int
    time: str
    question: str
    background: str
    wording: str
    arguments: list[Argument]
    answers: list[Answer]
    agency: str = ""
    rewording: Rewording | None = None
    conclusion: ConclusionPlan | None = None


class Musyawarah:
    """One musyawarah, held."""

    def __init__(
        self, tx: Transaction, settings: Settings, clock: Clock, people: People, places: Places, plan: MusyawarahPlan
    ) -> None:
        self._tx = tx
        self._settings = settings
        self._clock = clock
        self._people = people
        self._places = places
        self._plan = plan
        self._thread_id = 0
        self._receipts: list[str] = []
        self._lines: list[int] = []

    def events(self) -> Iterator[tuple[int, str, Event]]:
        """What happens, with its day and time."""
        plan = self._plan
        yield plan.day, plan.time, self._open
        for argument in plan.arguments:
            yield argument.day, argument.time, partial(self._argue, argument)
        for answer in plan.answers:
            yield answer.day, answer.time, partial(self._answer, answer)
        if plan.rewording:
            yield plan.rewording.day, plan.rewording.time, partial(self._reword, plan.rewording)
        if plan.conclusion:
            made = plan.conclusion
            yield made.day, made.time, partial(self._conclude, made)
            yield made.contest.day, made.contest.time, partial(self._contest, made.contest)
            yield made.contest.decided_day, "10:00", partial(self._settle, made.contest)
            yield made.placed.day, "10:00", partial(self._place, made)

    async def _open(self) -> None:
        opened = await open_musyawarah(
            self._tx,
            await self._people.viewer(self._plan.by),
            self._settings,
            topic_id=self._places.topics[self._plan.topic],
            question=self._plan.question,
            background=self._plan.background,
            wording=self._plan.wording,
            sure=True,
        )
        self._thread_id = opened.id
        await self._set_back()

    async def _argue(self, argument: Argument) -> None:
        posted = await contribute(
            self._tx,
            await self._people.viewer(argument.by),
            self._settings,
            target=Target(thread_id=self._thread_id),
            body=argument.body,
            kind="argument",
            stance=STANCE_OF_SIDE[argument.side],
            sure=True,
        )
        self._receipts.append(posted.receipt)
        for key in argument.supports:
            await support(self._tx, await self._people.viewer(key), receipt=posted.receipt)
        await self._set_back()

    async def _answer(self, answer: Answer) -> None:
        await answer_check(
            self._tx,
            await self._people.viewer(answer.by),
            self._settings,
            thread_id=self._thread_id,
            seen=answer.wording,
            choice=answer.choice,
            reason=answer.reason,
            sure=True,
        )
        await self._set_back()

    async def _reword(self, rewording: Rewording) -> None:
        await change_wording(
            self._tx,
            await self._people.viewer(self._plan.by),
            self._settings,
            thread_id=self._thread_id,
            seen=1,
            body=rewording.body,
            reason=rewording.reason,
            sure=True,
        )
        await self._set_back()

    async def _conclude(self, made: ConclusionPlan) -> None:
        leader = await self._people.viewer(self._plan.by)
        for line in made.lines:
            receipts = [self._receipts[number] for number in line.cites]
            self._lines.append(
                await add_line(
                    self._tx, leader, thread_id=self._thread_id, part=line.part, body=line.body, receipts=receipts
                )
            )
        await propose_conclusion(self._tx, leader, thread_id=self._thread_id, introduction=made.introduction)
        await self._set_back()

    async def _contest(self, contest: ContestPlan) -> None:
        await contest_line(
            self._tx,
            await self._people.viewer(contest.by),
            self._settings,
            thread_id=self._thread_id,
            line_id=self._lines[contest.line],
            body=contest.body,
            sure=True,
        )
        await self._set_back()

    async def _settle(self, contest: ContestPlan) -> None:
        """The seven days are over: the conclusion is final, and what was contested is decided."""
        await finish_due(self._tx)
        await decide_contested(
            self._tx,
            await self._people.viewer(self._plan.by),
            thread_id=self._thread_id,
            line_id=self._lines[contest.line],
            seen=1,
            outcome=contest.outcome,
            reason=contest.reason,
            part="agreed",
            body=contest.amended,
        )
        await self._set_back()

    async def _place(self, made: ConclusionPlan) -> None:
        """A line becomes an issue of the agency, and two officers decide on it."""
        tx, placed = self._tx, made.placed
        leader = await self._people.viewer(self._plan.by)
        issue_id = await decide_issue(
            tx,
            leader,
            await self._people.viewer(placed.approver),
            agency_id=self._places.agencies[self._plan.agency],
            title=placed.title,
            summary=placed.summary,
            receipts=[self._receipts[number] for number in made.lines[placed.line].cites],
            outcome=placed.outcome,
            reason=placed.reason,
        )
        await note_issue(tx, leader, thread_id=self._thread_id, line_id=self._lines[placed.line], issue_id=issue_id)

    async def _set_back(self) -> None:
        # Limits on how much one person writes look at this time.
        await self._tx.execute(
            "UPDATE contribution SET created_at = published_at WHERE thread_id = $1 AND published_at IS NOT NULL",
            self._thread_id,
        )
        await self._clock.stamp(*_STAMPED)


def musyawarah_plans() -> list[MusyawarahPlan]:
    """All of them."""
    return read("musyawarah", list[MusyawarahPlan])
