"""The plain summary: needed to open for input, first on the page of a draft and above its text, new with each round."""

from __future__ import annotations

from datetime import timedelta

import pytest

from browser import Browser
from draft_scene import FIRST, Team, make_team
from example_city import is_sound, queries
from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.places import Target, find_floor, find_place
from partisipasi.drafts import actions
from partisipasi.drafts.queries import newest_version, rounds_of
from partisipasi.drafts.sealing import seal_version
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Invalid

DAY = timedelta(days=1)


async def _published(tx: Transaction, *, words: str = "", english: str = "") -> tuple[Team, int]:
    team = await make_team(tx)
    concept = await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=FIRST)
    await seal_version(
        tx,
        version_id=concept.id,
        actor_id=team.approver.account_id or 0,
        introduction=words,
        introduction_en=english,
    )
    return team, concept.id


async def test_the_summary_stands_on_the_draft_and_above_its_text_in_the_language_it_was_written_in(
    browser: Browser, database: Database
) -> None:
    async with database.transaction() as tx:
        team, _ = await _published(tx, words="Potongan **turun** mulai Januari.", english="Deductions *fall*.")
    path = f"/rancangan/{team.draft_id}-disiplin-pegawai"
    await browser.open(path)
    assert browser.all("main h2")[0].text() == browser.page.css_first("#tentang").text()
    assert browser.page.css_first("section .prose strong").text() == "turun"
    await browser.open(f"{path}/versi/1")
    assert is_sound(browser) and browser.page.css_first(".summary strong").text() == "turun"
    await browser.open(f"/en{path}/versi/1")
    assert browser.page.css_first(".summary em").text() == "fall"


async def test_a_round_takes_the_words_of_its_version_or_has_its_own_but_never_none(tx: Transaction) -> None:
    team, version_id = await _published(tx, words="Mulai Januari.", english="From January.")
    first = await actions.open_round(
        tx, team.drafter, version_id=version_id, opens_at=None, closes_at=tx.now + DAY, introduction=""
    )
    assert (first.introduction, first.introduction_en) == ("Mulai Januari.", "From January.")
    await actions.open_round(
        tx,
        team.drafter,
        version_id=version_id,
        opens_at=tx.now + 2 * DAY,
        closes_at=tx.now + 3 * DAY,
        introduction="Mulai Maret.",
    )
    view = await newest_version(tx, team.draft_id)
    assert view is not None
    assert (view.introduction, view.plain_summary, view.plain_summary_en) == ("Mulai Januari.", "Mulai Maret.", "")
    other, bare = await _published(tx)
    with pytest.raises(Invalid) as refused:
        await actions.open_round(tx, other.drafter, version_id=bare, opens_at=None, closes_at=tx.now + DAY)
    assert set(refused.value.fields) == {"introduction"}


async def test_a_round_repeated_on_the_same_text_takes_input_of_its_own_and_says_what_it_is_about(
    browser: Browser, database: Database
) -> None:
    async with database.transaction() as tx:
        team, version_id = await _published(tx, words="Tentang jam kerja.")
        first = await actions.open_round(
            tx, team.drafter, version_id=version_id, opens_at=None, closes_at=tx.now + 9 * DAY
        )
        await tx.execute("UPDATE round SET opens_at = opens_at - interval '2 days' WHERE id = $1", first.id)
        early = tx.now - timedelta(hours=1)
        await actions.change_round(tx, team.approver, round_id=first.id, closes_at=early, reason="Mesin rusak.")
        await tx.execute("UPDATE round SET closes_at = $2 WHERE id = $1", first.id, early)
        second = await actions.open_round(
            tx,
            team.drafter,
            version_id=version_id,
            opens_at=None,
            closes_at=tx.now + 5 * DAY,
            introduction="Sekali lagi, karena mesin rusak.",
        )
        later = tx.now + 8 * DAY
        await actions.change_round(tx, team.approver, round_id=second.id, closes_at=later, reason="Libur panjang.")
    async with database.transaction() as tx:
        rounds = await rounds_of(tx, team.draft_id)
        assert [(one.number, one.state, one.version_number) for one in rounds] == [(1, "closed", 1), (2, "open", 1)]
        place = await find_place(tx, GUEST, Target(draft_id=team.draft_id))
        floor = await find_floor(tx, place, version_id=version_id, official=False)
        assert floor.round_id == second.id, "what is said now belongs to the second round"
    answer = await browser.open(f"/rancangan/{team.draft_id}-disiplin-pegawai")
    assert is_sound(browser) and queries(answer) <= 8
    assert "Sekali lagi" in browser.text("section .prose") and "Libur panjang." in browser.text(".round-box")
    life = browser.text(".timeline")
    assert "Mesin rusak." in life and "Libur panjang." in life
    await browser.open(f"/rancangan/{team.draft_id}-disiplin-pegawai/versi/1")
    assert "Sekali lagi" in browser.text(".summary")
