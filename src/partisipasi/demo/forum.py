"""What the example people talk about in the forum."""

from __future__ import annotations

from datetime import datetime

from partisipasi.demo.clock import Clock
from partisipasi.demo.content import ThreadPlan, ThreadStep
from partisipasi.demo.fairness import ACTS, Fairness
from partisipasi.demo.files import file_of
from partisipasi.demo.people import People
from partisipasi.demo.steering import Steering
from partisipasi.discussions.attaching import send_along, take_file
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.opening import open_thread
from partisipasi.discussions.places import Target
from partisipasi.discussions.supporting import support
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings

#: What the database's clock writes of a file.
_STAMPED = "UPDATE attachment SET created_at = $1 WHERE created_at = pg_catalog.transaction_timestamp()"


class Forum:
    """One thread of the forum, said word by word."""

    def __init__(
        self, tx: Transaction, settings: Settings, clock: Clock, people: People, topic_id: int, thread: ThreadPlan
    ) -> None:
        self._tx = tx
        self._settings = settings
        self._clock = clock
        self._people = people
        self._topic_id = topic_id
        self._thread = thread
        self._thread_id = 0
        self._receipts: dict[int, str] = {}
        self._ids: dict[int, int] = {}

    async def say(self, number: int, moment: datetime) -> None:
        """Say the words of this number; the first ones open the thread."""
        words = self._thread.says[number]
        viewer = await self._people.viewer(words.by)
        if number == 0:
            opened = await open_thread(
                self._tx,
                viewer,
                self._settings,
                topic_id=self._topic_id,
                title=self._thread.title,
                body=words.body,
                kind=self._thread.kind,
                audience=self._thread.audience,
                sure=True,
            )
            self._thread_id, posted = opened.id, opened.posted
            await self._tx.execute("UPDATE thread SET created_at = $2 WHERE id = $1", opened.id, moment)
        else:
            posted = await contribute(
                self._tx,
                viewer,
                self._settings,
                target=Target(thread_id=self._thread_id),
                body=words.body,
                kind=words.kind,
                parent=self._receipts[words.parent] if words.parent is not None else None,
                sure=True,
            )
        # Limits on how much one person writes look at this time.
        await self._tx.execute("UPDATE contribution SET created_at = $2 WHERE id = $1", posted.id, moment)
        self._receipts[number], self._ids[number] = posted.receipt, posted.id
        if words.files:
            codes = [
                await take_file(self._tx, viewer, content=file_of(one), name=one.name, alt=one.alt)
                for one in words.files
            ]
            await send_along(self._tx, viewer, contribution_id=posted.id, codes=codes)
            await self._clock.stamp(_STAMPED)

    async def support(self, number: int) -> None:
        """Support by those who support it."""
        for key in self._thread.says[number].supports:
            await support(self._tx, await self._people.viewer(key), receipt=self._receipts[number])

    async def go_on(self, step: ThreadStep) -> None:
        """Let the next thing be done to the thread, or to words of it."""
        if step.act in ACTS:
            fairness = Fairness(self._tx, self._settings, self._clock, self._people)
            await fairness.act(step, receipt=self._receipts[step.number], contribution_id=self._ids[step.number])
        else:
            await Steering(self._tx, self._people, self._thread_id, self._receipts).act(step)
