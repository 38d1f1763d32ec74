"""How a draft ends: with its enacted text where that differs, unchanged or withdrawn; and what may change after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from builders import Desk, Voice, breaches, change_of, decide, make_concept, make_desk, propose, raise_issue, speak
from partisipasi.accounts.rights import GUEST
from partisipasi.drafts.actions.rounds import open_round
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.closing import Enacted, Text, close_draft, release_interim, tell_enactment
from partisipasi.feedback.concepts import copy_version
from partisipasi.feedback.facts import gate_of_closing, gate_of_version
from partisipasi.feedback.gate import Gate
from partisipasi.feedback.notices import take_mail_batch
from partisipasi.feedback.publishing import Opening, publish_version
from partisipasi.feedback.queries.traces import trace_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound

MILD = {"pasal-7.ayat-1": "Pegawai yang terlambat dikenai pemotongan sebesar 1% (satu persen) setiap hari."}
HIGH = {"pasal-7.ayat-1": "Pegawai yang terlambat dikenai pemotongan sesuai dengan peraturan provinsi."}
ENACTED = Enacted(number="12 Tahun 2026", url="https://jdih.example.id/12")


@pytest.fixture
async def desk(tx: Transaction) -> Desk:
    return await make_desk(tx)


async def end(tx: Transaction, desk: Desk, how: str = "enacted", **more: Any) -> int:
    return await close_draft(tx, desk.chief, draft_id=desk.draft_id, how=how, reason="Sudah selesai.", **more)


async def explained(tx: Transaction, desk: Desk, changed: dict[str, str | None], cause: str = "harmonisation") -> int:
    """A concept whose one change says its cause and why."""
    version_id = await make_concept(tx, desk, changed)
    change_id = await change_of(tx, version_id, next(iter(changed)))
    await set_change(tx, desk.analyst, change_id=change_id, cause=cause, explanation="Diminta oleh provinsi.")
    return version_id


async def state_of(tx: Transaction, desk: Desk) -> tuple[Any, ...]:
    row = (await tx.rows("SELECT closed_how, enacted_number, stage FROM draft WHERE id = $1", desk.draft_id))[0]
    return tuple(row.values())


async def answers_of(tx: Transaction, voice: Voice) -> int:
    found: int = await tx.value("SELECT count(*) FROM notice WHERE contribution_id = $1", voice.id)
    return found


async def recorded_end(tx: Transaction) -> dict[str, Any]:
    body = await tx.value(
        "SELECT body FROM record_detail JOIN record_entry e ON e.id = entry_id WHERE e.act = 'draft.closed'"
    )
    return msgspec.json.decode(body, type=dict[str, Any])


# --- ending with a text that differs


async def test_an_enacted_text_that_differs_is_published_first_and_everybody_is_answered_once(
    tx: Transaction, desk: Desk
) -> None:
    voice = await speak(tx, desk.scene)
    await decide(tx, desk, await raise_issue(tx, desk, voice), "noted")
    version_id = await explained(tx, desk, MILD)
    release_id = await end(tx, desk, enacted=ENACTED, text=Text(version_id=version_id, introduction="Yang berlaku."))
    row = (await tx.rows("SELECT state, published_by, introduction, sha256 FROM version WHERE id = $1", version_id))[0]
    assert (row["state"], row["published_by"], row["introduction"]) == (
        "published",
        desk.chief.account_id,
        "Yang berlaku.",
    )
    assert await state_of(tx, desk) == ("enacted", "12 Tahun 2026", "promulgation")
    assert await answers_of(tx, voice) == 1
    assert await tx.values("SELECT kind FROM release ORDER BY id") == ["version", "closing"]
    assert await tx.value("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'mail_notices'") == 1
    recorded = await recorded_end(tx)
    assert (recorded["release"], recorded["version"], recorded["unpublished"]) == (release_id, version_id, None)
    assert await breaches(tx) == {}


async def test_a_concept_must_be_named_or_left_by_whoever_says_what_was_enacted(tx: Transaction, desk: Desk) -> None:
    version_id = await explained(tx, desk, MILD)
    with pytest.raises(Conflict) as refused:
        await end(tx, desk)
    assert refused.value.code == "concept_open"
    await end(tx, desk, text=Text(version_id=desk.scene.version_id))
    assert await tx.value("SELECT state FROM version WHERE id = $1", version_id) == "concept"
    assert (await recorded_end(tx))["unpublished"] == version_id
    assert await breaches(tx) == {}


@pytest.mark.parametrize("how", ["unchanged", "withdrawn"])
async def test_a_concept_stays_unpublished_and_still_when_no_text_follows(
    tx: Transaction, desk: Desk, how: str
) -> None:
    version_id = await explained(tx, desk, MILD)
    with pytest.raises(Conflict) as refused:
        await end(tx, desk, how, text=Text(version_id=version_id))
    assert refused.value.code == "not_newest"
    await end(tx, desk, how)
    for late in (
        publish_version(tx, desk.chief, version_id=version_id),
        set_change(tx, desk.analyst, change_id=await change_of(tx, version_id, "pasal-7.ayat-1"), cause="editorial"),
        copy_version(tx, desk.analyst, draft_id=desk.draft_id),
    ):
        with pytest.raises(Conflict) as refused:
            await late
        assert refused.value.code == "draft_closed"
    assert await breaches(tx) == {}


async def test_nothing_is_enacted_of_which_no_text_is_published(tx: Transaction, desk: Desk) -> None:
    draft_id = await tx.value(
        """INSERT INTO draft (topic_id, agency_id, kind, title, slug) SELECT topic_id, agency_id, kind, title, slug
           FROM draft WHERE id = $1 RETURNING id""",
        desk.draft_id,
    )
    for person in (desk.analyst, desk.chief):
        await tx.execute(
            "INSERT INTO team_member (draft_id, account_id, role) VALUES ($1, $2, 'approver')",
            draft_id,
            person.account_id,
        )
    with pytest.raises(Conflict) as refused:
        await close_draft(tx, desk.chief, draft_id=draft_id, how="enacted")
    assert refused.value.code == "no_text"
    await close_draft(tx, desk.chief, draft_id=draft_id, how="withdrawn", reason="Tidak jadi.")


@pytest.mark.parametrize("how", ["enacted", "unchanged", "withdrawn"])
async def test_the_answer_says_with_what_it_is_given(tx: Transaction, desk: Desk, how: str) -> None:
    early, late = await speak(tx, desk.scene), await speak(tx, desk.scene)
    first = await decide(tx, desk, await raise_issue(tx, desk, early))
    release_id = await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[first], reason="Mendesak.")
    (mail,) = await take_mail_batch(tx, release_id=release_id)
    assert (mail.answers[0].occasion, mail.answers[0].occasion_reason) == ("interim", "Mendesak.")
    await decide(tx, desk, await raise_issue(tx, desk, late))
    release_id = await end(tx, desk, how)
    (mail,) = await take_mail_batch(tx, release_id=release_id)
    assert (mail.answers[0].occasion, mail.answers[0].occasion_reason) == (how, "Sudah selesai.")
    told = [
        (decision.release_kind, decision.release_reason)
        for voice in (early, late)
        for point in (await trace_of(tx, GUEST, voice.receipt)).points
        for decision in point.decisions
    ]
    assert told == [("interim", "Mendesak."), ("closing", "Sudah selesai.")]


# --- the gate


async def test_the_same_gaps_refuse_every_way_to_end_and_a_text_adds_its_own(tx: Transaction, desk: Desk) -> None:
    placed = await speak(tx, desk.scene)
    await speak(tx, desk.scene)
    await speak(tx, desk.scene, "Kapan berlaku?", kind="question")
    await speak(tx, desk.scene, state="held")
    await propose(tx, desk, await raise_issue(tx, desk, placed))
    await decide(tx, desk, await raise_issue(tx, desk, placed), "accepted")
    await tx.execute("UPDATE round SET closes_at = now() + interval '1 day' WHERE draft_id = $1", desk.draft_id)
    version_id = await make_concept(tx, desk, MILD)
    answers = {"unplaced", "undecided", "no_reply", "held", "round_open"}
    assert {gap.code for gap in (await gate_of_closing(tx, desk.draft_id)).gaps} == answers
    ways: list[tuple[str, Text | None, set[str]]] = [
        ("unchanged", None, answers),
        ("withdrawn", None, answers),
        ("enacted", Text(version_id=desk.scene.version_id), answers),
        ("enacted", Text(version_id=version_id), answers | {"decision_without_change"}),
    ]
    for how, text, codes in ways:
        with pytest.raises(Conflict) as refused:
            await end(tx, desk, how, text=text)
        assert refused.value.code == "gate" and isinstance(refused.value.detail, Gate)
        assert {gap.code for gap in refused.value.detail.gaps} == codes
    assert await tx.value("SELECT closed_at FROM draft WHERE id = $1", desk.draft_id) is None


async def test_who_made_the_concept_or_proposed_a_decision_does_not_end_the_draft_with_it(
    tx: Transaction, desk: Desk
) -> None:
    version_id = await explained(tx, desk, MILD)
    await tx.execute("UPDATE version_maker SET account_id = $1", desk.chief.account_id)
    with pytest.raises(Forbidden):
        await end(tx, desk, text=Text(version_id=version_id))
    with pytest.raises(NotFound):
        await close_draft(tx, desk.outsider, draft_id=0, how="unchanged", reason="Cukup.")
    for wrong in (desk.analyst, desk.reader, desk.outsider):
        with pytest.raises((Forbidden, NotFound)):
            await close_draft(tx, wrong, draft_id=desk.draft_id, how="unchanged", reason="Cukup.")


async def test_a_text_is_not_enacted_unseen_and_a_draft_ends_once(tx: Transaction, desk: Desk) -> None:
    version_id = await explained(tx, desk, MILD)
    with pytest.raises(Conflict) as refused:
        await end(tx, desk, text=Text(version_id=version_id, revision=99))
    assert refused.value.code == "stale"
    await end(tx, desk, text=Text(version_id=version_id, revision=0))
    for again in (end(tx, desk), end(tx, desk, "withdrawn"), interim(tx, desk)):
        with pytest.raises(Conflict) as refused:
            await again
        assert refused.value.code == "draft_closed"
    assert await tx.value("SELECT count(*) FROM release WHERE kind = 'closing'") == 1


async def interim(tx: Transaction, desk: Desk) -> int:
    return await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[1], reason="Mendesak.")


# --- after enactment


async def test_the_official_text_may_follow_with_changes_that_harmonisation_or_facilitation_caused(
    tx: Transaction, desk: Desk
) -> None:
    await end(tx, desk, enacted=ENACTED)
    version_id = await make_concept(tx, desk, HIGH)
    change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
    for wrong in ("public_input", "editorial"):
        with pytest.raises(Invalid):
            await set_change(tx, desk.analyst, change_id=change_id, cause=wrong, explanation="Begitu.")
    await set_change(tx, desk.analyst, change_id=change_id, cause="facilitation")
    gate = await gate_of_version(tx, version_id)
    assert [(gap.code, [item.id for item in gap.items]) for gap in gate.gaps] == [
        ("change_without_decision", [change_id])
    ]
    with pytest.raises(Conflict):
        await publish_version(tx, desk.chief, version_id=version_id)
    await set_change(tx, desk.analyst, change_id=change_id, cause="facilitation", explanation="Diminta gubernur.")
    with pytest.raises(Conflict) as refused:
        opening = Opening(closes_at=tx.now + timedelta(days=9), introduction="Lagi.")
        await publish_version(tx, desk.chief, version_id=version_id, opening=opening)
    assert refused.value.code == "draft_closed"
    published = await publish_version(tx, desk.chief, version_id=version_id, introduction="Yang diundangkan.")
    assert published.round_id is None
    assert await tx.value("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'tell_release'") == 2
    with pytest.raises(Conflict) as refused:
        await open_round(
            tx, desk.chief, version_id=version_id, opens_at=None, closes_at=tx.now + timedelta(days=9), introduction="A"
        )
    assert refused.value.code == "draft_closed"
    assert await breaches(tx) == {}


async def test_a_promise_is_not_undone_in_silence_after_enactment_either(tx: Transaction, desk: Desk) -> None:
    voice = await speak(tx, desk.scene)
    decision = await decide(tx, desk, await raise_issue(tx, desk, voice), "accepted")
    before = await tx.value("SELECT text FROM clause_text WHERE id = $1", desk.scene.texts["pasal-7.ayat-1"])
    version_id = await make_concept(tx, desk, MILD)
    await set_change(
        tx,
        desk.analyst,
        change_id=await change_of(tx, version_id, "pasal-7.ayat-1"),
        cause="public_input",
        decision_ids=[decision],
    )
    await end(tx, desk, text=Text(version_id=version_id))
    back = await explained(tx, desk, {"pasal-7.ayat-1": before})
    assert [gap.code for gap in (await gate_of_version(tx, back)).gaps] == ["decision_undone"]


async def test_number_and_official_text_are_told_once_they_are_known(tx: Transaction, desk: Desk) -> None:
    with pytest.raises(Conflict) as refused:
        await tell_enactment(tx, desk.chief, draft_id=desk.draft_id, enacted=ENACTED)
    assert refused.value.code == "not_enacted"
    await end(tx, desk)
    assert await state_of(tx, desk) == ("enacted", "", "adoption")
    with pytest.raises(Invalid):
        await tell_enactment(tx, desk.chief, draft_id=desk.draft_id, enacted=Enacted(url="jdih"))
    with pytest.raises(Forbidden):
        await tell_enactment(tx, desk.analyst, draft_id=desk.draft_id, enacted=ENACTED)
    await tell_enactment(tx, desk.chief, draft_id=desk.draft_id, enacted=ENACTED)
    assert await state_of(tx, desk) == ("enacted", "12 Tahun 2026", "promulgation")
    assert await breaches(tx) == {}
