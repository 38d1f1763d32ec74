"""A draft ends through the API: with a text that differs, with its gaps, once; and its official text may follow."""

from __future__ import annotations

from draft_scene import SECOND
from programs import WORDS, Desk, later


async def _concept(desk: Desk, cause: str) -> int:
    """The next version, settled, with one cause for all of its changes."""
    made = await desk.drafter.post(f"/drafts/{desk.draft_id}/versions", {"text": SECOND})
    for line in (await desk.drafter.get(f"/versions/{made['id']}/alignment"))["items"]:
        if line["review"] == "open":
            await desk.drafter.post(f"/alignments/{line['id']}/confirm", {}, status=200)
    for change in (await desk.analyst.get(f"/versions/{made['id']}/changes"))["items"]:
        await desk.analyst.patch(f"/changes/{change['id']}", {"cause": cause, "explanation": "Hasil harmonisasi."})
    version_id: int = made["id"]
    return version_id


async def _close_round(desk: Desk) -> None:
    await desk.approver.patch(f"/rounds/{desk.round_id}", {"closes_at": later(seconds=-1), "reason": "Selesai."})


async def test_an_enacted_text_that_differs_is_the_last_version_of_a_closed_draft(desk: Desk) -> None:
    said = await desk.citizen.post("/contributions", {"draft_id": desk.draft_id, "body": WORDS, "kind": "comment"})
    end = {"how": "enacted", "number": "12 Tahun 2026", "date": "2026-02-01", "link": "https://jdih.example.id/12"}
    refused = await desk.approver.call("POST", f"/drafts/{desk.draft_id}/close", end)
    assert refused.status_code == 409 and refused.headers["content-type"].startswith("application/problem+json")
    assert {gap["code"] for gap in refused.json()["gaps"]} == {"unplaced", "round_open"}
    await _close_round(desk)
    issue = await desk.analyst.post(
        f"/drafts/{desk.draft_id}/issues", {"title": "Cukupkah?", "receipts": [said["receipt"]]}
    )
    noted = {"outcome": "noted", "reason": "Kami catat untuk pedoman pelaksanaannya."}
    decision = await desk.analyst.post(f"/issues/{issue['id']}/decisions", noted)
    await desk.approver.post(f"/decisions/{decision['id']}/approve", status=200)
    version_id = await _concept(desk, "harmonisation")
    unsure = await desk.approver.call("POST", f"/drafts/{desk.draft_id}/close", end)
    assert unsure.status_code == 409 and unsure.json()["type"] == "urn:partisipasi:concept_open"
    for program in (desk.analyst, desk.drafter):
        assert (await program.call("POST", f"/drafts/{desk.draft_id}/close", end)).status_code == 403
    closed = await desk.approver.post(
        f"/drafts/{desk.draft_id}/close", {**end, "version_id": version_id, "introduction": "Yang berlaku."}, status=200
    )
    assert (closed["id"], closed["state"]) == (desk.draft_id, "enacted")
    draft = await desk.guest.get(f"/drafts/{desk.draft_id}")
    assert draft["state"] == "enacted" and draft["closed_at"]
    newest = (await desk.guest.get(f"/drafts/{desk.draft_id}/versions"))["items"][-1]
    assert (newest["id"], newest["state"]) == (version_id, "published")
    trace = await desk.guest.get(f"/contributions/{said['receipt']}")
    assert trace["stage"] == "answered"
    again = await desk.approver.call("POST", f"/drafts/{desk.draft_id}/close", end)
    assert again.status_code == 409 and again.json()["type"] == "urn:partisipasi:draft_closed"


async def test_the_official_text_follows_an_enacted_draft_without_a_round(desk: Desk) -> None:
    await _close_round(desk)
    await desk.approver.post(
        f"/drafts/{desk.draft_id}/close", {"how": "enacted", "version_id": desk.version_id}, status=200
    )
    made = await desk.drafter.post(f"/drafts/{desk.draft_id}/versions", {"text": SECOND})
    change = (await desk.analyst.get(f"/versions/{made['id']}/changes"))["items"][0]
    wrong = await desk.analyst.call("PATCH", f"/changes/{change['id']}", {"cause": "editorial", "explanation": "Ya."})
    assert wrong.status_code == 422
    gate = await desk.approver.get(f"/versions/{made['id']}/gate")
    assert {gap["code"] for gap in gate["gaps"]} <= {"change_without_decision", "review_open"}
    refused = await desk.approver.call("POST", f"/versions/{made['id']}/publish", {})
    assert refused.status_code == 409 and refused.json()["gaps"] == gate["gaps"]
