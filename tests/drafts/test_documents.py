"""Documents beside a draft: who hands them in, what is kept of them, and who may read them when."""

from __future__ import annotations

import hashlib

import pytest

from draft_scene import FIRST, Team, make_team, publish
from files import EVERY, PDF
from partisipasi.accounts.rights import GUEST
from partisipasi.drafts import actions
from partisipasi.drafts.invariants import INVARIANTS
from partisipasi.drafts.queries.documents import DocumentView, content_of, document_view, documents_of, download_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded


@pytest.fixture
async def team(tx: Transaction) -> Team:
    return await make_team(tx)


async def _add(tx: Transaction, team: Team, title: str = "Naskah akademik", content: bytes = PDF) -> int:
    made = await actions.add_document(
        tx, team.drafter, draft_id=team.draft_id, title=title, kind="academic_paper", content=content
    )
    return made.id


async def _one(tx: Transaction, team: Team, number: int = 1) -> DocumentView:
    return await document_view(tx, team.drafter, team.draft_id, number)


async def _hold(tx: Transaction) -> None:
    for rule in INVARIANTS:
        assert await tx.rows(rule.sql) == [], rule.name


async def test_a_document_is_public_with_its_draft_and_its_bytes_are_those_handed_in(
    tx: Transaction, team: Team
) -> None:
    await _add(tx, team)
    assert await documents_of(tx, GUEST, team.draft_id) == []
    assert await documents_of(tx, team.outsider, team.draft_id) == []
    [seen] = await documents_of(tx, team.reader, team.draft_id)
    [file] = seen.files
    assert (file.number, file.format, file.size, file.role) == (1, "pdf", len(PDF), "drafter")
    assert file.sha256 == hashlib.sha256(PDF).hexdigest()
    with pytest.raises(NotFound):
        await download_of(tx, GUEST, file.id)
    assert not (await download_of(tx, team.reader, file.id)).public
    await publish(tx, team, FIRST)
    [seen] = await documents_of(tx, GUEST, team.draft_id)
    download = await download_of(tx, GUEST, seen.files[0].id)
    assert download.public and download.newest and await content_of(tx, download) == PDF
    assert seen.file_path(seen.files[0]) == f"/berkas/{file.id}/naskah-akademik.pdf"
    await _hold(tx)


async def test_only_who_writes_in_the_team_keeps_documents(tx: Transaction, team: Team) -> None:
    await publish(tx, team, FIRST)
    document_id = await _add(tx, team)
    for viewer, refusal in (
        (team.outsider, Forbidden), (team.reader, Forbidden), (team.administrator, Forbidden),
        (team.citizen, Forbidden), (GUEST, SignInNeeded),
    ):  # fmt: skip
        with pytest.raises(refusal):
            await actions.add_document(
                tx, viewer, draft_id=team.draft_id, title="Kajian", kind="study", content=EVERY["odt"]
            )
        with pytest.raises(refusal):
            await actions.replace_document(tx, viewer, document_id=document_id, content=EVERY["odt"])
        with pytest.raises(refusal):
            await actions.describe_document(tx, viewer, document_id=document_id, title="Lain", kind="study")
        with pytest.raises(refusal):
            await actions.move_document(tx, viewer, document_id=document_id, up=True)
        with pytest.raises(refusal):
            await actions.withdraw_document(tx, viewer, document_id=document_id, reason="Karena.")
    with pytest.raises(NotFound):
        await actions.withdraw_document(tx, team.drafter, document_id=0, reason="Karena.")
    assert (await _one(tx, team)).withdrawn_at is None


async def test_a_newer_file_stands_for_it_and_the_older_stay(tx: Transaction, team: Team) -> None:
    document_id = await _add(tx, team)
    note = await actions.replace_document(
        tx, team.legal, document_id=document_id, content=EVERY["docx"], note="Bab IV ditambah."
    )
    assert note == 2
    newest, first = (await _one(tx, team)).files
    assert (newest.number, newest.format, newest.role, newest.note) == (2, "docx", "legal", "Bab IV ditambah.")
    assert (first.number, first.format) == (1, "pdf")
    assert not (await download_of(tx, team.drafter, first.id)).newest
    await _hold(tx)


