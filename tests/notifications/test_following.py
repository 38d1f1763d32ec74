"""Following things, and following by posting: what it makes of the table, and who may follow what."""

from __future__ import annotations

import pytest

from builders import make_desk, raise_issue, speak
from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.telling import TELL_CONTRIBUTION
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.discussions.withdrawing import withdraw_contribution
from partisipasi.drafts.tables import Draft
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import NotFound, SignInNeeded
from partisipasi.kit.paging import Cursor
from partisipasi.notifications.following import THINGS, Thing, count_followed, follow, followed_by, follows, unfollow
from partisipasi.notifications.own_data import forget_notifications, own_notifications
from partisipasi.notifications.telling import tell_contribution
from partisipasi.settings import Settings
from talk_scene import make_person, make_scene


async def _everything(tx: Transaction) -> dict[Thing, int]:
    desk = await make_desk(tx)
    voice = await speak(tx, desk.scene)
    await speak(tx, desk.scene, forum=True)
    issue = await raise_issue(tx, desk, voice)
    return {
        "draft": desk.draft_id,
        "clause": desk.scene.clauses["pasal-8"],
        "topic": desk.scene.topic_id,
        "agency": desk.scene.agency_id,
        "thread": await tx.value("SELECT id FROM thread WHERE topic_id = $1 AND draft_id IS NULL", desk.scene.topic_id),
        "issue": issue.id,
    }


async def test_everything_is_followed_once_listed_and_let_go(tx: Transaction) -> None:
    things = await _everything(tx)
    person = await make_person(tx)
    for what, id_ in things.items():
        await follow(tx, person, what=what, thing_id=id_)
        await follow(tx, person, what=what, thing_id=id_)
        assert await follows(tx, person, what=what, thing_id=id_)
    assert await count_followed(tx, person) == len(THINGS)
    listed = await followed_by(tx, person, Cursor(), size=10)
    assert [(one.what, one.thing_id) for one in listed] == list(things.items())[::-1]
    assert {one.what: one.thing.name for one in listed if one.thing}["clause"] == "Pasal 8"
    assert all(one.thing is not None and one.thing.path.startswith("/") for one in listed)
    first = await followed_by(tx, person, Cursor(), size=2)
    assert len(first) == 3
    later = await followed_by(tx, person, Cursor(after=first[1].key), size=10)
    assert [one.key for one in later] == [one.key for one in listed[2:]]
    earlier = await followed_by(tx, person, Cursor(before=later[0].key), size=10)
    assert [one.key for one in earlier] == [one.key for one in listed[:2]][::-1]
    for what, id_ in things.items():
        await unfollow(tx, person, what=what, thing_id=id_)
        await unfollow(tx, person, what=what, thing_id=id_)
    assert await followed_by(tx, person, Cursor(), size=10) == []


@pytest.mark.parametrize("what", THINGS)
async def test_guests_follow_nothing_and_what_is_not_there_is_not_followed(tx: Transaction, what: Thing) -> None:
    person = await make_person(tx)
    with pytest.raises(SignInNeeded):
        await follow(tx, GUEST, what=what, thing_id=1)
    with pytest.raises(NotFound):
        await follow(tx, person, what=what, thing_id=2**40)
    assert not await follows(tx, GUEST, what=what, thing_id=1)


async def test_what_is_not_public_is_not_followed_and_its_name_is_not_shown(tx: Transaction) -> None:
    things = await _everything(tx)
    person, officer = await make_person(tx), await make_person(tx, role="officer")
    secret = await tx.add(
        Draft(topic_id=things["topic"], agency_id=things["agency"], kind="perda", title="Rahasia", slug="rahasia")
    )
    with pytest.raises(NotFound):
        await follow(tx, person, what="draft", thing_id=secret.id)
    await tx.execute("UPDATE thread SET audience = 'verified' WHERE id = $1", things["thread"])
    with pytest.raises(NotFound):
        await follow(tx, person, what="thread", thing_id=things["thread"])
    await follow(tx, officer, what="thread", thing_id=things["thread"])
    await tx.execute("UPDATE role_grant SET ended_at = now() WHERE account_id = $1", officer.account_id)
    [line] = await followed_by(tx, officer.__class__(account_id=officer.account_id), Cursor(), size=5)
    assert line.thing is None


async def test_who_posts_follows_clause_and_draft_once_it_is_public(database: Database, settings: Settings) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        author = await make_person(tx)
        clause = scene.clauses["pasal-8"]
        posted = await contribute(tx, author, settings, target=Target(clause_id=clause), body="Terlalu berat.")
        whole = await contribute(tx, author, settings, target=Target(draft_id=scene.draft_id), body="Bagus.")
        due = await tx.values(
            "SELECT convert_from(payload, 'UTF8') FROM pgqueuer WHERE entrypoint = $1", TELL_CONTRIBUTION
        )
        assert f'{{"contribution":{posted.id}}}' in due
    for _ in range(2):
        await tell_contribution(database, {"contribution": posted.id})
    async with database.transaction() as tx:
        assert await follows(tx, author, what="clause", thing_id=clause)
        assert await follows(tx, author, what="draft", thing_id=scene.draft_id)
        assert await count_followed(tx, author) == 2
        await withdraw_contribution(tx, author, settings, receipt=whole.receipt)
    await tell_contribution(database, {"contribution": whole.id})
    async with database.transaction() as tx:
        assert await count_followed(tx, author) == 2


async def test_what_is_hidden_or_replied_by_an_office_follows_nothing(database: Database, settings: Settings) -> None:
    async with database.transaction() as tx:
        desk = await make_desk(tx)
        voice = await speak(tx, desk.scene)
        hidden = await speak(tx, desk.scene)
        await hide_contribution(tx, contribution_id=hidden.id, rule="abuse")
        reply = await speak(tx, desk.scene, kind="official", parent=voice, viewer=desk.analyst)
    for one in (hidden, reply):
        await tell_contribution(database, {"contribution": one.id})
    async with database.transaction() as tx:
        for one in (hidden, reply):
            assert one.viewer is not None
            assert await count_followed(tx, one.viewer) == 0


async def test_what_one_follows_can_be_taken_away_and_is_forgotten_with_the_account(tx: Transaction) -> None:
    things = await _everything(tx)
    person, other = await make_person(tx), await make_person(tx)
    for somebody in (person, other):
        for what, id_ in things.items():
            await follow(tx, somebody, what=what, thing_id=id_)
    taken = await own_notifications(tx, person)
    assert {name for row in taken["follows"] for name in row} == {f"{what}_id" for what in THINGS} | {"created_at"}
    await forget_notifications(tx, account_id=person.account_id or 0)
    assert await count_followed(tx, person) == 0
    assert await count_followed(tx, other) == len(THINGS)
