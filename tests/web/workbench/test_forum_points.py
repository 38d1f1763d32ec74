"""From a forum to an answer without script: what anybody said there is placed, decided and answered like a comment."""

from __future__ import annotations

import pytest

from browser import Browser
from builders import change_of, decide, make_concept, raise_issue
from loop_scene import MILD, Talked, make_talked, visiting
from partisipasi.accounts.rights import Viewer
from partisipasi.app import job_handlers
from partisipasi.discussions.opening import open_thread
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.facts import gate_of_version
from partisipasi.feedback.releasing import MAIL_NOTICES
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from talk_scene import make_person

SAID = "Mesin presensi di kantor kami sering rusak. Hujan sedikit, mati semua."
PART = "Mesin presensi di kantor kami sering rusak."


class Forum:
    """A discussion of a forum and who opened it."""

    def __init__(self, author: Viewer, thread_id: int, receipt: str) -> None:
        self.author, self.thread, self.receipt = author, f"/en/diskusi/{thread_id}", receipt
        self.form = f"/en/ruang-kerja/tempatkan/{receipt}"


@pytest.fixture
async def talked(database: Database) -> Talked:
    return await make_talked(database)


@pytest.fixture
async def forum(database: Database, settings: Settings, talked: Talked) -> Forum:
    return await _opened(database, settings, talked)


async def _opened(database: Database, settings: Settings, talked: Talked, kind: str = "discussion") -> Forum:
    async with database.transaction() as tx:
        author = await make_person(tx, name="Parlindungan")
        topic = await tx.value("SELECT topic_id FROM draft WHERE id = $1", talked.desk.draft_id)
        made = await open_thread(
            tx, author, settings, topic_id=topic, title="Presensi saat hujan", body=SAID, kind=kind
        )
        return Forum(author, made.id, made.posted.receipt)


async def test_a_forum_contribution_goes_all_the_way_to_its_answer(
    app: object, browser: Browser, database: Database, settings: Settings, talked: Talked, forum: Forum
) -> None:
    desk = talked.desk
    await browser.open(forum.thread)
    assert "/tempatkan/" not in browser.answer.text, "nothing for guests"
    async with visiting(app, database, desk.analyst) as analyst, visiting(app, database, desk.chief) as chief:
        # Placed in one step from the discussion.
        await analyst.open(forum.thread)
        await analyst.open(str(analyst.page.css_first("a[href*='/tempatkan/']").attributes["href"]))
        await analyst.press("form.panel", {"title": "Bagaimana bila mesin rusak?", "excerpt": PART})
        assert "Placed in issue M-001." in analyst.text()
        assert "M-001 Bagaimana bila mesin rusak?" in analyst.text("section")
        issue = str(analyst.page.css_first("section a[href*='/pokok/']").attributes["href"])
        await browser.open(forum.thread)
        assert "considered" in browser.text(f"#m-{forum.receipt} .trace").lower(), "the kept page is gone"
        # The gate counts it as owed until it is decided.
        async with database.transaction() as tx:
            await tx.execute("UPDATE contribution SET kind = 'comment' WHERE id = $1", talked.question.id)
            rest = await raise_issue(tx, desk, talked.first, talked.second, talked.hidden, talked.question)
            await decide(tx, desk, rest, "noted")
            version_id = await make_concept(tx, desk, {"pasal-7.ayat-1": MILD})
            gate = await gate_of_version(tx, version_id)
            assert {gap.code: gap.count for gap in gate.gaps}["undecided"] == 1
        await analyst.open(issue)
        await analyst.press("form[action$='/keputusan']", {"outcome": "accepted", "reason": "Mesin diganti."})
        await chief.open(issue)
        await chief.press("form[action$='/setujui']")
        async with database.transaction() as tx:
            decision_id = await tx.value(
                """SELECT d.id FROM decision d JOIN issue i ON i.id = d.issue_id
                   WHERE i.draft_id = $1 AND d.state = 'approved' AND d.outcome = 'accepted'""",
                desk.draft_id,
            )
            await set_change(
                tx,
                desk.analyst,
                change_id=await change_of(tx, version_id, "pasal-7.ayat-1"),
                cause="public_input",
                explanation="Potongan turun.",
                decision_ids=[decision_id],
            )
        await chief.open(f"/en/ruang-kerja/versi/{version_id}/terbit")
        await chief.press("form[action$='/terbit']", {"introduction": "Versi kedua."})
        assert chief.answer.url.path == f"{talked.public}/versi/2"
    async with database.transaction(writes=False) as tx:
        release = await tx.value("SELECT id FROM release WHERE version_id = $1", version_id)
    await job_handlers(settings, database)[MAIL_NOTICES]({"release": release})
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT count(*) FROM mail WHERE strpos(text, $1) > 0", forum.receipt) == 1
    await browser.open(forum.thread)
    assert "answered" in browser.text(f"#m-{forum.receipt} .trace").lower()
    await browser.open(f"/en/jejak/{forum.receipt}")
    assert "Mesin diganti." in browser.text() and PART in browser.text() and "1% (satu persen)" in browser.text()
    assert browser.page.css_first(f"a[href='{talked.public}/pokok/1']")
    await browser.open(f"{talked.public}/pokok/1")
    assert browser.page.css_first(f"a[href='/en/jejak/{forum.receipt}']"), "and back"
    async with visiting(app, database, forum.author) as citizen:
        await citizen.open(f"/en/jejak/{forum.receipt}")
        await citizen.press("form[action*='/jawaban/']", {"satisfied": "yes"})
        assert "You said: yes." in citizen.text()


