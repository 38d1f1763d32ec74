"""What is new in a thread: marks, the way to the first of it, the list, what is said while the page is open."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from browser import Browser
from conftest import new_browser
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.accounts.sessions import start_session
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.erasing import erase_contributor
from partisipasi.discussions.opening import Opened, open_thread
from partisipasi.discussions.own_data import own_words
from partisipasi.discussions.reading import mark_read, progress_in, said_since, tidy_reading, unread_in
from partisipasi.discussions.tables import EVENT_KINDS, EVENT_ROLES
from partisipasi.discussions.thread_events import events_between, note_event
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import NotFound, SignInNeeded
from partisipasi.kit.i18n import set_language
from partisipasi.settings import Settings
from partisipasi.web.talk.happenings import line_of
from talk_scene import make_person, make_scene


async def _open(tx: Transaction, settings: Settings, author: Viewer) -> Opened:
    scene = await make_scene(tx)
    return await open_thread(
        tx, author, settings, topic_id=scene.topic_id, title="Antrean di loket kelurahan", body="Mengapa lama sekali?"
    )


async def test_only_later_words_of_others_are_unread_and_reading_never_goes_back(
    tx: Transaction, settings: Settings
) -> None:
    author, reader = await make_person(tx), await make_person(tx)
    opened = await _open(tx, settings, author)
    target = Target(thread_id=opened.id)
    assert (await progress_in(tx, reader, opened.id)).last is None
    assert await unread_in(tx, reader, [opened.id]) == {}, "of a thread never read nothing is new"
    await mark_read(tx, reader, thread_id=opened.id, up_to=10**12)
    assert (await progress_in(tx, reader, opened.id)).last == opened.posted.id, "no further than its end"
    first, second = [await contribute(tx, author, settings, target=target, body=f"Kabar {n}.") for n in range(2)]
    await contribute(tx, reader, settings, target=target, body="Saya juga.")
    now = await progress_in(tx, reader, opened.id)
    assert (now.unread, now.first) == (2, first.receipt)
    assert await unread_in(tx, reader, [opened.id]) == {opened.id: 2}
    await mark_read(tx, reader, thread_id=opened.id, up_to=first.id)
    await mark_read(tx, reader, thread_id=opened.id, up_to=1)
    assert await unread_in(tx, reader, [opened.id]) == {opened.id: 1}
    await hide_contribution(tx, contribution_id=second.id, rule="abuse")
    assert await unread_in(tx, reader, [opened.id]) == {}
    assert await unread_in(tx, author, [opened.id]) == await unread_in(tx, GUEST, [opened.id]) == {}
    assert [row["thread_id"] for row in (await own_words(tx, reader))["read"]] == [opened.id]
    with pytest.raises(SignInNeeded):
        await mark_read(tx, GUEST, thread_id=opened.id, up_to=1)
    await erase_contributor(tx, account_id=reader.account_id or 0, texts="kept")
    assert await tx.value("SELECT count(*) FROM thread_read WHERE account_id = $1", reader.account_id) == 0


async def test_how_far_somebody_read_is_forgotten_after_a_year(database: Database, settings: Settings) -> None:
    async with database.transaction() as tx:
        reader = await make_person(tx)
        old, recent = [await _open(tx, settings, await make_person(tx)) for _ in range(2)]
        for opened in (old, recent):
            await mark_read(tx, reader, thread_id=opened.id, up_to=opened.posted.id)
        for opened, days in ((old, 366), (recent, 364)):
            await tx.execute(
                "UPDATE thread_read SET at = now() - make_interval(days => $2) WHERE thread_id = $1", opened.id, days
            )
    await tidy_reading(database)
    async with database.transaction(writes=False) as tx:
        kept = await tx.values("SELECT thread_id FROM thread_read WHERE account_id = $1", reader.account_id)
    assert kept == [recent.id]


async def test_a_thread_for_verified_people_tells_others_nothing(tx: Transaction, settings: Settings) -> None:
    author, reader = await make_person(tx), await make_person(tx)
    opened = await _open(tx, settings, author)
    await tx.execute("UPDATE thread SET audience = 'verified' WHERE id = $1", opened.id)
    with pytest.raises(NotFound):
        await mark_read(tx, reader, thread_id=opened.id, up_to=1)
    with pytest.raises(NotFound):
        await said_since(tx, GUEST, opened.id, 0)


@pytest.mark.parametrize("language", ["id", "en"])
async def test_every_kind_of_event_has_its_sentence(tx: Transaction, settings: Settings, language: str) -> None:
    author = await make_person(tx)
    opened = await _open(tx, settings, author)
    set_language(language, ZoneInfo("Asia/Jakarta"))  # type: ignore[arg-type]
    for kind in EVENT_KINDS:
        for role in EVENT_ROLES:
            await note_event(
                tx, thread_id=opened.id, kind=kind, by_role=role, reason="Begini.", detail="1", contribution_id=None
            )
    told = [line_of(one) for one in await events_between(tx, GUEST, opened.id, since=None, until=None)]
    assert len(told) == 100
    assert all("%(" not in line.words and line.words.endswith(".") for line in told)
    await note_event(
        tx, thread_id=opened.id, kind="accepted", by_role="author", contribution_id=opened.posted.id, by_name="Bappeda"
    )
    await tx.execute("DELETE FROM thread_event WHERE contribution_id IS NULL")
    (line,) = [line_of(one) for one in await events_between(tx, GUEST, opened.id, since=None, until=None)]
    assert line.words.startswith("Bappeda") and line.href.endswith(f"/masukan/{opened.posted.receipt}/di")
    set_language("id", ZoneInfo("Asia/Jakarta"))


@pytest.mark.parametrize(
    ("kind", "detail", "told"),
    [
        ("status_changed", "in_progress", "It now stands at: In progress."),
        ("status_changed", "resolved", "Who told it says that it is resolved."),
        ("status_changed", "reopened", "not resolved"),
        ("summarised", "conclusion", "proposed a conclusion"),
        ("summarised", "line_amended", "amended a contested line"),
        ("summarised", "", "wrote a summary"),
        ("reopened", "conclusion", "took the conclusion back"),
        ("wording_changed", "2", "wording number 2"),
        ("slowed", "300", "5 minutes"),
        ("moved", "Kesehatan", "Topic: Kesehatan."),
        ("scheduled", "/", "No time is set any more."),
    ],
)
async def test_the_detail_of_an_event_is_told(
    tx: Transaction, settings: Settings, kind: str, detail: str, told: str
) -> None:
    opened = await _open(tx, settings, await make_person(tx))
    await note_event(tx, thread_id=opened.id, kind=kind, by_role="officer", detail=detail)
    set_language("en", ZoneInfo("Asia/Jakarta"))
    (line,) = [line_of(one) for one in await events_between(tx, GUEST, opened.id, since=None, until=None)]
    set_language("id", ZoneInfo("Asia/Jakarta"))
    assert told in line.words and line.words.endswith(".")


async def test_another_thread_is_named_only_to_who_may_read_it(tx: Transaction, settings: Settings) -> None:
    author = await make_person(tx)
    opened, other = await _open(tx, settings, author), await _open(tx, settings, author)
    await tx.execute("UPDATE thread SET audience = 'verified', title = 'Rahasia' WHERE id = $1", other.id)
    await note_event(tx, thread_id=opened.id, kind="split", by_role="moderator", other_thread_id=other.id)
    assert "Rahasia" not in repr(await events_between(tx, GUEST, opened.id, since=None, until=None))


async def test_who_came_back_sees_what_is_new_and_marks_it_read_without_script(
    app: object, database: Database, settings: Settings
) -> None:
    async with database.transaction() as tx:
        author, reader = await make_person(tx), await make_person(tx)
        opened = await _open(tx, settings, author)
        token = await start_session(tx, account_id=reader.account_id or 0, device="")
    path = f"/diskusi/{opened.id}-{opened.slug}"
    async with new_browser(app) as member:
        member.client.cookies.set("sesi", token)
        await member.open(path)
        assert int(member.answer.headers["server-timing"].split('"')[1]) <= 12
        assert "Baru bagi" not in member.text() and member.page.css_first("article .tag") is None
        await member.press("form[action$='/dibaca']")
        assert member.answer.status_code == 200
        assert not member.all("form[action$='/dibaca']")
        async with database.transaction() as tx:
            words = await contribute(tx, author, settings, target=Target(thread_id=opened.id), body="Sudah lebih baik.")
        await member.open(path)
        assert len(member.all("article h3 .tag")) == 1
        assert member.page.css_first(f"#m-{words.receipt} h3 .tag") is not None
        assert member.all(f"a[href='/masukan/{words.receipt}/di']")
        async with database.transaction(writes=False) as tx:
            reached = await progress_in(tx, reader, opened.id)
        assert reached.unread == 1, "reading the page marks nothing"
        async with database.transaction(writes=False) as tx:
            topic = await tx.value("SELECT topic_id FROM thread WHERE id = $1", opened.id)
        for listing in ("/forum", f"/topik/{topic}"):
            await member.open(listing)
            assert member.page.css_first(".rows .facts b") is not None
            assert int(member.answer.headers["server-timing"].split('"')[1]) <= 12


async def test_what_is_said_meanwhile_is_told_without_the_database_while_nothing_is(
    browser: Browser, database: Database, settings: Settings
) -> None:
    async with database.transaction() as tx:
        author = await make_person(tx)
        opened = await _open(tx, settings, author)
    await browser.open(f"/diskusi/{opened.id}-{opened.slug}")
    node = browser.page.css_first("[data-fresh]")
    assert node is not None
    ask = str(node.attributes["data-fresh"])
    nothing = await browser.client.get(ask)
    assert nothing.text.strip() == ""
    again = await browser.client.get(ask, headers={"if-none-match": nothing.headers["etag"]})
    assert again.status_code == 304
    async with database.transaction() as tx:
        words = await contribute(tx, author, settings, target=Target(thread_id=opened.id), body="Kabar baru.")
        tx.changed(f"thread:{opened.id}")
    for _ in range(50):
        something = await browser.client.get(ask)
        if something.text.strip():
            break
        await asyncio.sleep(0.02)
    assert f"/masukan/{words.receipt}/di" in something.text
    assert (await browser.client.get(ask, headers={"if-none-match": something.headers["etag"]})).status_code == 304


async def test_each_event_stands_on_one_page_in_its_place(
    browser: Browser, database: Database, settings: Settings
) -> None:
    async with database.transaction() as tx:
        author = await make_person(tx, role="officer")
        opened = await _open(tx, settings, author)
        for number in range(60):
            posted = await contribute(tx, author, settings, target=Target(thread_id=opened.id), body=f"Nomor {number}.")
            at = tx.now + timedelta(minutes=number)
            await tx.execute("UPDATE contribution SET published_at = $2 WHERE id = $1", posted.id, at)
            if number % 10 == 5:
                event = await note_event(
                    tx,
                    thread_id=opened.id,
                    kind="slowed",
                    by_role="moderator",
                    reason=f"Sebab {number}.",
                    detail="300",
                )
                await tx.execute("UPDATE thread_event SET at = $2 WHERE id = $1", event, at + timedelta(seconds=1))
    for order in ("", "?urut=terbaru"):
        found: list[str] = []
        path = f"/diskusi/{opened.id}-{opened.slug}{order}"
        pages = []
        while path:
            await browser.open(path)
            pages.append(browser.text("main"))
            found += [str(node.attributes["id"]) for node in browser.all("main [id^='e-']")]
            later = browser.page.css_first("nav.paging a[rel=next]")
            path = str(later.attributes["href"]) if later else ""
        assert len(found) == len(set(found)) == 6, found
        assert found == sorted(found, reverse=bool(order), key=lambda one: int(one[2:]))
        whole = "".join(pages)
        assert (whole.index("Nomor 5.") < whole.index("Sebab 5.")) == (order == "")
        back = browser.page.css_first("nav.paging a[rel=prev]")
        assert back is not None
        await browser.open(str(back.attributes["href"]))
        assert browser.text("main") == pages[1]
