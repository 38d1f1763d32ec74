"""An agency answers without script: from what people told it to the mail, each step by the people whose step it is."""

from __future__ import annotations

import pytest

from agency_scene import SAID, Office, make_office
from browser import Browser
from loop_scene import visiting
from partisipasi.app import job_handlers
from partisipasi.feedback.decisions import approve_decision, propose_decision
from partisipasi.feedback.issues import create_issue
from partisipasi.feedback.releasing import MAIL_NOTICES, TELL_RELEASE
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from talk_scene import make_person


@pytest.fixture
async def office(database: Database, settings: Settings) -> Office:
    async with database.transaction() as tx:
        return await make_office(tx, settings)


async def test_what_people_told_an_agency_goes_all_the_way_to_its_answer(
    app: object, browser: Browser, database: Database, settings: Settings, office: Office
) -> None:
    async with (
        visiting(app, database, office.analyst) as analyst,
        visiting(app, database, office.boss) as boss,
        visiting(app, database, office.citizen) as citizen,
    ):
        await analyst.open("/en/ruang-kerja")
        await analyst.open(str(analyst.page.css_first("a[href*='/ruang-kerja/perangkat/']").attributes["href"]))
        assert "2 in no issue yet" in analyst.text()
        assert (await analyst.press("#tempatkan", {"title": "Loket?"})).status_code == 422, "nothing is marked"
        await analyst.press("#tempatkan", {"title": "Apakah loket kedua dibuka?", "receipts": [office.first]})
        assert "Placed in issue M-001: 1 contribution." in analyst.text()
        await analyst.open(office.work)
        issue = analyst.all("#f-issue option")[1].attributes["value"]
        await analyst.press("#tempatkan", {"issue": issue, "receipts": [office.second]})
        assert "Everything is placed" in analyst.text()
        await analyst.open(f"{office.work}/pokok")
        page = str(analyst.page.css_first("table a").attributes["href"])
        await analyst.open(page)
        assert not analyst.all("#f-no_text_change")
        await analyst.press("form[action$='/keputusan']", {"outcome": "accepted", "reason": "Dibuka mulai 1 Juli."})
        assert not analyst.all("form[action$='/setujui']")
        await browser.open(f"/en/perangkat/{office.agency_id}/masukan/M-001")
        assert "Dibuka mulai" not in browser.answer.text and "Apakah loket kedua dibuka?" in browser.text("h1")
        await boss.open(page)
        await boss.press("form[action$='/setujui']")
        assert "The decision is public." in boss.text()
        await browser.open(f"/en/perangkat/{office.agency_id}/masukan")
        assert "Dibuka mulai 1 Juli." in browser.text("#M-001"), "the kept page is gone"
        await browser.open(f"/en/perangkat/{office.agency_id}/masukan/M-001")
        assert "Dibuka mulai 1 Juli." in browser.text()
        await browser.open(str(browser.page.css_first(f"a[href='/en/jejak/{office.first}']").attributes["href"]))
        assert "Dibuka mulai 1 Juli." in browser.text()
        assert browser.all("a[href$='/masukan/M-001']"), "and back"
        release = await _release(database, office)
        jobs = job_handlers(settings, database)
        await jobs[MAIL_NOTICES]({"release": release})
        await jobs[TELL_RELEASE]({"release": release})
        await jobs[TELL_RELEASE]({"release": release})
        async with database.transaction(writes=False) as tx:
            mails = await tx.values("SELECT text FROM mail WHERE strpos(text, 'Dibuka mulai 1 Juli.') > 0")
        assert len(mails) == 2 and all("policy team has decided" not in mail for mail in mails)
        await citizen.open("/en/kabar")
        await citizen.open("/en/akun/masukan")
        assert "Does it answer you?" in citizen.text()
        await citizen.open(f"/en/jejak/{office.first}")
        await citizen.press("form[action*='/jawaban/']", {"satisfied": "no", "reply": "Jam berapa?"})
        assert "You said: no." in citizen.text()
        await analyst.open(page)
        assert "Jam berapa?" in analyst.text()
    await browser.open(f"/en/perangkat/{office.agency_id}/masukan")
    assert "0 yes, 1 no" in browser.text() and "Jam berapa?" not in browser.answer.text


