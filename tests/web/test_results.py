"""You said, we answer: sums that add up, every issue with its reason, what nobody asked for; hidden words nowhere."""

from __future__ import annotations

import pytest

from browser import Browser
from builders import decide, raise_issue
from loop_scene import SECRET, Talked, make_talked, publish_answers, visiting
from partisipasi.kit.database import Database


@pytest.fixture
async def talked(database: Database) -> Talked:
    made = await make_talked(database)
    await publish_answers(database, made)
    return made


async def test_points_by_outcome_add_up_and_lead_to_their_issues(browser: Browser, talked: Talked) -> None:
    await browser.open(f"{talked.public}/hasil")
    rows = {row.css_first("th").text().strip(): [int(cell.text()) for cell in row.css("td")] for row in
            browser.all("section[aria-labelledby=angka] tbody tr")}  # fmt: skip
    assert rows["All"] == [3, 5]
    others = [figures for name, figures in rows.items() if name != "All"]
    assert [sum(column) for column in zip(*others, strict=True)] == rows["All"]
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
    paths = [f"{talked.public}/hasil", *(f"{talked.public}/pokok/{n}" for n in (1, 2, 3))]
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
    for path in (f"{talked.public}/hasil", f"{talked.public}/pokok/1", f"/en/jejak/{talked.first.receipt}"):
        answer = await browser.client.get(path, headers={"cookie": "tanpa=simpanan"})
        queries = int(answer.headers["server-timing"].split('"')[1])
        assert queries <= 8, (path, queries)
