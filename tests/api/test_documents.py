"""The documents of a draft through the API, and speaking on one."""

from __future__ import annotations

from files import PDF
from partisipasi.accounts.queries import viewer_of_account
from partisipasi.drafts.actions import add_document, withdraw_document
from partisipasi.kit.database import Database
from programs import Desk, NewProgram, Program


async def test_documents_are_listed_and_spoken_on(
    guest: Program, desk: Desk, program: NewProgram, database: Database
) -> None:
    async with database.transaction() as tx:
        officer = await viewer_of_account(
            tx, await tx.value("SELECT created_by FROM draft WHERE id = $1", desk.draft_id)
        )
        made = await add_document(
            tx, officer, draft_id=desk.draft_id, title="Naskah akademik", kind="academic_paper", content=PDF
        )
    listed = await guest.get(f"/drafts/{desk.draft_id}/documents")
    [one] = listed["items"]
    assert (one["id"], one["title"], one["files"][0]["format"], one["files"][0]["size"]) == (
        made.id, "Naskah akademik", "pdf", len(PDF),
    )  # fmt: skip
    assert one["files"][0]["url"].endswith("/naskah-akademik.pdf")
    citizen = await program()
    await citizen.post("/contributions", {"document_id": made.id, "body": "Bab tiga keliru."})
    found = (await guest.get(f"/drafts/{desk.draft_id}/contributions"))["items"][-1]
    assert (found["document_id"], found["clause_id"], found["draft_id"]) == (made.id, None, desk.draft_id)
    thread = await guest.get(f"/threads/{found['thread_id']}")
    assert (thread["document_id"], thread["title"]) == (made.id, "Naskah akademik")
    async with database.transaction() as tx:
        await withdraw_document(tx, officer, document_id=made.id, reason="Keliru.")
    [one] = (await guest.get(f"/drafts/{desk.draft_id}/documents"))["items"]
    assert one["files"][0]["url"] is None and one["withdrawn_reason"] == "Keliru."
    await citizen.post("/contributions", {"document_id": made.id, "body": "Lagi."}, status=409)
    assert (await guest.call("GET", "/drafts/999999/documents")).status_code == 404
