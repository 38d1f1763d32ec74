"""Being mentioned is told once for each text, to whom it concerns alone, and only while the text may be seen."""

from __future__ import annotations

import asyncio

import pytest

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import Posted, Target, contribute
from partisipasi.discussions.editing import add_words, edit_text
from partisipasi.discussions.mentions import TELL_MENTIONS
from partisipasi.discussions.visibility import hide_contribution, hold_contribution, release_held
from partisipasi.kit.database import Database
from partisipasi.kit.i18n import speaking
from partisipasi.kit.paging import Cursor
from partisipasi.notifications.choices import choose
from partisipasi.notifications.queries import Told, inbox
from partisipasi.notifications.tables import FAMILIES, KINDS
from partisipasi.notifications.telling import tell_contribution, tell_mentions
from partisipasi.settings import Settings
from partisipasi.web.told.words import line_of
from talk_scene import make_person, make_scene


class Talk:
    """A clause on which Budi and Siti have spoken, and what happens there."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.people: dict[str, Viewer] = {}
        self.target = Target()

    async def begin(self) -> Talk:
        """Let both speak."""
        async with self.database.transaction() as tx:
            scene = await make_scene(tx)
            self.target = Target(clause_id=scene.clauses["pasal-7.ayat-1"])
            for name in ("Budi", "Siti", "Tono"):
                self.people[name] = await make_person(tx, name=name)
        for name in ("Budi", "Siti"):
            await self.say(name, f"Ini pendapat saya, {name}.")
        return self

    async def say(self, name: str, body: str, parent: str | None = None) -> Posted:
        """Somebody says something, and the job runs, twice."""
        async with self.database.transaction() as tx:
            posted = await contribute(
                tx, self.people[name], self.settings, target=self.target, body=body, parent=parent
            )
        await self.told_of(posted)
        return posted

    async def told_of(self, posted: Posted) -> None:
        """The job runs, twice at once and once again."""
        payload = {"contribution": posted.id}
        await asyncio.gather(*(tell_contribution(self.database, payload) for _ in range(2)), return_exceptions=True)
        await tell_contribution(self.database, payload)

    async def changed(self) -> None:
        """The jobs of edits and additions run, twice."""
        async with self.database.transaction() as tx:
            due = await tx.rows(
                """SELECT c.id AS contribution, nullif(q.payload ->> 'addition', 'null')::bigint AS addition
                   FROM (SELECT convert_from(payload, 'UTF8')::json AS payload FROM pgqueuer WHERE entrypoint = $1) q
                   JOIN contribution c ON c.id = (q.payload ->> 'contribution')::bigint
                   WHERE c.clause_id = $2""",
                TELL_MENTIONS,
                self.target.clause_id,
            )
        for payload in due * 2:
            await tell_mentions(self.database, payload)

    async def told(self, name: str) -> list[Told]:
        """What somebody was told of people, latest first."""
        async with self.database.transaction(writes=False) as tx:
            found = await inbox(tx, self.people[name], Cursor(), size=50)
        return [one for one in found if one.kind in {"mention", "reply"}]


@pytest.fixture
async def talk(database: Database, settings: Settings) -> Talk:
    """The talk."""
    return await Talk(database, settings).begin()


async def test_who_is_mentioned_is_told_once_and_where(talk: Talk) -> None:
    posted = await talk.say("Tono", "Saya ingin tahu, @Budi dan lagi @Budi, @Tono, @Tidak Ada.")
    [line] = await talk.told("Budi")
    assert (line.kind, line.family, line.path) == ("mention", "mentions", f"/masukan/{posted.receipt}/di")
    with speaking("en"):
        assert line_of(line) == "Somebody has mentioned you on Pasal 7 ayat (1)"
    assert await talk.told("Siti") == [] and await talk.told("Tono") == []


async def test_a_reply_that_mentions_whom_it_answers_is_one_thing_to_be_told(talk: Talk) -> None:
    first = await talk.say("Budi", "Satu lagi dari saya, Budi.")
    await talk.say("Tono", "Benar, @Budi, dan @Siti juga.", parent=first.receipt)
    assert [one.kind for one in await talk.told("Budi")] == ["reply"]
    assert [one.kind for one in await talk.told("Siti")] == ["mention"]


async def test_an_edit_tells_those_newly_mentioned_and_an_addition_tells_anew(talk: Talk) -> None:
    posted = await talk.say("Tono", "Bagaimana, @Budi?")
    async with talk.database.transaction() as tx:
        body = "Bagaimana, @Budi dan @Siti?"
        await edit_text(tx, talk.people["Tono"], talk.settings, receipt=posted.receipt, body=body)
    await talk.changed()
    assert [len(await talk.told(name)) for name in ("Budi", "Siti")] == [1, 1]
    async with talk.database.transaction() as tx:
        await add_words(tx, talk.people["Tono"], talk.settings, receipt=posted.receipt, body="Belum jelas, @Budi.")
    await talk.changed()
    assert [len(await talk.told(name)) for name in ("Budi", "Siti")] == [2, 1]


async def test_what_is_held_or_hidden_tells_nobody(talk: Talk) -> None:
    async with talk.database.transaction() as tx:
        posted = await contribute(tx, talk.people["Tono"], talk.settings, target=talk.target, body="Nah, @Budi.")
        await hold_contribution(tx, contribution_id=posted.id, reason="reported")
    await talk.told_of(posted)
    assert await talk.told("Budi") == []
    async with talk.database.transaction() as tx:
        await release_held(tx, contribution_id=posted.id)
    await talk.told_of(posted)
    assert len(await talk.told("Budi")) == 1
    async with talk.database.transaction() as tx:
        await hide_contribution(tx, contribution_id=posted.id, rule="abuse")
    assert await talk.told("Budi") == []


async def test_who_wants_no_mentions_is_told_of_none_but_still_hears_of_the_talk(talk: Talk) -> None:
    async with talk.database.transaction() as tx:
        await choose(tx, talk.people["Budi"], choices={"mentions": "off"})
    await talk.say("Tono", "Apa pendapat Anda, @Budi?")
    assert await talk.told("Budi") == []
    async with talk.database.transaction(writes=False) as tx:
        assert "talk" in [one.kind for one in await inbox(tx, talk.people["Budi"], Cursor(), size=9)]


async def test_the_database_knows_every_kind_and_family(database: Database) -> None:
    async with database.transaction(writes=False) as tx:
        rules = {
            row["name"]: row["rule"]
            for row in await tx.rows(
                """SELECT conname AS name, pg_get_constraintdef(oid) AS rule FROM pg_constraint
                   WHERE conname IN ('ck_news_kind', 'ck_news_family', 'ck_notification_choice_family')"""
            )
        }
    assert len(rules) == 3
    assert all(f"'{kind}'" in rules["ck_news_kind"] for kind in KINDS)
    for name in ("ck_news_family", "ck_notification_choice_family"):
        assert all(f"'{family}'" in rules[name] for family in FAMILIES)
