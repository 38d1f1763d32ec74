"""Working through the inbox: read, tasks, notes, undo, and looking for the issue while typing."""

from __future__ import annotations

import pytest

from browser import Browser
from builders import raise_issue
from loop_scene import FIRST, Talked, make_talked, visiting
from partisipasi.kit.database import Database

NOTE = "Catatan-hanya-untuk-tim"


@pytest.fixture
async def talked(database: Database) -> Talked:
    return await make_talked(database)


async def test_a_placing_is_undone_by_the_button_beside_the_notice(
    app: object, database: Database, talked: Talked
) -> None:
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/masukan?sikap=disagree&baca={talked.first.receipt}")
        await analyst.press("#tempatkan", {"title": "Apakah 2% diturunkan?"})
        assert "Placed in issue M-001: 1 contribution." in analyst.text()
        await analyst.press(".undo form")
        assert "1 point is taken back." in analyst.text()
        assert not analyst.all(".undo form")
        assert str(analyst.answer.url).partition("?")[2].startswith("sikap=disagree"), "the filter is kept"
    async with database.transaction(writes=False) as tx:
        assert not await tx.values(
            "SELECT id FROM point WHERE contribution_id = $1 AND removed_at IS NULL", talked.first.id
        )


async def test_several_are_marked_as_read_and_given_to_a_colleague(
    app: object, database: Database, talked: Talked
) -> None:
    chief = talked.desk.chief
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/masukan")
        key = analyst.page.css_first("#tempatkan [name=key]").attributes["value"]
        marked = {"key": key, "receipts": [talked.first.receipt, talked.second.receipt]}
        await analyst.post(f"{talked.base}/masukan/dibaca?tempat=baru", marked)
        assert "2 contributions are marked as read." in analyst.text()
        assert talked.first.receipt not in analyst.text(".inbox")
        await analyst.post(f"{talked.base}/masukan/tugas", {**marked, "assignee": str(chief.account_id)})
        assert analyst.text(".inbox").count("Task of Kepala") == 2
        answer = await analyst.post(
            f"{talked.base}/masukan/tugas",
            {"opened": talked.first.receipt, "assignee": str(talked.desk.reader.account_id)},
        )
        assert answer.status_code == 422
        assert "somebody of the team" in analyst.text("#errors")
    async with visiting(app, database, chief) as boss:
        await boss.open(f"{talked.base}/masukan?petugas=saya")
        assert len(boss.all(".inbox-row")) == 2


async def test_notes_are_read_by_the_team_and_stand_on_no_public_page(
    app: object, browser: Browser, database: Database, talked: Talked
) -> None:
    async with visiting(app, database, talked.desk.chief) as chief:
        await chief.open(f"{talked.base}/masukan?baca={talked.first.receipt}")
        await chief.press("form[action*='/masukan/catatan']", {"note": NOTE})
        assert NOTE in chief.text(".pane")
        assert (await chief.press("form[action*='/masukan/catatan']", {"note": " "})).status_code == 422
    async with visiting(app, database, talked.desk.reader) as reader:
        await reader.open(f"{talked.base}/masukan?baca={talked.first.receipt}")
        assert NOTE in reader.text(".pane")
        assert not reader.all("form[action*='/catatan']")
    desk = talked.desk
    for path in (
        f"/jejak/{talked.first.receipt}",
        f"{desk.scene.path}/versi/1/pasal-7.ayat-1",
        f"/api/v1/contributions/{talked.first.receipt}",
        f"/api/v1/drafts/{desk.draft_id}/contributions",
        f"/api/v1/drafts/{desk.draft_id}/trace",
    ):
        answer = await browser.open(path)
        assert answer.status_code == 200, path
        assert NOTE not in answer.text, path
    async with visiting(app, database, desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/masukan?baca={talked.first.receipt}")
        await analyst.press("form[action*='/hapus']")
        assert "The note is deleted." in analyst.text()
        assert NOTE not in analyst.text()


async def test_issues_are_searched_with_and_without_script(app: object, database: Database, talked: Talked) -> None:
    async with database.transaction() as tx:
        rate = await raise_issue(tx, talked.desk, talked.second, title="Apakah potongan diturunkan?")
        machine = await raise_issue(tx, talked.desk, title="Bagaimana bila mesin rusak?")
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/masukan?baca={talked.first.receipt}")
        await analyst.press("#cari-pokok", {"pokok": "mesin"})
        offered = [node.attributes["value"] for node in analyst.all("#f-issue option")]
        assert offered == ["", str(machine.id)]
        assert FIRST in analyst.text(".pane"), "what was open stays open"
        part = await analyst.client.get(f"{talked.base}/masukan?pokok=potongan", headers={"hx-request": "true"})
        assert "<html" not in part.text and 'id="pilih-pokok"' in part.text
        assert f'value="{rate.id}"' in part.text and f'value="{machine.id}"' not in part.text
        assert "1 issue fits" in part.text
    async with visiting(app, database, talked.desk.outsider) as outsider:
        hidden = await outsider.client.get(f"{talked.base}/masukan?pokok=a", headers={"hx-request": "true"})
        assert hidden.status_code == 404
