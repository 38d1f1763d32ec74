"""The acceptance cases of the loop, A1 to A4 and A11 to A14: each maps to something that went wrong elsewhere."""

from __future__ import annotations

import re

import pytest

from builders import breaches, change_of, decide, raise_issue, speak
from conftest import SHARED
from loop_scene import visiting
from partisipasi.accounts.erasing import erase_account
from partisipasi.accounts.rights import GUEST, SYSTEM
from partisipasi.drafts.editing import Reword
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.closing import release_interim
from partisipasi.feedback.concepts import create_concept, edit_concept
from partisipasi.feedback.decisions import approve_decision, propose_decision
from partisipasi.feedback.facts import gate_of_version
from partisipasi.feedback.notices import notices_of
from partisipasi.feedback.publishing import publish_version
from partisipasi.feedback.queries.changes import changes_of
from partisipasi.feedback.queries.results import totals_of
from partisipasi.feedback.queries.traces import trace_of
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict
from partisipasi.settings import Settings
from partisipasi.web.account.privacy import ERASERS
from written_desk import agree_to_all, make_written_desk

HEAD = "RANCANGAN\nPERATURAN WALI KOTA MEDAN\nTENTANG\nDISIPLIN PEGAWAI\n\n"
TWINS = (
    HEAD
    + """BAB I
KETENTUAN UMUM

Pasal 1
Dalam Peraturan Wali Kota ini yang dimaksud dengan pegawai adalah aparatur sipil negara di lingkungan pemerintah kota.

BAB II
JAM KERJA

Pasal 2
(1) Pegawai yang terlambat melakukan presensi masuk dikenai pemotongan sebesar 2% (dua persen) setiap hari.
(2) Pegawai yang terlambat melakukan presensi pulang dikenai pemotongan sebesar 2% (dua persen) setiap hari.
(3) Kepala perangkat daerah wajib melaporkan kehadiran pegawai setiap bulan kepada Wali Kota.

BAB III
PEMBINAAN

Pasal 3
Atasan langsung memeriksa keberatan pegawai atas pemotongan sebagaimana dimaksud dalam Pasal 2 ayat (1).

BAB IV
PENUTUP

Pasal 4
Peraturan Wali Kota ini mulai berlaku pada tanggal diundangkan.
"""
)
FIRST_TWIN = (
    "(1) Pegawai yang terlambat melakukan presensi masuk dikenai pemotongan sebesar 2% (dua persen) setiap hari.\n"
)


async def anchor(tx: Transaction, contribution_id: int, version_id: int) -> tuple[str, str | None]:
    """State of a contribution's anchor in a version, and the key of the clause it is on."""
    row = (
        await tx.rows(
            """SELECT a.state, t.key FROM anchor a
               LEFT JOIN clause_text t ON t.clause_id = a.clause_id AND t.version_id = a.version_id
               WHERE a.contribution_id = $1 AND a.version_id = $2""",
            contribution_id,
            version_id,
        )
    )[0]
    return row["state"], row["key"]


async def lines(tx: Transaction, version_id: int) -> dict[tuple[str | None, str | None], str]:
    """The alignment of a version: keys on both sides → what happened."""
    rows = await tx.rows(
        """SELECT o.key AS old, n.key AS new, s.op FROM alignment s LEFT JOIN clause_text o ON o.id = s.old_text_id
           LEFT JOIN clause_text n ON n.id = s.new_text_id WHERE s.version_id = $1""",
        version_id,
    )
    return {(row["old"], row["new"]): row["op"] for row in rows}


async def test_a1_what_was_said_on_a_deleted_ayat_never_goes_to_its_twin(tx: Transaction) -> None:
    desk = await make_written_desk(tx, TWINS, round_over=True)
    voice = await speak(tx, desk.scene, key="pasal-2.ayat-1")
    quoting = await speak(tx, desk.scene, key="pasal-2.ayat-1")
    await tx.execute(
        "UPDATE anchor SET exact = 'pemotongan sebesar 2% (dua persen)' WHERE contribution_id = $1", quoting.id
    )
    text = TWINS.replace(FIRST_TWIN, "").replace("(2) Peg", "(1) Peg").replace("(3) Kep", "(2) Kep")
    concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=text)
    await agree_to_all(tx, desk, concept.id)
    assert (await lines(tx, concept.id))["pasal-2.ayat-1", None] == "deleted"
    for one in (voice, quoting):
        assert await anchor(tx, one.id, concept.id) == ("deleted", None)


