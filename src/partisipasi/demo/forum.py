"""What the example people talk about in the forum."""

from __future__ import annotations

from datetime import datetime

from partisipasi.demo.content import ThreadPlan
from partisipasi.demo.people import People
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.opening import open_thread
from partisipasi.discussions.places import Target
from partisipasi.discussions.supporting import support
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings


class Forum:
    """One thread of the forum, said word by word."""

    def __init__(self, tx: Transaction, settings: Settings, people: People, topic_id: int, thread: ThreadPlan) -> None:
        self._tx = tx
        self._settings = settings
        self._people = people
        self._topic_id = topic_id
        self._thread = thread
        self._thread_id = 0
        self._receipts: dict[int, str] = {}

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
        self._receipts[number] = posted.receipt

    async def support(self, number: int) -> None:
        """Support by those who support it."""
        for key in self._thread.says[number].supports:
            await support(self._tx, await self._people.viewer(key), receipt=self._receipts[number])
