"""What programs are told when they call wrongly: problem+json with the member named, never a fault of ours."""

from __future__ import annotations

from typing import Any

import pytest

from partisipasi.discussions import pacing
from partisipasi.settings import ROOT
from programs import AYAT, WORDS, Desk, NewProgram, Program, later

BIG = 2**63


def _problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told.keys() >= {"type", "title", "status", "detail", "errors"} and told["status"] == status
    return told


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, ""),
        ({"name": 12}, "name"),
        ({"name": None}, "name"),
        ({"name": ""}, "name"),
        ({"name": "\u200b \u0000"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Ada", "description": "x" * 2001}, "description"),
        ([], ""),
        ("name", ""),
    ],
)
async def test_a_body_of_another_shape_is_refused_member_by_member(program: NewProgram, body: Any, field: str) -> None:
    administrator = await program("administrator")
    told = _problem(await administrator.call("POST", "/topics", body), 422)
    assert told["errors"][0]["field"] == field and told["errors"][0]["message"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b'{"name": "\xff"}', b'{"name": "\\ud800"}', b'{"x": ' + b"[" * 100_000, b"\x00"]
)
async def test_what_is_no_json_is_refused(program: NewProgram, body: bytes) -> None:
    administrator = await program("administrator")
    headers = {"content-type": "application/json"}
    _problem(await administrator.call("POST", "/topics", content=body, headers=headers), 400)


async def test_another_kind_of_body_and_one_that_is_too_large_are_refused(program: NewProgram) -> None:
    administrator = await program("administrator")
    form = {"content-type": "application/x-www-form-urlencoded"}
    _problem(await administrator.call("POST", "/topics", content=b"name=x", headers=form), 415)
    _problem(await administrator.call("POST", "/topics", {"name": "x", "more": "x" * 300_000}), 413)


async def test_nothing_is_bent_to_fit_and_unknown_members_are_left_aside(desk: Desk) -> None:
    place = await desk.guest.get(f"/drafts/{desk.draft_id}")
    body = {"topic_id": place["topic_id"], "agency_id": place["agency_id"], "title": "Naskah", "kind": "other"}
    bent = {**body, "topic_id": str(place["topic_id"])}
    told = _problem(await desk.drafter.call("POST", "/drafts", bent), 422)
    assert told["errors"][0]["field"] == "topic_id"
    made = await desk.drafter.post("/drafts", {**body, "created_by": 1, "state": "enacted", "id": 1})
    seen = await desk.drafter.get(f"/drafts/{made['id']}")
    assert (seen["state"], seen["closed_at"]) == ("concept", None) and made["id"] != 1


@pytest.mark.parametrize("number", ["0", "-1", "x", str(BIG - 1), str(BIG), "9" * 400, "1.5"])
@pytest.mark.parametrize("path", ["/drafts/{}", "/drafts/{}/trace", "/versions/{}/clauses", "/threads/{}"])
async def test_a_number_that_nothing_has_is_not_found(guest: Program, path: str, number: str) -> None:
    _problem(await guest.call("GET", path.format(number)), 404)


@pytest.mark.parametrize("page", ["/rancangan/{}-x", "/diskusi/{}-x", "/topik/{}-x"])
async def test_pages_too_are_not_found_under_numbers_out_of_range(guest: Program, page: str) -> None:
    answer = await guest.client.get(page.format(BIG))
    assert answer.status_code == 404


@pytest.mark.parametrize("receipt", ["AAAA-AAAA-A", "-", "%00", "%ff", "a%20b", "K" * 3000])
async def test_a_receipt_that_is_none_is_not_found(guest: Program, receipt: str) -> None:
    answer = await guest.call("GET", f"/contributions/{receipt}")
    assert answer.status_code in (400, 404)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "limit=100000000", "cursor=%00", "cursor=ABC", f"cursor={'z' * 40}", "cursor="]
)
async def test_a_parameter_of_another_shape_is_refused(guest: Program, query: str) -> None:
    told = _problem(await guest.call("GET", f"/drafts?{query}"), 422)
    assert told["errors"][0]["field"] == query.split("=")[0]


async def test_every_cursor_of_the_right_shape_is_taken(desk: Desk) -> None:
    for path in ("/topics", "/drafts", f"/drafts/{desk.draft_id}/issues", f"/drafts/{desk.draft_id}/contributions"):
        answer = await desk.guest.get(f"{path}?cursor={'z' * 12}")
        # Of all drafts and topics there may be more than a page: their cursors lead to an end.
        while answer["next"] is not None and path in {"/topics", "/drafts"}:
            answer = await desk.guest.get(f"{path}?cursor={answer['next']}")
        assert answer["next"] is None
        assert "items" in await desk.guest.get(f"{path}?cursor=0&limit=1&cursor=1")