async def test_a2_an_inserted_pasal_renumbers_the_rest_takes_the_talk_along_and_shifts_references_technically(
    tx: Transaction,
) -> None:
    desk = await make_written_desk(tx, TWINS, round_over=True)
    voice = await speak(tx, desk.scene, key="pasal-3")
    inserted = "Pasal 2\nSetiap pegawai wajib mencatat kehadiran melalui mesin atau aplikasi presensi daerah.\n\n"
    text = re.sub(r"^Pasal ([234])$", lambda m: f"Pasal {int(m[1]) + 1}", TWINS, flags=re.MULTILINE)
    text = text.replace("dalam Pasal 2 ayat (1)", "dalam Pasal 3 ayat (1)").replace(
        "Pasal 3\n(1)", inserted + "Pasal 3\n(1)"
    )
    concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=text)
    found = await lines(tx, concept.id)
    assert found[None, "pasal-2"] == "inserted"
    assert {found[f"pasal-{n}", f"pasal-{n + 1}"] for n in (2, 3, 4)} == {"renumbered"}
    assert await anchor(tx, voice.id, concept.id) == ("shifted", "pasal-4")
    changes = {change.key: change for change in await changes_of(tx, desk.analyst, concept.id)}
    assert [key for key, change in changes.items() if not change.technical] == ["pasal-2"]
    assert set(changes["pasal-4"].flags) >= {"number", "refs"}


async def test_a3_participation_as_the_law_of_2022_rewrote_it(tx: Transaction) -> None:
    old, new = fragment("uu_2011_12.md", "BAB XII"), fragment("uu_2022_13.md", r"15\. ")
    desk = await make_written_desk(tx, old)
    concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=new)
    found = await lines(tx, concept.id)
    ops = sorted(op for keys, op in found.items() if all("ayat" in key.split(".")[-1] for key in keys if key))
    assert ops == ["inserted"] * 4 + ["reworded"] * 3 + ["split"] * 2
    waiting = await tx.values("SELECT DISTINCT op FROM alignment WHERE version_id = $1 AND review = 'open'", concept.id)
    assert waiting == ["split"]
    assert "review_open" in {gap.code for gap in (await gate_of_version(tx, concept.id)).gaps}


def fragment(name: str, end: str) -> str:
    """Pasal 96 of a real law, where the shared laws are."""
    if not (SHARED / "laws" / name).is_file():
        pytest.skip("the shared laws are not here")
    text = (SHARED / "laws" / name).read_text(encoding="utf-8")
    found = re.search(rf"^Pasal 96\n.*?(?=^{end})", text, re.MULTILINE | re.DOTALL)
    assert found
    return found.group(0)


async def test_a4_a_bab_moved_behind_another_is_moved_not_deleted_and_inserted(tx: Transaction) -> None:
    desk = await make_written_desk(tx, TWINS, round_over=True)
    voice = await speak(tx, desk.scene, key="pasal-3")
    work, care = TWINS.index("BAB II\n"), TWINS.index("BAB III\n")
    end = TWINS.index("BAB IV\n")
    text = TWINS[:work] + TWINS[care:end].replace("BAB III", "BAB II") + TWINS[work:care].replace("BAB II", "BAB III")
    text += TWINS[end:]
    text = text.replace("Pasal 2\n(1)", "Pasal X\n(1)").replace("Pasal 3\nAtasan", "Pasal 2\nAtasan")
    text = text.replace("Pasal X", "Pasal 3").replace("dalam Pasal 2 ayat", "dalam Pasal 3 ayat")
    concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=text)
    found = await lines(tx, concept.id)
    assert "moved" in found.values()
    assert {"deleted", "inserted"}.isdisjoint(found.values())
    assert (await anchor(tx, voice.id, concept.id))[1] == "pasal-2"


