"""What a team does next, shown where they are: on the draft, after a reply, after a proposal, at a clause."""

from __future__ import annotations

from builders import decide, make_concept, propose, raise_issue, speak
from loop_scene import MILD, make_talked, visiting
from partisipasi.feedback.progress import count_due
from partisipasi.kit.database import Database


async def test_a_draft_says_what_comes_next_to_those_who_can_do_it(app: object, database: Database) -> None:
    talked = await make_talked(database)
    async with database.transaction() as tx:
        issue = await raise_issue(tx, talked.desk, talked.first)
        await tx.execute(
            "UPDATE round SET closes_at = now() + interval '3 days' WHERE draft_id = $1", talked.desk.draft_id
        )
        while await count_due(tx):
            pass
    tasks = "section[aria-labelledby=tugas]"
    async with (
        visiting(app, database, talked.desk.analyst) as analyst,
        visiting(app, database, talked.desk.chief) as chief,
        visiting(app, database, talked.desk.reader) as reader,
    ):
        await analyst.open(talked.base)
        assert "Propose a decision on 1 issue" in analyst.text(tasks)
        assert "Read and place" in analyst.text(tasks)
        await chief.open(talked.base)
        assert "Propose a decision" not in chief.text(tasks)
        assert "Read and place" not in chief.text(tasks), "approvers cannot place"
        async with database.transaction() as tx:
            await propose(tx, talked.desk, issue, "accepted")
        await chief.open(talked.base)
        assert chief.all(f"{tasks} a")[0].text() == "Approve or give back 1 proposed decision", (
            "theirs alone comes first"
        )
        async with database.transaction() as tx:
            await decide(tx, talked.desk, await raise_issue(tx, talked.desk, talked.second), "accepted")
        await analyst.open(talked.base)
        assert "Begin version 2: 1 approved decision changes the text" in analyst.text(tasks)
        await reader.open(talked.base)
        assert "Begin version" not in reader.text()


async def test_a_reply_leads_to_the_next_question_that_waits(app: object, database: Database) -> None:
    talked = await make_talked(database)
    async with database.transaction() as tx:
        other = await speak(tx, talked.desk.scene, "Mulai kapan?", kind="question", key="pasal-8")
    async with visiting(app, database, talked.desk.analyst) as analyst:
        waiting = {talked.question.receipt, other.receipt}
        await analyst.open(f"{talked.base}/pertanyaan")
        await analyst.open(str(analyst.page.css_first(".rows .button").attributes["href"]).partition("#")[0])
        for left in (1, 0):
            answered = str(analyst.page.css_first("form[action*='/jawab'] [name=receipt]").attributes["value"])
            waiting.discard(answered)
            await analyst.press("form[action*='/jawab']", {"body": "Bagian Organisasi.", "official": "1"})
            assert len(waiting) == left, "no question comes twice"
        assert str(analyst.answer.url).endswith("/pertanyaan")
        assert "The official reply is public." in analyst.text()


async def test_a_proposal_leads_to_the_next_issue_without_one(app: object, database: Database) -> None:
    talked = await make_talked(database)
    async with database.transaction() as tx:
        first = await raise_issue(tx, talked.desk, talked.first)
        await raise_issue(tx, talked.desk, talked.second, title="Apakah golongan rendah dikecualikan?")
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"/en/ruang-kerja/pokok/{first.id}")
        assert "Next without a decision" not in analyst.text()
        await analyst.press("form[action$='/keputusan']", {"outcome": "noted", "reason": "Dicatat untuk anggaran."})
        assert "Next without a decision: M-002" in analyst.text("section[aria-labelledby=putusan]")


async def test_a_clause_that_is_edited_names_what_was_decided_on_it(app: object, database: Database) -> None:
    talked = await make_talked(database)
    async with database.transaction() as tx:
        issue = await raise_issue(tx, talked.desk, talked.first)
        await decide(tx, talked.desk, issue, "accepted")
        concept = await make_concept(tx, talked.desk, {"pasal-7.ayat-1": MILD})
    async with visiting(app, database, talked.desk.analyst) as drafter:
        await drafter.open(f"/en/ruang-kerja/versi/{concept}/bagian/pasal-7.ayat-1")
        assert issue.label in drafter.text("section[aria-labelledby=diputuskan]")
        await drafter.open(f"/en/ruang-kerja/versi/{concept}/bagian/pasal-8")
        assert not drafter.all("#diputuskan")


async def test_a_page_of_the_inbox_is_marked_and_placed_in_one_go(app: object, database: Database) -> None:
    talked = await make_talked(database)
    marked = "[name=receipts][checked]"
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"{talked.base}/masukan?tempat=belum&cari=2%25")
        assert not analyst.all(marked)
        link = analyst.page.css_first("a[href*='tandai=semua']").attributes["href"] or ""
        await analyst.open(f"{talked.base}/masukan{link}")
        chosen = [str(box.attributes["value"]) for box in analyst.all(marked)]
        assert set(chosen) == {talked.first.receipt, talked.second.receipt}, "the filter still holds"
        await analyst.press("#tempatkan", {"receipts": chosen, "title": "Apakah 2% tetap?"})
        assert "Placed in issue M-001: 2 contributions." in analyst.text()
        await analyst.open(f"{talked.base}/masukan?tempat=belum")
        assert not analyst.all(marked)
    async with visiting(app, database, talked.desk.reader) as reader:
        await reader.open(f"{talked.base}/masukan?tandai=semua")
        assert not reader.all("[name=receipts]")
