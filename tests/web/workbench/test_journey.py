"""From the inbox to a satisfied contributor without script: each step by the people whose step it is."""

from __future__ import annotations

from browser import Browser
from builders import make_concept
from loop_scene import MILD, PART, make_talked, visiting
from partisipasi.app import job_handlers
from partisipasi.feedback.releasing import MAIL_NOTICES
from partisipasi.kit.database import Database
from partisipasi.settings import Settings


async def test_input_goes_all_the_way_to_an_answer_that_satisfies(
    app: object, browser: Browser, database: Database, settings: Settings
) -> None:
    talked = await make_talked(database)
    desk, first = talked.desk, talked.first
    async with (
        visiting(app, database, desk.analyst) as analyst,
        visiting(app, database, desk.deputy) as deputy,
        visiting(app, database, desk.chief) as chief,
        visiting(app, database, first.viewer or desk.outsider) as citizen,
    ):
        # The analyst places a part of the first comment, then the rest together with everything else.
        await analyst.open(f"{talked.base}/masukan?tempat=belum")
        assert "3 not placed yet" in analyst.text()
        await analyst.open(f"{talked.base}/masukan?tempat=belum&baca={first.receipt}")
        await analyst.press("#tempatkan", {"title": "Bagaimana bila mesin rusak?", "part": "1", "excerpt": PART})
        assert "The chosen words are placed in issue M-001." in analyst.text()
        await analyst.press(
            "#tempatkan",
            {
                "title": "Apakah potongan 2% diturunkan?",
                "receipts": [first.receipt, talked.second.receipt, talked.hidden.receipt],
            },
        )
        assert "Placed in issue M-002: 3 contributions." in analyst.text()
        # A question is answered officially, and only on purpose.
        await analyst.open(f"{talked.base}/masukan?jenis=question")
        reply = "form[action*='/jawab']"
        answer = await analyst.press(reply, {"body": "Kepala perangkat daerah yang menghitung."})
        assert answer.status_code == 422
        assert "Kepala perangkat daerah yang menghitung." in analyst.page.css_first("#f-body").text()
        await analyst.press(reply, {"body": "Kepala perangkat daerah yang menghitung.", "official": "1"})
        assert "The official reply is public." in analyst.text()
        # Decisions are proposed by one and approved by another.
        await analyst.open(f"{talked.base}/pokok")
        issues = [str(link.attributes["href"]) for link in analyst.all("table a")]
        proposals = [("noted", "Dicatat untuk pedoman presensi."), ("accepted", "Turun menjadi satu persen.")]
        for issue, (outcome, reason) in zip(issues, proposals, strict=True):
            await analyst.open(issue)
            await analyst.press("form[action$='/keputusan']", {"outcome": outcome, "reason": reason})
            assert "The decision is proposed." in analyst.text()
            assert not analyst.all("form[action$='/setujui']")
            await deputy.open(issue)
            await deputy.press("form[action$='/setujui']")
            assert "The decision is approved." in deputy.text()
        # A concept, its changes explained.
        async with database.transaction() as tx:
            version_id = await make_concept(tx, desk, {"pasal-7.ayat-1": MILD})
        gate = f"/en/ruang-kerja/versi/{version_id}/terbit"
        await chief.open(gate)
        assert "Accepted decisions without a change of text" in chief.text()
        assert not chief.all("form[action$='/terbit']")
        await analyst.open(f"/en/ruang-kerja/versi/{version_id}/perubahan")
        decision = analyst.page.css_first("input[name='decisions']").attributes["value"]
        await analyst.press(
            "form.panel[action*='/perubahan']",
            {
                "cause": "public_input",
                "explanation": "Potongan turun menjadi 1%.",
                "decisions": [decision],
                "sentence": "Potongan per hari turun separuh.",
            },
        )
        assert "1 change is explained." in analyst.text()
        # In English nobody wrote a sentence, so that it is made of the words.
        assert "“2% (dua persen)” becomes “1% (satu persen)”." in analyst.text(".change .sentence")
        # Published by somebody who made none of it.
        await analyst.open(gate)
        assert "Nothing stands in the way" in analyst.text()
        assert not analyst.all("form[action$='/terbit']")
        await chief.open(gate)
        assert "2 approved decisions become public." in chief.text()
        await chief.press("form[action$='/terbit']", {"introduction": "Versi kedua menurunkan potongan."})
        assert chief.answer.url.path == f"{talked.public}/versi/2"
        # One mail to each of the three who get an answer by a decision, with the clause before and after.
        async with database.transaction(writes=False) as tx:
            release = await tx.value("SELECT id FROM release WHERE version_id = $1", version_id)
        await job_handlers(settings, database)[MAIL_NOTICES]({"release": release})
        async with database.transaction(writes=False) as tx:
            mails = await tx.rows(
                "SELECT to_address, text FROM mail WHERE strpos(text, $1) > 0 OR strpos(text, $2) > 0",
                first.receipt,
                talked.second.receipt,
            )
        assert len(mails) == 2
        told = ("Potongan per hari turun separuh.", "“2% (dua persen)” becomes “1% (satu persen)”.")
        assert all(any(sentence in " ".join(mail["text"].split()) for sentence in told) for mail in mails)
        assert all("1% (satu persen)" in mail["text"] and "2% (dua persen)" in mail["text"] for mail in mails)
        # Everybody reads the results and walks from a clause back to the words.
        await browser.open(f"{talked.public}/hasil")
        assert "Turun menjadi satu persen." in browser.text("#M-002")
        await browser.open(str(browser.page.css_first(f"#M-002 a[href$='{first.receipt}']").attributes["href"]))
        assert "Heard, considered" not in browser.text("h1")
        assert "1% (satu persen)" in browser.text()
        assert "Does this answer your input?" not in browser.text()
        await browser.open(f"{talked.public.removeprefix('/en')}/versi/2/pasal-7.ayat-1/perubahan")
        assert browser.text(".change .sentence") == "Potongan per hari turun separuh."
        await browser.open(f"{talked.public}/versi/2/pasal-7.ayat-1/perubahan")
        assert first.receipt in browser.text()
        # The contributor says that the answer answers.
        await citizen.open("/en/akun/masukan")
        assert "Does it answer you?" in citizen.text()
        await citizen.open(f"/en/jejak/{first.receipt}")
        await citizen.press("form[action*='/jawaban/']", {"satisfied": "yes", "reply": "Terima kasih."})
        assert "You said: yes." in citizen.text()
        said = []
        for issue in issues:
            await analyst.open(issue)
            said.append(analyst.text())
        assert any("Terima kasih." in page for page in said)
    await browser.open(f"{talked.public}/hasil")
    assert "1 yes, 0 no" in browser.text()
    assert "Terima kasih." not in browser.answer.text
