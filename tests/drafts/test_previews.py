"""Links to a concept for readers outside: who makes them, how long they work, what is kept of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from draft_scene import FIRST, SECOND, Team, make_team, publish
from partisipasi.accounts.rights import GUEST
from partisipasi.drafts import actions
from partisipasi.drafts.actions.previews import (
    MOST_DAYS,
    MadePreview,
    PreviewOver,
    make_preview,
    open_preview,
    revoke_preview,
)
from partisipasi.drafts.queries.previews import previews_of
from partisipasi.drafts.sealing import seal_version
from partisipasi.kit.codes import token_hash
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, Refused, SignInNeeded
from partisipasi.kit.i18n import zone


@pytest.fixture
async def team(tx: Transaction) -> Team:
    return await make_team(tx)


async def _concept(tx: Transaction, team: Team, source: str = FIRST) -> int:
    return (await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=source)).id


async def _make(tx: Transaction, team: Team, version_id: int) -> MadePreview:
    return await make_preview(tx, team.drafter, version_id=version_id, reader="Kanwil Kemenkum", purpose="Harmonisasi")


async def test_a_link_shows_its_concept_and_each_opening_is_noted(tx: Transaction, team: Team) -> None:
    version_id = await _concept(tx, team)
    made = await _make(tx, team, version_id)
    kept = (await tx.rows("SELECT * FROM preview_link WHERE id = $1", made.id))[0]
    assert kept["token_hash"] == token_hash(made.token)
    assert made.token not in str(kept)
    opened = await open_preview(tx, token=made.token)
    assert (opened.version_id, opened.reader, opened.number) == (version_id, "Kanwil Kemenkum", 1)
    await open_preview(tx, token=made.token, part="bab-2")
    [seen] = await previews_of(tx, team.reader, version_id)
    assert (seen.state, seen.opened, [one.part for one in seen.openings]) == ("open", 2, ["bab-2", ""])
    days = opened.expires_at - tx.now
    assert timedelta(days=7) < days <= timedelta(days=8)
    for stranger in (team.outsider, team.administrator, team.citizen, GUEST):
        assert await previews_of(tx, stranger, version_id) == []


async def test_a_dead_link_says_nothing(tx: Transaction, team: Team) -> None:
    version_id = await _concept(tx, team)
    made, other = await _make(tx, team, version_id), await _make(tx, team, version_id)
    with pytest.raises(PreviewOver):
        await open_preview(tx, token="tidak ada")
    assert await revoke_preview(tx, team.approver, link_id=made.id) == version_id
    await revoke_preview(tx, team.approver, link_id=made.id)
    with pytest.raises(PreviewOver):
        await open_preview(tx, token=made.token)
    assert (await open_preview(tx, token=other.token)).id == other.id
    await tx.execute("UPDATE preview_link SET expires_at = now() WHERE id = $1", other.id)
    with pytest.raises(PreviewOver):
        await open_preview(tx, token=other.token)
    assert [one.state for one in await previews_of(tx, team.drafter, version_id)] == ["over", "revoked"]
    told = "SELECT count(*) FROM record_entry WHERE act LIKE 'preview.%' AND subject_id = $1"
    assert await tx.value(told, made.id) == 2


async def test_a_link_leads_to_its_own_concept_and_ends_with_its_draft(tx: Transaction, team: Team) -> None:
    other = await make_team(tx)
    mine, theirs = await _concept(tx, team), await _concept(tx, other)
    made = await _make(tx, team, mine)
    assert (await open_preview(tx, token=made.token)).version_id == mine != theirs
    with pytest.raises((NotFound, Forbidden)):
        await revoke_preview(tx, other.drafter, link_id=made.id)
    await tx.execute("UPDATE draft SET closed_at = now(), closed_how = 'withdrawn' WHERE id = $1", team.draft_id)
    with pytest.raises(PreviewOver):
        await open_preview(tx, token=made.token)


async def test_what_was_published_needs_no_link(tx: Transaction, team: Team) -> None:
    version_id = await _concept(tx, team)
    made = await _make(tx, team, version_id)
    await seal_version(tx, version_id=version_id, actor_id=team.approver.account_id or 0)
    assert (await open_preview(tx, token=made.token)).published
    [seen] = await previews_of(tx, team.drafter, version_id)
    assert seen.opened == 0
    with pytest.raises(Conflict) as refused:
        await _make(tx, team, version_id)
    assert refused.value.code == "published"


async def test_only_drafters_and_approvers_make_and_revoke(tx: Transaction, team: Team) -> None:
    await publish(tx, team, FIRST)
    version_id = await _concept(tx, team, SECOND)
    made = await _make(tx, team, version_id)
    refusals: tuple[tuple[object, type[Refused]], ...] = (
        (team.legal, Forbidden), (team.reader, Forbidden), (team.outsider, NotFound), (team.administrator, NotFound),
        (team.citizen, NotFound), (GUEST, NotFound),
    )  # fmt: skip
    for viewer, refusal in refusals:
        with pytest.raises((refusal, SignInNeeded)):
            await make_preview(tx, viewer, version_id=version_id, reader="Siapa", purpose="Apa")  # type: ignore[arg-type]
        with pytest.raises((refusal, SignInNeeded)):
            await revoke_preview(tx, viewer, link_id=made.id)  # type: ignore[arg-type]
    assert (await open_preview(tx, token=made.token)).id == made.id


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"reader": " "}, "reader"), ({"purpose": "x" * 201}, "purpose"), ({"days": 0}, "expires_on"),
     ({"days": MOST_DAYS + 1}, "expires_on"), ({"days": -3}, "expires_on")],
)  # fmt: skip
async def test_what_is_wrong_is_said_at_its_field(
    tx: Transaction, team: Team, wrong: dict[str, object], field: str
) -> None:
    version_id = await _concept(tx, team)
    days = int(str(wrong.pop("days", MOST_DAYS)))
    given = {"reader": "Kanwil", "purpose": "Harmonisasi", **wrong}
    today = tx.now.astimezone(zone()).date()
    with pytest.raises(Invalid) as refused:
        await make_preview(
            tx, team.drafter, version_id=version_id, expires_on=today + timedelta(days=days),
            **given,  # type: ignore[arg-type]
        )  # fmt: skip
    assert set(refused.value.fields) == {field}
    assert await previews_of(tx, team.drafter, version_id) == []
