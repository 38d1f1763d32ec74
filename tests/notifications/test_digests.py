"""Mails about what happened: one a day, none where there is nothing, nothing twice, nothing that may not be seen."""

from __future__ import annotations

import asyncio
import email
from collections.abc import Sequence
from datetime import UTC, datetime
from email.policy import default
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from aiosmtplib.email import flatten_message

from builders import speak
from loop_scene import FIRST, make_talked, publish_answers
from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.kit.database import Database
from partisipasi.kit.errors import Invalid, NotFound
from partisipasi.kit.mail import Due, Letter, compose, send_mail
from partisipasi.notifications.choices import choices_of, choose, stop_mails
from partisipasi.notifications.digests import Digest, Write, last_hour, mail_at_once, mail_daily
from partisipasi.notifications.following import follow
from partisipasi.notifications.news import tell
from partisipasi.notifications.notices import mail_notices
from partisipasi.notifications.subscribing import (
    ask_for_mail,
    begin_mail,
    end_mail,
    subscriptions,
    tidy_subscriptions,
)
from partisipasi.notifications.tables import News
from partisipasi.notifications.telling import tell_contribution, tell_release
from partisipasi.settings import Settings
from partisipasi.site.context import Site
from partisipasi.web.answers.letters import write_notice
from partisipasi.web.told.letters import write_digest
from people import new_address
from talk_scene import Scene, make_person, make_scene

JAKARTA = ZoneInfo("Asia/Jakarta")


async def mails(database: Database, *, account: Viewer | None = None, address: str = "") -> list[dict[str, str]]:
    """What was written to somebody."""
    async with database.transaction(writes=False) as tx:
        return await tx.rows(
            """SELECT m.id, m.subject, m.text, m.html, m.unsubscribe FROM mail m
               LEFT JOIN email_address e ON e.address = m.to_address
               WHERE e.account_id = $1 OR m.to_address = $2 ORDER BY m.id""",
            account.account_id if account else None,
            address,
        )


async def yesterday(database: Database) -> None:
    """Let everything have happened before the last morning."""
    async with database.transaction() as tx:
        await tx.execute("UPDATE notification SET created_at = now() - interval '25 hours' WHERE mailed_at IS NULL")
        await tx.execute("UPDATE news SET at = now() - interval '25 hours' WHERE at > now() - interval '24 hours'")


@pytest.fixture
def write(database: Database, settings: Settings) -> Write:
    """Words the mails."""
    return partial(write_digest, Site(settings, database))


async def _scene(database: Database, people: int = 1, **choices: str) -> tuple[Scene, list[Viewer]]:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        found = [await make_person(tx) for _ in range(people)]
        for person in found:
            await follow(tx, person, what="draft", thing_id=scene.draft_id)
            await follow(tx, person, what="clause", thing_id=scene.clauses["pasal-7.ayat-1"])
            if choices:
                await choose(tx, person, choices=choices)
        return scene, found


async def _news(database: Database, scene: Scene, *kinds: str) -> None:
    async with database.transaction() as tx:
        for kind in kinds:
            await tell(
                tx,
                News(
                    kind=kind, once=f"{kind} of {scene.draft_id}", draft_id=scene.draft_id,
                    version_id=scene.version_id, round_id=scene.round_id,
                ),
            )  # fmt: skip


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 24, 6, 59, tzinfo=JAKARTA), datetime(2026, 11, 23, 7, tzinfo=JAKARTA)),
        (datetime(2026, 11, 24, 7, 0, tzinfo=JAKARTA), datetime(2026, 11, 24, 7, tzinfo=JAKARTA)),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), datetime(2026, 11, 24, 7, tzinfo=JAKARTA)),
        (datetime(2026, 11, 25, 0, 0, tzinfo=UTC), datetime(2026, 11, 25, 7, tzinfo=JAKARTA)),
    ],
)
def test_the_daily_mail_is_due_at_seven_by_the_citys_clock(now: datetime, due: datetime) -> None:
    assert last_hour(now, JAKARTA) == due