async def test_a11_nothing_unanswered_is_published_and_each_gap_leads_to_the_thing(
    app: object, database: Database
) -> None:
    async with database.transaction() as tx:
        desk = await make_written_desk(tx, TWINS, round_over=True)
        unplaced = await speak(tx, desk.scene, key="pasal-3")
        first = await raise_issue(tx, desk, await speak(tx, desk.scene, key="pasal-2.ayat-1"))
        taken = await raise_issue(tx, desk, await speak(tx, desk.scene, key="pasal-2.ayat-2"))
        decision = await decide(tx, desk, taken, "accepted")
        text = TWINS.replace("setiap bulan kepada Wali Kota", "setiap tiga bulan kepada sekretaris daerah")
        concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=text)
        await agree_to_all(tx, desk, concept.id)
        change = await change_of(tx, concept.id, "pasal-2.ayat-3")
        await set_change(tx, desk.analyst, change_id=change, cause="public_input")
    async with database.transaction() as tx:
        with pytest.raises(Conflict) as refused:
            await publish_version(tx, desk.chief, version_id=concept.id)
    gaps = {gap.code: gap for gap in refused.value.detail.gaps}  # type: ignore[union-attr]
    assert {(code, item.id) for code, gap in gaps.items() for item in gap.items} == {
        ("unplaced", unplaced.id),
        ("undecided", first.id),
        ("decision_without_change", decision),
        ("change_without_decision", change),
    }
    async with visiting(app, database, desk.chief) as visitor:
        await visitor.open(f"/en/ruang-kerja/versi/{concept.id}/terbit")
        links = {node.attributes.get("href") or "" for node in visitor.all("main a")}
    for mark in (unplaced.receipt, f"pokok/{first.id}", f"keputusan/{decision}", f"{change}"):
        assert any(mark in link for link in links), (mark, links)


async def test_a12_a_decision_revised_after_its_notice_gives_a_new_one_and_keeps_the_old(tx: Transaction) -> None:
    desk = await make_written_desk(tx, TWINS, round_over=True)
    voice = await speak(tx, desk.scene, key="pasal-3")
    issue = await raise_issue(tx, desk, voice)
    old = await decide(tx, desk, issue, "rejected")
    await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[old], reason="Mendesak.")
    revised = await propose_decision(tx, desk.analyst, issue_id=issue.id, outcome="noted", reason="Dicatat kemudian.")
    await approve_decision(tx, desk.deputy, decision_id=revised.id)
    newest, oldest = await notices_of(tx, contribution_id=voice.id)
    assert (newest.outcome, newest.in_force, oldest.outcome, oldest.in_force) == ("noted", True, "rejected", False)
    assert "Sudah kami pertimbangkan" in oldest.reason_html
    trace = await trace_of(tx, GUEST, voice.receipt)
    assert [decision.outcome for point in trace.points for decision in point.decisions] == ["noted", "rejected"]
    assert await tx.value("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'mail_notices'") == 2
    totals = await totals_of(tx, desk.draft_id)
    assert (totals.points, totals.decided, totals.open) == (1, 1, 0)


