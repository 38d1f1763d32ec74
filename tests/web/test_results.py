"""You said, we answer: sums that add up, every issue with its reason, what nobody asked for; hidden words nowhere."""

from __future__ import annotations

import asyncio
import csv
import io

import pytest

from browser import Browser
from builders import decide, make_concept, raise_issue, speak
from loop_scene import FIRST, SECRET, Talked, make_talked, publish_answers, visiting
from partisipasi.feedback.notices import notices_of
from partisipasi.feedback.queries.discussed import discussed_unchanged
from partisipasi.kit.database import Database
from partisipasi.moderation.acts import hide
from talk_scene import make_person


@pytest.fixture
async def talked(database: Database) -> Talked:
    made = await make_talked(database)
    await publish_answers(database, made)
    return made


async def test_points_by_outcome_add_up_and_lead_to_their_issues(browser: Browser, talked: Talked) -> None:
    await browser.open(f"{talked.public}/hasil")
    rows = {row.css_first("th").text().strip(): [int(cell.text()) for cell in row.css("td")] for row in
            browser.all("section[aria-labelledby=angka] tbody tr")}  # fmt: skip
    assert rows["All"] == [3, 5, 4, 4]
    others = [figures for name, figures in rows.items() if name != "All"]
    assert [sum(column) for column in zip(*others, strict=True)][:2] == rows["All"][:2]
    assert rows["Accepted"] == [1, 2, 2, 2] and rows["Noted"] == [1, 2, 2, 2]
    await browser.open(f"{talked.public}/hasil?hasil=rejected")
    assert [node.attributes["id"] for node in browser.all("article.decision")] == ["M-002"]
    assert "Anggaran sudah ditetapkan." in browser.text("#M-002")
    assert "The budget does not allow it" in browser.text("#M-002")


async def test_each_decision_shows_what_it_changed_and_changes_of_other_causes_stand_apart(
    browser: Browser, talked: Talked
) -> None:
    await browser.open(f"{talked.public}/hasil")
    assert "1% (satu persen)" in browser.text("#M-001")
    outside = browser.text("section[aria-labelledby=luar]")
    assert "Kata menilai ditambahkan." in outside
    assert "Legal review" in outside
    assert "1% (satu persen)" not in outside


async def test_hidden_words_and_names_are_on_no_page_of_the_answers(
    app: object, browser: Browser, database: Database, talked: Talked
) -> None:
    paths = [f"{talked.public}/hasil{tail}" for tail in ("", "/laporan", ".csv")]
    paths += [*(f"{talked.public}/pokok/{n}" for n in (1, 2, 3))]
    paths += [f"{talked.public}/versi/2/{key}/perubahan" for key in ("pasal-7.ayat-1", "pasal-8")]
    paths += [f"/en/jejak/{voice.receipt}" for voice in (talked.first, talked.hidden)]
    async with visiting(app, database, talked.desk.analyst) as analyst:
        for visitor in (browser, analyst):
            for path in paths:
                assert (await visitor.open(path)).status_code == 200, path
                assert SECRET not in visitor.answer.text, path
    await browser.open(f"{talked.public}/pokok/2")
    assert "Hidden by a moderator" in browser.text()
    assert "Insult, threat or hatred" in browser.text()


async def test_an_issue_in_public_shows_nothing_of_a_decision_that_is_not_released(
    browser: Browser, database: Database
) -> None:
    talked = await make_talked(database)
    async with database.transaction() as tx:
        issue = await raise_issue(tx, talked.desk, talked.first)
        await decide(tx, talked.desk, issue, reason="Alasan yang belum terbit.")
    await browser.open(f"{talked.public}/pokok/1")
    assert "Not decided yet." in browser.text()
    assert "belum terbit" not in browser.answer.text
    await browser.open(f"{talked.public}/hasil")
    assert "belum terbit" not in browser.answer.text
    assert talked.second.receipt in browser.text("section[aria-labelledby=menunggu]")


async def test_a_clause_that_did_not_change_has_no_reasons(browser: Browser, talked: Talked) -> None:
    assert (await browser.open(f"{talked.public}/versi/2/pasal-7.ayat-2/perubahan")).status_code == 404
    assert (await browser.open(f"{talked.public}/pokok/99")).status_code == 404


async def test_the_pages_ask_the_database_a_constant_number_of_times(browser: Browser, talked: Talked) -> None:
    for path in (
        f"{talked.public}/hasil",
        f"{talked.public}/hasil/laporan",
        f"{talked.public}/pokok/1",
        f"/en/jejak/{talked.first.receipt}",
    ):
        answer = await browser.client.get(path, headers={"cookie": "tanpa=simpanan"})
        queries = int(answer.headers["server-timing"].split('"')[1])
        assert queries <= 8, (path, queries)


