"""The inbox: what is owed an answer is found, read, placed (one or several, whole or in part) and taken out again."""

from __future__ import annotations

import pytest

from browser import Browser
from builders import raise_issue
from loop_scene import FIRST, PART, SECRET, Talked, make_talked, visiting
from partisipasi.kit.database import Database


@pytest.fixture
async def talked(database: Database) -> Talked:
    return await make_talked(database)


async def _points(database: Database, talked: Talked) -> list[str | None]:
    async with database.transaction(writes=False) as tx:
        return await tx.values(
            """SELECT p.excerpt FROM point p JOIN issue i ON i.id = p.issue_id
               WHERE i.draft_id = $1 AND p.removed_at IS NULL ORDER BY p.id""",
            talked.desk.draft_id,
        )


async def test_the_list_is_filtered_by_kind_stance_clause_and_whether_it_is_placed(
    app: object, database: Database, talked: Talked
) -> None:
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/masukan")
        assert len(analyst.all(".inbox-row")) == 4
        clause = talked.desk.scene.clauses["pasal-8"]
        for query, receipts in {
            "jenis=question": [talked.question.receipt],
            "sikap=disagree": [talked.first.receipt],
            f"bagian={clause}": [talked.question.receipt],
            "cari=jangan": [talked.second.receipt],
            "tempat=sudah": [],
        }.items():
            await analyst.open(f"{talked.base}/masukan?{query}")
            shown = [str(link.attributes["href"]) for link in analyst.all(".inbox-row a")]
            assert [any(receipt in link for link in shown) for receipt in receipts] == [True] * len(receipts), query
            assert len(shown) == len(receipts), query


async def test_officers_read_hidden_words_with_the_rule_beside_them(
    app: object, database: Database, talked: Talked
) -> None:
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/masukan?baca={talked.hidden.receipt}")
        assert SECRET in analyst.text(".pane")
        assert "Hidden from the public: Insult, threat or hatred" in analyst.text(".pane")


async def test_words_that_do_not_occur_are_refused_and_what_was_typed_is_kept(
    app: object, database: Database, talked: Talked
) -> None:
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/masukan?baca={talked.first.receipt}")
        answer = await analyst.press(
            "#tempatkan", {"title": "Mesin?", "part": "1", "excerpt": "Kata orang lain sama sekali."}
        )
        assert answer.status_code == 422
        assert analyst.page.css_first("title").text().startswith("Error:")
        assert analyst.page.css_first("#f-title").attributes["value"] == "Mesin?"
        assert analyst.page.css_first("#f-excerpt").text().strip() == "Kata orang lain sama sekali."
    assert await _points(database, talked) == []


async def test_an_issue_and_a_new_one_at_once_is_refused(app: object, database: Database, talked: Talked) -> None:
    async with database.transaction() as tx:
        issue = await raise_issue(tx, talked.desk, talked.second)
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/masukan?baca={talked.first.receipt}")
        answer = await analyst.press("#tempatkan", {"issue": str(issue.id), "title": "Yang lain?"})
        assert answer.status_code == 422
        assert "one of the two" in analyst.text("#errors")


async def test_a_press_twice_places_once_and_the_placing_can_be_undone(
    app: object, database: Database, talked: Talked
) -> None:
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/masukan?baca={talked.first.receipt}")
        form = analyst.page.css_first("#tempatkan")
        fields = {
            "key": form.css_first("[name=key]").attributes["value"],
            "opened": talked.first.receipt,
            "title": "Apakah 2% diturunkan?",
            "part": "1",
            "excerpt": PART,
        }
        for _ in range(2):
            await analyst.post(str(form.attributes["action"]), fields)
        assert await _points(database, talked) == [PART]
        await analyst.open(f"{talked.base}/masukan?baca={talked.first.receipt}")
        assert FIRST in analyst.text(".pane")
        await analyst.press("form[action$='/keluarkan']")
        assert "The point is taken out." in analyst.text()
    assert await _points(database, talked) == []


