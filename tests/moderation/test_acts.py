"""Masking, asking for an edit, limits on a person, and what two moderators decide."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import speak
from drawn import paper, picture
from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.restrictions import Suspended
from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.attaching import files_of, send_along, take_file
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.editing import add_words, edit_text
from partisipasi.discussions.masking import MASK, original_of
from partisipasi.discussions.places import Target
from partisipasi.discussions.supporting import support
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, TooMany
from partisipasi.moderation.actions import report_contribution
from partisipasi.moderation.acts import ask_edit, hide, mask, release, restore
from partisipasi.moderation.claims import claim_case, give_back
from partisipasi.moderation.people import lift, pace, warn
from partisipasi.moderation.queries import case
from partisipasi.moderation.seconds import agree, decline, propose_hiding, propose_suspension, speaks_of_officials
from partisipasi.settings import Settings
from talk_scene import Scene, broken_rules, join_team, make_person, make_scene

REASON = "Memuat nomor telepon pribadi orang lain."


async def _said(tx: Transaction, body: str = "Hubungi Pak Budi Santoso di rumahnya.") -> tuple[Scene, Viewer, int, str]:
    scene = await make_scene(tx)
    author = await make_person(tx, name="Ucok")
    voice = await speak(tx, scene, viewer=author, body=body)
    await tx.execute("UPDATE contribution SET created_at = now() - interval '2 days' WHERE id = $1", voice.id)
    return scene, author, voice.id, voice.receipt


async def _mask(tx: Transaction, said: int, *words: str) -> None:
    moderator = await make_person(tx, role="moderator")
    await mask(tx, moderator, contribution_id=said, phrases=words, rule="personal_data", public_reason=REASON)


async def test_masked_words_are_nowhere_but_in_what_is_kept_for_an_objection(
    tx: Transaction, settings: Settings
) -> None:
    _, author, said, receipt = await _said(tx)
    await add_words(tx, author, settings, receipt=receipt, body="Rumah BUDI  Santoso di ujung gang.")
    await tx.execute(
        "INSERT INTO contribution_edit (contribution_id, source, html) VALUES ($1, 'Budi Santoso', 'Budi Santoso')",
        said,
    )
    await _mask(tx, said, "budi santoso")
    for sql in (
        "SELECT source || html FROM contribution WHERE id = $1",
        "SELECT source || html FROM addition WHERE contribution_id = $1",
        "SELECT source || html FROM contribution_edit WHERE contribution_id = $1",
    ):
        shown = await tx.value(sql, said)
        assert MASK in shown
        assert "santoso" not in shown.lower()
    assert "Budi Santoso" in (await original_of(tx, said) or "")
    assert await tx.value("SELECT state FROM contribution WHERE id = $1", said) == "published"
    assert await tx.value("SELECT kind FROM thread_event WHERE contribution_id = $1", said) == "masked"


async def test_words_are_masked_in_what_files_are_called(tx: Transaction) -> None:
    _, author, said, _ = await _said(tx)
    codes = [
        await take_file(tx, author, content=paper(), name="KTP_Budi-Santoso.pdf"),
        await take_file(tx, author, content=picture(), name="Budi.jpg", alt="Rumah Budi Santoso"),
    ]
    await send_along(tx, author, contribution_id=said, codes=codes)
    before = await files_of(tx, said)
    await _mask(tx, said, "budi santoso")
    assert [(one.name, one.alt) for one in await files_of(tx, said)] == [
        (f"KTP_{MASK}.pdf", ""), ("Budi.jpg", f"Rumah {MASK}")
    ]  # fmt: skip
    await _mask(tx, said, "Budi")
    assert (await files_of(tx, said))[1].name == f"{MASK}.jpg", "words of a name alone are found"
    moderator = await make_person(tx, role="moderator")
    await restore(tx, moderator, contribution_id=said, public_reason="Namanya boleh disebut di sini.")
    assert await files_of(tx, said) == before
    assert await broken_rules(tx) == []


async def test_restoring_takes_the_mask_off(tx: Transaction) -> None:
    _, _, said, _ = await _said(tx)
    before = await tx.value("SELECT source || html FROM contribution WHERE id = $1", said)
    await _mask(tx, said, "Budi")
    await _mask(tx, said, "Santoso")
    moderator = await make_person(tx, role="moderator")
    await restore(tx, moderator, contribution_id=said, public_reason="Namanya boleh disebut di sini.")
    assert await tx.value("SELECT source || html FROM contribution WHERE id = $1", said) == before
    assert await tx.value("SELECT count(*) FROM masked_text WHERE contribution_id = $1", said) == 0
    assert await broken_rules(tx) == []


async def test_words_that_do_not_occur_are_refused(tx: Transaction) -> None:
    _, _, said, _ = await _said(tx)
    for words in ([], ["Siti"], ["Bud"], ["x" * 301]):
        with pytest.raises(Invalid) as refused:
            await _mask(tx, said, *words)
        assert "words" in refused.value.fields


async def test_who_is_asked_for_an_edit_may_edit_once_however_old_the_text(tx: Transaction, settings: Settings) -> None:
    _, author, said, receipt = await _said(tx)
    moderator = await make_person(tx, role="moderator")
    with pytest.raises(Conflict):
        await edit_text(tx, author, settings, receipt=receipt, body="Kata-kata baru.")
    await ask_edit(tx, moderator, contribution_id=said, rule="abuse", public_reason=REASON)
    await edit_text(tx, author, settings, receipt=receipt, body="Kata-kata yang lebih baik.")
    with pytest.raises(Conflict):
        await edit_text(tx, author, settings, receipt=receipt, body="Sekali lagi.")
    waits = "SELECT count(*) FROM edit_request WHERE answered_at IS NOT NULL AND seen_at IS NULL"
    assert await tx.value(waits) == 1
    await release(tx, moderator, contribution_id=said)
    assert await tx.value(waits) == 0


async def test_a_decision_on_what_has_changed_meanwhile_is_refused(tx: Transaction) -> None:
    _, _, said, _ = await _said(tx)
    first, second = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    found = await case(tx, second, said)
    assert found is not None
    await release(tx, first, contribution_id=said, seen=found.version)
    with pytest.raises(Conflict) as late:
        await hide(tx, second, contribution_id=said, rule="spam", public_reason=REASON, seen=found.version)
    assert late.value.code == "handled"
    assert late.value.detail is not None
    assert await tx.value("SELECT state FROM contribution WHERE id = $1", said) == "published"


async def test_a_claimed_case_is_anothers_until_the_lease_is_over(tx: Transaction) -> None:
    _, _, said, _ = await _said(tx)
    first, second = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    await claim_case(tx, first, contribution_id=said)
    with pytest.raises(Conflict):
        await claim_case(tx, second, contribution_id=said)
    with pytest.raises(Conflict):
        await release(tx, second, contribution_id=said)
    await give_back(tx, second, contribution_id=said)
    assert await tx.value("SELECT account_id FROM moderation_claim") == first.account_id
    await tx.execute("UPDATE moderation_claim SET until = now()")
    await claim_case(tx, second, contribution_id=said)
    await release(tx, second, contribution_id=said)
    assert await tx.value("SELECT count(*) FROM moderation_claim") == 0


async def test_hiding_criticism_needs_another_moderator(tx: Transaction) -> None:
    scene, _, said, _ = await _said(tx, "Camat ini tidak pernah ada di kantor.")
    assert speaks_of_officials("Camat ini tidak pernah ada di kantor.")
    assert not speaks_of_officials("Jalannya berlubang.")
    first, second, third = [await make_person(tx, role="moderator") for _ in range(3)]
    await join_team(tx, scene, third, "drafter")
    proposed = await propose_hiding(
        tx, first, items=[said], why="official_criticised", rule="abuse", public_reason=REASON
    )
    assert await tx.value("SELECT state FROM contribution WHERE id = $1", said) == "published"
    for barred in (first, third):
        with pytest.raises(Forbidden):
            await agree(tx, barred, proposal_id=proposed)
    with pytest.raises(Conflict):
        await propose_hiding(tx, second, items=[said], why="batch", rule="abuse", public_reason=REASON)
    await agree(tx, second, proposal_id=proposed)
    assert await tx.value("SELECT state FROM contribution WHERE id = $1", said) == "hidden"
    both = await tx.rows("SELECT decided_by, seconded_by FROM moderation_decision WHERE contribution_id = $1", said)
    assert both == [{"decided_by": first.account_id, "seconded_by": second.account_id}]
    with pytest.raises(Conflict):
        await agree(tx, second, proposal_id=proposed)


async def test_what_is_declined_does_not_happen(tx: Transaction) -> None:
    _, _, said, _ = await _said(tx)
    first, second = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    for who, outcome in ((second, "declined"), (first, "withdrawn")):
        proposed = await propose_hiding(tx, first, items=[said], why="batch", rule="abuse", public_reason=REASON)
        await decline(tx, who, proposal_id=proposed)
        assert await tx.value("SELECT outcome FROM moderation_proposal WHERE id = $1", proposed) == outcome
    assert await tx.value("SELECT state FROM contribution WHERE id = $1", said) == "published"


async def test_a_suspension_ends_at_its_very_moment_and_forbids_writing_alone(
    tx: Transaction, settings: Settings
) -> None:
    scene, author, said, receipt = await _said(tx)
    other = await speak(tx, scene, viewer=await make_person(tx))
    first, second = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    ends = tx.now + timedelta(days=3)
    proposed = await propose_suspension(
        tx, first, contribution_id=said, ends_at=ends, rule="abuse", public_reason=REASON
    )
    assert (await viewer_of_account(tx, author.account_id or 0)).suspended_until is None
    await agree(tx, second, proposal_id=proposed)
    now = await viewer_of_account(tx, author.account_id or 0)
    assert now.suspended_until == ends
    with pytest.raises(Suspended) as told:
        await contribute(
            tx, now, settings, target=Target(clause_id=scene.clauses["pasal-7.ayat-1"]), body="Lagi.", stance="none"
        )
    assert told.value.ref == now.suspended_by
    with pytest.raises(Suspended):
        await support(tx, now, receipt=other.receipt)
    with pytest.raises(Suspended):
        await report_contribution(tx, now, receipt=other.receipt, reason="spam", note="", reporter=b"x")
    with pytest.raises(Suspended):
        await add_words(tx, now, settings, receipt=receipt, body="Tambahan.")
    await tx.execute("UPDATE restriction SET starts_at = now() - interval '1 day', ends_at = now()")
    assert (await viewer_of_account(tx, author.account_id or 0)).suspended_until is None


async def test_a_pace_lets_somebody_write_so_often_a_day_until_it_is_lifted(
    tx: Transaction, settings: Settings
) -> None:
    scene, author, said, _ = await _said(tx)
    moderator = await make_person(tx, role="moderator")
    with pytest.raises(Invalid):
        await pace(tx, moderator, contribution_id=said, per_day=1, ends_at=tx.now, rule="spam", public_reason=REASON)
    await pace(
        tx, moderator, contribution_id=said, per_day=1, ends_at=tx.now + timedelta(days=7), rule="spam",
        public_reason=REASON,
    )  # fmt: skip
    place = Target(clause_id=scene.clauses["pasal-7.ayat-1"])
    await contribute(tx, author, settings, target=place, body="Satu kali sehari.")
    with pytest.raises(TooMany) as told:
        await contribute(tx, author, settings, target=place, body="Dua kali sehari.")
    assert told.value.wait > 23 * 3600
    await lift(tx, moderator, contribution_id=said, public_reason="Keadaannya sudah tenang kembali.")
    await contribute(tx, author, settings, target=place, body="Dua kali sehari.")


async def test_a_warning_is_a_decision_about_the_person(tx: Transaction) -> None:
    _, author, said, _ = await _said(tx)
    moderator = await make_person(tx, role="moderator")
    made = await warn(tx, moderator, contribution_id=said, rule="abuse", public_reason=REASON)
    assert (made.account_id, made.contribution_id) == (author.account_id, None)
    assert made.author_id is not None


async def test_who_wrote_in_a_thread_or_works_for_its_agency_does_not_moderate_it(tx: Transaction) -> None:
    scene, _, said, _ = await _said(tx)
    writer = await make_person(tx, role="moderator")
    await speak(tx, scene, viewer=writer)
    official = await make_person(tx, role="moderator")
    await tx.execute(
        "INSERT INTO role_grant (account_id, role, agency_id) VALUES ($1, 'officer', $2)",
        official.account_id,
        scene.agency_id,
    )
    for barred in (writer, official):
        with pytest.raises(Forbidden):
            await release(tx, barred, contribution_id=said)


async def test_who_comes_too_late_is_told_in_which_role_it_was_decided_or_that_its_author_changed_it(
    tx: Transaction, settings: Settings
) -> None:
    _, _, said, _ = await _said(tx)
    one, other = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    shown = await case(tx, one, said)
    assert shown is not None
    await tx.execute("INSERT INTO contribution_edit (contribution_id, source, html) VALUES ($1, '', '')", said)
    with pytest.raises(Conflict) as edited:
        await release(tx, one, contribution_id=said, seen=shown.version)
    assert edited.value.code == "edited"
    proposal = await propose_hiding(
        tx, one, items=[said], why="official_criticised", rule="abuse", public_reason=REASON
    )  # fmt: skip
    await agree(tx, other, proposal_id=proposal)
    with pytest.raises(Conflict) as handled:
        await restore(tx, one, contribution_id=said, public_reason=REASON, seen=shown.version)
    assert handled.value.code == "handled"
    assert (handled.value.detail.act, handled.value.detail.by) == ("hide", "two")
