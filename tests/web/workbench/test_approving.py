"""Approving a list less what is unticked, and beginning a reason from a template."""

from __future__ import annotations

from builders import propose, raise_issue
from loop_scene import make_talked, visiting
from partisipasi.kit.database import Database


async def test_what_stays_ticked_is_approved(app: object, database: Database) -> None:
    talked = await make_talked(database)
    async with database.transaction() as tx:
        for voice in (talked.first, talked.second, talked.hidden):
            await propose(tx, talked.desk, await raise_issue(tx, talked.desk, voice))
    async with visiting(app, database, talked.desk.chief) as chief:
        await chief.open("/en/ruang-kerja")
        await chief.open(f"{talked.base}/setujui")
        boxes = [str(box.attributes["value"]) for box in chief.all("#setujui [name=decisions]")]
        assert len(boxes) == 3 and len(chief.all("#setujui [name=decisions][checked]")) == 3
        await chief.press("#setujui", {"decisions": boxes[:2]})
        assert "2 decisions are approved: M-001, M-002." in chief.text()
        assert len(chief.all("#setujui [name=decisions]")) == 1
        key = chief.page.css_first("#setujui [name=key]").attributes["value"]
        answer = await chief.post(f"{talked.base}/setujui", {"key": key, "decisions": boxes[0]})
        assert "M-001 is left as it is" in chief.text()
        assert (await chief.post(f"{talked.base}/setujui", {})).status_code == 422
        answer = await chief.post(f"{talked.base}/setujui", {"decisions": "1@gestern"})
        assert answer.status_code == 422
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/setujui")
        assert "Another approver decides on it." in analyst.text()
        assert not analyst.all("#setujui [name=decisions]")


async def test_a_reason_begins_from_a_template_and_must_be_made_specific(app: object, database: Database) -> None:
    talked = await make_talked(database)
    async with database.transaction() as tx:
        issue = await raise_issue(tx, talked.desk, talked.first)
    here = f"/en/ruang-kerja/pokok/{issue.id}"
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(here)
        link = next(node for node in analyst.all("a[href*='contoh=anggaran']"))
        await analyst.open(str(link.attributes["href"]).partition("#")[0])
        form = "form[action$='/keputusan']"
        assert analyst.page.css_first(f"{form} [name=outcome][checked]").attributes["value"] == "rejected"
        answer = await analyst.press(form)
        assert answer.status_code == 422
        assert "jumlah rupiah" in analyst.text("#errors")
        assert "[[jumlah rupiah]]" in analyst.page.css_first("#f-reason").text()
        await analyst.press(form, {"reason": "Memerlukan Rp2 miliar setiap tahun, yang tidak tersedia."})
        assert "The decision is proposed." in analyst.text()
