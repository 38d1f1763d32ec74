"""Notices by mail: one to each person with all that concerns them, in their language, and none of their words."""

from __future__ import annotations

from functools import partial

import pytest

from builders import decide, make_desk, raise_issue, speak
from loop_scene import FIRST, MILD, PART, make_talked, publish_answers
from partisipasi.feedback.closing import release_interim
from partisipasi.feedback.notices import Answer, ChangedClause, PersonMail
from partisipasi.kit.database import Database
from partisipasi.kit.mail import Letter
from partisipasi.notifications.notices import mail_notices
from partisipasi.settings import Settings
from partisipasi.site.context import Site
from partisipasi.web.answers.letters import blocks_of, write_notice


async def _mails(database: Database, account_id: int | None) -> list[dict[str, str]]:
    async with database.transaction(writes=False) as tx:
        return await tx.rows(
            """SELECT m.subject, m.text, m.html FROM mail m JOIN email_address e ON e.address = m.to_address
               WHERE e.account_id = $1 ORDER BY m.id""",
            account_id,
        )


async def test_one_mail_holds_everything_that_concerns_a_person_and_none_of_their_words(
    database: Database, settings: Settings
) -> None:
    talked = await make_talked(database)
    published = await publish_answers(database, talked)
    viewer = talked.first.viewer
    assert viewer is not None
    async with database.transaction() as tx:
        await tx.execute("UPDATE account SET language = 'en' WHERE id = $1", viewer.account_id)
    write = partial(write_notice, Site(settings, database))
    assert await mail_notices(database, settings, write, {"release": published.release_id}) == 4
    [mail] = await _mails(database, viewer.account_id)
    for part in (mail["text"], mail["html"]):
        assert "M-001" in part
        assert "M-003" in part
        assert "Turun menjadi satu persen." in part
        assert "Dicatat untuk pedoman presensi." in part
        assert "Pasal 7 ayat (1)" in part
        assert f"/en/jejak/{talked.first.receipt}" in part
        assert PART not in part
        assert FIRST not in part
        assert "◆" in part
    assert MILD in " ".join(mail["text"].split())
    assert mail["subject"].startswith("Your answer:")


async def test_the_job_run_again_or_broken_off_tells_nobody_twice(database: Database, settings: Settings) -> None:
    async with database.transaction() as tx:
        desk = await make_desk(tx)
        voices = [await speak(tx, desk.scene, f"Suara {n}") for n in range(5)]
        voices += [await speak(tx, desk.scene, "Tanpa akun", anonymous=True)]
        decision = await decide(tx, desk, await raise_issue(tx, desk, *voices))
        release = await release_interim(
            tx, desk.chief, draft_id=desk.draft_id, decision_ids=[decision], reason="Sudah lama."
        )
    write = partial(write_notice, Site(settings, database))
    written: list[str] = []

    async def breaking(person: PersonMail) -> Letter:
        if len(written) == 3:
            raise RuntimeError("the power went out")
        written.append(person.address)
        return await write(person)

    with pytest.raises(RuntimeError):
        await mail_notices(database, settings, breaking, {"release": release}, size=2)
    # The first batch stands; the broken one was undone whole.
    assert await mail_notices(database, settings, write, {"release": release}, size=2) == 3
    assert await mail_notices(database, settings, write, {"release": release}, size=2) == 0
    for voice in voices[:5]:
        assert voice.viewer is not None
        assert len(await _mails(database, voice.viewer.account_id)) == 1
    async with database.transaction(writes=False) as tx:
        waiting = "SELECT count(*) FROM notice WHERE release_id = $1 AND mailed_at IS NULL"
        assert await tx.value(waiting, release) == 1


def test_a_clause_that_is_only_a_name_over_its_parts_is_not_said_to_be_gone() -> None:
    answer = Answer(
        contributor_id=1, address="a@example.org", language="id", receipt="K7PM-3QXD-9", about="Draf",
        decision_id=1, issue_number=4, issue_title="Banjir?", outcome="accepted", reason_code=None, reason="Ya.",
        reason_html="<p>Ya.</p>", legal_basis="", answers_anew=False,
    )  # fmt: skip
    whole = ChangedClause(1, "inserted", "pasal-14", "Pasal 14", None, "")
    part = ChangedClause(1, "inserted", "pasal-14.ayat-1", "Pasal 14 ayat (1)", None, "Pegawai tidak dipotong.")
    [block] = blocks_of(PersonMail(1, "a@example.org", "id", (answer,), (whole, part)))
    assert block.clauses == [part]
    assert block.more == 0
