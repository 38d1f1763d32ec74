"""The life of a draft from its opening to its end: each act makes its news due by itself, and everybody hears of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from builders import Desk, Voice, change_of, decide, make_concept, make_desk, raise_issue
from partisipasi.accounts.rights import Viewer
from partisipasi.app import job_handlers
from partisipasi.discussions.contributing import Posted, Target, contribute
from partisipasi.discussions.opening import open_thread
from partisipasi.drafts.actions.rounds import change_round, open_round
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.closing import close_draft, release_interim
from partisipasi.feedback.publishing import publish_version
from partisipasi.kit.database import Database
from partisipasi.kit.i18n import LANGUAGES, speaking
from partisipasi.kit.mail import SEND_MAIL
from partisipasi.kit.paging import Cursor
from partisipasi.notifications.following import follow
from partisipasi.notifications.queries import Told, inbox
from partisipasi.notifications.tables import FAMILIES
from partisipasi.notifications.telling import tell_closing
from partisipasi.settings import Settings
from partisipasi.web.told.words import line_of, place_of
from talk_scene import make_person

DAY = timedelta(days=1)
#: What there is to tell of a draft's life; what moderation, agencies and musyawarah tell, their own tests play.
OF_A_DRAFT = {
    *(kind for family in ("answers", "replies", "mentions", "rounds", "drafts") for kind in FAMILIES[family]),
    "talk",
    "thread",
}
ENDS = {
    "enacted": "The draft has been enacted",
    "withdrawn": "The draft has been withdrawn",
    "unchanged": "The draft has ended without a new text",
}


class Life:
    """A draft, and who follows it, speaks on it, and is mentioned."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.handlers = job_handlers(settings, database)
        self.desk: Desk
        self.fan: Viewer
        self.speaker: Viewer
        self.other: Viewer

    async def begin(self) -> Life:
        """People and a draft whose first round is over."""
        async with self.database.transaction() as tx:
            self.desk = await make_desk(tx)
            self.fan, self.speaker, self.other = [await make_person(tx, name=name) for name in ("Eka", "Budi", "Siti")]
            await follow(tx, self.fan, what="draft", thing_id=self.desk.draft_id)
            await follow(tx, self.fan, what="topic", thing_id=self.desk.scene.topic_id)
            await follow(tx, self.fan, what="clause", thing_id=self.desk.scene.clauses["pasal-7.ayat-1"])
        return self

    async def work(self) -> None:
        """What the acts made due is done, but the sending of mails."""
        async with self.database.transaction() as tx:
            due: list[dict[str, Any]] = await tx.rows(
                """DELETE FROM pgqueuer WHERE execute_after <= now() AND entrypoint <> $1
                   RETURNING id, entrypoint, payload""",
                SEND_MAIL,
            )
        for job in sorted(due, key=lambda row: row["id"]):
            await self.handlers[job["entrypoint"]](msgspec.json.decode(job["payload"]))

    async def told(self, viewer: Viewer) -> list[Told]:
        """What somebody was told, first one first, once all work is done."""
        await self.work()
        async with self.database.transaction(writes=False) as tx:
            return (await inbox(tx, viewer, Cursor(), size=99))[::-1]

    async def say(self, viewer: Viewer, body: str, *, parent: str | None = None, kind: str = "comment") -> Posted:
        """Something is said on a clause."""
        target = Target(clause_id=self.desk.scene.clauses["pasal-7.ayat-1"])
        async with self.database.transaction() as tx:
            return await contribute(tx, viewer, self.settings, target=target, body=body, parent=parent, kind=kind)

    async def round(self) -> None:
        """A round opens, is extended, comes near its end, and is closed early; meanwhile people speak."""
        async with self.database.transaction() as tx:
            made = await open_round(
                tx, self.desk.chief, version_id=self.desk.scene.version_id, opens_at=None,
                closes_at=tx.now + 9 * DAY, introduction="Potongan turun.",
            )  # fmt: skip
        await self.work()
        async with self.database.transaction() as tx:
            await change_round(
                tx, self.desk.chief, round_id=made.id, closes_at=tx.now + 20 * DAY, reason="Banyak yang meminta."
            )
        await self.work()
        self.posted = await self.say(self.speaker, "Potongan ini terlalu besar.")
        await self.say(self.other, "Saya kira tidak.", parent=self.posted.receipt)
        await self.say(self.speaker, "Mengapa tidak, @Siti?")
        await self.say(self.desk.analyst, "Terima kasih, kami catat.", parent=self.posted.receipt, kind="official")
        async with self.database.transaction() as tx:
            await open_thread(
                tx, self.other, self.settings, topic_id=self.desk.scene.topic_id, title="Antrean di loket",
                body="Antrean di loket terlalu panjang.",
            )  # fmt: skip
        await self.work()
        async with self.database.transaction() as tx:
            await tx.execute(
                """UPDATE round SET opens_at = now() - interval '9 days', closes_at = now() + interval '2 days'
                   WHERE id = $1""",
                made.id,
            )
        await tell_closing(self.database)
        async with self.database.transaction() as tx:
            await change_round(tx, self.desk.chief, round_id=made.id, closes_at=None, reason="Sudah cukup.")

    async def answers(self) -> None:
        """One answer is given early, the others with the next version."""
        async with self.database.transaction() as tx:
            second = await tx.value("SELECT receipt FROM contribution WHERE source LIKE 'Mengapa%'")
            early = await raise_issue(tx, self.desk, Voice(0, self.posted.receipt, self.speaker))
            decision = await decide(tx, self.desk, early)
            await release_interim(
                tx, self.desk.chief, draft_id=self.desk.draft_id, decision_ids=[decision], reason="Sudah jelas."
            )
        await self.work()
        async with self.database.transaction() as tx:
            late = await raise_issue(tx, self.desk, Voice(0, second, self.speaker), title="Mengapa?")
            await decide(tx, self.desk, late)
            version_id = await make_concept(tx, self.desk, {"pasal-8": "Kepala perangkat daerah wajib membina."})
            await set_change(
                tx,
                self.desk.analyst,
                change_id=await change_of(tx, version_id, "pasal-8"),
                cause="editorial",
                explanation="Diringkas.",
                decision_ids=[],
            )
            await publish_version(tx, self.desk.chief, version_id=version_id, introduction="Versi kedua.")


