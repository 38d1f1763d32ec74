"""The official reply that answers a question, for which office it speaks, and threads kept to verified people."""

from __future__ import annotations

import pytest

from partisipasi.accounts.rights import GUEST, Role, Viewer
from partisipasi.discussions.accepting import accept_answer, official_answers, take_back_acceptance
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.opening import Opened, open_thread
from partisipasi.discussions.places import Target
from partisipasi.discussions.queries import thread_view, threads_list
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.settings import Settings
from partisipasi.topics.tables import Agency, Topic
from talk_scene import make_person


async def _topic(tx: Transaction, audience: str = "public") -> int:
    return (await tx.add(Topic(slug="t", name=f"Topik {audience}", audience=audience))).id


async def _officer(tx: Transaction, *, agency_id: int | None = None, topic_id: int | None = None) -> Viewer:
    person = await make_person(tx)
    return Viewer(
        account_id=person.account_id, confirmed=True, roles=(Role("officer", topic_id, agency_id),), display_name="Agus"
    )


async def _question(tx: Transaction, settings: Settings, asker: Viewer, topic_id: int) -> Opened:
    return await open_thread(
        tx, asker, settings, topic_id=topic_id, title="Kapan loket dibuka?", body="Kapan?", kind="question"
    )


async def _answer(tx: Transaction, settings: Settings, officer: Viewer, asked: Opened, body: str = "Senin.") -> str:
    posted = await contribute(
        tx, officer, settings, target=Target(thread_id=asked.id), parent=asked.posted.receipt, body=body,
        kind="official",
    )  # fmt: skip
    return posted.receipt


async def test_who_asked_accepts_an_official_reply_and_takes_that_back(tx: Transaction, settings: Settings) -> None:
    asker, officer = await make_person(tx), await _officer(tx)
    asked = await _question(tx, settings, asker, await _topic(tx))
    first, second = [await _answer(tx, settings, officer, asked, body) for body in ("Senin.", "Bukan, Selasa.")]
    for receipt in (first, second, second):
        assert await accept_answer(tx, asker, receipt=receipt) == asked.id
    assert [one.accepted for one in await official_answers(tx, asked.id)] == [True, False]
    assert (await official_answers(tx, asked.id))[0].receipt == second
    await take_back_acceptance(tx, asker, thread_id=asked.id)
    with pytest.raises(Conflict):
        await take_back_acceptance(tx, asker, thread_id=asked.id)
    kinds = await tx.values("SELECT kind FROM thread_event ORDER BY id")
    assert kinds == ["accepted", "accepted", "unaccepted"]


async def test_others_do_not_say_what_answers_a_question(tx: Transaction, settings: Settings) -> None:
    asker, other, officer = await make_person(tx), await make_person(tx), await _officer(tx)
    asked = await _question(tx, settings, asker, await _topic(tx))
    receipt = await _answer(tx, settings, officer, asked)
    with pytest.raises(Forbidden):
        await accept_answer(tx, other, receipt=receipt)
    with pytest.raises(Forbidden):
        await accept_answer(tx, GUEST, receipt=receipt)
    assert await accept_answer(tx, officer, receipt=receipt) == asked.id


async def test_only_official_replies_to_questions_are_answers(tx: Transaction, settings: Settings) -> None:
    asker, officer = await make_person(tx), await _officer(tx)
    topic_id = await _topic(tx)
    asked = await _question(tx, settings, asker, topic_id)
    with pytest.raises(NotFound):
        await accept_answer(tx, asker, receipt=asked.posted.receipt)
    talk = await open_thread(tx, asker, settings, topic_id=topic_id, title="Bukan pertanyaan", body="Sekadar cerita.")
    receipt = await _answer(tx, settings, officer, talk)
    with pytest.raises(NotFound):
        await accept_answer(tx, asker, receipt=receipt)


async def test_a_hidden_answer_answers_nothing(tx: Transaction, settings: Settings) -> None:
    asker, officer = await make_person(tx), await _officer(tx)
    asked = await _question(tx, settings, asker, await _topic(tx))
    receipt = await _answer(tx, settings, officer, asked)
    await accept_answer(tx, asker, receipt=receipt)
    await tx.execute("UPDATE contribution SET state = 'hidden', hidden_rule = 'abuse' WHERE receipt = $1", receipt)
    assert await official_answers(tx, asked.id) == []


async def test_an_officer_of_an_agency_speaks_for_it_where_nobody_else_is_asked(
    tx: Transaction, settings: Settings
) -> None:
    asker, topic_id = await make_person(tx), await _topic(tx)
    own = await tx.add(Agency(slug="a", name="Dinas Kependudukan", short_name="Dukcapil"))
    other = await tx.add(Agency(slug="b", name="Dinas Kesehatan"))
    officer = await _officer(tx, agency_id=own.id)
    asked = await _question(tx, settings, asker, topic_id)
    receipt = await _answer(tx, settings, officer, asked)
    assert await tx.value("SELECT speaks_for FROM contribution WHERE receipt = $1", receipt) == "Dukcapil"
    await tx.execute("UPDATE thread SET agency_id = $1", other.id)
    with pytest.raises(Forbidden):
        await _answer(tx, settings, officer, asked)


async def test_a_thread_kept_to_verified_people_is_theirs_alone(tx: Transaction, settings: Settings) -> None:
    person = await make_person(tx)
    inside = Viewer(account_id=person.account_id, confirmed=True, verified=True, display_name="Siti")
    topic_id = await _topic(tx, "verified")
    with pytest.raises(Invalid):
        await open_thread(tx, person, settings, topic_id=topic_id, title="Berbagi praktik", body="Begini.")
    opened = await open_thread(tx, inside, settings, topic_id=topic_id, title="Berbagi praktik", body="Begini.")
    assert await thread_view(tx, person, opened.id) is None
    assert await threads_list(tx, GUEST, topic_id=topic_id) == []
    seen = await thread_view(tx, inside, opened.id)
    assert seen is not None
    assert seen.audience == "verified"
    with pytest.raises(NotFound):
        await contribute(tx, person, settings, target=Target(thread_id=opened.id), body="Boleh ikut?")