async def test_numbers_out_of_range_and_strange_signs_in_bodies_are_no_fault_of_ours(desk: Desk) -> None:
    said: dict[str, Any] = {"clause_id": desk.clauses[AYAT]["id"], "body": WORDS}
    for member, value in (("clause_id", BIG), ("draft_id", 0), ("version_id", -1), ("quote", {"exact": 3})):
        _problem(await desk.citizen.call("POST", "/contributions", {**said, member: value}), 422)
    _problem(await desk.citizen.call("POST", "/contributions", {**said, "parent": "\x00"}), 404)
    told = _problem(await desk.citizen.call("POST", "/contributions", {**said, "quote": {"exact": "\x00"}}), 422)
    assert told["errors"][0]["field"] == "quote.exact"
    made = await desk.citizen.post("/contributions", {**said, "body": "\x00Satu\x07\u202e", "proposed_text": "\x00"})
    listed = (await desk.guest.get(f"/drafts/{desk.draft_id}/contributions"))["items"][-1]
    assert (listed["receipt"], listed["body"]) == (made["receipt"], "Satu")
    missing = {"decision_ids": [BIG], "reason": "Apa"}
    _problem(await desk.approver.call("POST", f"/drafts/{desk.draft_id}/interim", missing), 404)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00"])
async def test_times_that_no_calendar_holds_or_without_a_zone_are_refused(desk: Desk, moment: str) -> None:
    told = _problem(await desk.approver.call("POST", f"/versions/{desk.version_id}/rounds", {"closes_at": moment}), 422)
    assert told["errors"][0]["field"] == "closes_at"


async def test_nothing_opens_for_input_without_a_plain_summary(desk: Desk) -> None:
    text = (ROOT / "src/partisipasi/demo/content/perwali-disiplin-v1.txt").read_text()
    draft = await desk.drafter.get(f"/drafts/{desk.draft_id}")
    place = {"topic_id": draft["topic_id"], "agency_id": draft["agency_id"], "title": "Lain", "kind": "perwali"}
    made = await desk.drafter.post("/drafts", place)
    members = [
        {"email": desk.drafter.email, "roles": ["drafter"]},
        {"email": desk.approver.email, "roles": ["approver"]},
    ]
    await desk.drafter.put(f"/drafts/{made['id']}/team", {"members": members})
    version = (await desk.drafter.post(f"/drafts/{made['id']}/versions", {"text": text}))["id"]
    for introduction in (None, "", " \n "):
        opening = {"closes_at": later(days=10), "introduction": introduction}
        told = _problem(await desk.approver.call("POST", f"/versions/{version}/publish", opening), 422)
        assert [one["field"] for one in told["errors"]] == ["introduction"]
    await desk.approver.post(f"/versions/{version}/publish", {}, status=200)
    told = _problem(await desk.approver.call("POST", f"/versions/{version}/rounds", {"closes_at": later(days=9)}), 422)
    assert [one["field"] for one in told["errors"]] == ["introduction"]
    opening = {"closes_at": later(days=9), "introduction": "Jam kerja berubah bagi semua pegawai mulai Januari."}
    await desk.approver.post(f"/versions/{version}/rounds", opening, status=200)
    listed = (await desk.guest.get(f"/drafts/{made['id']}/versions"))["items"]
    assert listed[0]["introduction"] == opening["introduction"]


async def test_a_method_that_a_path_has_not_names_those_it_has(guest: Program) -> None:
    refused = await guest.call("DELETE", "/drafts")
    _problem(refused, 405)
    asked = await guest.call("OPTIONS", "/drafts")
    for answer in (refused, asked):
        assert {method.strip() for method in answer.headers["allow"].split(",")} == {"GET", "POST", "OPTIONS"}
    _problem(await guest.call("GET", "/tidak-ada"), 404)
    assert (await guest.client.request("OPTIONS", "/tidak-ada")).status_code == 404


async def test_what_is_called_the_same_already_is_a_conflict(program: NewProgram) -> None:
    administrator = await program("administrator")
    name = f"Dua kali {administrator.account_id}"
    await administrator.post("/topics", {"name": name})
    told = _problem(await administrator.call("POST", "/topics", {"name": name}), 409)
    assert told["type"] == "urn:partisipasi:taken" and told["errors"][0]["field"] == "name"


async def test_who_writes_too_often_is_told_how_long_to_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "most_in_window", lambda sender: 1)
    said = {"draft_id": desk.draft_id, "body": WORDS}
    await desk.citizen.post("/contributions", said)
    answer = await desk.citizen.call("POST", "/contributions", said)
    _problem(answer, 429)
    assert int(answer.headers["retry-after"]) > 0


async def test_a_file_that_is_no_text_is_refused(desk: Desk) -> None:
    path = f"/drafts/{desk.draft_id}/versions"
    for file in (("a.pdf", b"%PDF"), ("a.txt", b"\x00\x01\x02" * 50), ("a.txt", b""), ("a.txt", b" \n")):
        told = _problem(await desk.drafter.call("POST", path, files={"file": file}), 422)
        assert told["errors"][0]["field"] in ("file", "text")
    told = _problem(await desk.drafter.call("POST", path, files={"naskah": ("a.txt", b"Pasal 1")}), 422)
    assert told["errors"][0]["field"] == "file"
    _problem(await desk.drafter.call("POST", path, {"text": " "}), 422)
    _problem(await desk.drafter.call("POST", path, content=b"Pasal 1", headers={"content-type": "text/plain"}), 415)
