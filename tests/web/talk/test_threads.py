"""Threads, permalinks, support, stubs, the forum: read as a guest and as somebody who is signed in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from browser import Browser
from conftest import new_browser
from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.sessions import start_session
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.opening import open_thread
from partisipasi.discussions.orders import ROOTS
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.discussions.withdrawing import withdraw_contribution
from partisipasi.kit.codes import owner_key
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from talk_scene import Scene, join_team, make_person, make_scene


@pytest.fixture
async def scene(database: Database) -> Scene:
    """A draft open for input, committed."""
    async with database.transaction() as tx:
        return await make_scene(tx)


@pytest.fixture
async def officer(database: Database, scene: Scene) -> Viewer:
    """An analyst of the draft's team."""
    async with database.transaction() as tx:
        person = await make_person(tx, name="Ria Analis", role="officer")
        await join_team(tx, scene, person, "analyst")
        return person


@pytest.fixture
async def member(app: object, database: Database) -> AsyncIterator[Browser]:
    """A browser in which a resident is signed in."""
    async with database.transaction() as tx:
        person = await make_person(tx, name="Parlindungan")
    async with new_browser(app) as visitor:
        await _sign_in(visitor, database, person)
        yield visitor


async def _sign_in(visitor: Browser, database: Database, person: Viewer) -> None:
    async with database.transaction() as tx:
        token = await start_session(tx, account_id=person.account_id or 0, device="")
    visitor.client.cookies.set("sesi", token)


async def test_a_long_thread_is_read_in_a_fixed_number_of_queries_and_permalinks_find_their_page(
    browser: Browser, member: Browser, database: Database, settings: Settings, officer: Viewer, scene: Scene
) -> None:
    async with database.transaction() as tx:
        opened = await open_thread(
            tx, officer, settings, topic_id=scene.topic_id, title="Presensi di kantor lurah", body="Ayo bicara."
        )
        roots = [opened.posted.receipt]
        for number in range(2 * ROOTS):
            posted = await contribute(
                tx, officer, settings, target=Target(thread_id=opened.id), body=f"Kiriman {number}."
            )
            roots.append(posted.receipt)
        replies = []
        for number in range(8):
            posted = await contribute(
                tx,
                officer,
                settings,
                target=Target(thread_id=opened.id),
                parent=roots[ROOTS + 3],
                body=f"Balasan {number}.",
            )
            replies.append(posted.receipt)
    path = f"/diskusi/{opened.id}-presensi-di-kantor-lurah"
    for visitor, most in ((browser, 4), (member, 6)):
        answer = await visitor.open(path)
        assert answer.status_code == 200
        assert int(answer.headers["server-timing"].split('"')[1]) <= most
        shown = [node.attributes["id"] for node in visitor.all("main article")]
        assert shown == [f"m-{receipt}" for receipt in roots[:ROOTS]]
    await browser.open(f"/diskusi/{opened.id}")
    assert browser.answer.url.path == path
    later = browser.page.css_first("nav.paging a[rel=next]")
    assert later is not None
    await browser.open(str(later.attributes["href"]))
    assert browser.page.css_first(f"#m-{roots[ROOTS]}") is not None
    assert browser.page.css_first(f"#m-{replies[0]}") is not None
    assert browser.page.css_first(f"#m-{replies[-1]}") is None
    await browser.open(f"{path}/m/{replies[-1]}")
    assert browser.page.css_first(f"#m-{replies[-1]}") is not None
    assert browser.page.css_first(f"#m-{roots[ROOTS + 3]}") is not None
    earlier = browser.page.css_first("nav.paging a[rel=prev]")
    assert earlier is not None
    await browser.open(str(earlier.attributes["href"]))
    assert browser.page.css_first(f"#m-{roots[ROOTS + 2]}") is not None


async def _comes_true(browser: Browser, path: str, shown: Callable[[], bool]) -> bool:
    """Whether a page shows something within a second: another process wrote, and the page is kept in this one."""
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        await browser.open(path)
        if shown():
            return True
        await asyncio.sleep(0.02)
    return False


