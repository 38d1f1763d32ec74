"""A call sent twice with one key is carried out once."""

from __future__ import annotations

import asyncio

from partisipasi.kit.database import Database
from partisipasi.site.unit import forget_presses
from programs import WORDS, Desk


async def test_twenty_calls_at_once_with_one_key_make_one_row_and_get_one_answer(desk: Desk) -> None:
    said = {"draft_id": desk.draft_id, "body": WORDS}
    headers = {"idempotency-key": "surat-1"}
    answers = await asyncio.gather(
        *(desk.citizen.call("POST", "/contributions", said, headers=headers) for _ in range(20))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert all(answer.headers["content-type"] == "application/json" for answer in answers)
    assert len((await desk.guest.get(f"/drafts/{desk.draft_id}/contributions"))["items"]) == 1


async def test_a_key_counts_for_one_account_one_path_and_one_body(desk: Desk) -> None:
    headers = {"idempotency-key": "k" * 255}
    said = {"draft_id": desk.draft_id, "body": WORDS}
    first = await desk.citizen.post("/contributions", said, headers=headers)
    other = await desk.analyst.post("/contributions", said, headers=headers)
    assert first["receipt"] != other["receipt"]
    refused = await desk.citizen.call("POST", "/contributions", {**said, "body": "Lain."}, headers=headers)
    assert refused.status_code == 409 and refused.json()["type"] == "urn:partisipasi:key_used"
    long = await desk.citizen.call("POST", "/contributions", said, headers={"idempotency-key": "k" * 256})
    assert long.status_code == 422


async def test_a_call_that_was_refused_can_be_sent_again_with_its_key(desk: Desk) -> None:
    headers = {"idempotency-key": "lagi"}
    empty = await desk.citizen.call("POST", "/contributions", {"draft_id": desk.draft_id}, headers=headers)
    assert empty.status_code == 422
    await desk.citizen.post("/contributions", {"draft_id": desk.draft_id, "body": WORDS}, headers=headers)


async def test_answers_are_forgotten_after_a_day(desk: Desk, database: Database) -> None:
    said = {"draft_id": desk.draft_id, "body": WORDS}
    await desk.citizen.post("/contributions", said, headers={"idempotency-key": "lama"})
    async with database.transaction() as tx:
        await tx.execute("UPDATE form_once SET created_at = now() - interval '25 hours'")
    await forget_presses(database)
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT count(*) FROM form_once WHERE answer IS NOT NULL") == 0
