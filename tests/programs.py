"""Programs that call the API with a token of somebody, and a draft that they have opened for input."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from draft_scene import FIRST

AYAT = "pasal-2.ayat-2"
WORDS = "Tiga puluh menit terlalu singkat: angkot dari Belawan saja sering lebih lambat dari itu."
API = "/api/v1"


@dataclass
class Program:
    """Calls the API as somebody, or as nobody."""

    client: httpx.AsyncClient
    account_id: int | None = None
    token: str = ""

    @property
    def email(self) -> str:
        """The address of the account."""
        return f"orang{self.account_id}@example.org"

    async def call(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """One call, whatever comes of it."""
        headers = dict(more.pop("headers", {}))
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        json = {"json": body} if body is not None else {}
        return await self.client.request(method, API + path, headers=headers, **json, **more)

    async def get(self, path: str, **more: Any) -> Any:
        """What a reading call answers; it must succeed."""
        answer = await self.call("GET", path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Any = None, *, status: int = 201, **more: Any) -> Any:
        """What a POST answers, with the status it must have."""
        answer = await self.call("POST", path, body, **more)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def patch(self, path: str, body: Any) -> Any:
        """What a PATCH answers; it must succeed."""
        answer = await self.call("PATCH", path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def put(self, path: str, body: Any) -> Any:
        """What a PUT answers; it must succeed."""
        answer = await self.call("PUT", path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()


NewProgram = Callable[..., Awaitable[Program]]


def later(**more: float) -> str:
    """A time from now, as programs write it."""
    return (datetime.now(UTC) + timedelta(**more)).isoformat()


@dataclass
class Desk:
    """A draft with its first version open for input, and the programs around it."""

    guest: Program
    administrator: Program
    drafter: Program
    analyst: Program
    approver: Program
    citizen: Program
    draft_id: int
    version_id: int
    round_id: int
    clauses: dict[str, dict[str, Any]]


async def open_desk(guest: Program, program: NewProgram) -> Desk:
    """Make a topic, an agency, a draft, a team, a first version, and open it for input."""
    administrator, drafter = await program("administrator"), await program("officer", name="Dewi")
    analyst, approver = await program("officer"), await program("officer", name="Johannes")
    mark = f"{administrator.account_id}"
    topic = await administrator.post("/topics", {"name": f"Disiplin {mark}", "description": "Jam kerja."})
    assert topic.keys() == {"id", "slug"} and topic["slug"] == f"disiplin-{mark}"
    agency = await administrator.post("/agencies", {"name": f"Badan {mark}"})
    draft = await drafter.post(
        "/drafts", {"topic_id": topic["id"], "agency_id": agency["id"], "title": "Disiplin pegawai", "kind": "perwali"}
    )
    assert draft == {
        "id": draft["id"],
        "slug": "disiplin-pegawai",
        "url": f"http://testserver.local/rancangan/{draft['id']}-disiplin-pegawai",
    }
    team = await drafter.put(
        f"/drafts/{draft['id']}/team",
        {
            "members": [
                {"email": drafter.email, "roles": ["drafter"]},
                {"email": analyst.email.upper(), "roles": ["analyst", "legal"]},
                {"email": approver.email, "roles": ["approver"]},
            ]
        },
    )
    assert team["members"][0] == {"account_id": drafter.account_id, "name": "Dewi", "roles": ["drafter"]}
    assert "@" not in str(team)
    version = await drafter.post(f"/drafts/{draft['id']}/versions", {"text": FIRST})
    assert version["state"] == "concept" and version["number"] == 1 and version["revision"] == 1
    assert version["counts"]["pasal"] == 3 and version["counts"]["ayat"] == 2 and version["warnings"] == []
    published = await approver.post(
        f"/versions/{version['id']}/publish", {"closes_at": later(days=10), "introduction": "Baca dulu."}, status=200
    )
    clauses = (await guest.get(f"/versions/{version['id']}/clauses"))["items"]
    return Desk(
        guest=guest,
        administrator=administrator,
        drafter=drafter,
        analyst=analyst,
        approver=approver,
        citizen=await program(name="Rosmaida"),
        draft_id=draft["id"],
        version_id=version["id"],
        round_id=published["round"]["id"],
        clauses={clause["key"]: clause for clause in clauses},
    )
