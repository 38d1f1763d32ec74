"""Issues and decisions in the browser: two people for each decision, nothing lost when something is refused."""

from __future__ import annotations

import pytest

from builders import decide, propose, raise_issue
from loop_scene import PART, Talked, make_talked, visiting
from partisipasi.feedback.issues import IssueRef
from partisipasi.kit.database import Database


@pytest.fixture
async def talked(database: Database) -> Talked:
    return await make_talked(database)


@pytest.fixture
async def issue(database: Database, talked: Talked) -> IssueRef:
    async with database.transaction() as tx:
        return await raise_issue(tx, talked.desk, talked.first, talked.second)


def _at(issue: IssueRef) -> str:
    return f"/en/ruang-kerja/pokok/{issue.id}"


async def _state(database: Database, issue: IssueRef) -> list[str]:
    async with database.transaction(writes=False) as tx:
        return await tx.values("SELECT state FROM decision WHERE issue_id = $1 ORDER BY id", issue.id)


async def test_a_rejection_without_a_reason_from_the_list_keeps_what_was_written(
    app: object, database: Database, talked: Talked, issue: IssueRef
) -> None:
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(_at(issue))
        answer = await analyst.press(
            "form[action$='/keputusan']", {"outcome": "rejected", "reason": "Karena anggaran.", "legal_basis": "PP 94"}
        )
        assert answer.status_code == 422
        assert "choose a reason from the list" in analyst.text("#errors")
        assert analyst.page.css_first("#f-reason").text().strip() == "Karena anggaran."
        assert analyst.page.css_first("#f-legal_basis").attributes["value"] == "PP 94"
    assert await _state(database, issue) == []


async def test_nobody_approves_what_they_proposed(
    app: object, database: Database, talked: Talked, issue: IssueRef
) -> None:
    desk = talked.desk
    async with visiting(app, database, desk.deputy) as deputy, visiting(app, database, desk.chief) as chief:
        await deputy.open(_at(issue))
        await deputy.press("form[action$='/keputusan']", {"outcome": "noted", "reason": "Dicatat."})
        assert "You worded this proposal." in deputy.text()
        assert not deputy.all("form[action$='/setujui']")
        # The chief reads it; meanwhile the deputy words it anew: what was not read is not approved.
        await chief.open(_at(issue))
        form = chief.page.css_first("form[action$='/setujui']")
        action, seen = str(form.attributes["action"]), form.css_first("[name=seen]").attributes["value"]
        assert (await deputy.post(action, {"seen": seen})).status_code == 403
        await deputy.open(_at(issue))
        await deputy.press("form[action$='/keputusan']", {"outcome": "noted", "reason": "Dicatat untuk pedoman."})
        assert (await chief.press("form[action$='/setujui']")).status_code == 409
        await chief.open(_at(issue))
        assert "Dicatat untuk pedoman." in chief.text()
        await chief.press("form[action$='/setujui']")
    assert await _state(database, issue) == ["approved"]


async def test_a_proposal_is_given_back_with_a_remark_and_worded_anew(
    app: object, database: Database, talked: Talked, issue: IssueRef
) -> None:
    async with database.transaction() as tx:
        await propose(tx, talked.desk, issue)
    async with (
        visiting(app, database, talked.desk.chief) as chief,
        visiting(app, database, talked.desk.analyst) as analyst,
    ):
        await chief.open(_at(issue))
        assert (await chief.press("form[action$='/kembalikan']", {"remark": " "})).status_code == 422
        await chief.press("form[action$='/kembalikan']", {"remark": "Sebutkan pedomannya."})
        await analyst.open(_at(issue))
        assert "Sebutkan pedomannya." in analyst.text()
        assert not analyst.all("form[action$='/kembalikan']")
        await analyst.press("form[action$='/keputusan']", {"outcome": "noted", "reason": "Pedoman presensi."})
    assert await _state(database, issue) == ["returned", "proposed"]


async def test_points_move_into_a_new_issue_and_issues_merge_until_a_decision_is_approved(
    app: object, database: Database, talked: Talked, issue: IssueRef
) -> None:
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(_at(issue))
        point = analyst.page.css_first("input[name='points']").attributes["value"]
        answer = await analyst.press("#pindahkan", {"title": "Yang lain?"})
        assert answer.status_code == 422
        await analyst.press("#pindahkan", {"title": "Mesin presensi?", "points": [point]})
        assert "Issue M-002" in analyst.text()
        assert talked.first.receipt in analyst.text()
        other = str(analyst.answer.url.path)
        await analyst.open(f"{other}/ubah")
        await analyst.press("form[action$='/gabung']", {"into": str(issue.id)})
        assert "Issue M-002 is merged into this one." in analyst.text()
        await analyst.open(other)
        assert "Issue M-002 was merged into this one" in analyst.text()
        assert str(analyst.answer.url.path) == _at(issue), "a merged issue leads on"
        public = await analyst.client.get(f"{talked.public}/pokok/2")
        assert (public.status_code, public.headers["location"]) == (308, f"{talked.public}/pokok/1")
        await analyst.open(_at(issue))
        points = [box.attributes["value"] for box in analyst.all("input[name='points']")]
        gone = await analyst.post(f"{_at(issue)}/pindah", {"points": point, "title": "Lagi?"})
        assert gone.status_code == 422
        async with database.transaction() as tx:
            await decide(tx, talked.desk, issue)
        await analyst.open(_at(issue))
        assert not analyst.all("#pindahkan")
        point = points[0]
        assert (await analyst.post(f"{_at(issue)}/pindah", {"points": point, "title": "Lagi?"})).status_code == 422


async def test_an_excerpt_is_placed_by_receipt_number(
    app: object, database: Database, talked: Talked, issue: IssueRef
) -> None:
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(_at(issue))
        wrong = await analyst.press("form[action$='/butir']", {"receipt": "K7PM-3QXD-2"})
        assert wrong.status_code == 422
        await analyst.press(
            "form[action$='/butir']", {"receipt": talked.first.receipt.lower().replace("-", " "), "excerpt": PART}
        )
        assert "The contribution is placed." in analyst.text()
        assert PART in analyst.text(".quoted")


async def test_the_workbench_leads_approvers_to_what_they_may_approve_and_proposers_to_what_came_back(
    app: object, database: Database, talked: Talked, issue: IssueRef
) -> None:
    desk = talked.desk
    async with database.transaction() as tx:
        await propose(tx, desk, issue)
    async with visiting(app, database, desk.chief) as chief:
        await chief.open("/en/ruang-kerja")
        assert "Approve or give back 1 proposed decision" in chief.text()
        await chief.open(_at(issue))
        await chief.press("form[action$='/kembalikan']", {"remark": "Sebut sumbernya."})
        await chief.open("/en/ruang-kerja")
        assert "proposed decision" not in chief.text()
    async with visiting(app, database, desk.analyst) as analyst:
        await analyst.open("/en/ruang-kerja")
        assert "Word 1 decision anew that was given back" in analyst.text()