async def test_what_was_not_taken_up_stands_together_with_its_reason(browser: Browser, talked: Talked) -> None:
    for tail in ("", "/laporan"):
        await browser.open(f"{talked.public}/hasil{tail}")
        refused = browser.text("section[aria-labelledby=ditolak]")
        assert "M-002" in refused and "The budget does not allow it" in refused and "M-001" not in refused


async def test_the_report_holds_every_issue_with_its_reason_and_changes_and_no_name(
    browser: Browser, talked: Talked
) -> None:
    await browser.open(f"{talked.public}/hasil/laporan")
    rows = {str(row.attributes["id"]): row.text() for row in browser.all("section[aria-labelledby=pokok] tbody tr")}
    assert list(rows) == ["M-001", "M-002", "M-003"]
    assert "Turun menjadi satu persen." in rows["M-001"] and "Pasal 7 ayat (1)" in rows["M-001"]
    assert "SHA-256" in browser.text("section[aria-labelledby=naskah]")
    assert "Kata menilai ditambahkan." in browser.text("section[aria-labelledby=luar]")
    assert FIRST not in browser.answer.text and "Resident" not in browser.text("main")


async def test_the_table_has_a_row_for_every_issue_and_no_formula(browser: Browser, database: Database) -> None:
    talked = await make_talked(database)
    await publish_answers(database, talked)
    async with database.transaction() as tx:
        await raise_issue(tx, talked.desk, talked.first, title='=HYPERLINK("http://evil","klik")')
        notice = (await notices_of(tx, contribution_id=talked.second.id))[0]
        await tx.execute("UPDATE notice SET satisfied = 'no' WHERE id = $1", notice.id)
    answer = await browser.client.get(f"{talked.public}/hasil.csv")
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["Issue"] for row in rows] == ["M-001", "M-002", "M-003", "M-004"]
    assert rows[3]["Question"].startswith("'=HYPERLINK") and rows[3]["Outcome"] == "Not decided yet"
    assert (rows[0]["Outcome code"], rows[0]["Points"], rows[0]["Contributions"]) == ("accepted", "2", "2")
    assert (rows[0]["Answer satisfies"], rows[0]["Answer does not satisfy"]) == ("0", "1")
    assert rows[0]["Changed clauses"] == "Pasal 7 ayat (1)"
    assert rows[0]["Address"].endswith(f"{talked.public}/pokok/1")


async def test_much_discussed_clauses_that_stayed_are_named_and_changed_ones_are_not(
    browser: Browser, database: Database
) -> None:
    talked = await make_talked(database)
    async with database.transaction() as tx:
        voices = [await speak(tx, talked.desk.scene, f"Mengapa begini? {n}", key="pasal-7.ayat-2") for n in range(3)]
        for number in range(3):
            await speak(tx, talked.desk.scene, f"Terlalu berat {number}", key="pasal-7.ayat-1")
        await speak(tx, talked.desk.scene, "Sendiri saja", key="pasal-7.ayat-2", state="hidden")
        assert await discussed_unchanged(tx, talked.desk.draft_id) == []
        issue = await raise_issue(tx, talked.desk, *voices, title="Mengapa ayat (2) begini?")
        await decide(tx, talked.desk, issue, "rejected", reason="Anggaran.")
        version = await make_concept(tx, talked.desk, {"pasal-7.ayat-1": "Kata baru."})
        await tx.execute("UPDATE version SET state = 'published', published_at = now() WHERE id = $1", version)
        found = await discussed_unchanged(tx, talked.desk.draft_id)
    assert [(one.key, one.contributions, one.people) for one in found] == [("pasal-7.ayat-2", 3, 3)]
    assert [label for label, _, _ in found[0].issues] == ["M-001"]
    await browser.open(f"{talked.public}/hasil")
    listed = browser.text("section[aria-labelledby=tetap]")
    assert "Pasal 7 ayat (2)" in listed and "M-001" in listed and "Pasal 7 ayat (1)" not in listed


async def test_what_is_hidden_is_gone_from_kept_pages_within_a_second(
    browser: Browser, database: Database, talked: Talked
) -> None:
    words = "Setuju, tetapi jangan 2%."
    paths = [f"{talked.public}/pokok/1", f"{talked.public}/bandingkan/1..2", f"/en/jejak/{talked.second.receipt}",
             f"{talked.public}/hasil", f"{talked.public}/hasil/laporan"]  # fmt: skip
    seen = []
    for path in paths * 2:
        await browser.open(path)
        seen.append(words in browser.text("main"))
    assert seen[:3] == [True, True, True]
    async with database.transaction() as tx:
        moderator = await make_person(tx, name="Moderator", role="moderator")
        await hide(
            tx, moderator, contribution_id=talked.second.id, rule="abuse", public_reason="Melanggar tata tertib."
        )
    await asyncio.sleep(0.9)
    for path in paths:
        await browser.open(path)
        assert words not in browser.answer.text, path