async def test_words_that_were_shortened_are_a_part_without_the_tick_and_the_rest_stays_open(
    app: object, database: Database, talked: Talked
) -> None:
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/masukan?tempat=belum&baca={talked.first.receipt}")
        await analyst.press("#tempatkan", {"title": "Mesin presensi?", "excerpt": PART})
        assert "The chosen words are placed in issue M-001. The rest can be placed now." in analyst.text()
        assert talked.first.receipt in analyst.text("#baca")
        assert analyst.all("form[action$='/keluarkan']")
        # The whole text, as the form shows it, is the whole contribution.
        await analyst.press("#tempatkan", {"title": "Apakah 2% diturunkan?"})
        assert "Placed in issue M-002" in analyst.text()
        assert talked.first.receipt not in analyst.text("#baca")
    assert await _points(database, talked) == [PART, None]


async def test_the_second_officer_hears_what_the_first_did_with_the_same_contribution(
    app: object, database: Database, talked: Talked
) -> None:
    async with visiting(app, database, talked.desk.analyst) as second:
        # The only one of the list is open, under no address of its own.
        await second.open(f"{talked.base}/masukan?tempat=belum&sikap=disagree")
        assert talked.first.receipt in second.text("#baca")
        async with database.transaction() as tx:
            await raise_issue(tx, talked.desk, talked.first)
        answer = await second.press("#tempatkan", {"title": "Pertanyaan lain?"})
        assert answer.status_code == 422
        assert "Since you opened this contribution it was placed in M-001." in second.text("#errors")
        assert talked.first.receipt in second.text("#baca")
        assert second.page.css_first("#f-title").attributes["value"] == "Pertanyaan lain?"
        assert await _points(database, talked) == [None]
        await second.press("#tempatkan", {"title": "Pertanyaan lain?"})
    assert await _points(database, talked) == [None, None]


async def test_what_is_marked_stays_marked_when_another_one_is_opened(
    app: object, database: Database, talked: Talked
) -> None:
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/masukan?baca={talked.second.receipt}&tandai={talked.first.receipt},X")
        marked = [box.attributes["value"] for box in analyst.all("[name=receipts]") if "checked" in box.attributes]
        assert marked == [talked.first.receipt]
        await analyst.press("#tempatkan", {"title": "Apakah 2% diturunkan?", "receipts": marked})
        assert not [box for box in analyst.all("[name=receipts]") if "checked" in box.attributes]


async def test_a_question_that_is_an_issue_is_not_made_an_issue_twice(
    app: object, database: Database, talked: Talked
) -> None:
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/masukan?baca={talked.first.receipt}")
        await analyst.press("#tempatkan", {"title": "Apakah 2% diturunkan?"})
        await analyst.open(f"{talked.base}/masukan?baca={talked.second.receipt}")
        answer = await analyst.press("#tempatkan", {"title": "apakah 2%  diturunkan?"})
        assert answer.status_code == 422
        assert "M-001 asks this already." in analyst.text("#errors")
    assert await _points(database, talked) == [None]


async def test_the_inbox_is_for_the_team_and_readers_alone(
    app: object, browser: Browser, database: Database, talked: Talked
) -> None:
    here = f"{talked.base}/masukan"
    answer = await browser.client.get(here)
    assert answer.status_code == 303
    assert "/masuk" in answer.headers["location"]
    for viewer, status in (
        (talked.desk.outsider, 404),
        (talked.first.viewer, 403),
        (talked.desk.reader, 200),
        (talked.desk.chief, 200),
    ):
        assert viewer is not None
        async with visiting(app, database, viewer) as visitor:
            answer = await visitor.open(here)
            assert answer.status_code == status
            assert not visitor.all("#tempatkan")
            # Whoever sees no form is refused when sending it all the same.
            sent = await visitor.post(here, {"opened": talked.first.receipt, "title": "Saya juga?"})
            assert sent.status_code == 403
    assert await _points(database, talked) == []