async def test_one_mail_a_day_has_everything_by_draft_and_is_written_once(
    database: Database, settings: Settings, write: Write
) -> None:
    scene, [person] = await _scene(database)
    other, _ = await _scene(database)
    async with database.transaction() as tx:
        await tx.execute("UPDATE draft SET title = 'Tunjangan pegawai' WHERE id = $1", other.draft_id)
        await follow(tx, person, what="draft", thing_id=other.draft_id)
        voice = await speak(tx, scene, FIRST)
    await _news(database, scene, "round_opened", "version")
    await _news(database, other, "version")
    await tell_contribution(database, {"contribution": voice.id})
    for _ in range(2):
        await mail_daily(database, settings, write, JAKARTA)
    assert await mails(database, account=person) == []
    await yesterday(database)
    await asyncio.gather(*(mail_daily(database, settings, write, JAKARTA) for _ in range(3)))
    [mail] = await mails(database, account=person)
    for part in (mail["text"], mail["html"]):
        assert part.count("Disiplin pegawai") >= 1
        assert part.count("Tunjangan pegawai") >= 1
        assert f"/rancangan/{scene.draft_id}-disiplin-pegawai/versi/1" in part
        assert f"/masukan/{voice.receipt}/di" in part
        assert mail["unsubscribe"] in part
        assert FIRST not in part
    assert "Pasal 7 ayat (1)" in mail["text"]


async def test_nobody_gets_a_mail_about_nothing(database: Database, settings: Settings, write: Write) -> None:
    scene, [person] = await _scene(database)
    async with database.transaction() as tx:
        voice = await speak(tx, scene)
    await tell_contribution(database, {"contribution": voice.id})
    async with database.transaction() as tx:
        await hide_contribution(tx, contribution_id=voice.id, rule="abuse")
    await yesterday(database)
    await mail_daily(database, settings, write, JAKARTA)
    assert await mails(database, account=person) == []


@pytest.mark.parametrize(("choice", "now", "daily"), [("now", 1, 1), ("daily", 0, 1), ("here", 0, 0), ("off", 0, 0)])
async def test_people_are_written_to_the_way_they_chose(
    database: Database, settings: Settings, write: Write, choice: str, now: int, daily: int
) -> None:
    scene, [person] = await _scene(database, drafts=choice)
    await _news(database, scene, "version")
    await mail_at_once(database, settings, write)
    assert len(await mails(database, account=person)) == now
    await yesterday(database)
    await mail_daily(database, settings, write, JAKARTA)
    assert len(await mails(database, account=person)) == daily


async def test_what_was_read_or_is_long_past_is_not_mailed(
    database: Database, settings: Settings, write: Write
) -> None:
    scene, people = await _scene(database, people=2)
    await _news(database, scene, "version")
    await yesterday(database)
    async with database.transaction() as tx:
        await tx.execute("UPDATE notification SET read_at = now() WHERE account_id = $1", people[0].account_id)
        await tx.execute("UPDATE news SET at = now() - interval '9 days' WHERE draft_id = $1", scene.draft_id)
    await mail_daily(database, settings, write, JAKARTA)
    for person in people:
        assert await mails(database, account=person) == []


async def test_a_mail_that_cannot_be_written_leaves_all_of_its_batch_for_the_next_run(
    database: Database, settings: Settings, write: Write
) -> None:
    scene, people = await _scene(database, people=3, drafts="now")
    await _news(database, scene, "version")
    seen: list[str] = []

    async def breaking(digest: Digest) -> Letter:
        seen.append(digest.address)
        if len(seen) == 2:
            raise RuntimeError("the power went out")
        return await write_digest(Site(settings, database), digest)

    with pytest.raises(RuntimeError):
        await mail_at_once(database, settings, breaking)
    for person in people:
        assert await mails(database, account=person) == []
    await mail_at_once(database, settings, write)
    for person in people:
        assert len(await mails(database, account=person)) == 1


async def test_answers_come_at_once_and_in_full_or_the_way_that_was_chosen(
    database: Database, settings: Settings, write: Write
) -> None:
    talked = await make_talked(database)
    first, second = talked.first.viewer, talked.second.viewer
    assert first is not None
    assert second is not None
    async with database.transaction() as tx:
        await choose(tx, second, choices={"answers": "daily"})
    published = await publish_answers(database, talked)
    await mail_notices(
        database, settings, partial(write_notice, Site(settings, database)), {"release": published.release_id}
    )
    await tell_release(database, {"release": published.release_id})
    await mail_at_once(database, settings, write)
    [mail] = await mails(database, account=first)
    assert "/berhenti/" in mail["unsubscribe"]
    assert await mails(database, account=second) == []
    await yesterday(database)
    await mail_daily(database, settings, write, JAKARTA)
    assert len(await mails(database, account=first)) == 1
    [mail] = await mails(database, account=second)
    assert "/akun/masukan" in mail["text"]


#: Families that stand here as they usually do.
NEWER = {"moderation", "musyawarah"}


