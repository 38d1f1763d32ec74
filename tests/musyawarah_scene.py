"""A musyawarah to act in: its leader, people who take part, and shortcuts through the ordinary actions."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import STANCE_OF_SIDE, Posted, contribute
from partisipasi.discussions.places import Target
from partisipasi.kit.database import Transaction
from partisipasi.musyawarah.answering import answer_check
from partisipasi.musyawarah.conclusions import add_line, propose_conclusion
from partisipasi.musyawarah.opening import open_musyawarah
from partisipasi.musyawarah.queries import Panel, panel_of
from partisipasi.settings import Settings
from talk_scene import Scene, make_person, make_scene

WORDING = "Kantor kecamatan membuka loket sampai pukul 17.00 dua hari seminggu."


class Musyawarah(msgspec.Struct):
    """An open musyawarah and who leads it."""

    scene: Scene
    leader: Viewer
    thread_id: int
    slug: str
    settings: Settings

    @property
    def path(self) -> str:
        """Address of its page."""
        return f"/diskusi/{self.thread_id}-{self.slug}"

    async def argue(
        self, tx: Transaction, who: Viewer, side: str, body: str = "Karena begitu di tempat kami."
    ) -> Posted:
        """An argument on a side."""
        return await contribute(
            tx, who, self.settings, target=Target(thread_id=self.thread_id), body=body, kind="argument",
            stance=STANCE_OF_SIDE[side],
        )  # fmt: skip

    async def answer(
        self, tx: Transaction, who: Viewer, choice: str, reason: str = "Saya bekerja sampai sore.", seen: int = 1
    ) -> None:
        """An answer to the check."""
        await answer_check(tx, who, self.settings, thread_id=self.thread_id, seen=seen, choice=choice, reason=reason)

    async def conclude(self, tx: Transaction, *receipts: str) -> int:
        """A proposed conclusion of one line, which cites these; gives the line's id."""
        line = await add_line(
            tx, self.leader, thread_id=self.thread_id, part="agreed", body="Loket buka sampai sore.", receipts=receipts
        )
        await propose_conclusion(tx, self.leader, thread_id=self.thread_id)
        return line

    async def panel(self, tx: Transaction, viewer: Viewer | None = None) -> Panel:
        """The musyawarah at a glance."""
        found = await panel_of(tx, viewer or Viewer(), self.thread_id)
        assert found is not None
        return found

    async def counts(self, tx: Transaction) -> tuple[int, int, int]:
        """Who agrees, doubts, objects."""
        panel = await self.panel(tx)
        return panel.agree, panel.unsure, panel.object


async def make_musyawarah(tx: Transaction, settings: Settings) -> Musyawarah:
    """An officer opens a musyawarah."""
    scene = await make_scene(tx)
    leader = await make_person(tx, name="Fasilitator", role="officer")
    opened = await open_musyawarah(
        tx, leader, settings, topic_id=scene.topic_id, question="Sampai jam berapa loket kecamatan buka?",
        background="Banyak warga bekerja sampai sore.", wording=WORDING,
    )  # fmt: skip
    return Musyawarah(scene, leader, opened.id, opened.slug, settings)


async def age_conclusion(tx: Transaction, thread_id: int, seconds: float) -> None:
    """Let the conclusion have been proposed this long ago, to the microsecond."""
    await tx.execute(
        """UPDATE conclusion SET proposed_at = now() - make_interval(secs => $2),
                  contest_until = now() - make_interval(secs => $2) + interval '7 days'
           WHERE thread_id = $1 AND withdrawn_at IS NULL""",
        thread_id,
        seconds,
    )
