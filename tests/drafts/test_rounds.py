"""Rounds: opened on the newest published version, extended, closed early; what is open follows from the dates."""

from __future__ import annotations

from datetime import timedelta

import pytest

from draft_scene import FIRST, SECOND, Team, make_team, publish
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.drafts import actions
from partisipasi.drafts.queries import (
    count_drafts,
    draft_view,
    drafts_by_topic,
    drafts_list,
    next_round_of,
    open_drafts,
    open_round_of,
    round_changes,
    round_view,
    rounds_of,
)
from partisipasi.drafts.tables import Round
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound

DAY = timedelta(days=1)
WORDS = "Sampaikan masukan Anda tentang jam kerja."


async def _scene(tx: Transaction) -> tuple[Team, int]:
    team = await make_team(tx)
    return team, (await publish(tx, team, FIRST)).id


async def _open(
    tx: Transaction, viewer: Viewer, version_id: int, begins: timedelta | None, ends: timedelta, words: str = WORDS
) -> Round:
    return await actions.open_round(
        tx,
        viewer,
        version_id=version_id,
        opens_at=None if begins is None else tx.now + begins,
        closes_at=tx.now + ends,
        introduction=words,
    )


async def test_a_round_opens_now_when_no_day_or_a_past_one_is_given(tx: Transaction) -> None:
    team, version = await _scene(tx)
    opened = await _open(tx, team.approver, version, -3 * DAY, 7 * DAY)
    assert opened.opens_at == tx.now
    found = await open_round_of(tx, team.draft_id)
    assert found is not None
    assert (found.id, found.number, found.state, found.version_number) == (opened.id, 1, "open", 1)
    draft = await draft_view(tx, GUEST, team.draft_id)
    assert (draft.state, draft.is_open) == ("open", True)
    assert team.draft_id in [one.id for one in await open_drafts(tx)]
    assert (await drafts_by_topic(tx))[team.topic_id] == (1, 1)
    assert await count_drafts(tx, GUEST, topic_id=team.topic_id, state="open") == 1
    assert await drafts_list(tx, GUEST, topic_id=team.topic_id, state="closed") == []


async def test_a_planned_round_is_not_open(tx: Transaction) -> None:
    team, version = await _scene(tx)
    planned = await _open(tx, team.drafter, version, 2 * DAY, 9 * DAY)
    assert await open_round_of(tx, team.draft_id) is None
    coming = await next_round_of(tx, team.draft_id)
    assert coming is not None
    assert (coming.id, coming.state) == (planned.id, "planned")
    assert (await draft_view(tx, GUEST, team.draft_id)).state == "planned"


async def test_rounds_of_a_draft_never_overlap(tx: Transaction) -> None:
    team, version = await _scene(tx)
    await _open(tx, team.drafter, version, 5 * DAY, 10 * DAY)
    for begins, ends in ((None, 6 * DAY), (6 * DAY, 7 * DAY), (9 * DAY, 12 * DAY), (4 * DAY, 11 * DAY)):
        with pytest.raises(Conflict) as refused:
            await _open(tx, team.drafter, version, begins, ends)
        assert refused.value.code == "round_overlaps"
    await _open(tx, team.drafter, version, 10 * DAY, 12 * DAY)
    first = await _open(tx, team.drafter, version, None, 5 * DAY)
    with pytest.raises(Conflict):
        await actions.change_round(
            tx, team.drafter, round_id=first.id, closes_at=tx.now + 6 * DAY, reason="Lebih lama."
        )
    assert [one.number for one in await rounds_of(tx, team.draft_id)] == [3, 1, 2]


async def test_only_the_newest_published_version_is_opened(tx: Transaction) -> None:
    team, first = await _scene(tx)
    concept = await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=SECOND)
    with pytest.raises(Conflict) as refused:
        await _open(tx, team.drafter, concept.id, None, DAY)
    assert refused.value.code == "not_published"
    with pytest.raises(NotFound):
        await _open(tx, team.outsider, concept.id, None, DAY)
    await tx.execute("UPDATE version SET state = 'published', published_at = now() WHERE id = $1", concept.id)
    with pytest.raises(Conflict) as refused:
        await _open(tx, team.drafter, first, None, DAY)
    assert refused.value.code == "not_newest"


