"""Every write, by everyone who may not do it: 401 without a token, 403 for who sees and may not, 404 for outsiders."""

from __future__ import annotations

from typing import Any

import pytest

from draft_scene import FIRST, SECOND
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.kit.database import Database
from programs import AYAT, WORDS, Desk, NewProgram, Program, later

#: A call with a body that would be right, and the people of the desk who must not make it.
WRITES: dict[str, tuple[str, str, dict[str, Any] | None, tuple[str, ...]]] = {
    "topic": ("POST", "/topics", {"name": "Apa saja"}, ("citizen", "drafter", "approver")),
    "agency": ("POST", "/agencies", {"name": "Siapa saja"}, ("citizen", "drafter", "approver")),
    "draft": (
        "POST",
        "/drafts",
        {"topic_id": 1, "agency_id": 1, "title": "Naskah", "kind": "other"},
        ("citizen", "administrator"),
    ),
    "team": ("PUT", "/drafts/{draft}/team", {"members": []}, ("citizen", "analyst", "approver")),
    "version": ("POST", "/drafts/{draft}/versions", {"text": FIRST}, ("citizen", "approver", "administrator")),
    "round": (
        "POST",
        "/versions/{version}/rounds",
        {"closes_at": later(days=3)},
        ("citizen", "analyst", "administrator"),
    ),
    "ending a round": (
        "PATCH",
        "/rounds/{round}",
        {"closes_at": later(), "reason": "Cukup."},
        ("citizen", "analyst", "administrator"),
    ),
    "official reply": (
        "POST",
        "/contributions",
        {"clause_id": "{clause}", "body": WORDS, "kind": "official"},
        ("citizen", "administrator"),
    ),
    "offline input": (
        "POST",
        "/contributions",
        {"clause_id": "{clause}", "body": WORDS, "channel": "desk"},
        ("citizen", "approver", "administrator"),
    ),
    "issue": ("POST", "/drafts/{draft}/issues", {"title": "Cukup?"}, ("citizen", "approver", "administrator")),
    "point": ("POST", "/issues/{issue}/points", {"receipt": "{receipt}"}, ("citizen", "approver", "administrator")),
    "decision": (
        "POST",
        "/issues/{issue}/decisions",
        {"outcome": "noted", "reason": "Dicatat."},
        ("citizen", "administrator"),
    ),
    "approval": ("POST", "/decisions/{decision}/approve", None, ("analyst",)),
    "closing": (
        "POST",
        "/drafts/{draft}/close",
        {"how": "unchanged", "reason": "Tetap."},
        ("citizen", "drafter", "administrator"),
    ),
    "interim": (
        "POST",
        "/drafts/{draft}/interim",
        {"decision_ids": [1], "reason": "Lama."},
        ("citizen", "analyst", "administrator"),
    ),
}
#: What belongs to a concept is not there for who may not see the concept.
SECRETS: dict[str, tuple[str, str, dict[str, Any] | None]] = {
    "clauses": ("GET", "/versions/{concept}/clauses", None),
    "alignment": ("GET", "/versions/{concept}/alignment", None),
    "changes": ("GET", "/versions/{concept}/changes", None),
    "gate": ("GET", "/versions/{concept}/gate", None),
    "publishing": ("POST", "/versions/{concept}/publish", {}),
    "settling": ("POST", "/alignments/{alignment}/confirm", {}),
    "explaining": ("PATCH", "/changes/{change}", {"cause": "editorial"}),
    "approving": ("POST", "/decisions/{decision}/approve", None),
}


@pytest.fixture
async def names(desk: Desk) -> dict[str, str]:
    """What the calls are about: an issue with a proposed decision, and a second version as a concept."""
    clause = desk.clauses[AYAT]["id"]
    said = await desk.citizen.post("/contributions", {"clause_id": clause, "body": WORDS})
    issue = await desk.analyst.post(
        f"/drafts/{desk.draft_id}/issues", {"title": "Cukup?", "receipts": [said["receipt"]]}
    )
    decision = await desk.analyst.post(f"/issues/{issue['id']}/decisions", {"outcome": "noted", "reason": "Dicatat."})
    concept = await desk.drafter.post(f"/drafts/{desk.draft_id}/versions", {"text": SECOND})
    lines = (await desk.drafter.get(f"/versions/{concept['id']}/alignment"))["items"]
    changes = (await desk.drafter.get(f"/versions/{concept['id']}/changes"))["items"]
    return {
        "draft": str(desk.draft_id),
        "version": str(desk.version_id),
        "round": str(desk.round_id),
        "clause": str(clause),
        "receipt": said["receipt"],
        "issue": str(issue["id"]),
        "decision": str(decision["id"]),
        "concept": str(concept["id"]),
        "alignment": str(lines[0]["id"]),
        "change": str(changes[0]["id"]),
    }


async def _state(database: Database) -> list[int]:
    """How many rows there are of what these calls make."""
    async with database.transaction(writes=False) as tx:
        return [
            await tx.value("SELECT count(*) FROM record_entry"),
            await tx.value("SELECT count(*) FROM contribution"),
            await tx.value("SELECT count(*) FROM form_once"),
        ]


def _filled(body: dict[str, Any] | None, names: dict[str, str]) -> dict[str, Any] | None:
    if body is None:
        return None
    filled = {key: value.format(**names) if isinstance(value, str) else value for key, value in body.items()}
    return {key: int(value) if key == "clause_id" else value for key, value in filled.items()}


