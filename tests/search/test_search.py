"""What is found, and what is never found."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from draft_scene import FIRST, make_team, publish
from files import PDF
from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.tables import Contribution, Thread
from partisipasi.drafts import actions
from partisipasi.kit.codes import new_receipt
from partisipasi.kit.database import Database, Transaction
from partisipasi.search.indexing import index_due
from partisipasi.search.operators import read_query
from partisipasi.search.queries import search
from partisipasi.topics.tables import Topic


async def _say(tx: Transaction, words: str) -> int:
    topic = await tx.add(Topic(slug="t", name=f"Topik {new_receipt()}"))
    thread = await tx.add(Thread(topic_id=topic.id, title="Antrean pelayanan", slug="antrean"))
    said = await tx.add(
        Contribution(
            receipt=new_receipt(), thread_id=thread.id, source=words, html=f"<p>{words}</p>", published_at=tx.now
        )
    )
    return said.id


async def _found(database: Database, words: str) -> list[str]:
    wanted = read_query(words)
    assert wanted is not None
    async with database.transaction(writes=False) as tx:
        return [hit.kind for hit in await search(tx, GUEST, wanted)]


async def test_a_contribution_is_found_by_another_form_of_its_word(fresh_database: Database) -> None:
    async with fresh_database.transaction() as tx:
        await _say(tx, "Mesin presensi di kantor saya rusak dan pelayanannya lambat.")
    await index_due(fresh_database)
    assert "contribution" in await _found(fresh_database, "presensi")
    assert "thread" in await _found(fresh_database, "antrean")
    assert await _found(fresh_database, "presensi -rusak") == []


@pytest.mark.parametrize("state", ["hidden", "held", "awaiting", "withdrawn"])
async def test_what_is_not_public_is_not_found_from_that_moment(fresh_database: Database, state: str) -> None:
    async with fresh_database.transaction() as tx:
        said = await _say(tx, "Kalimat rahasia tentang zebra.")
    await index_due(fresh_database)
    assert await _found(fresh_database, "zebra") == ["contribution"]
    async with fresh_database.transaction() as tx:
        await tx.execute("UPDATE contribution SET state = $2 WHERE id = $1", said, state)
    assert await _found(fresh_database, "zebra") == []
    await index_due(fresh_database)
    async with fresh_database.transaction(writes=False) as tx:
        assert await tx.value("SELECT count(*) FROM search_entry WHERE kind = 'contribution'") == 0


async def test_of_a_word_that_stands_in_many_the_newest_are_found_and_what_is_no_contribution(
    fresh_database: Database,
) -> None:
    async with fresh_database.transaction() as tx:
        first = await _say(tx, "Antrean panjang sekali.")
        thread = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", first)
        for n in range(70):
            receipt = new_receipt()
            await tx.execute(
                """INSERT INTO contribution (receipt, thread_id, kind, source, html, markup_version, published_at)
                   VALUES ($1, $2, 'comment', $3, '', 1, now())""",
                receipt,
                thread,
                f"Antrean pukul {n}.",
            )
        await _say(tx, "Loket kasuari selalu tutup.")
    await index_due(fresh_database)
    found = await _found(fresh_database, "antrean")
    assert found.count("contribution") == 50 - found.count("thread")
    assert found.count("thread") == 2
    assert await _found(fresh_database, "kasuari") == ["contribution"]


def test_no_query_is_too_odd(database: Database) -> None:
    loop = asyncio.new_event_loop()
    lonely = Database(database.dsn, size=1)

    @hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(max_size=80) | st.from_regex(r'[-"a-z &|!:*()<>]{0,40}'))
    def ask(typed: str) -> None:
        wanted = read_query(typed)
        if wanted is not None:
            loop.run_until_complete(_ask(lonely, typed))

    ask()
    loop.run_until_complete(lonely.close())
    loop.close()


async def _ask(database: Database, typed: str) -> None:
    wanted = read_query(typed)
    assert wanted is not None
    async with database.transaction(writes=False) as tx:
        await search(tx, GUEST, wanted)


async def test_a_draft_is_found_by_the_title_of_its_document_until_that_is_withdrawn(fresh_database: Database) -> None:
    async with fresh_database.transaction() as tx:
        team = await make_team(tx)
        await publish(tx, team, FIRST)
        made = await actions.add_document(
            tx, team.drafter, draft_id=team.draft_id, title="Kajian kunang-kunang", kind="study", content=PDF
        )
    await index_due(fresh_database)
    assert await _found(fresh_database, "kunang-kunang") == ["draft"]
    async with fresh_database.transaction() as tx:
        await actions.withdraw_document(tx, team.drafter, document_id=made.id, reason="Keliru.")
    await index_due(fresh_database)
    assert await _found(fresh_database, "kunang-kunang") == []