async def test_pages_for_guests_hold_no_form_and_are_dropped_when_somebody_speaks(
    browser: Browser, database: Database, settings: Settings, officer: Viewer, scene: Scene
) -> None:
    target = Target(clause_id=scene.clauses["pasal-8"])
    path = scene.clause_path("pasal-8")
    for body in ("Pertama.", "Kedua."):
        async with database.transaction() as tx:
            posted = await contribute(tx, officer, settings, target=target, body=body)
        assert await _comes_true(browser, path, lambda body=body: body in browser.answer.text)
        assert body in browser.text(f"#m-{posted.receipt}")
        assert [node.attributes.get("role") for node in browser.all("form")] == ["search"]
    async with database.transaction() as tx:
        await hide_contribution(tx, contribution_id=posted.id, rule="abuse")
    assert await _comes_true(browser, path, lambda: "Kedua." not in browser.answer.text)
    assert "stub" in (browser.page.css_first(f"#m-{posted.receipt}").attributes["class"] or "")


async def test_hidden_and_withdrawn_words_are_on_no_page_of_anybody_else(
    app: object, browser: Browser, member: Browser, database: Database, settings: Settings, scene: Scene
) -> None:
    async with database.transaction() as tx:
        author = await make_person(tx, name="NamaKENARI")
        gone = []
        for _ in range(2):
            posted = await contribute(
                tx, author, settings, target=Target(clause_id=scene.clauses["pasal-8"]), body="KataKENARI."
            )
            gone.append(posted)
        await hide_contribution(tx, contribution_id=gone[0].id, rule="spam")
        await withdraw_contribution(tx, author, settings, receipt=gone[1].receipt)
    for visitor in (browser, member):
        for posted in gone:
            for path in (
                scene.clause_path("pasal-8"),
                f"/masukan/{posted.receipt}",
                f"/masukan/{posted.receipt}/riwayat",
                f"/masukan/{posted.receipt}/balas",
                f"/masukan/{posted.receipt}/dukung",
                f"/masukan/{posted.receipt}/di",
                f"/masukan/{posted.receipt}/ubah",
            ):
                answer = await visitor.open(path)
                assert "KENARI" not in answer.text, path
    async with new_browser(app) as owner:
        await _sign_in(owner, database, author)
        await owner.open(f"/masukan/{gone[0].receipt}")
        assert "KataKENARI." in owner.text()


async def test_support_works_as_a_form_and_as_a_part_of_the_page(
    app: object, member: Browser, database: Database, settings: Settings, officer: Viewer, scene: Scene
) -> None:
    async with database.transaction() as tx:
        posted = await contribute(
            tx, officer, settings, target=Target(clause_id=scene.clauses["pasal-8"]), body="Dukung ini."
        )
    button = f"#s-{posted.receipt} button"
    await member.open(scene.clause_path("pasal-8"))
    await member.press(f"#s-{posted.receipt} form", button="on=1")
    assert member.page.css_first(button).attributes["aria-pressed"] == "true"
    assert member.text(f"{button} .count") == "1"
    async with new_browser(app) as author:
        await _sign_in(author, database, officer)
        await author.open(scene.clause_path("pasal-8"))
        assert author.text(f"#s-{posted.receipt} .count") == "1"
        assert author.page.css_first(button) is None
    answer = await member.client.post(
        f"/masukan/{posted.receipt}/dukung",
        data={"on": "0"},
        headers={"sec-fetch-site": "same-origin", "hx-request": "true"},
    )
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<span")
    assert 'aria-pressed="false"' in answer.text


async def test_a_guest_who_wants_to_support_is_led_to_sign_in_and_back(
    browser: Browser, database: Database, settings: Settings, officer: Viewer, scene: Scene
) -> None:
    async with database.transaction() as tx:
        posted = await contribute(
            tx, officer, settings, target=Target(clause_id=scene.clauses["pasal-8"]), body="Dukung ini."
        )
        person = await make_person(tx)
    await browser.open(f"/masukan/{posted.receipt}/dukung")
    assert browser.answer.url.path == "/masuk"
    assert posted.receipt in str(browser.answer.url)
    await _sign_in(browser, database, person)
    await browser.open(f"/masukan/{posted.receipt}/dukung")
    await browser.press(f"#s-{posted.receipt} form", button="on=1")
    assert browser.answer.url.path == scene.clause_path("pasal-8")


