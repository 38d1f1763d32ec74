"""Reports: floods hide nothing, old ones do not count again, and who reports does not reply nor the other way round."""

from __future__ import annotations

import pytest

from builders import speak
from partisipasi.accounts.rights import GUEST
from partisipasi.accounts.tables import Account
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, SignInNeeded
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.actions import report_contribution
from partisipasi.moderation.acts import hide, release
from partisipasi.moderation.queries import case_reports
from partisipasi.moderation.reporting import own_reports, refuse_who_reported
from talk_scene import make_person, make_scene


async def test_a_hundred_fresh_accounts_hide_nothing_and_make_one_case(tx: Transaction) -> None:
    scene = await make_scene(tx)
    voice = await speak(tx, scene, viewer=await make_person(tx, name="Ucok"))
    fresh = [await tx.add(Account(display_name=f"Baru {number}")) for number in range(100)]
    for number, account in enumerate(fresh):
        await tx.execute(
            """INSERT INTO report (contribution_id, account_id, reporter, reason, note, created_at)
               VALUES ($1, $2, $3, 'abuse', '', now())""",
            voice.id,
            account.id,
            number.to_bytes(2),
        )
    assert await tx.value("SELECT state FROM contribution WHERE id = $1", voice.id) == "published"
    assert len(await case_reports(tx, voice.id)) == 100
    waiting = await tx.value(
        "SELECT count(DISTINCT contribution_id) FROM report WHERE closed_at IS NULL AND contribution_id = $1", voice.id
    )
    assert waiting == 1


async def test_after_a_dismissal_old_reports_do_not_count_again(tx: Transaction) -> None:
    scene = await make_scene(tx)
    voice = await speak(tx, scene, viewer=await make_person(tx, name="Ucok"))
    moderator = await make_person(tx, role="moderator")
    for who in (b"one", b"two"):
        await report_contribution(tx, GUEST, receipt=voice.receipt, reason="spam", note="", reporter=who)
    await release(tx, moderator, contribution_id=voice.id)
    await report_contribution(tx, GUEST, receipt=voice.receipt, reason="spam", note="", reporter=b"one")
    assert await case_reports(tx, voice.id) == [], "the same person has reported it already"
    await report_contribution(tx, GUEST, receipt=voice.receipt, reason="abuse", note="", reporter=b"three")
    assert [report.reason for report in await case_reports(tx, voice.id)] == ["abuse"]
    assert await tx.value("SELECT state FROM contribution WHERE id = $1", voice.id) == "published"


async def test_who_replied_does_not_report_and_who_reported_does_not_reply(tx: Transaction) -> None:
    scene = await make_scene(tx)
    author, person = await make_person(tx, name="Ucok"), await make_person(tx, name="Butet")
    said = await speak(tx, scene, viewer=author)
    reply = await speak(tx, scene, viewer=person, kind="reply", parent=said)
    with pytest.raises(Conflict) as replied:
        await report_contribution(tx, person, receipt=said.receipt, reason="abuse", note="", reporter=b"butet")
    assert replied.value.code == "replied"
    await tx.execute("UPDATE contribution SET state = 'withdrawn' WHERE id = $1", reply.id)
    await report_contribution(tx, person, receipt=said.receipt, reason="abuse", note="", reporter=b"butet")
    with pytest.raises(Conflict) as reported:
        await refuse_who_reported(tx, person, said.receipt)
    assert reported.value.code == "reported"
    await refuse_who_reported(tx, author, said.receipt)
    await refuse_who_reported(tx, GUEST, said.receipt)


async def test_who_reported_sees_what_came_of_it_and_nobody_else_does(tx: Transaction) -> None:
    scene = await make_scene(tx)
    voice = await speak(tx, scene, viewer=await make_person(tx, name="Ucok"))
    person, moderator = await make_person(tx, name="Butet"), await make_person(tx, role="moderator")
    await report_contribution(tx, person, receipt=voice.receipt, reason="spam", note="Iklan.", reporter=b"butet")
    (row,) = await own_reports(tx, person, Cursor())
    assert (row.note, row.act, row.decision_ref) == ("Iklan.", None, None)
    made = await hide(tx, moderator, contribution_id=voice.id, rule="spam", public_reason="Menawarkan pinjaman daring.")
    (row,) = await own_reports(tx, person, Cursor())
    assert (row.act, row.decision_ref) == ("hide", made.public_ref)
    assert await own_reports(tx, moderator, Cursor()) == []
    with pytest.raises(SignInNeeded):
        await own_reports(tx, GUEST, Cursor())