async def test_who_follows_the_agency_is_told_once_and_led_to_the_issue(
    app: object, database: Database, settings: Settings, office: Office
) -> None:
    async with database.transaction() as tx:
        follower = await make_person(tx, name="Pengikut")
        await tx.execute(
            "INSERT INTO follow (account_id, agency_id) VALUES ($1, $2)", follower.account_id, office.agency_id
        )
    async with visiting(app, database, office.analyst) as analyst, visiting(app, database, office.boss) as boss:
        await analyst.open(office.work)
        await analyst.press("#tempatkan", {"title": "Loket?", "receipts": [office.first]})
        async with database.transaction(writes=False) as tx:
            issue = await tx.value("SELECT id FROM issue WHERE agency_id = $1", office.agency_id)
        await analyst.open(f"/en/ruang-kerja/pokok/{issue}")
        await analyst.press("form[action$='/keputusan']", {"outcome": "noted", "reason": "Dicatat."})
        await boss.open(f"/en/ruang-kerja/pokok/{issue}")
        await boss.press("form[action$='/setujui']")
    release = await _release(database, office)
    for _ in range(2):
        await job_handlers(settings, database)[TELL_RELEASE]({"release": release})
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT count(*) FROM notification WHERE account_id = $1", follower.account_id) == 1
        told = await tx.value("SELECT id FROM notification WHERE account_id = $1", follower.account_id)
    async with visiting(app, database, follower) as reader:
        await reader.open("/en/akun/kabar")
        assert "Decided: M-001, Loket?" in reader.text(), told
        assert (await reader.open(f"/en/perangkat/{office.agency_id}/masukan/M-001")).status_code == 200


async def test_an_agency_is_worked_on_by_its_officers_alone(
    app: object, browser: Browser, database: Database, office: Office
) -> None:
    for person, code in ((office.desk.analyst, 404), (office.citizen, 403), (office.desk.reader, 200)):
        async with visiting(app, database, person) as visitor:
            assert (await visitor.open(office.work)).status_code == code
            assert not visitor.all("#tempatkan")
    assert (await browser.open(f"/en/perangkat/{office.agency_id}/masukan/M-9")).status_code == 404
    assert (await browser.open("/en/perangkat/999999/masukan")).status_code == 404


async def test_an_administrator_names_officers_and_ends_their_role(
    app: object, database: Database, office: Office
) -> None:
    async with database.transaction() as tx:
        await tx.execute("UPDATE agency_member SET ended_at = now()")
        address = await tx.value("SELECT address FROM email_address WHERE account_id = $1", office.boss.account_id)
    page = f"/en/admin/perangkat/{office.agency_id}/petugas"
    async with visiting(app, database, office.admin) as admin:
        await admin.open(page)
        assert "Nobody answers for it yet" in admin.text()
        named = "form.panel"
        wrong = await admin.press(named, {"email": "tidak.ada@contoh.example", "role": "analyst"})
        assert wrong.status_code == 422
        await admin.press(named, {"email": address, "role": "approver"})
        assert "Kepala Dinas" in admin.text(".rows")
        await admin.press("form[action$='/akhiri']")
        assert "Nobody answers for it yet" in admin.text()
    async with visiting(app, database, office.boss) as boss:
        assert (await boss.open(page)).status_code == 403
        assert (await boss.open(office.work)).status_code == 404


async def test_evaluation_material_is_read_by_everybody_and_names_nobody(
    app: object, browser: Browser, database: Database, office: Office
) -> None:
    async with database.transaction() as tx:
        made = await create_issue(
            tx, office.analyst, agency_id=office.agency_id, title="=1+1 loket?", receipts=[office.first, office.second]
        )
        decision = await propose_decision(
            tx, office.analyst, issue_id=made.id, outcome="accepted", reason="Mulai Juli."
        )
        await approve_decision(tx, office.boss, decision_id=decision.id)
    here = f"/en/perangkat/{office.agency_id}/bahan-evaluasi"
    await browser.open(here)
    assert "Quarter" in browser.text() and "=1+1 loket?" in browser.text("table") and "Mulai Juli" in browser.text()
    assert browser.all(f"a[href='/en/jejak/{office.first}']"), "quoted by reference"
    assert SAID not in browser.answer.text and "Parlindungan" not in browser.answer.text
    await browser.open(f"{here}?dari=2020-01-01&sampai=2020-03-31")
    assert "Quarter 1, 2020" in browser.text() and "Nothing in this period" in browser.text()
    assert (await browser.open(f"{here}?dari=kemarin&sampai=2020-03-31")).status_code == 200
    assert "names no period" in browser.text()
    table = (await browser.client.get(f"{here}.csv", follow_redirects=True)).text
    assert "M-001 =1+1 loket?" in table and ",2\r\n" in table
    assert not any(cell.startswith("=") for line in table.splitlines() for cell in line.split(","))


async def _release(database: Database, office: Office) -> int:
    async with database.transaction(writes=False) as tx:
        found: int = await tx.value("SELECT max(id) FROM release WHERE agency_id = $1", office.agency_id)
        return found