async def test_stopping_leaves_what_is_not_told_by_mail(database: Database) -> None:
    async with database.transaction() as tx:
        person = await make_person(tx)
        account = person.account_id or 0
        await choose(tx, person, choices={"talk": "off", "drafts": "now"})
        for _ in range(2):
            await stop_mails(tx, account_id=account, families=["talk", "drafts", "rounds"])
        chosen = await choices_of(tx, account)
        assert {family: chosen[family] for family in chosen if family not in NEWER} == {
            "answers": "now", "replies": "daily", "mentions": "daily",
            "rounds": "here", "drafts": "here", "talk": "off",
            "services": "now",
        }  # fmt: skip


async def _subscribed(database: Database, *scenes: Scene, begun: bool = True) -> tuple[str, Sequence[int]]:
    address = new_address()
    async with database.transaction() as tx:
        asked = [await ask_for_mail(tx, draft_id=one.draft_id, email=address, language="en") for one in scenes]
        for one in asked if begun else ():
            await begin_mail(tx, subscription_id=one.id)
    return address, [one.id for one in asked]


async def test_an_address_without_an_account_gets_one_mail_a_day_once_it_is_confirmed(
    database: Database, settings: Settings, write: Write
) -> None:
    scene, _ = await _scene(database)
    await _news(database, scene, "round_opened")
    address, ids = await _subscribed(database, scene)
    unconfirmed, _ = await _subscribed(database, scene, begun=False)
    await _news(database, scene, "version", "round_closing")
    await yesterday(database)
    for _ in range(2):
        await asyncio.gather(*(mail_daily(database, settings, write, JAKARTA) for _ in range(2)))
    [mail] = await mails(database, address=address)
    assert "Version 1 is published" in mail["text"]
    # What happened before it was begun is not told.
    assert mail["subject"].startswith("2 news")
    assert "/en/berhenti/" in mail["unsubscribe"]
    assert await mails(database, address=unconfirmed) == []
    async with database.transaction() as tx:
        await end_mail(tx, subscription_ids=ids)
    async with database.transaction() as tx:
        await tell(tx, News(kind="closed", once=f"x {scene.draft_id}", draft_id=scene.draft_id))
    await yesterday(database)
    await mail_daily(database, settings, write, JAKARTA)
    assert len(await mails(database, address=address)) == 1


async def test_asking_again_changes_nothing_and_what_is_not_confirmed_is_forgotten(database: Database) -> None:
    scene, _ = await _scene(database)
    address, [first] = await _subscribed(database, scene)
    async with database.transaction() as tx:
        again = await ask_for_mail(tx, draft_id=scene.draft_id, email=address.upper(), language="id")
        assert again.id == first
        assert again.confirmed
        with pytest.raises(Invalid):
            await ask_for_mail(tx, draft_id=scene.draft_id, email="bukan alamat", language="id")
        with pytest.raises(NotFound):
            await ask_for_mail(tx, draft_id=2**40, email=address, language="id")
    _, [waiting] = await _subscribed(database, scene, begun=False)
    async with database.transaction() as tx:
        await tx.execute("UPDATE mail_subscription SET created_at = now() - interval '4 days'")
    await tidy_subscriptions(database)
    async with database.transaction() as tx:
        assert [one.id for one in await subscriptions(tx, [first, waiting])] == [first]
        with pytest.raises(NotFound):
            await begin_mail(tx, subscription_id=waiting)


async def test_the_headers_that_stop_mails_are_whole_on_one_line(
    database: Database, settings: Settings, write: Write
) -> None:
    scene, [person] = await _scene(database, drafts="now", rounds="now", talk="now", replies="now")
    async with database.transaction() as tx:
        voice = await speak(tx, scene)
    await _news(database, scene, "version", "round_opened")
    await tell_contribution(database, {"contribution": voice.id})
    await mail_at_once(database, settings, write)
    [mail] = await mails(database, account=person)
    await send_mail(database, settings, "Medan", {"mail": mail["id"]})
    # As it goes to a mail server, and as it is kept where there is none.
    async with database.transaction(writes=False) as tx:
        [due] = await tx.all(
            Due,
            "SELECT to_address, subject, text, html, message_id, unsubscribe, created_at FROM mail WHERE id = $1",
            mail["id"],
        )
    sent = flatten_message(compose(settings, "Medan", due)).decode()
    assert f"\r\nList-Unsubscribe: <{mail['unsubscribe']}>\r\n" in sent
    [path] = (settings.data / "mail").glob(f"*-{mail['id']}.eml")
    raw = path.read_bytes()
    head = raw.partition(b"\n\n")[0].decode("ascii")
    assert f"List-Unsubscribe: <{mail['unsubscribe']}>\n" in head.replace("\r\n", "\n") + "\n"
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    message = email.message_from_bytes(raw, policy=default)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