@pytest.mark.parametrize("texts", ["kept", "removed"])
async def test_a13_who_takes_consent_back_is_gone_at_once_and_the_counts_of_the_traces_stay(
    tx: Transaction, settings: Settings, texts: str
) -> None:
    desk = await make_written_desk(tx, TWINS, round_over=True)
    voices = [await speak(tx, desk.scene, f"Nama saya Budi, nomor {n}.", key="pasal-3") for n in range(2)]
    gone = voices[0]
    assert gone.viewer is not None and gone.viewer.account_id is not None
    await tx.execute("UPDATE contribution SET public_name = 'Budi Hartono' WHERE id = $1", gone.id)
    issue = await raise_issue(tx, desk, *voices)
    decision = await decide(tx, desk, issue, "noted")
    await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[decision], reason="Mendesak.")
    for forget in ERASERS:
        await forget(tx, gone.viewer.account_id, texts)  # type: ignore[arg-type]
    await erase_account(tx, SYSTEM, settings, account_id=gone.viewer.account_id, texts=texts)  # type: ignore[arg-type]
    assert await tx.value("SELECT count(*) FROM email_address WHERE account_id = $1", gone.viewer.account_id) == 0
    row = (await tx.rows("SELECT public_name, contributor_id, source, state FROM contribution WHERE id = $1", gone.id))[
        0
    ]
    assert (row["public_name"], row["contributor_id"]) == (None, None)
    assert (row["source"], row["state"]) == (("", "withdrawn") if texts == "removed" else (row["source"], "published"))
    assert ("Budi" in row["source"]) == (texts == "kept")
    trace = await trace_of(tx, GUEST, gone.receipt)
    assert [decision.outcome for point in trace.points for decision in point.decisions] == ["noted"]
    totals = await totals_of(tx, desk.draft_id)
    assert totals.points == totals.decided == (1 if texts == "removed" else 2)
    assert await tx.value("SELECT count(*) FROM notice WHERE decision_id = $1", decision) == 2
    assert await breaches(tx) == {}


async def test_a14_a_suggestion_for_words_that_changed_since_is_shown_three_ways_and_overwrites_nothing(
    app: object, database: Database
) -> None:
    proposed = (
        "Pegawai yang terlambat melakukan presensi masuk dikenai pemotongan sebesar 1% (satu persen) setiap hari."
    )
    moved_on = "Pegawai yang terlambat melakukan presensi masuk tanpa izin dikenai pemotongan sebesar 2% (dua persen)."
    async with database.transaction() as tx:
        desk = await make_written_desk(tx, TWINS, round_over=True)
        voice = await speak(tx, desk.scene, key="pasal-2.ayat-1", kind="suggestion", proposed=proposed)
        base = await tx.value("SELECT text FROM clause_text WHERE id = $1", desk.scene.texts["pasal-2.ayat-1"])
        issue = await raise_issue(tx, desk, voice)
        decision = await decide(tx, desk, issue, "accepted")
        concept = await create_concept(
            tx, desk.analyst, draft_id=desk.draft_id, source=TWINS.replace(base, moved_on).replace("bulan", "minggu")
        )
        await agree_to_all(tx, desk, concept.id)
    path = f"/en/ruang-kerja/versi/{concept.id}/usulan/{voice.receipt}"
    async with visiting(app, database, desk.analyst) as visitor:
        await visitor.open(path)
        # All three wordings are in view, and what would be saved is the clause as it is now.
        for word in ("2% (dua persen)", "1% (satu persen)", "tanpa izin"):
            assert word in visitor.text("main")
        assert visitor.page.css_first("#f-text").text().strip() == moved_on
        async with database.transaction() as tx:
            ayat = desk.scene.clauses["pasal-2.ayat-1"]
            edit = Reword(text=moved_on.replace("tanpa izin", "tanpa alasan"))
            await edit_concept(tx, desk.analyst, version_id=concept.id, revision=1, clause_id=ayat, edit=edit)
        # Somebody was faster: nothing is overwritten, both wordings are shown, what was typed is kept.
        await visitor.press("main form", {"text": proposed, "decision": str(decision), "explanation": "Satu persen."})
        assert visitor.answer.status_code == 409
        assert "tanpa alasan" in visitor.text("main")
        assert visitor.page.css_first("#f-text").text().strip() == proposed
        async with database.transaction() as tx:
            assert "tanpa alasan" in await worded(tx, concept.id, "pasal-2.ayat-1")
        # Only a person who has seen all of it puts the words in; the change then names the decision.
        await visitor.press("main form")
        assert visitor.answer.status_code == 200
    async with database.transaction() as tx:
        assert await worded(tx, concept.id, "pasal-2.ayat-1") == proposed
        change = await change_of(tx, concept.id, "pasal-2.ayat-1")
        assert await tx.values("SELECT decision_id FROM decision_change WHERE change_id = $1", change) == [decision]


async def worded(tx: Transaction, version_id: int, key: str) -> str:
    """The words of a clause in a version."""
    found: str = await tx.value("SELECT text FROM clause_text WHERE version_id = $1 AND key = $2", version_id, key)
    return found
