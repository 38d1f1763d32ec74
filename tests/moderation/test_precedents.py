"""Similar cases and how they ended, and what was decided about an author before."""

from __future__ import annotations

from builders import speak
from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction
from partisipasi.moderation.acts import hide, release
from partisipasi.moderation.objecting import decide_objection, file_objection
from partisipasi.moderation.people import warn
from partisipasi.moderation.precedents import (
    MOST_SHOWN,
    Precedent,
    authors_record,
    rules_in_question,
    similar_cases,
)
from partisipasi.moderation.queries import Case, case
from partisipasi.moderation.reversing import Instead
from partisipasi.settings import Settings
from talk_scene import join_team, make_person, make_scene

OFFER = "Pinjaman kilat tanpa jaminan, hubungi toko kami di pasar hari ini juga."
REASON = "Menawarkan pinjaman, bukan masukan atas rancangan."


async def _case(tx: Transaction, viewer: Viewer, said: int) -> Case:
    found = await case(tx, viewer, said)
    assert found is not None
    return found


async def _similar(tx: Transaction, viewer: Viewer, said: int, *rules: str) -> list[Precedent]:
    return await similar_cases(tx, viewer, await _case(tx, viewer, said), list(rules))


async def test_nearly_the_same_words_come_first_with_how_they_ended(tx: Transaction, settings: Settings) -> None:
    scene, author = await make_scene(tx), await make_person(tx, name="Ucok")
    one, other = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    before = await speak(tx, scene, viewer=author, body=OFFER)
    far = await speak(tx, scene, body="Kambing saya hilang sejak Senin kemarin di dekat sawah.")
    now = await speak(tx, scene, body=OFFER + " Cepat!")
    decision = await hide(tx, one, contribution_id=before.id, rule="spam", public_reason=REASON)
    await hide(tx, one, contribution_id=far.id, rule="spam", public_reason="Tidak ada hubungan dengan rancangan.")
    found = await _similar(tx, one, now.id, "spam")
    assert [row.case_id for row in found] == [before.id, far.id]
    assert [row.same_words for row in found] == [True, False]
    assert (found[0].act, found[0].objected, found[0].ended) == ("hide", None, None)
    await file_objection(tx, author, settings, ref=decision.public_ref, body="Itu bukan iklan, itu contoh saja.")
    objection = await tx.value("SELECT id FROM objection WHERE decision_id = $1", decision.id)
    await decide_objection(
        tx, other, objection_id=objection, result="overturned", answer="Memang hanya sebuah contoh.",
        instead=Instead("Teks itu mengutip iklan sebagai contoh."),
    )  # fmt: skip
    again = next(row for row in await authors_record(tx, one, await _case(tx, one, await _say(tx, author)))
                 if row.public_ref == decision.public_ref)  # fmt: skip
    assert (again.objected, again.ended) == ("overturned", "restore")


async def _say(tx: Transaction, author: Viewer) -> int:
    return (await speak(tx, await make_scene(tx), viewer=author)).id


async def test_what_the_viewer_does_not_moderate_or_works_on_tells_nothing(tx: Transaction) -> None:
    scene, other_scene = await make_scene(tx), await make_scene(tx)
    everywhere, here = (
        await make_person(tx, role="moderator"),
        await make_person(tx, role="moderator", topic_id=scene.topic_id),
    )
    elsewhere = await speak(tx, other_scene, body=OFFER)
    await hide(tx, everywhere, contribution_id=elsewhere.id, rule="spam", public_reason=REASON)
    now = await speak(tx, scene, body=OFFER)
    assert [row.case_id for row in await _similar(tx, everywhere, now.id)] == [elsewhere.id]
    assert await _similar(tx, here, now.id, "spam") == []
    await join_team(tx, scene, everywhere, "drafter")
    assert await _similar(tx, everywhere, now.id) == []


async def test_what_was_withdrawn_is_no_precedent(tx: Transaction) -> None:
    scene, moderator = await make_scene(tx), await make_person(tx, role="moderator")
    before, now = await speak(tx, scene, body=OFFER), await speak(tx, scene, body=OFFER)
    await release(tx, moderator, contribution_id=before.id)
    assert len(await _similar(tx, moderator, now.id)) == 1
    await tx.execute("UPDATE contribution SET state = 'withdrawn' WHERE id = $1", before.id)
    assert await _similar(tx, moderator, now.id) == []


async def test_the_authors_record_tells_warnings_and_hides_words_of_other_places(tx: Transaction) -> None:
    scene, other_scene = await make_scene(tx), await make_scene(tx)
    author = await make_person(tx, name="Ucok")
    everywhere, here = (
        await make_person(tx, role="moderator"),
        await make_person(tx, role="moderator", topic_id=scene.topic_id),
    )
    elsewhere, now = await speak(tx, other_scene, viewer=author, body=OFFER), await speak(tx, scene, viewer=author)
    await hide(tx, everywhere, contribution_id=elsewhere.id, rule="spam", public_reason=REASON)
    await warn(tx, everywhere, contribution_id=elsewhere.id, rule="spam", public_reason=REASON)
    for viewer, text in ((everywhere, OFFER), (here, "")):
        record = await authors_record(tx, viewer, await _case(tx, viewer, now.id))
        assert [row.act for row in record] == ["warn", "hide"]
        assert record[1].text == text
        assert (record[1].case_id is not None) == bool(text)


async def test_a_page_of_precedents_is_bounded_however_many_there_are(tx: Transaction) -> None:
    scene, moderator = await make_scene(tx), await make_person(tx, role="moderator")
    author = await make_person(tx, name="Ucok")
    now = await speak(tx, scene, viewer=author, body=OFFER)
    for _ in range(MOST_SHOWN + 2):
        said = await speak(tx, scene, viewer=author, body=OFFER)
        await hide(tx, moderator, contribution_id=said.id, rule="spam", public_reason=REASON)
    assert len(await _similar(tx, moderator, now.id, "spam")) == MOST_SHOWN
    assert len(await authors_record(tx, moderator, await _case(tx, moderator, now.id))) == MOST_SHOWN


async def test_reports_and_holds_say_which_rules_are_in_question(tx: Transaction) -> None:
    scene, moderator = await make_scene(tx), await make_person(tx, role="moderator")
    said = await speak(tx, scene)
    await tx.execute("UPDATE contribution SET state = 'held', held_reason = 'links' WHERE id = $1", said.id)
    found = await _case(tx, moderator, said.id)
    assert rules_in_question(found, ["other", "abuse"]) == ["spam", "abuse"]
