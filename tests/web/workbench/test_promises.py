"""A promised day on the pages of the team and of everybody, before and after it has passed."""

from __future__ import annotations

from datetime import timedelta

from browser import Browser
from loop_scene import make_talked, visiting
from partisipasi.feedback.progress import count_progress
from partisipasi.feedback.promises import today
from partisipasi.kit.database import Database


async def test_a_promise_is_shown_to_everybody_and_so_is_that_it_was_missed(
    app: object, browser: Browser, database: Database
) -> None:
    talked = await make_talked(database)
    await count_progress(database)
    here = f"/en/ruang-kerja/putaran/{talked.desk.scene.round_id}/janji"
    async with visiting(app, database, talked.desk.chief) as chief:
        await chief.open(here)
        assert "Nothing is promised yet." in chief.text()
        await chief.press("main form", {"promised_on": (today() + timedelta(days=5)).isoformat()})
        assert "5 days left to answer" in chief.text()
        answer = await chief.press("main form", {"promised_on": (today() + timedelta(days=9)).isoformat()})
        assert answer.status_code == 422
        await browser.open(talked.public)
        assert "Answers to round 1 are promised by" in browser.text()
        async with database.transaction() as tx:
            await tx.execute(
                "UPDATE answer_promise SET promised_on = $2 WHERE round_id = $1",
                talked.desk.scene.round_id,
                today() - timedelta(days=1),
            )
            tx.changed(f"draft:{talked.desk.draft_id}")
        await count_progress(database)
        await browser.open(talked.public)
        assert "4 inputs still wait" in browser.text(".notice-box, .notice")
        assert "0 of 4 read, 0 placed in issues, 0 decided, 0 answered." in browser.text()
        await chief.open("/en/ruang-kerja")
        assert "has passed, and 4 inputs have no answer" in chief.text()
    async with visiting(app, database, talked.desk.reader) as reader:
        await reader.open(here)
        assert "4 inputs still wait" in reader.text()
        assert not reader.all("main form")


async def test_a_round_can_be_opened_with_its_promise(app: object, database: Database) -> None:
    talked = await make_talked(database)
    async with visiting(app, database, talked.desk.chief) as chief:
        await chief.open(f"{talked.base}/putaran")
        fields = {
            "closes_at": (today() + timedelta(days=20)).isoformat(),
            "promised_on": (today() + timedelta(days=10)).isoformat(),
            "introduction": "Putaran kedua.",
        }
        assert (await chief.press("main form", fields)).status_code == 422
        assert "before the round closes" in chief.text("#errors")
        fields["promised_on"] = (today() + timedelta(days=50)).isoformat()
        await chief.press("main form", fields)
        assert "The round is set." in chief.text()
