"""What feeds tell of: everything that happens to a draft, once, in order, and nothing that is not public."""

from __future__ import annotations

from datetime import timedelta

from builders import Desk, decide, make_concept, make_desk, raise_issue, speak
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.drafts.actions import add_document, change_round, open_round
from partisipasi.exports.happenings import Happening, happenings, spot_of
from partisipasi.feedback.closing import close_draft, release_interim
from partisipasi.kit.database import Transaction

DAY = timedelta(days=1)


async def _of(tx: Transaction, desk: Desk) -> list[Happening]:
    return await happenings(tx, draft_id=desk.draft_id, limit=50)


async def test_everything_that_happens_to_a_draft_is_told_once(tx: Transaction) -> None:
    desk = await make_desk(tx)
    assert {one.what for one in await _of(tx, desk)} == {"version", "round_opened", "round_closed"}
    made = await open_round(
        tx,
        desk.chief,
        version_id=desk.scene.version_id,
        opens_at=None,
        closes_at=tx.now + 5 * DAY,
        introduction="Potongan turun.",
        introduction_en="Cuts go down.",
    )
    await change_round(tx, desk.chief, round_id=made.id, closes_at=tx.now + 9 * DAY, reason="Banyak yang meminta.")
    opened = next(one for one in await _of(tx, desk) if one.what == "round_opened" and one.id == made.id)
    assert opened.closes_at == tx.now + 5 * DAY, "what was told once does not change"
    assert (opened.words, opened.words_en) == ("Potongan turun.", "Cuts go down.")
    await tx.execute("UPDATE round SET opens_at = opens_at - interval '1 day' WHERE id = $1", made.id)
    await change_round(tx, desk.chief, round_id=made.id, closes_at=None, reason="Cukup.")
    changes = [(one.how, one.words) for one in await _of(tx, desk) if one.what == "round_changed"]
    assert sorted(changes) == [("extended", "Banyak yang meminta."), ("shortened", "Cukup.")]
    closed = [one.id for one in await _of(tx, desk) if one.what == "round_closed"]
    assert closed == [desk.scene.round_id], "a round that was closed at once is told of by its change"


async def test_answers_and_the_end_are_told(tx: Transaction) -> None:
    desk = await make_desk(tx)
    voice, other = await speak(tx, desk.scene), await speak(tx, desk.scene)
    early, late = await raise_issue(tx, desk, voice), await raise_issue(tx, desk, other)
    decision = await decide(tx, desk, early, "noted")
    assert not [one for one in await _of(tx, desk) if one.what == "decided"]
    await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[decision], reason="Sudah jelas.")
    decided = [one for one in await _of(tx, desk) if one.what == "decided"]
    assert [(one.words, one.path) for one in decided] == [("Sudah jelas.", f"{desk.scene.path}/hasil")]
    await decide(tx, desk, late, "noted")
    await close_draft(tx, desk.chief, draft_id=desk.draft_id, how="withdrawn", reason="Dicabut.")
    told = await _of(tx, desk)
    assert (told[0].what, told[0].how, told[0].words) == ("ended", "withdrawn", "Dicabut.")
    assert len([one for one in told if one.what == "decided"]) == 1, "the answers of the end are told by the end"


async def test_what_is_not_public_yet_is_not_told(tx: Transaction) -> None:
    desk = await make_desk(tx)
    before = await _of(tx, desk)
    await make_concept(tx, desk, {"pasal-8": "Rahasia."})
    await open_round(
        tx,
        desk.chief,
        version_id=desk.scene.version_id,
        opens_at=tx.now + DAY,
        closes_at=tx.now + 9 * DAY,
        introduction="Nanti.",
    )
    assert await _of(tx, desk) == before


async def test_documents_are_told_from_when_their_draft_is_public_until_they_are_withdrawn(tx: Transaction) -> None:
    desk = await make_desk(tx)
    made = await add_document(
        tx, desk.analyst, draft_id=desk.draft_id, kind="study", title="Kajian presensi", content=b"%PDF-1.4\n%%EOF\n"
    )
    await tx.execute("UPDATE document_version SET added_at = now() - interval '9 days'")
    told = await _of(tx, desk)
    [document] = [one for one in told if one.what == "document"]
    assert (document.document_title, document.how) == ("Kajian presensi", "new")
    assert document.path == f"{desk.scene.path}/dokumen/1"
    assert document.at == next(one.at for one in told if one.what == "version"), "nobody knew of it before"
    await tx.execute("UPDATE document SET withdrawn_at = now(), withdrawn_reason = 'Keliru.' WHERE id = $1", made.id)
    assert not [one for one in await _of(tx, desk) if one.what == "document"]


async def test_a_topic_also_tells_of_its_discussions_once_they_are_public(tx: Transaction) -> None:
    desk = await make_desk(tx)
    voice = await speak(tx, desk.scene, forum=True)
    await tx.execute(
        """UPDATE thread SET title = 'Jam kerja', slug = 'jam-kerja'
           WHERE id = (SELECT thread_id FROM contribution WHERE id = $1)""",
        voice.id,
    )

    async def threads() -> list[str | None]:
        found = await happenings(tx, topic_id=desk.scene.topic_id, limit=50)
        return [one.thread_title for one in found if one.what == "thread"]

    assert await threads() == ["Jam kerja"]
    assert not [one for one in await happenings(tx, limit=200) if one.what == "thread"]
    await tx.execute("UPDATE thread SET audience = 'verified' WHERE title = 'Jam kerja'")
    assert await threads() == []
    await tx.execute("UPDATE thread SET audience = 'public' WHERE title = 'Jam kerja'")
    await hide_contribution(tx, contribution_id=voice.id, rule="abuse")
    assert await threads() == []


async def test_pages_follow_each_other_and_lose_nothing(tx: Transaction) -> None:
    desk = await make_desk(tx)
    for day in range(8):
        await tx.execute(
            """INSERT INTO round (draft_id, version_id, number, opens_at, closes_at)
               VALUES ($1, $2, $3, now() - $3::int * interval '3 days',
                       now() - $3::int * interval '3 days' + interval '1 day')""",
            desk.draft_id,
            desk.scene.version_id,
            day + 2,
        )
    whole = await _of(tx, desk)
    assert [(one.at, one.rank, one.id) for one in whole] == sorted(
        ((one.at, one.rank, one.id) for one in whole), reverse=True
    )
    paged: list[Happening] = []
    while True:
        before = spot_of(paged[-1].cursor) if paged else None
        found = await happenings(tx, draft_id=desk.draft_id, before=before, limit=4)
        if not found:
            break
        paged += found
    assert paged == whole


def test_nonsense_is_no_place_in_the_order() -> None:
    for cursor in ("", "1", "1.2", "a.b.c", "-1.2.3", "1.2.3.4", "999999999999999999.1.1", "٣.1.1"):
        assert spot_of(cursor) is None
