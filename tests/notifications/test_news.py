"""What happens in the rooms below is told to whom it concerns: once, never to who did it, and only what may be seen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import msgspec
import pytest

from builders import Desk, decide, make_desk, raise_issue, speak
from loop_scene import make_talked, publish_answers
from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.drafts.actions.rounds import TELL_ROUND, change_round, open_round
from partisipasi.feedback.closing import close_draft, release_interim
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Invalid, NotFound, SignInNeeded
from partisipasi.kit.paging import Cursor
from partisipasi.notifications.choices import choices_of, choose
from partisipasi.notifications.following import Thing, follow
from partisipasi.notifications.queries import Told, count_unread, inbox
from partisipasi.notifications.reading import mark_all_read, mark_read
from partisipasi.notifications.telling import (
    forget_news,
    tell_closing,
    tell_contribution,
    tell_release,
    tell_round,
    tell_round_change,
)
from talk_scene import make_person, make_scene

Job = Callable[[Database, dict[str, int]], Awaitable[None]]


async def told(database: Database, viewer: Viewer) -> list[Told]:
    """What somebody was told, latest first."""
    async with database.transaction(writes=False) as tx:
        return await inbox(tx, viewer, Cursor(), size=50)


async def kinds(database: Database, viewer: Viewer) -> list[str]:
    """The kinds of it."""
    return [one.kind for one in await told(database, viewer)]


async def follower(tx: Transaction, **things: int) -> Viewer:
    """Somebody who follows things."""
    person = await make_person(tx)
    for what, id_ in things.items():
        await follow(tx, person, what=what, thing_id=id_)  # type: ignore[arg-type]
    return person


async def twice(job: Job, database: Database, **payload: int) -> None:
    """Run a job twice, at once, as after a crash: it may tell once only."""
    await asyncio.gather(*(job(database, payload) for _ in range(2)), return_exceptions=True)
    await job(database, payload)


async def _desk(database: Database) -> Desk:
    async with database.transaction() as tx:
        return await make_desk(tx)


@pytest.mark.parametrize("what", ["draft", "topic", "agency"])
async def test_a_round_is_told_when_it_opens_changes_and_is_about_to_close(database: Database, what: Thing) -> None:
    desk = await _desk(database)
    async with database.transaction() as tx:
        thing = {"draft": desk.draft_id, "topic": desk.scene.topic_id, "agency": desk.scene.agency_id}[what]
        person, other = await follower(tx, **{what: thing}), await make_person(tx)
        await follow(tx, desk.chief, what="draft", thing_id=desk.draft_id)
        made = await open_round(
            tx, desk.chief, version_id=desk.scene.version_id, opens_at=None,
            closes_at=tx.now + timedelta(days=20), introduction="Sekali lagi.",
        )  # fmt: skip
    await twice(tell_round, database, round=made.id)
    async with database.transaction() as tx:
        await change_round(tx, desk.chief, round_id=made.id, closes_at=tx.now + timedelta(days=30), reason="Libur.")
        change = await tx.value("SELECT id FROM round_change WHERE round_id = $1", made.id)
    await twice(tell_round_change, database, change=change)
    assert await kinds(database, person) == ["round_extended", "round_opened"]
    assert (await told(database, person))[0].reason == "Libur."
    assert await kinds(database, other) == []
    assert await kinds(database, desk.chief) == []
    for _ in range(2):
        await tell_closing(database)
    assert "round_closing" not in await kinds(database, person)
    async with database.transaction() as tx:
        await tx.execute(
            """UPDATE round SET opens_at = now() - interval '20 days', closes_at = now() + interval '2 days'
               WHERE id = $1""",
            made.id,
        )
    for _ in range(2):
        await tell_closing(database)
    assert await kinds(database, person) == ["round_closing", "round_extended", "round_opened"]
    async with database.transaction() as tx:
        await change_round(tx, desk.chief, round_id=made.id, closes_at=None, reason="Cukup.")
        change = await tx.value("SELECT max(id) FROM round_change WHERE round_id = $1", made.id)
    await twice(tell_round_change, database, change=change)
    assert (await kinds(database, person))[0] == "round_shortened"


async def test_a_round_that_opens_later_is_told_then(database: Database) -> None:
    desk = await _desk(database)
    async with database.transaction() as tx:
        person = await follower(tx, draft=desk.draft_id)
        made = await open_round(
            tx, desk.chief, version_id=desk.scene.version_id, opens_at=tx.now + timedelta(days=2),
            closes_at=tx.now + timedelta(days=20), introduction="Sekali lagi.",
        )  # fmt: skip
        due = await tx.rows(
            """SELECT execute_after > now() + interval '47 hours' AS later FROM pgqueuer
               WHERE entrypoint = $1 AND convert_from(payload, 'UTF8') = $2""",
            TELL_ROUND,
            f'{{"round":{made.id}}}',
        )
    assert due == [{"later": True}]
    await tell_round(database, {"round": made.id})
    assert await kinds(database, person) == []


async def test_replies_official_replies_and_new_input_go_to_whom_they_concern(database: Database) -> None:
    async with database.transaction() as tx:
        desk = await make_desk(tx)
        clause = desk.scene.clauses["pasal-7.ayat-1"]
        voice = await speak(tx, desk.scene)
        fan = await follower(tx, clause=clause)
        reply = await speak(tx, desk.scene, kind="reply", parent=voice)
        office = await speak(tx, desk.scene, kind="official", parent=voice, viewer=desk.analyst)
    assert voice.viewer is not None
    assert reply.viewer is not None
    await twice(tell_contribution, database, contribution=voice.id)
    assert await kinds(database, voice.viewer) == []
    await twice(tell_contribution, database, contribution=reply.id)
    await twice(tell_contribution, database, contribution=office.id)
    assert await kinds(database, voice.viewer) == ["official", "reply"]
    # What follows from one discussion is one line until it is read.
    assert await kinds(database, fan) == ["talk"]
    assert await kinds(database, reply.viewer) == ["talk"]
    [line] = await told(database, fan)
    assert line.clause == "Pasal 7 ayat (1)"
    async with database.transaction() as tx:
        await mark_read(tx, fan, notification_id=line.id)
        later = await speak(tx, desk.scene)
    await twice(tell_contribution, database, contribution=later.id)
    assert await kinds(database, fan) == ["talk", "talk"]


async def test_new_discussions_go_to_who_follows_the_topic(database: Database) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        fan = await follower(tx, topic=scene.topic_id)
        opening = await speak(tx, scene, forum=True)
        answer = await speak(tx, scene, forum=True)
    for voice in (opening, answer):
        await twice(tell_contribution, database, contribution=voice.id)
    assert await kinds(database, fan) == ["thread"]
    assert opening.viewer is not None
    assert await kinds(database, opening.viewer) == ["talk"]


async def test_what_is_hidden_or_not_for_oneself_is_neither_shown_nor_counted(database: Database) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        fan = await follower(tx, clause=scene.clauses["pasal-7.ayat-1"], topic=scene.topic_id)
        voice, opening = await speak(tx, scene), await speak(tx, scene, forum=True)
    for one in (voice, opening):
        await tell_contribution(database, {"contribution": one.id})
    async with database.transaction() as tx:
        assert await count_unread(tx, fan) == 2
        await hide_contribution(tx, contribution_id=voice.id, rule="abuse")
        await tx.execute(
            "UPDATE thread SET audience = 'verified' WHERE topic_id = $1 AND draft_id IS NULL", scene.topic_id
        )
        assert await inbox(tx, fan, Cursor(), size=9) == []
        assert await count_unread(tx, fan) == 0
        hidden = await tx.value("SELECT min(id) FROM notification WHERE account_id = $1", fan.account_id)
        with pytest.raises(NotFound):
            await mark_read(tx, fan, notification_id=hidden)


async def test_a_version_and_its_answers_are_told(database: Database) -> None:
    talked = await make_talked(database)
    async with database.transaction() as tx:
        fans = [
            await follower(tx, draft=talked.desk.draft_id),
            await follower(tx, clause=talked.desk.scene.clauses["pasal-8"]),
            await follower(tx, agency=talked.desk.scene.agency_id, draft=talked.desk.draft_id),
        ]
    published = await publish_answers(database, talked)
    await twice(tell_release, database, release=published.release_id)
    for fan in fans:
        assert await kinds(database, fan) == ["version"]
    for voice in (talked.first, talked.second, talked.hidden):
        assert voice.viewer is not None
        assert await kinds(database, voice.viewer) == ["answered"]
    assert (await told(database, fans[0]))[0].path.endswith("/versi/2")


async def test_single_decisions_go_to_who_follows_the_issue_and_an_end_to_all(database: Database) -> None:
    async with database.transaction() as tx:
        desk = await make_desk(tx)
        voice = await speak(tx, desk.scene, anonymous=True)
        issue = await raise_issue(tx, desk, voice)
        of_issue, of_draft = await follower(tx, issue=issue.id), await follower(tx, draft=desk.draft_id)
        decision = await decide(tx, desk, issue)
        release = await release_interim(
            tx, desk.chief, draft_id=desk.draft_id, decision_ids=[decision], reason="Sudah lama."
        )
    await twice(tell_release, database, release=release)
    [line] = await told(database, of_issue)
    assert (line.kind, line.issue) == ("decided", "M-001")
    assert [one.issue for one in await told(database, of_draft)] == [""]
    async with database.transaction() as tx:
        closing = await close_draft(tx, desk.chief, draft_id=desk.draft_id, how="withdrawn", reason="Tidak jadi.")
    await twice(tell_release, database, release=closing)
    for fan in (of_issue, of_draft):
        assert await kinds(database, fan) == ["closed", "decided"]


async def test_who_wants_to_know_nothing_of_a_kind_is_told_nothing_of_it(database: Database) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        person = await follower(tx, clause=scene.clauses["pasal-7.ayat-1"])
        await choose(tx, person, choices={"talk": "off"})
        voice = await speak(tx, scene)
    await tell_contribution(database, {"contribution": voice.id})
    assert await kinds(database, person) == []


async def test_reading_one_and_all_leaves_what_came_later(database: Database) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        person, other = [await follower(tx, topic=scene.topic_id) for _ in range(2)]
    await _four(database, scene.topic_id)
    lines = await told(database, person)
    assert len(lines) == 4
    async with database.transaction() as tx:
        first = await inbox(tx, person, Cursor(), size=1)
        assert [one.id for one in first] == [one.id for one in lines[:2]]
        assert [one.id for one in await inbox(tx, person, Cursor(before=lines[3].id), size=1)] == [
            lines[2].id,
            lines[1].id,
        ]
        with pytest.raises(NotFound):
            await mark_read(tx, other, notification_id=lines[0].id)
        for _ in range(2):
            assert (await mark_read(tx, person, notification_id=lines[3].id)).id == lines[3].id
        assert await mark_all_read(tx, person, through=lines[1].id) == 2
        assert await count_unread(tx, person) == 1
        assert await count_unread(tx, other) == 4


async def _four(database: Database, topic_id: int) -> None:
    for number in range(4):
        async with database.transaction() as tx:
            person = await make_person(tx)
            contributor = await tx.value(
                "INSERT INTO contributor (account_id) VALUES ($1) RETURNING id", person.account_id
            )
            thread = await tx.value(
                "INSERT INTO thread (topic_id, title, slug) VALUES ($1, $2, 'x') RETURNING id", topic_id, f"Ke-{number}"
            )
            said = await tx.value(
                """INSERT INTO contribution
                     (receipt, thread_id, contributor_id, source, html, markup_version, published_at)
                   VALUES ($1, $2, $3, 'x', 'x', 1, now()) RETURNING id""",
                f"T{topic_id}-{number}",
                thread,
                contributor,
            )
        await tell_contribution(database, {"contribution": said})


async def test_choices_are_ones_own_and_only_what_there_is_to_choose(tx: Transaction) -> None:
    person = await make_person(tx)
    assert (await choices_of(tx, person.account_id or 0))["answers"] == "now"
    await choose(tx, person, choices={"answers": "daily", "talk": "off"})
    await choose(tx, person, choices={"talk": "here"})
    now = await choices_of(tx, person.account_id or 0)
    assert (now["answers"], now["talk"], now["rounds"]) == ("daily", "here", "daily")
    for wrong in ({"answers": "weekly"}, {"gossip": "now"}):
        with pytest.raises(Invalid):
            await choose(tx, person, choices=wrong)
    with pytest.raises(SignInNeeded):
        await choose(tx, msgspec.structs.replace(person, account_id=None), choices={"talk": "here"})


async def test_old_news_is_forgotten(database: Database) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        person = await follower(tx, clause=scene.clauses["pasal-7.ayat-1"])
        voice = await speak(tx, scene)
    await tell_contribution(database, {"contribution": voice.id})
    await forget_news(database)
    assert await kinds(database, person) == ["talk"]
    async with database.transaction() as tx:
        await tx.execute("UPDATE news SET at = now() - interval '2 years' WHERE contribution_id = $1", voice.id)
        await tx.execute(
            "UPDATE notification SET created_at = now() - interval '2 years' WHERE account_id = $1", person.account_id
        )
    await forget_news(database)
    assert await kinds(database, person) == []
    async with database.transaction() as tx:
        assert await tx.value("SELECT count(*) FROM news WHERE contribution_id = $1", voice.id) == 0