async def test_a_file_is_kept_once_and_not_taken_twice_on_a_draft(tx: Transaction, team: Team) -> None:
    document_id = await _add(tx, team)
    for refused in (
        actions.add_document(tx, team.drafter, draft_id=team.draft_id, title="Sekali lagi", kind="study", content=PDF),
        actions.replace_document(tx, team.drafter, document_id=document_id, content=PDF),
    ):
        with pytest.raises(Invalid, match="problem") as told:
            await refused
        assert "there already" in told.value.fields["file"] and told.value.values == {"title": "Naskah akademik"}
    other = await make_team(tx)
    await _add(tx, other)
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert await tx.value("SELECT count(*) FROM stored_content WHERE sha256 = $1", sha256) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "x"}, "title"), ({"title": "y" * 201}, "title"), ({"kind": "novel"}, "kind"),
        ({"language": "fr"}, "language"), ({"content": b"MZ\x90\x00"}, "file"), ({"content": b""}, "file"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_said_at_its_field(
    tx: Transaction, team: Team, wrong: dict[str, object], field: str
) -> None:
    given = {"title": "Kajian", "kind": "study", "content": PDF, "language": "id", **wrong}
    with pytest.raises(Invalid) as refused:
        await actions.add_document(tx, team.drafter, draft_id=team.draft_id, **given)  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}
    assert await documents_of(tx, team.drafter, team.draft_id) == []


async def test_documents_change_places_and_names(tx: Transaction, team: Team) -> None:
    for title, content in (("Pertama", PDF), ("Kedua", EVERY["txt"]), ("Ketiga", EVERY["png"])):
        last = await _add(tx, team, title, content)
    await actions.move_document(tx, team.drafter, document_id=last, up=True)
    assert [one.title for one in await documents_of(tx, team.drafter, team.draft_id)] == ["Pertama", "Ketiga", "Kedua"]
    await actions.move_document(tx, team.drafter, document_id=last, up=True)
    await actions.move_document(tx, team.drafter, document_id=last, up=True)
    assert [one.number for one in await documents_of(tx, team.drafter, team.draft_id)] == [3, 1, 2]
    await actions.describe_document(tx, team.drafter, document_id=last, title="Paparan", kind="slides", language="en")
    seen = await _one(tx, team, 3)
    assert (seen.title, seen.kind, seen.language) == ("Paparan", "slides", "en")


async def test_a_withdrawn_document_keeps_its_page_and_gives_no_file_to_the_public(tx: Transaction, team: Team) -> None:
    await publish(tx, team, FIRST)
    document_id = await _add(tx, team)
    with pytest.raises(Invalid):
        await actions.withdraw_document(tx, team.drafter, document_id=document_id, reason="  ")
    await actions.withdraw_document(tx, team.drafter, document_id=document_id, reason="Memuat data pribadi.")
    seen = await document_view(tx, GUEST, team.draft_id, 1)
    assert seen.withdrawn_at is not None and seen.withdrawn_reason == "Memuat data pribadi."
    with pytest.raises(NotFound):
        await download_of(tx, GUEST, seen.files[0].id)
    assert not (await download_of(tx, team.drafter, seen.files[0].id)).public
    for again in (
        actions.withdraw_document(tx, team.drafter, document_id=document_id, reason="Lagi."),
        actions.replace_document(tx, team.drafter, document_id=document_id, content=EVERY["txt"]),
        actions.describe_document(tx, team.drafter, document_id=document_id, title="Nama lain", kind="study"),
    ):
        with pytest.raises(Conflict) as refused:
            await again
        assert refused.value.code == "withdrawn"
    # Its file may be handed in anew, under another number.
    await _add(tx, team)
    assert [one.number for one in await documents_of(tx, GUEST, team.draft_id)] == [2, 1]


async def test_a_closed_draft_takes_no_document_and_can_still_withdraw_one(tx: Transaction, team: Team) -> None:
    document_id = await _add(tx, team)
    await tx.execute("UPDATE draft SET closed_at = now(), closed_how = 'unchanged' WHERE id = $1", team.draft_id)
    with pytest.raises(Conflict):
        await _add(tx, team, content=EVERY["txt"])
    await actions.withdraw_document(tx, team.drafter, document_id=document_id, reason="Memuat data pribadi.")


async def test_a_file_altered_beneath_the_program_is_found(tx: Transaction, team: Team) -> None:
    await _add(tx, team)
    await _hold(tx)
    await tx.execute("UPDATE stored_content SET content = $1", PDF.replace(b"1.4", b"1.5"))
    broken = [rule.name for rule in INVARIANTS if await tx.rows(rule.sql)]
    assert broken == ["a stored file that is not that of its digest"]
