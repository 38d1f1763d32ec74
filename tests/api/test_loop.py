"""A rule from its first text to the answers, through the API alone."""

from __future__ import annotations

from draft_scene import SECOND
from programs import AYAT, WORDS, Desk, later

REASON = "Batas waktu diperpanjang menjadi enam puluh menit karena keadaan angkutan umum."


async def test_a_published_version_says_where_it_is_and_how_long_it_is_open(desk: Desk) -> None:
    versions = await desk.guest.get(f"/drafts/{desk.draft_id}/versions")
    assert versions["next"] is None
    assert [(one["number"], one["state"], one["clauses"]) for one in versions["items"]] == [(1, "published", 8)]
    assert versions["items"][0]["url"].endswith(f"/rancangan/{desk.draft_id}-disiplin-pegawai/versi/1")
    draft = await desk.guest.get(f"/drafts/{desk.draft_id}")
    assert draft["state"] == "open" and draft["round"]["id"] == desk.round_id and draft["concept"] is None
    assert draft in (await desk.guest.get("/drafts"))["items"]


async def test_a_clause_has_an_identity_and_a_wording(desk: Desk) -> None:
    clause = desk.clauses[AYAT]
    assert clause == {
        "id": clause["id"],
        "text_id": clause["text_id"],
        "key": AYAT,
        "kind": "ayat",
        "label": "(2)",
        "path": "bab-2/pasal-2/ayat-2",
        "heading": "",
        "text": clause["text"],
        "parent_id": desk.clauses["pasal-2"]["id"],
        "position": clause["position"],
    }
    assert clause["text"].startswith("Pegawai yang terlambat lebih dari tiga puluh menit")


async def test_words_come_in_with_a_receipt_and_read_back_as_they_were_said(desk: Desk) -> None:
    clause = desk.clauses[AYAT]
    said = await desk.citizen.post(
        "/contributions",
        {
            "clause_id": clause["id"],
            "version_id": desk.version_id,
            "body": WORDS,
            "stance": "disagree",
            "quote": {"exact": "tiga puluh menit"},
            "proposed_text": clause["text"].replace("tiga puluh", "enam puluh"),
        },
    )
    assert said.keys() == {"receipt", "owner_key", "url", "state"} and said["state"] == "published"
    assert said["url"] == f"http://testserver.local/jejak/{said['receipt']}"
    listed = (await desk.guest.get(f"/drafts/{desk.draft_id}/contributions"))["items"][-1]
    assert (listed["receipt"], listed["kind"], listed["stance"]) == (said["receipt"], "suggestion", "disagree")
    assert (listed["body"], listed["quote"], listed["author"]) == (WORDS, "tiga puluh menit", "Rosmaida")
    assert (listed["stage"], listed["clause_key"], listed["version_number"]) == ("heard", AYAT, 1)
    thread = await desk.guest.get(f"/threads/{listed['thread_id']}")
    assert thread["clause_id"] == clause["id"] and thread["items"] == [listed] and thread["contributions"] == 1
    trace = await desk.guest.get(f"/contributions/{said['receipt'].lower()}")
    assert trace["trace"] == [] and trace["stage"] == "heard" and trace["body"] == WORDS
    assert [(one["version"], one["clause"], one["state"]) for one in trace["anchors"]] == [(1, clause["id"], "exact")]


async def test_the_team_enters_what_came_by_letter_and_nobody_else_does(desk: Desk) -> None:
    letter = {"draft_id": desk.draft_id, "body": "Mohon diperjelas.", "channel": "letter", "giver": {"name": "Sri"}}
    said = await desk.analyst.post("/contributions", letter)
    listed = (await desk.guest.get(f"/drafts/{desk.draft_id}/contributions"))["items"][-1]
    assert (listed["receipt"], listed["channel"], listed["author"]) == (said["receipt"], "letter", "Sri")
    assert (await desk.citizen.call("POST", "/contributions", letter)).status_code == 403


async def test_a_rule_goes_from_its_first_text_to_answers_for_everyone(desk: Desk) -> None:
    clause = desk.clauses[AYAT]
    said = await desk.citizen.post("/contributions", {"clause_id": clause["id"], "body": WORDS, "kind": "comment"})
    asked = await desk.citizen.post(
        "/contributions", {"draft_id": desk.draft_id, "body": "Mulai berlaku kapan?", "kind": "question"}
    )
    issue_id, decision_id = await _decide(desk, said["receipt"])
    await _close_round(desk)
    concept = await desk.drafter.post(f"/drafts/{desk.draft_id}/versions", {"text": SECOND})
    assert concept["number"] == 2
    await _settle(desk, concept["id"])
    gate = await desk.approver.get(f"/versions/{concept['id']}/gate")
    assert not gate["ready"] and [publisher["name"] for publisher in gate["publishers"]] == ["Johannes"]
    assert {gap["code"]: gap["count"] for gap in gate["gaps"]} == {"no_reply": 1, "decision_without_change": 1}
    refused = await desk.approver.call("POST", f"/versions/{concept['id']}/publish", {})
    assert refused.status_code == 409 and refused.json()["gaps"] == gate["gaps"]
    assert refused.json()["type"] == "urn:partisipasi:gate"
    assert {one["code"] for one in refused.json()["errors"]} == {"no_reply", "decision_without_change"}
    await desk.analyst.post(
        "/contributions", {"parent": asked["receipt"], "body": "Bulan Januari.", "kind": "official"}
    )
    await _tell_change(desk, concept["id"], decision_id)
    assert (await desk.approver.get(f"/versions/{concept['id']}/gate"))["ready"]
    published = await desk.approver.post(f"/versions/{concept['id']}/publish", {}, status=200)
    assert published == {
        "id": concept["id"],
        "number": 2,
        "state": "published",
        "url": f"http://testserver.local/rancangan/{desk.draft_id}-disiplin-pegawai/versi/2",
        "round": None,
    }
    await _check_trace(desk, said["receipt"], issue_id)
    await _check_graph(desk, said["receipt"], issue_id, decision_id)


