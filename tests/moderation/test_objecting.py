"""Objections: who may, until when, who decides, and that what is overturned is as before."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from builders import speak
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.kit.codes import owner_key
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.actions import report_contribution
from partisipasi.moderation.acts import hide, release
from partisipasi.moderation.objecting import decide_objection, file_objection, forget_objector
from partisipasi.moderation.objections import objection_case, objections_to
from partisipasi.moderation.reversing import Instead
from partisipasi.moderation.statements import OBJECT_WITHIN, Statement, statement
from partisipasi.moderation.tables import ModerationDecision
from partisipasi.moderation.waiting import Asked, queue
from partisipasi.settings import Settings
from talk_scene import Scene, broken_rules, join_team, make_person, make_scene

WHY = "Nomor itu nomor kantor, bukan nomor pribadi."
ANSWER = "Kami memeriksa nomor itu: memang nomor kantor."
REASON = "Memuat nomor telepon pribadi orang lain."


class Matter(msgspec.Struct):
    """Something said, hidden by one moderator, to be looked at again by another."""

    scene: Scene
    author: Viewer
    reporter: Viewer
    one: Viewer
    other: Viewer
    contribution_id: int
    receipt: str
    decision: ModerationDecision


async def _hidden(tx: Transaction) -> Matter:
    return await _matter(tx, hides=True)


async def _dismissed(tx: Transaction) -> Matter:
    return await _matter(tx, hides=False)


async def _matter(tx: Transaction, *, hides: bool) -> Matter:
    scene = await make_scene(tx)
    author, reporter = await make_person(tx, name="Ucok"), await make_person(tx, name="Butet")
    one, other = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    voice = await speak(tx, scene, viewer=author)
    await report_contribution(tx, reporter, receipt=voice.receipt, reason="abuse", note="", reporter=b"butet")
    if hides:
        decision = await hide(tx, one, contribution_id=voice.id, rule="personal_data", public_reason=REASON)
    else:
        decision = await release(tx, one, contribution_id=voice.id)
    return Matter(scene, author, reporter, one, other, voice.id, voice.receipt, decision)


async def _object(tx: Transaction, settings: Settings, matter: Matter, viewer: Viewer, **more: str) -> int:
    await file_objection(tx, viewer, settings, ref=matter.decision.public_ref, body=WHY, **more)
    found: int = await tx.value("SELECT max(id) FROM objection WHERE decision_id = $1", matter.decision.id)
    return found


async def _read(tx: Transaction, matter: Matter, viewer: Viewer) -> Statement:
    found = await statement(tx, viewer, matter.decision.public_ref)
    assert found is not None
    return found


async def _state(tx: Transaction, matter: Matter) -> str:
    found: str = await tx.value("SELECT state FROM contribution WHERE id = $1", matter.contribution_id)
    return found


async def _decided_months_ago(tx: Transaction, matter: Matter, months: int, *, later: timedelta) -> None:
    """Let the decision be so many months of the calendar old, and a little less."""
    await tx.execute("ALTER TABLE moderation_decision DISABLE TRIGGER moderation_decision_stays")
    await tx.execute(
        """UPDATE moderation_decision SET at = (now() AT TIME ZONE 'Asia/Jakarta' - make_interval(months => $2))
                                               AT TIME ZONE 'Asia/Jakarta' + $3::interval WHERE id = $1""",
        matter.decision.id,
        months,
        later,
    )


async def test_an_author_objects_once_by_account_and_sees_the_day_on_which_it_is_due(
    tx: Transaction, settings: Settings
) -> None:
    matter = await _hidden(tx)
    await _object(tx, settings, matter, matter.author)
    (seen,) = await objections_to(tx, matter.author, matter.decision.id)
    assert seen.own
    assert seen.body == WHY
    assert 7 <= (seen.due_on - seen.filed_at.date()).days <= 9
    with pytest.raises(Conflict) as twice:
        await _object(tx, settings, matter, matter.author)
    assert twice.value.code == "twice"
    (public,) = await objections_to(tx, GUEST, matter.decision.id)
    assert not public.body


async def test_who_holds_the_owner_key_objects_without_an_account(tx: Transaction, settings: Settings) -> None:
    matter = await _hidden(tx)
    with pytest.raises(NotFound):
        await _object(tx, settings, matter, GUEST)
    with pytest.raises(NotFound):
        await _object(tx, settings, matter, GUEST, key="AAAA-BBBB-CCCC-DDDD")
    await _object(tx, settings, matter, GUEST, key=owner_key(settings.secret, matter.receipt))
    (seen,) = await objections_to(tx, GUEST, matter.decision.id, as_author=True)
    assert seen.body == WHY
    told = await tx.value("SELECT account_id FROM objection WHERE decision_id = $1", matter.decision.id)
    assert told == matter.author.account_id


async def test_a_reporter_objects_to_a_dismissal_alone_and_a_stranger_to_nothing(
    tx: Transaction, settings: Settings
) -> None:
    hidden, dismissed = await _hidden(tx), await _dismissed(tx)
    with pytest.raises(NotFound):
        await _object(tx, settings, hidden, hidden.reporter)
    with pytest.raises(NotFound):
        await _object(tx, settings, hidden, await make_person(tx))
    with pytest.raises(NotFound):
        await _object(tx, settings, dismissed, dismissed.author)
    await _object(tx, settings, dismissed, dismissed.reporter)


async def test_that_a_report_was_dismissed_is_for_its_reporter_to_read(tx: Transaction) -> None:
    matter = await _dismissed(tx)
    ref = matter.decision.public_ref
    assert await statement(tx, GUEST, ref) is None
    assert await statement(tx, matter.author, ref) is None
    assert await statement(tx, matter.reporter, ref) is not None
    assert await statement(tx, matter.other, ref) is not None


async def test_six_months_end_exactly(tx: Transaction, settings: Settings) -> None:
    matter = await _hidden(tx)
    await _decided_months_ago(tx, matter, OBJECT_WITHIN, later=timedelta(0))
    with pytest.raises(Conflict) as late:
        await _object(tx, settings, matter, matter.author)
    assert late.value.code == "late"
    # Where the month then was shorter, a moment more than a second is missing.
    missing = tx.now - (await _read(tx, matter, matter.author)).until + timedelta(seconds=1)
    await _decided_months_ago(tx, matter, OBJECT_WITHIN, later=missing)
    assert (await _read(tx, matter, matter.author)).in_time
    await _object(tx, settings, matter, matter.author)


async def test_whoever_took_part_does_not_decide(tx: Transaction, settings: Settings) -> None:
    matter = await _hidden(tx)
    objection = await _object(tx, settings, matter, matter.author)
    colleague = await make_person(tx, role="moderator")
    await join_team(tx, matter.scene, colleague, "analyst")
    for who in (matter.author, matter.reporter):
        await tx.execute("INSERT INTO role_grant (account_id, role) VALUES ($1, 'moderator')", who.account_id)
    barred = [matter.one, colleague]
    for who in (matter.author, matter.reporter):
        role = await make_person(tx, role="moderator")
        barred.append(msgspec.structs.replace(role, account_id=who.account_id))
    for who in barred:
        with pytest.raises(Forbidden):
            await decide_objection(tx, who, objection_id=objection, result="upheld", answer=ANSWER)
    rows = await queue(tx, matter.one, Cursor(), Asked(kind="objection"))
    assert [row.own_work for row in rows if row.objection_id == objection] == [True]
    with pytest.raises(Forbidden):
        await decide_objection(tx, matter.author, objection_id=objection, result="upheld", answer=ANSWER)


async def test_a_moderator_of_another_topic_does_not_see_the_objection(tx: Transaction, settings: Settings) -> None:
    matter, elsewhere = await _hidden(tx), await make_scene(tx)
    objection = await _object(tx, settings, matter, matter.author)
    stranger = await make_person(tx)
    await tx.execute(
        "INSERT INTO role_grant (account_id, role, topic_id) VALUES ($1, 'moderator', $2)",
        stranger.account_id,
        elsewhere.topic_id,
    )
    assert await objection_case(tx, stranger, objection) is None
    assert objection not in [row.objection_id for row in await queue(tx, stranger, Cursor())]


async def test_what_is_upheld_stays_and_is_answered_once(tx: Transaction, settings: Settings) -> None:
    matter = await _hidden(tx)
    objection = await _object(tx, settings, matter, matter.author)
    with pytest.raises(Invalid) as nothing_said:
        await decide_objection(tx, matter.other, objection_id=objection, result="upheld", answer="Tetap.")
    assert "answer" in nothing_said.value.fields
    assert await decide_objection(tx, matter.other, objection_id=objection, result="upheld", answer=ANSWER) is None
    assert await _state(tx, matter) == "hidden"
    (seen,) = await objections_to(tx, matter.author, matter.decision.id)
    assert (seen.result, seen.answer) == ("upheld", ANSWER)
    with pytest.raises(Conflict):
        await decide_objection(tx, matter.other, objection_id=objection, result="upheld", answer=ANSWER)


async def test_overturning_writes_a_decision_in_its_place_and_restores_state_and_counters(
    tx: Transaction, settings: Settings
) -> None:
    matter = await _hidden(tx)
    objection = await _object(tx, settings, matter, matter.author)
    made = await decide_objection(
        tx, matter.other, objection_id=objection, result="overturned", answer=ANSWER,
        instead=Instead(public_reason="Nomor itu nomor layanan kantor."),
    )  # fmt: skip
    assert made is not None
    assert (made.act, made.supersedes_id) == ("restore", matter.decision.id)
    assert await _state(tx, matter) == "published"
    assert await broken_rules(tx) == []
    seen = await _read(tx, matter, matter.author)
    assert seen.superseded_by == made.public_ref
    with pytest.raises(Conflict):
        await _object(tx, settings, matter, matter.author)


async def test_a_decision_can_stay_under_another_rule(tx: Transaction, settings: Settings) -> None:
    matter = await _hidden(tx)
    objection = await _object(tx, settings, matter, matter.author)
    made = await decide_objection(
        tx, matter.other, objection_id=objection, result="modified", answer=ANSWER,
        instead=Instead(public_reason="Bukan data pribadi, tetapi di luar pokok bahasan.", rule="off_topic"),
    )  # fmt: skip
    assert made is not None
    assert await tx.value("SELECT hidden_rule FROM contribution WHERE id = $1", matter.contribution_id) == "off_topic"
    successor = await statement(tx, matter.author, made.public_ref)
    assert successor is not None
    with pytest.raises(NotFound):  # each side has one objection in a matter
        await file_objection(tx, matter.author, settings, ref=made.public_ref, body=WHY)


async def test_a_report_that_was_right_hides_and_the_author_can_object_in_turn(
    tx: Transaction, settings: Settings
) -> None:
    matter = await _dismissed(tx)
    objection = await _object(tx, settings, matter, matter.reporter)
    with pytest.raises(Invalid) as no_rule:
        await decide_objection(
            tx, matter.other, objection_id=objection, result="overturned", answer=ANSWER,
            instead=Instead(public_reason=REASON),
        )  # fmt: skip
    assert "rule" in no_rule.value.fields
    made = await decide_objection(
        tx, matter.other, objection_id=objection, result="overturned", answer=ANSWER,
        instead=Instead(public_reason=REASON, rule="abuse"),
    )  # fmt: skip
    assert made is not None
    assert await _state(tx, matter) == "hidden"
    assert await file_objection(tx, matter.author, settings, ref=made.public_ref, body=WHY) == "author"


async def test_public_words_hold_no_personal_data(tx: Transaction, settings: Settings) -> None:
    matter = await _hidden(tx)
    objection = await _object(tx, settings, matter, matter.author)
    for words in (
        "Nomor 0812 3456 7890 itu kantor.",
        "Tulis ke kantor@medan.example saja.",
        "NIK 1271012501900003 asli.",
    ):
        with pytest.raises(Invalid) as refused:
            await decide_objection(
                tx, matter.other, objection_id=objection, result="overturned", answer=ANSWER,
                instead=Instead(public_reason=words),
            )  # fmt: skip
        assert "public_reason" in refused.value.fields
    other = await _dismissed(tx)
    with pytest.raises(Invalid):
        await hide(
            tx, other.one, contribution_id=other.contribution_id, rule="abuse", public_reason="Telepon 081234567890."
        )


async def test_an_erased_account_leaves_no_words_in_its_objection(tx: Transaction, settings: Settings) -> None:
    matter = await _hidden(tx)
    objection = await _object(tx, settings, matter, matter.author)
    await forget_objector(tx, account_id=matter.author.account_id or 0)
    case = await objection_case(tx, matter.other, objection)
    assert case is not None
    assert not case.body