@pytest.mark.parametrize(
    ("begins", "ends", "words", "field"),
    [
        (None, -DAY, WORDS, "closes_at"),
        (3 * DAY, 2 * DAY, WORDS, "closes_at"),
        (None, DAY, " \n ", "introduction"),
        (None, DAY, "x" * 6000, "introduction"),
    ],
)
async def test_impossible_days_and_missing_words_are_refused(
    tx: Transaction, begins: timedelta | None, ends: timedelta, words: str, field: str
) -> None:
    team, version = await _scene(tx)
    with pytest.raises(Invalid) as refused:
        await _open(tx, team.drafter, version, begins, ends, words)
    assert list(refused.value.fields) == [field]


async def test_extending_and_closing_early_are_told_with_their_reasons(tx: Transaction) -> None:
    team, version = await _scene(tx)
    opened = await _open(tx, team.drafter, version, None, 5 * DAY)
    # The round began some time ago: in one transaction the clock stands still.
    await tx.execute("UPDATE round SET opens_at = opens_at - interval '1 day' WHERE id = $1", opened.id)
    longer = await actions.change_round(
        tx, team.approver, round_id=opened.id, closes_at=tx.now + 8 * DAY, reason="Hari libur."
    )
    assert longer.closes_at == tx.now + 8 * DAY
    ended = await actions.change_round(tx, team.drafter, round_id=opened.id, closes_at=None, reason="Cukup.")
    assert ended.state == "closed"
    assert [one.reason for one in await round_changes(tx, opened.id)] == ["Hari libur.", "Cukup."]
    acts = await tx.values(
        "SELECT act FROM record_entry WHERE subject_kind = 'round' AND subject_id = $1 ORDER BY id", opened.id
    )
    assert acts == ["round.opened", "round.extended", "round.closed_early"]
    with pytest.raises(Conflict) as refused:
        await actions.change_round(tx, team.drafter, round_id=opened.id, closes_at=tx.now + DAY, reason="Lagi.")
    assert refused.value.code == "round_closed"
    assert (await draft_view(tx, GUEST, team.draft_id)).state == "closed"


async def test_a_change_needs_a_reason_and_another_day(tx: Transaction) -> None:
    team, version = await _scene(tx)
    opened = await _open(tx, team.drafter, version, DAY, 5 * DAY)
    for closes, reason, field in ((6, " ", "reason"), (5, "Sama.", "closes_at"), (1, "Batal.", "closes_at")):
        with pytest.raises(Invalid) as refused:
            await actions.change_round(
                tx, team.drafter, round_id=opened.id, closes_at=tx.now + closes * DAY, reason=reason
            )
        assert list(refused.value.fields) == [field]
    assert (await round_view(tx, opened.id)).changed is False


async def test_only_drafters_and_approvers_keep_rounds(tx: Transaction) -> None:
    team, version = await _scene(tx)
    for viewer in (team.legal, team.reader, team.outsider, team.administrator, team.citizen):
        with pytest.raises(Forbidden):
            await _open(tx, viewer, version, None, DAY)


async def test_a_closed_draft_opens_no_more(tx: Transaction) -> None:
    team, version = await _scene(tx)
    await tx.execute("UPDATE draft SET closed_at = now(), closed_how = 'withdrawn' WHERE id = $1", team.draft_id)
    with pytest.raises(Conflict) as refused:
        await _open(tx, team.drafter, version, None, DAY)
    assert refused.value.code == "draft_closed"
    with pytest.raises(Conflict):
        await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=SECOND)
    assert (await draft_view(tx, GUEST, team.draft_id)).state == "withdrawn"
    assert await count_drafts(tx, GUEST, topic_id=team.topic_id, state="ended") == 1