async def test_no_write_is_open_to_the_wrong_people(
    desk: Desk, names: dict[str, str], program: NewProgram, database: Database
) -> None:
    unconfirmed = await program(confirmed=False)
    before = await _state(database)
    for what, (method, path, body, wrong) in WRITES.items():
        sent = _filled(body, names)
        missing = await desk.guest.call(method, path.format(**names), sent)
        assert missing.status_code == 401, f"{what} by nobody: {missing.text}"
        assert missing.headers["www-authenticate"] == "Bearer"
        for who in wrong:
            caller: Program = getattr(desk, who)
            refused = await caller.call(method, path.format(**names), sent)
            assert refused.status_code == 403, f"{what} by {who}: {refused.status_code} {refused.text}"
    speech = {"clause_id": int(names["clause"]), "body": WORDS}
    assert (await unconfirmed.call("POST", "/contributions", speech)).status_code == 403
    assert await _state(database) == before


async def test_what_is_not_public_is_not_there_for_outsiders(
    desk: Desk, names: dict[str, str], program: NewProgram
) -> None:
    officer, reader = await program("officer"), await program("reader")
    for what, (method, path, body) in SECRETS.items():
        address = path.format(**names)
        outsiders = [officer, desk.citizen, desk.administrator, *([desk.guest] if method == "GET" else [])]
        for outsider in outsiders:
            refused = await outsider.call(method, address, body)
            assert refused.status_code == 404, f"{what}: {refused.status_code} {refused.text}"
        seen = await reader.call(method, address, body)
        assert seen.status_code == (200 if method == "GET" else 403), f"{what} by a reader: {seen.text}"
    versions = (await desk.citizen.get(f"/drafts/{names['draft']}/versions"))["items"]
    assert [one["state"] for one in versions] == ["published"]
    assert len((await reader.get(f"/drafts/{names['draft']}/versions"))["items"]) == 2


async def test_a_draft_without_a_version_is_known_to_its_maker_and_team_alone(
    desk: Desk, names: dict[str, str], program: NewProgram
) -> None:
    draft = await desk.guest.get(f"/drafts/{names['draft']}")
    secret = await desk.drafter.post(
        "/drafts",
        {"topic_id": draft["topic_id"], "agency_id": draft["agency_id"], "title": "Rahasia", "kind": "naskah"},
    )
    for part in ("", "/versions", "/contributions", "/issues", "/trace"):
        address = f"/drafts/{secret['id']}{part}"
        assert (await desk.citizen.call("GET", address)).status_code == 404, address
        assert (await desk.drafter.call("GET", address)).status_code == 200, address
    assert secret["id"] not in [one["id"] for one in (await desk.guest.get("/drafts"))["items"]]
    other = await program("officer")
    assert (await other.call("PUT", f"/drafts/{secret['id']}/team", {"members": []})).status_code == 404


async def test_nobody_publishes_what_they_made(desk: Desk, names: dict[str, str]) -> None:
    members = [{"email": who.email, "roles": ["drafter", "approver"]} for who in (desk.drafter, desk.approver)]
    await desk.drafter.put(f"/drafts/{names['draft']}/team", {"members": members})
    refused = await desk.drafter.call("POST", f"/versions/{names['concept']}/publish", {})
    assert refused.status_code == 403


async def test_addresses_are_looked_up_only_for_who_may_name_the_team(desk: Desk) -> None:
    nobody = {"members": [{"email": "tidak.ada@example.org", "roles": ["reader"]}]}
    path = f"/drafts/{desk.draft_id}/team"
    told = await desk.drafter.call("PUT", path, nobody)
    assert told.status_code == 422 and told.json()["errors"][0]["field"] == "members[0].email"
    assert (await desk.citizen.call("PUT", path, nobody)).status_code == 403


async def test_a_token_that_ended_is_refused_even_for_what_is_public(desk: Desk, database: Database) -> None:
    assert (await desk.citizen.call("GET", "/topics")).status_code == 200
    async with database.transaction() as tx:
        await tx.execute("UPDATE api_token SET revoked_at = now() WHERE account_id = $1", desk.citizen.account_id)
    refused = await desk.citizen.call("GET", "/topics")
    assert refused.status_code == 401 and "invalid_token" in refused.headers["www-authenticate"]


async def test_a_cookie_opens_nothing_here(desk: Desk) -> None:
    refused = await desk.guest.call("POST", "/topics", {"name": "Apa"}, headers={"cookie": "sesi=abc"})
    assert refused.status_code == 401


async def test_what_is_hidden_is_there_without_a_word(desk: Desk, names: dict[str, str], database: Database) -> None:
    async with database.transaction() as tx:
        said = await tx.value("SELECT id FROM contribution WHERE receipt = $1", names["receipt"])
        await hide_contribution(tx, contribution_id=said, rule="abuse")
    trace = await desk.guest.get(f"/contributions/{names['receipt']}")
    listed = (await desk.guest.get(f"/drafts/{names['draft']}/contributions"))["items"][-1]
    for shown in (trace, listed):
        assert (shown["state"], shown["hidden_rule"], shown["body"]) == ("hidden", "abuse", None)
    graph = await desk.guest.get(f"/drafts/{names['draft']}/trace")
    thread = await desk.guest.get(f"/threads/{listed['thread_id']}")
    assert WORDS[:30] not in f"{trace}{listed}{graph}{thread}" and listed["author"] is None