async def _decide(desk: Desk, receipt: str) -> tuple[int, int]:
    issue = await desk.analyst.post(
        f"/drafts/{desk.draft_id}/issues", {"title": "Apakah tiga puluh menit cukup?", "receipts": [receipt]}
    )
    assert issue == {"id": issue["id"], "number": "M-001"}
    point = await desk.analyst.post(
        f"/issues/{issue['id']}/points", {"receipt": receipt, "excerpt": "angkot dari Belawan"}
    )
    assert point["issue_id"] == issue["id"]
    decision = await desk.analyst.post(
        f"/issues/{issue['id']}/decisions", {"outcome": "accepted", "reason": REASON, "no_text_change": False}
    )
    assert decision["state"] == "proposed"
    assert (await desk.analyst.call("POST", f"/decisions/{decision['id']}/approve")).status_code == 403
    approved = await desk.approver.post(f"/decisions/{decision['id']}/approve", status=200)
    assert approved == {"id": decision["id"], "state": "approved"}
    listed = (await desk.guest.get(f"/drafts/{desk.draft_id}/issues"))["items"]
    assert [(one["number"], one["points"], one["stage"], one["decision"]) for one in listed] == [
        ("M-001", 2, "considered", None)
    ]
    return issue["id"], decision["id"]


async def _close_round(desk: Desk) -> None:
    closed = await desk.approver.patch(
        f"/rounds/{desk.round_id}", {"closes_at": later(seconds=-1), "reason": "Semua sudah disampaikan."}
    )
    assert closed["state"] == "closed" and closed["version_id"] == desk.version_id


async def _settle(desk: Desk, version_id: int) -> None:
    lines = (await desk.drafter.get(f"/versions/{version_id}/alignment"))["items"]
    moved = next(line for line in lines if line["from"] == "pasal-3")
    assert (moved["to"], moved["op"]) == ("pasal-4", "renumbered")
    for line in lines:
        if line["review"] == "open":
            settled = await desk.drafter.post(f"/alignments/{line['id']}/confirm", {}, status=200)
            assert settled["review"] == "confirmed"
    said = await desk.drafter.post(
        f"/alignments/{moved['id']}/confirm", {"op": "renumbered", "from": ["pasal-3"], "to": ["pasal-4"]}, status=200
    )
    assert (said["from"], said["to"], said["review"]) == ("pasal-3", "pasal-4", "confirmed")
    gaps = (await desk.analyst.get(f"/versions/{version_id}/gate"))["gaps"]
    for item in [item for gap in gaps for item in gap["items"] if item["kind"] == "anchor"]:
        anchor = await desk.analyst.post(f"/anchors/{item['id']}/confirm", {}, status=200)
        assert anchor["review"] == "confirmed"


async def _tell_change(desk: Desk, version_id: int, decision_id: int) -> None:
    changes = (await desk.analyst.get(f"/versions/{version_id}/changes"))["items"]
    change = next(one for one in changes if one["to"] == AYAT)
    assert change["op"] == "reworded" and change["cause"] is None and change["decision_ids"] == []
    told = await desk.analyst.patch(
        f"/changes/{change['id']}", {"cause": "public_input", "decision_ids": [decision_id]}
    )
    assert told["cause"] == "public_input" and told["decision_ids"] == [decision_id]
    kept = await desk.analyst.patch(f"/changes/{change['id']}", {"explanation": "Diperpanjang."})
    assert kept == {**told, "explanation": "Diperpanjang."}
    made = {name: kept[name] for name in ("sentence", "sentence_en")}
    assert all(words.startswith("Pasal") and words.endswith(".") for words in made.values())
    own = await desk.analyst.patch(f"/changes/{change['id']}", {"sentence": "Waktunya  kini dua kali lipat."})
    assert own == {**kept, "sentence": "Waktunya kini dua kali lipat."}
    assert await desk.analyst.patch(f"/changes/{change['id']}", {"sentence": None}) == kept