@pytest.mark.parametrize("kind", ["discussion", "question", "musyawarah", "service"])
async def test_every_kind_of_discussion_can_be_placed(
    app: object, database: Database, settings: Settings, talked: Talked, kind: str
) -> None:
    forum = await _opened(database, settings, talked)
    async with database.transaction() as tx:
        await tx.execute("UPDATE thread SET kind = $1 WHERE title = 'Presensi saat hujan'", kind)
        issue = await raise_issue(tx, talked.desk, title="Bagaimana bila mesin rusak?")
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(forum.form)
        await analyst.press("form.panel", {"issue": str(issue.id)})
        assert "Placed in issue M-001." in analyst.text()


async def test_what_cannot_be_placed_is_refused_in_the_form(
    app: object, database: Database, talked: Talked, forum: Forum
) -> None:
    desk = talked.desk
    async with visiting(app, database, desk.analyst) as analyst:
        await analyst.open(forum.form)
        wrong = await analyst.press("form.panel", {"title": "Apakah mesin diganti?", "excerpt": "Ini tidak ada."})
        assert wrong.status_code == 422 and "do not occur" in analyst.text("#errors")
        assert analyst.page.css_first("#f-title").attributes["value"] == "Apakah mesin diganti?"
        neither = await analyst.press("form.panel", {"title": "", "excerpt": ""})
        assert neither.status_code == 422
        await analyst.press("form.panel", {"title": "Apakah mesin diganti?"})
        await analyst.open(forum.form)
        again = await analyst.press("form.panel", {"title": "apakah mesin  diganti?"})
        assert again.status_code == 422 and "asks this already" in analyst.text("#errors")
    async with visiting(app, database, desk.outsider) as outsider:
        await outsider.open(forum.form)
        assert "You place input in no draft" in outsider.text()
        assert "Apakah mesin diganti?" not in outsider.text(), "what a team asks is not public yet"
        issue = await _issue(database)
        refused = await outsider.client.post(forum.form, data={"key": "k" * 22, "issue": str(issue)})
        assert refused.status_code in (403, 404, 422)
    async with visiting(app, database, forum.author) as citizen:
        assert (await citizen.open(forum.form)).status_code == 403


async def test_a_discussion_for_verified_people_is_not_spoken_of_in_public(
    app: object, database: Database, talked: Talked, forum: Forum
) -> None:
    async with database.transaction() as tx:
        await tx.execute("UPDATE thread SET audience = 'verified' WHERE title = 'Presensi saat hujan'")
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(forum.form)
        assert "verified civil servants" in analyst.text() and not analyst.all("form.panel")


async def _issue(database: Database) -> int:
    async with database.transaction(writes=False) as tx:
        found: int = await tx.value("SELECT min(id) FROM issue")
        return found
