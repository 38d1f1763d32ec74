"""Cases about services: telling, answering, judging; who may, what is stale, what is due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.erasing import erase_contributor
from partisipasi.discussions.places import Target
from partisipasi.discussions.queries import talk_page
from partisipasi.discussions.visibility import hide_contribution, release_held
from partisipasi.discussions.withdrawing import withdraw_contribution
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded, Taken
from partisipasi.service.answering import answer_case, mark_elsewhere
from partisipasi.service.days import OLDEST, answer_due, today_of
from partisipasi.service.erasing import clear_cases, own_cases
from partisipasi.service.invariants import INVARIANTS
from partisipasi.service.judging import judge_case
from partisipasi.service.offering import add_service, change_service
from partisipasi.service.opening import begin_case
from partisipasi.service.queries import (
    STANDINGS,
    answers_to,
    case_of,
    cases_list,
    figures_of,
    overdue_now,
    places_of,
    services_of,
)
from partisipasi.settings import Settings
from service_scene import ServiceScene, make_officer, make_service_scene, standing, tell
from talk_scene import broken_rules, make_person

DAY = timedelta(days=1)


async def _answer(tx: Transaction, settings: Settings, scene: ServiceScene, thread_id: int, **changes: Any) -> None:
    known = await standing(tx, scene, thread_id)
    words: dict[str, Any] = {"status": "done", "body": "Loket kedua dibuka.", "steps": known.steps}
    viewer = changes.pop("viewer", scene.officer)
    await answer_case(tx, viewer, settings, thread_id=thread_id, **{**words, **changes})


async def _sound(tx: Transaction) -> None:
    assert [rule.name for rule in INVARIANTS if await tx.rows(rule.sql)] == []
    assert await broken_rules(tx) == []


async def test_what_is_told_is_a_thread_with_a_case_and_a_day_for_the_answer(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_service_scene(tx)
    opened = await tell(tx, settings, scene)
    case = await case_of(tx, GUEST, opened.thread_id)
    assert case is not None
    assert (case.status, case.open, case.overdue, case.place) == ("received", True, False, "Kecamatan Medan Johor")
    assert case.due_on == await answer_due(tx)
    assert case.title.startswith("Perekaman KTP-el, ")
    assert "Johor" not in case.title
    assert "Nomor antrean lewat telepon." in case.opening
    assert await tx.value("SELECT kind FROM thread WHERE id = $1", opened.thread_id) == "service"
    await _sound(tx)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": " "}, "place"),
        ({"place": "Hubungi 0812 3456 7890"}, "sure"),
        ({"place": "NIK 1271014505900001"}, "place"),
        ({"happened": ""}, "happened"),
        ({"happened": "NIK saya 1271014505900001"}, "body"),
        ({"happened_on": None}, "happened_on"),
    ],
)
async def test_what_cannot_be_taken_is_told_at_its_field(
    tx: Transaction, settings: Settings, changes: dict[str, Any], field: str
) -> None:
    scene = await make_service_scene(tx)
    with pytest.raises(Invalid) as refused:
        await tell(tx, settings, scene, asks=True, **changes)
    assert set(refused.value.fields) == {field}


async def test_a_day_to_come_and_one_too_long_ago_are_refused_and_their_neighbours_taken(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_service_scene(tx)
    today = today_of(tx)
    for day in (today + DAY, today - OLDEST - DAY):
        with pytest.raises(Invalid):
            await tell(tx, settings, scene, happened_on=day)
    for day in (today, today - OLDEST):
        await tell(tx, settings, scene, happened_on=day)


async def test_who_tells_needs_an_account_and_an_agency_that_takes_it(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    with pytest.raises(SignInNeeded):
        await tell(tx, settings, scene, GUEST)
    with pytest.raises(NotFound):
        await tell(tx, settings, scene, service_id=scene.service_id + 10_000)
    other = await tell(tx, settings, scene, service_id=None)
    assert (await standing(tx, scene, other.thread_id)).service_name is None
    await change_service(
        tx, scene.officer, service_id=scene.service_id, topic_id=scene.topic_id, name="Perekaman", closed=True
    )
    with pytest.raises(Conflict) as refused:
        await tell(tx, settings, scene, service_id=None)
    assert refused.value.code == "no_service"


async def test_only_the_agencys_officers_and_administrators_keep_its_list(tx: Transaction) -> None:
    scene = await make_service_scene(tx)
    with pytest.raises(Forbidden):
        await add_service(tx, scene.stranger, agency_id=scene.agency_id, topic_id=scene.topic_id, name="Lain")
    with pytest.raises(Forbidden):
        await change_service(
            tx, scene.stranger, service_id=scene.service_id, topic_id=scene.topic_id, name="Lain", closed=True
        )
    with pytest.raises(SignInNeeded):
        await add_service(tx, GUEST, agency_id=scene.agency_id, topic_id=scene.topic_id, name="Lain")
    with pytest.raises(Taken):
        await add_service(
            tx, scene.officer, agency_id=scene.agency_id, topic_id=scene.topic_id, name="perekaman KTP-EL"
        )
    with pytest.raises(Invalid):
        await add_service(tx, scene.officer, agency_id=scene.agency_id, topic_id=None, name="Tanpa topik")
    admin = await make_person(tx, role="administrator")
    await add_service(tx, admin, agency_id=scene.agency_id, topic_id=scene.topic_id, name="Akta kelahiran")
    assert [one.name for one in await services_of(tx, scene.agency_id)] == ["Akta kelahiran", "Perekaman KTP-el"]


async def test_the_answer_is_an_official_reply_and_moves_the_case(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    opened = await tell(tx, settings, scene)
    planned = today_of(tx) + 10 * DAY
    await _answer(tx, settings, scene, opened.thread_id, status="scheduled", on_day=planned, body="Loket dibuka.")
    case = await standing(tx, scene, opened.thread_id)
    assert (case.status, case.due_on, case.steps) == ("scheduled", planned, 1)
    assert case.answered_at is not None
    reply = (await talk_page(tx, GUEST, opened.thread_id))[-1]
    assert (reply.kind, reply.speaks_for, reply.parent_id) == ("official", "Disdukcapil", opened.posted.id)
    (answer,) = await answers_to(tx, opened.thread_id)
    assert (answer.status, answer.on_day, answer.receipt) == ("scheduled", planned, reply.receipt)
    event = await tx.rows("SELECT kind, by_role, detail FROM thread_event WHERE thread_id = $1", opened.thread_id)
    assert [tuple(row.values()) for row in event] == [("status_changed", "officer", "scheduled")]
    await _answer(tx, settings, scene, opened.thread_id, status="done")
    case = await standing(tx, scene, opened.thread_id)
    assert (case.status, case.open, case.due_on) == ("done", False, None)
    await _sound(tx)


async def test_officers_of_another_agency_citizens_and_guests_do_not_answer(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_service_scene(tx)
    opened = await tell(tx, settings, scene)
    for viewer in (scene.stranger, scene.citizen, await make_person(tx, role="administrator")):
        with pytest.raises(Forbidden):
            await _answer(tx, settings, scene, opened.thread_id, viewer=viewer)
    with pytest.raises(SignInNeeded):
        await _answer(tx, settings, scene, opened.thread_id, viewer=GUEST)
    assert (await standing(tx, scene, opened.thread_id)).steps == 0


async def test_what_changed_meanwhile_is_not_answered_over(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    opened = await tell(tx, settings, scene)
    await _answer(tx, settings, scene, opened.thread_id)
    with pytest.raises(Conflict) as refused:
        await _answer(tx, settings, scene, opened.thread_id, steps=0)
    assert refused.value.code == "stale"
    assert len(await answers_to(tx, opened.thread_id)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"status": "received"}, "status"),
        ({"body": " "}, "body"),
        ({"status": "scheduled"}, "on_day"),
        ({"status": "in_progress", "on_day": -1}, "on_day"),
        ({"status": "scheduled", "on_day": 366}, "on_day"),
        ({"status": "done", "on_day": 1}, "on_day"),
        ({"status": "done", "on_day": -2}, "on_day"),
        ({"status": "out_of_scope"}, "elsewhere"),
    ],
)
async def test_an_answer_without_what_it_needs_is_refused(
    tx: Transaction, settings: Settings, changes: dict[str, Any], field: str
) -> None:
    scene = await make_service_scene(tx)
    opened = await tell(tx, settings, scene)
    if "on_day" in changes:
        changes = {**changes, "on_day": today_of(tx) + changes["on_day"] * DAY}
    with pytest.raises(Invalid) as refused:
        await _answer(tx, settings, scene, opened.thread_id, **changes)
    assert set(refused.value.fields) == {field}


async def test_it_is_overdue_from_the_day_after_the_last_one(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    opened = await tell(tx, settings, scene)
    today = today_of(tx)
    for due, overdue in ((today, False), (today - DAY, True)):
        await tx.execute("UPDATE service_case SET due_on = $2 WHERE thread_id = $1", opened.thread_id, due)
        assert (await standing(tx, scene, opened.thread_id)).overdue is overdue
        assert ((opened.thread_id, due) in await overdue_now(tx)) is overdue
        assert (await figures_of(tx, [scene.agency_id]))[scene.agency_id].overdue == int(overdue)


async def test_not_resolved_opens_it_again_with_words_and_a_new_term(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    opened = await tell(tx, settings, scene)
    receipt = opened.posted.receipt
    with pytest.raises(Conflict) as refused:
        await judge_case(tx, scene.citizen, settings, receipt=receipt, resolved=True, steps=0)
    assert refused.value.code == "not_asked"
    await _answer(tx, settings, scene, opened.thread_id)
    with pytest.raises(Invalid):
        await judge_case(tx, scene.citizen, settings, receipt=receipt, resolved=False, steps=1)
    await judge_case(tx, scene.citizen, settings, receipt=receipt, resolved=False, body="Masih antre.", steps=1)
    case = await standing(tx, scene, opened.thread_id)
    assert (case.status, case.verdict, case.reopened, case.open) == ("reopened", "unresolved", 1, True)
    assert case.due_on == await answer_due(tx)
    last = (await talk_page(tx, GUEST, opened.thread_id))[-1]
    assert (last.kind, last.name, "Masih antre." in last.html) == ("reply", "Tigor", True)
    await _answer(tx, settings, scene, opened.thread_id, body="Sekarang sudah.")
    assert (await standing(tx, scene, opened.thread_id)).verdict is None
    await _sound(tx)


async def test_the_owner_key_judges_too_and_nobody_else(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    opened = await tell(tx, settings, scene)
    await _answer(tx, settings, scene, opened.thread_id)
    receipt, key = opened.posted.receipt, opened.posted.owner_key
    for viewer, typed in ((await make_person(tx), ""), (GUEST, ""), (GUEST, "XXXX-XXXX-XXXX-XXXX")):
        with pytest.raises(NotFound):
            await judge_case(tx, viewer, settings, receipt=receipt, resolved=True, steps=1, key=typed)
    await judge_case(tx, GUEST, settings, receipt=receipt, resolved=True, body="Terima kasih.", steps=1, key=key)
    assert (await standing(tx, scene, opened.thread_id)).verdict == "resolved"
    with pytest.raises(Conflict) as refused:
        await judge_case(tx, GUEST, settings, receipt=receipt, resolved=True, steps=2, key=key)
    assert refused.value.code == "already"
    with pytest.raises(Conflict) as refused:
        await judge_case(tx, GUEST, settings, receipt=receipt, resolved=False, body="Tidak.", steps=1, key=key)
    assert refused.value.code == "stale"
    with pytest.raises(Conflict) as refused:
        await _answer(tx, settings, scene, opened.thread_id)
    assert refused.value.code == "resolved"


async def test_a_moderator_says_that_it_belongs_elsewhere_but_not_for_their_own_agency(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_service_scene(tx)
    opened = await tell(tx, settings, scene)
    words: dict[str, Any] = {"thread_id": opened.thread_id, "elsewhere": "dispute", "reason": "Sengketa.", "steps": 0}
    for viewer in (scene.officer, scene.stranger, scene.citizen):
        with pytest.raises(Forbidden):
            await mark_elsewhere(tx, viewer, **words)
    moderator = await make_officer(tx, scene.agency_id, "moderator")
    with pytest.raises(Invalid):
        await mark_elsewhere(tx, moderator, **{**words, "elsewhere": "x"})
    await mark_elsewhere(tx, moderator, **words)
    case = await standing(tx, scene, opened.thread_id)
    assert (case.status, case.elsewhere, case.open, case.answered_at) == ("out_of_scope", "dispute", False, None)
    with pytest.raises(Conflict):
        await mark_elsewhere(tx, moderator, **words)
    await _sound(tx)


async def test_what_a_moderator_holds_is_counted_when_it_is_released(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    links = " ".join(f"https://example.org/{n}" for n in range(9))
    opened = await tell(tx, settings, scene, happened=links)
    assert opened.posted.state == "held"
    assert (await figures_of(tx, [scene.agency_id]))[scene.agency_id].cases == 0
    assert await cases_list(tx, GUEST, agency_id=scene.agency_id) == []
    with pytest.raises(NotFound):
        await _answer(tx, settings, scene, opened.thread_id)
    await release_held(tx, contribution_id=opened.posted.id)
    await begin_case(tx, opened.posted.id)
    await begin_case(tx, opened.posted.id)
    assert (await figures_of(tx, [scene.agency_id]))[scene.agency_id].open == 1
    await _sound(tx)


async def test_hidden_words_and_their_place_are_shown_nowhere(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    opened = await tell(tx, settings, scene)
    await hide_contribution(tx, contribution_id=opened.posted.id, rule="abuse")
    for viewer in (GUEST, scene.officer):
        (row,) = await cases_list(tx, viewer, agency_id=scene.agency_id)
        assert (row.opening, row.place, row.open) == ("", "", True)
    assert await places_of(tx, scene.agency_id) == []
    await _answer(tx, settings, scene, opened.thread_id)
    with pytest.raises(Conflict):
        await judge_case(tx, scene.citizen, settings, receipt=opened.posted.receipt, resolved=True, steps=1)


@pytest.mark.parametrize("how", ["withdrawn", "spam"])
async def test_nothing_is_owed_to_what_was_taken_back(tx: Transaction, settings: Settings, how: str) -> None:
    scene = await make_service_scene(tx)
    opened = await tell(tx, settings, scene)
    if how == "spam":
        await hide_contribution(tx, contribution_id=opened.posted.id, rule="spam")
    else:
        await withdraw_contribution(tx, scene.citizen, settings, receipt=opened.posted.receipt)
    case = await standing(tx, scene, opened.thread_id)
    assert (case.open, case.overdue, case.place) == (False, False, "")
    with pytest.raises(Conflict) as refused:
        await _answer(tx, settings, scene, opened.thread_id)
    assert refused.value.code == "withdrawn"


async def test_erasing_removes_the_place_and_keeps_the_sums(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    opened = await tell(tx, settings, scene)
    (own,) = await own_cases(tx, scene.citizen)
    assert (own["receipt"], own["place"]) == (opened.posted.receipt, "Kecamatan Medan Johor")
    gone = await erase_contributor(tx, account_id=scene.citizen.account_id or 0, texts="removed")
    await clear_cases(tx, gone)
    assert await tx.value("SELECT place FROM service_case WHERE thread_id = $1", opened.thread_id) == ""
    assert (await figures_of(tx, [scene.agency_id]))[scene.agency_id].cases == 1
    await _sound(tx)


async def test_lists_go_on_by_key_and_what_is_due_first_stands_first(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    ids = [(await tell(tx, settings, scene, happened=f"Kejadian {n}.")).thread_id for n in range(3)]
    await _answer(tx, settings, scene, ids[0], status="scheduled", on_day=today_of(tx))
    await _answer(tx, settings, scene, ids[1])

    async def listed(**how: Any) -> list[int]:
        return [row.thread_id for row in await cases_list(tx, GUEST, agency_id=scene.agency_id, **how)]

    assert await listed() == ids[::-1]
    assert await listed(after=ids[1]) == [ids[0]]
    assert await listed(before=ids[1]) == [ids[2]]
    assert await listed(by_due=True) == [ids[0], ids[2], ids[1]]
    assert await listed(by_due=True, after=ids[0]) == [ids[2], ids[1]]
    assert await listed(by_due=True, before=ids[1]) == [ids[2], ids[0]]
    assert await listed(standing="unrated") == [ids[1]]
    assert await listed(service_id=0) == []
    for one in STANDINGS:
        await listed(standing=one)
    figures = (await figures_of(tx, [scene.agency_id]))[scene.agency_id]
    assert (figures.cases, figures.open, figures.answered, figures.unrated, figures.first_days) == (3, 2, 2, 1, 0.0)


async def test_what_is_said_in_the_thread_by_others_moves_no_case(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    opened = await tell(tx, settings, scene)
    other = await make_person(tx)
    await contribute(tx, other, settings, target=Target(thread_id=opened.thread_id), body="Saya juga.")
    assert (await standing(tx, scene, opened.thread_id)).steps == 0


async def test_cases_are_found_by_place_as_long_as_the_place_is_public(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    here = await tell(tx, settings, scene, place="Kecamatan Medan Kota")
    await tell(tx, settings, scene, place="Kecamatan Medan Johor")

    async def at(place: str) -> list[int]:
        rows = await cases_list(tx, GUEST, agency_id=scene.agency_id, place=place)
        return [row.thread_id for row in rows]

    assert await at("Kecamatan Medan Kota") == [here.thread_id]
    assert len(await at("")) == 2 and await at("Kecamatan Medan") == []
    await hide_contribution(tx, contribution_id=here.posted.id, rule="personal_data")
    assert await at("Kecamatan Medan Kota") == []
    assert "Kecamatan Medan Kota" not in await places_of(tx, scene.agency_id)