async def _check_trace(desk: Desk, receipt: str, issue_id: int) -> None:
    trace = await desk.guest.get(f"/contributions/{receipt}")
    assert trace["stage"] == "answered"
    whole, excerpt = trace["trace"]
    assert (whole["excerpt"], excerpt["excerpt"]) == (None, "angkot dari Belawan")
    assert (whole["issue"], whole["issue_id"]) == ("M-001", issue_id)
    assert (whole["decision"]["outcome"], whole["decision"]["reason"]) == ("accepted", REASON)
    (change,) = whole["changes"]
    assert change["op"] == "reworded" and change["version"] == 2
    assert "tiga puluh menit dikenai" in change["before"] and "enam puluh menit dapat dikenai" in change["after"]
    assert [one["state"] for one in trace["anchors"]] == ["exact", "reworded"]


async def _check_graph(desk: Desk, receipt: str, issue_id: int, decision_id: int) -> None:
    graph = await desk.guest.get(f"/drafts/{desk.draft_id}/trace")
    assert graph.keys() == {"contributions", "points", "issues", "decisions", "changes", "edges"}
    steps = {(edge["kind"], edge["from"], edge["to"]) for edge in graph["edges"]}
    assert ("answered_by", f"issue:{issue_id}", f"decision:{decision_id}") in steps
    caused = [edge["to"] for edge in graph["edges"] if edge["kind"] == "caused"]
    assert [change["op"] for change in graph["changes"] if change["id"] in caused] == ["reworded"]
    points = [to for kind, source, to in steps if kind == "has_point" and source == f"contribution:{receipt}"]
    assert len(points) == 2 and all(("in_issue", point, f"issue:{issue_id}") in steps for point in points)


async def test_an_interim_answer_and_the_end_of_a_draft_are_calls_too(desk: Desk) -> None:
    said = await desk.citizen.post("/contributions", {"clause_id": desk.clauses[AYAT]["id"], "body": WORDS})
    issue = await desk.analyst.post(
        f"/drafts/{desk.draft_id}/issues", {"title": "Cukup?", "receipts": [said["receipt"]]}
    )
    decision = await desk.analyst.post(f"/issues/{issue['id']}/decisions", {"outcome": "noted", "reason": REASON})
    await desk.approver.post(f"/decisions/{decision['id']}/approve", status=200)
    early = {"decision_ids": [decision["id"]], "reason": "Warga sudah lama menunggu."}
    released = await desk.approver.post(f"/drafts/{desk.draft_id}/interim", early, status=200)
    assert released["decision_ids"] == [decision["id"]] and released["draft_id"] == desk.draft_id
    assert (await desk.guest.get(f"/contributions/{said['receipt']}"))["stage"] == "answered"
    end = {"how": "unchanged", "reason": "Tetap seperti semula."}
    waiting = await desk.approver.call("POST", f"/drafts/{desk.draft_id}/close", end)
    assert waiting.status_code == 409 and [gap["code"] for gap in waiting.json()["gaps"]] == ["round_open"]
    await _close_round(desk)
    closed = await desk.approver.post(f"/drafts/{desk.draft_id}/close", end, status=200)
    assert (closed["id"], closed["state"]) == (desk.draft_id, "unchanged")
    assert (await desk.guest.get(f"/drafts/{desk.draft_id}"))["state"] == "unchanged"


async def test_a_text_is_taken_as_a_file_too(desk: Desk) -> None:
    file = {"file": ("naskah.txt", SECOND.encode(), "text/plain")}
    made = await desk.drafter.post(f"/drafts/{desk.draft_id}/versions", files=file)
    assert made["number"] == 2 and made["counts"]["pasal"] == 4
    again = await desk.drafter.call("POST", f"/drafts/{desk.draft_id}/versions", {"text": SECOND})
    assert again.status_code == 409 and again.json()["type"] == "urn:partisipasi:concept_exists"


async def test_another_round_opens_on_the_newest_version(desk: Desk) -> None:
    await _close_round(desk)
    opened = await desk.drafter.post(
        f"/versions/{desk.version_id}/rounds",
        {"opens_at": "2020-01-01T00:00:00+07:00", "closes_at": later(days=2), "answers_by": later(days=30)[:10]},
        status=200,
    )
    assert {"id", "version_id", "opens_at", "closes_at", "state"} < opened.keys() and opened["state"] == "open"
    assert opened["answers_by"] == later(days=30)[:10]


async def test_answers_are_promised_for_a_day_after_the_round_alone(desk: Desk) -> None:
    await _close_round(desk)
    sent = {"closes_at": later(days=9), "answers_by": later(days=2)[:10]}
    refused = await desk.drafter.call("POST", f"/versions/{desk.version_id}/rounds", sent)
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == ["answers_by"]
    opened = await desk.drafter.post(f"/versions/{desk.version_id}/rounds", {"closes_at": later(days=9)}, status=200)
    assert opened["answers_by"] is None


async def test_words_on_a_version_that_is_not_open_any_more_come_back_with_both_wordings(desk: Desk) -> None:
    await _close_round(desk)
    late = await desk.citizen.call(
        "POST", "/contributions", {"clause_id": desk.clauses[AYAT]["id"], "body": WORDS, "version_id": desk.version_id}
    )
    assert late.status_code == 409 and late.json()["type"] == "urn:partisipasi:round_closed"
