"""Lists go on by their cursor until they end, and hold everything once."""

from __future__ import annotations

from typing import Any

import pytest

from programs import AYAT, Desk, NewProgram, Program


async def _all(program: Program, path: str, limit: int) -> list[Any]:
    """Every item of a list, page by page; each page but the last is full."""
    items: list[Any] = []
    cursor = ""
    while True:
        page = await program.get(f"{path}?limit={limit}{cursor}")
        items += page["items"]
        if page["next"] is None:
            return items
        assert len(page["items"]) == limit
        cursor = f"&cursor={page['next']}"


@pytest.fixture
async def busy(desk: Desk, program: NewProgram) -> Desk:
    """A draft with seven contributions in two threads and three issues."""
    receipts = []
    for number in range(7):
        place = {"clause_id": desk.clauses[AYAT]["id"]} if number % 2 else {"draft_id": desk.draft_id}
        speaker = await program()
        said = await speaker.post("/contributions", {**place, "body": f"Masukan nomor {number} dari warga lain."})
        receipts.append(said["receipt"])
    for number in range(3):
        await desk.analyst.post(
            f"/drafts/{desk.draft_id}/issues", {"title": f"Pokok {number}?", "receipts": [receipts[number]]}
        )
    return desk


async def test_every_list_is_whole_page_by_page(busy: Desk) -> None:
    for path in (
        "/topics",
        "/agencies",
        "/drafts",
        f"/drafts/{busy.draft_id}/versions",
        f"/drafts/{busy.draft_id}/contributions",
        f"/drafts/{busy.draft_id}/issues",
        f"/versions/{busy.version_id}/clauses",
        f"/versions/{busy.version_id}/changes",
    ):
        whole = (await busy.guest.get(f"{path}?limit=1000"))["items"]
        for limit in (1, 2, 3, max(len(whole), 1)):
            assert await _all(busy.guest, path, limit) == whole, path
    assert len(await _all(busy.guest, f"/drafts/{busy.draft_id}/contributions", 2)) == 7


async def test_a_thread_goes_on_by_its_cursor_too(busy: Desk) -> None:
    listed = (await busy.guest.get(f"/drafts/{busy.draft_id}/contributions"))["items"]
    thread_id = listed[0]["thread_id"]
    items = await _all(busy.guest, f"/threads/{thread_id}", 2)
    assert items == [one for one in listed if one["thread_id"] == thread_id] and len(items) == 4


async def test_replies_name_what_they_answer(busy: Desk) -> None:
    listed = (await busy.guest.get(f"/drafts/{busy.draft_id}/contributions"))["items"]
    reply = await busy.citizen.post("/contributions", {"parent": listed[1]["receipt"], "body": "Setuju dengan ini."})
    last = (await busy.guest.get(f"/drafts/{busy.draft_id}/contributions"))["items"][-1]
    assert (last["receipt"], last["parent"], last["kind"]) == (reply["receipt"], listed[1]["receipt"], "reply")
    assert last["thread_id"] == listed[1]["thread_id"]
    trace = await busy.guest.get(f"/contributions/{reply['receipt']}")
    assert trace["follows"] == listed[1]["receipt"]