async def test_the_team_replies_officially_and_others_cannot(
    app: object, member: Browser, database: Database, settings: Settings, officer: Viewer, scene: Scene
) -> None:
    async with database.transaction() as tx:
        person = await make_person(tx)
        asked = await contribute(
            tx, person, settings, target=Target(clause_id=scene.clauses["pasal-8"]), body="Kapan?", kind="question"
        )
    await member.open(f"/masukan/{asked.receipt}/balas")
    assert member.page.css_first("input[value=official]") is None
    answer = await member.press("main form[method=post]", {"body": "Besok.", "kind": "official"})
    assert answer.status_code == 403
    async with new_browser(app) as team:
        await _sign_in(team, database, officer)
        await team.open(f"/masukan/{asked.receipt}/balas")
        await team.press("main form[method=post]", {"body": "Mulai Januari.", "kind": "official"})
        await team.open(scene.clause_path("pasal-8"))
        assert "Mulai Januari." in team.text("article.official")
        assert "BKPSDM" in team.text("article.official .badge")


async def test_the_owner_key_opens_mends_and_withdraws_without_an_account(
    browser: Browser, database: Database, settings: Settings, officer: Viewer, scene: Scene
) -> None:
    async with database.transaction() as tx:
        posted = await contribute(
            tx, officer, settings, target=Target(clause_id=scene.clauses["pasal-8"]), body="Tulisan pertama."
        )
    path = f"/masukan/{posted.receipt}"
    await browser.open(path)
    assert "Tulisan pertama." not in browser.answer.text
    answer = await browser.press("main form", {"kunci": "AAAA-BBBB-CCCC-DDDD"})
    assert answer.status_code == 422
    await browser.press("main form", {"kunci": owner_key(settings.secret, posted.receipt).lower()})
    assert "Tulisan pertama." in browser.text()
    await browser.open(path + "/ubah")
    await browser.press("main form", {"body": "Tulisan kedua."})
    assert "Tulisan kedua." in browser.text()
    await browser.open(path + "/riwayat")
    assert "Tulisan pertama." in browser.text()
    await browser.open(path + "/tarik")
    await browser.press("main form")
    await browser.open(scene.clause_path("pasal-8"))
    assert "Tulisan" not in browser.text()
    assert browser.page.css_first(f"#m-{posted.receipt}.stub") is not None


async def test_a_resident_opens_a_discussion_and_a_guest_writes_in_it(
    browser: Browser, member: Browser, database: Database, scene: Scene
) -> None:
    await member.open("/forum/baru")
    answer = await member.press("main form", {"title": "Pendek", "body": "Isi.", "topic": str(scene.topic_id)})
    assert answer.status_code == 422
    assert "Isi." in member.text("#f-body")
    await member.press("main form", {"title": "Layanan surat pengantar di kelurahan"})
    assert member.answer.status_code == 200
    path = member.answer.url.path
    assert path.startswith("/diskusi/")
    await browser.open("/forum")
    assert "Layanan surat pengantar" in browser.text()
    await browser.open(path + "/tulis")
    await browser.press("main form", {"body": "Di tempat kami cepat."})
    answer = await browser.press("main form", {"email": "forum@example.org"}, button="step=send")
    assert answer.status_code == 200
    assert browser.page.css_first("p.receipt") is not None


async def test_the_team_enters_a_letter_and_hands_out_its_slip(
    app: object, browser: Browser, member: Browser, database: Database, officer: Viewer, scene: Scene
) -> None:
    path = f"/ruang-kerja/rancangan/{scene.draft_id}/masukan/baru"
    assert (await member.open(path)).status_code == 403
    async with new_browser(app) as team:
        await _sign_in(team, database, officer)
        await team.open(path)
        answer = await team.press("main form", {"body": "Surat kami.", "channel": ""})
        assert answer.status_code == 422
        clause = str(scene.clauses["pasal-8"])
        await team.press(
            "main form",
            {"channel": "letter", "giver_kind": "organisation", "giver_name": "Korpri Medan", "clause": clause},
        )
        receipt = team.text("p.receipt")
        assert team.text(".slip .ref")
        await team.open(f"{path}?tanda_terima={receipt}")
        async with database.transaction() as tx:
            other = await make_person(tx, role="officer")
            await join_team(tx, scene, other, "drafter")
        await _sign_in(team, database, other)
        team.client.cookies.delete("slip")
        await team.open(f"{path}?tanda_terima={receipt}")
        assert team.page.css_first(".slip") is None
    await browser.open(scene.clause_path("pasal-8"))
    assert "Korpri Medan" in browser.text(f"#m-{receipt}")
    assert "Surat kami." in browser.text(f"#m-{receipt}")
    async with database.transaction(writes=False) as tx:
        row = (await tx.rows("SELECT entered_by, channel FROM contribution WHERE receipt = $1", receipt))[0]
    assert (row["entered_by"], row["channel"]) == (officer.account_id, "letter")
