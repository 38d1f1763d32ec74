"""Talk about a document of a draft: its own thread, owed an answer with the draft, named wherever it is told of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from files import EVERY
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.documents import talk_beside
from partisipasi.discussions.places import Target
from partisipasi.discussions.queries import talk_page, thread_of_document, thread_of_draft
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.drafts import actions
from partisipasi.feedback.queries.inbox import inbox
from partisipasi.feedback.queries.own import own_input
from partisipasi.feedback.queries.traces import trace_of
from partisipasi.feedback.questions import questions_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, NotFound
from partisipasi.settings import Settings
from talk_scene import Scene, broken_rules, join_team, make_person, make_scene

TITLE = "Naskah akademik"


async def _document(tx: Transaction, *, open_round: bool = True) -> tuple[Scene, Viewer, int]:
    scene = await make_scene(tx, open_round=open_round)
    officer = await make_person(tx, name="Dewi", role="officer")
    await join_team(tx, scene, officer, "drafter")
    made = await actions.add_document(
        tx, officer, draft_id=scene.draft_id, title=TITLE, kind="academic_paper", content=EVERY["txt"]
    )
    return scene, officer, made.id


async def test_words_on_a_document_stand_apart_and_are_owed_an_answer(tx: Transaction, settings: Settings) -> None:
    scene, officer, document_id = await _document(tx)
    person = await make_person(tx, name="Butet")
    target = Target(document_id=document_id)
    said = await contribute(tx, person, settings, target=target, body="Angka di bab tiga keliru.")
    asked = await contribute(tx, person, settings, target=target, body="Dari tahun berapa?", kind="question")
    await contribute(tx, person, settings, target=Target(draft_id=scene.draft_id), body="Tentang seluruh rancangan.")
    answer = await contribute(
        tx, officer, settings, target=Target(), body="Tahun lalu.", kind="official", parent=asked.receipt
    )
    thread = await thread_of_document(tx, GUEST, document_id)
    whole = await thread_of_draft(tx, GUEST, scene.draft_id)
    assert thread is not None and whole is not None
    assert (thread.title, thread.contributions, thread.draft_id) == (TITLE, 3, scene.draft_id)
    assert whole.contributions == 1
    assert [one.receipt for one in await talk_page(tx, GUEST, thread.id)] == [
        said.receipt, asked.receipt, answer.receipt,
    ]  # fmt: skip
    beside = await talk_beside(tx, scene.draft_id)
    assert (beside.contributions, [one.contributions for one in beside.documents]) == (1, [3])
    rows = await inbox(tx, officer, scene.draft_id)
    assert [(one.receipt, one.document_title, one.document_number) for one in rows[:2]] == [
        (said.receipt, TITLE, 1), (asked.receipt, TITLE, 1),
    ]  # fmt: skip
    assert rows[2].document_title is None
    assert [one.name for one in await questions_of(tx, officer, scene.draft_id)] == [TITLE]
    assert {one.name for one in await own_input(tx, person)} == {TITLE, ""}
    trace = await trace_of(tx, GUEST, said.receipt)
    assert (trace.document_title, trace.document_number) == (TITLE, 1)
    assert await broken_rules(tx) == []


async def test_a_new_title_is_the_name_of_its_talk(tx: Transaction, settings: Settings) -> None:
    _, officer, document_id = await _document(tx)
    person = await make_person(tx)
    await contribute(tx, person, settings, target=Target(document_id=document_id), body="Baik.")
    await actions.describe_document(tx, officer, document_id=document_id, title="Kajian", kind="study")
    thread = await thread_of_document(tx, GUEST, document_id)
    assert thread is not None and thread.title == "Kajian"
    assert await broken_rules(tx) == []


async def test_nothing_is_said_on_what_is_withdrawn_closed_or_not_public(tx: Transaction, settings: Settings) -> None:
    scene, officer, document_id = await _document(tx)
    person = await make_person(tx)
    target = Target(document_id=document_id)
    first = await contribute(tx, person, settings, target=target, body="Baik.")
    await actions.withdraw_document(tx, officer, document_id=document_id, reason="Keliru.")
    for more in ({"target": target}, {"target": Target(), "parent": first.receipt}):
        with pytest.raises(Conflict) as refused:
            await contribute(tx, person, settings, body="Lagi.", **more)  # type: ignore[arg-type]
        assert refused.value.code == "round_closed"
    with pytest.raises(NotFound):
        await contribute(tx, person, settings, target=Target(document_id=0), body="Di mana?")
    await tx.execute("UPDATE round SET closes_at = $2 WHERE id = $1", scene.round_id, tx.now - timedelta(hours=1))
    _, _, late = await _document(tx, open_round=False)
    with pytest.raises(Conflict):
        await contribute(tx, person, settings, target=Target(document_id=late), body="Terlambat.")


async def test_hidden_words_on_a_document_leave_a_stub(tx: Transaction, settings: Settings) -> None:
    _, _, document_id = await _document(tx)
    person = await make_person(tx, name="Rahasia")
    said = await contribute(tx, person, settings, target=Target(document_id=document_id), body="Kata terlarang.")
    await hide_contribution(tx, contribution_id=said.id, rule="abuse")
    thread = await thread_of_document(tx, GUEST, document_id)
    assert thread is not None and thread.contributions == 0
    [stub] = await talk_page(tx, GUEST, thread.id)
    assert (stub.html, stub.name, stub.state) == ("", None, "hidden")
    assert await broken_rules(tx) == []