@pytest.fixture
async def life(fresh_database: Database, settings: Settings) -> Life:
    """A life about to begin."""
    return await Life(fresh_database, settings).begin()


@pytest.mark.parametrize("how", ENDS)
async def test_everything_that_happens_is_told_to_whom_it_concerns(life: Life, how: str) -> None:
    await life.round()
    await life.answers()
    await life.work()
    async with life.database.transaction() as tx:
        await close_draft(tx, life.desk.deputy, draft_id=life.desk.draft_id, how=how, reason="Sudah selesai.")
    fan, speaker, other = [await life.told(one) for one in (life.fan, life.speaker, life.other)]
    assert [one.kind for one in fan] == [
        "round_opened", "round_extended", "talk", "thread", "round_closing", "round_shortened", "decided", "version",
        "closed",
    ]  # fmt: skip
    assert [one.reason for one in fan if one.reason] == [
        "Banyak yang meminta.", "Sudah cukup.", "Sudah jelas.", "Sudah selesai.",
    ]  # fmt: skip
    own = [one.kind for one in speaker]
    assert {"reply", "official", "answered", "closed"} <= set(own), "who posts follows"
    assert own.count("answered") == 2 and own.count("reply") == own.count("official") == 1
    assert [one.kind for one in other].count("mention") == 1
    everything = [*fan, *speaker, *other]
    # Feedback on services, and what befalls a thread, have lives of their own.
    apart = {*FAMILIES["services"], "thread_changed", "thread_concluded"}
    assert {one.kind for one in everything} == OF_A_DRAFT - apart
    with speaking("en"):
        assert line_of(fan[-1]) == ENDS[how]
    for language in LANGUAGES:
        with speaking(language):
            for one in everything:
                assert line_of(one) and (place_of(one) or one.kind == "thread") and one.path.startswith("/")
    async with life.database.transaction() as tx:
        for told in (fan, speaker, other):
            assert len({one.id for one in told}) == len(told)
        assert (
            await tx.value("SELECT count(*) FROM notification GROUP BY news_id, account_id HAVING count(*) > 1") is None
        )
