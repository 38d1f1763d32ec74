"""How the example's moderators steer a discussion, and who asked a question accepts its answer."""

from __future__ import annotations

from collections.abc import Mapping

from partisipasi.demo.content import ThreadStep
from partisipasi.demo.people import People
from partisipasi.discussions.accepting import accept_answer
from partisipasi.discussions.steering.closing import conclude_thread
from partisipasi.discussions.steering.pinning import pin_thread
from partisipasi.discussions.steering.slowing import slow_thread
from partisipasi.discussions.steering.splitting import split_thread
from partisipasi.discussions.steering.texts import summarise_thread
from partisipasi.kit.database import Transaction


class Steering:
    """One thread, steered step by step."""

    def __init__(self, tx: Transaction, people: People, thread_id: int, receipts: Mapping[int, str]) -> None:
        self._tx = tx
        self._people = people
        self._thread_id = thread_id
        self._receipts = receipts

    async def act(self, step: ThreadStep) -> None:
        """Do what a step says.

        Raises:
            ValueError: there is no such act.
        """
        viewer = await self._people.viewer(step.by)
        tx, thread_id, words = self._tx, self._thread_id, self._cited(step.text)
        match step.act:
            case "slow":
                await slow_thread(tx, viewer, thread_id=thread_id, seconds=step.seconds, reason=words)
            case "split":
                receipts = [self._receipts[number] for number in step.numbers]
                await split_thread(tx, viewer, thread_id=thread_id, receipts=receipts, title=step.title, reason=words)
            case "pin":
                await pin_thread(tx, viewer, thread_id=thread_id, on=True, reason=words)
            case "summarise":
                await summarise_thread(tx, viewer, thread_id=thread_id, summary=words)
            case "conclude":
                await conclude_thread(tx, viewer, thread_id=thread_id, conclusion=words)
            case "accept":
                await accept_answer(tx, viewer, receipt=self._receipts[step.number])
            case _:
                raise ValueError(step.act)

    def _cited(self, text: str) -> str:
        """A text with receipts for numbers."""
        for number, receipt in self._receipts.items():
            text = text.replace(f"{{{number}}}", receipt)
        return text
