"""The summary of a revision: put together from facts, written by the team, published and later added to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import Desk, change_of, decide, make_concept, make_desk, raise_issue, speak
from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries import version_view
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.publishing import publish_version
from partisipasi.feedback.summaries import add_to_summary, skeleton_of, write_summary
from partisipasi.feedback.summary import MOST_LINES, ChangeFact, DecisionFact, english_html, one_line, skeleton
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import speaking
from partisipasi.kit.markup import plain, render

MILD = "Pegawai yang terlambat dikenai pemotongan sebesar 1% (satu persen) setiap hari."


def _change(name: str, cause: str | None = "public_input", explanation: str = "Turun.", **more: object) -> ChangeFact:
    return ChangeFact(sentence=f"{name} berubah.", cause=cause, explanation=explanation, **more)  # type: ignore[arg-type]


def test_changes_stand_by_cause_and_refusals_with_their_reason_and_points_add_up() -> None:
    text = skeleton(
        [_change("Pasal 7 ayat (1)", issues=("M-001", "M-003")), _change("Pasal 8", "legal_review", "")],
        [
            DecisionFact(label="M-001", title="Turunkah?", outcome="accepted", reason_code=None, points=5),
            DecisionFact(label="M-002", title="Hapuskah?", outcome="rejected", reason_code="budget", points=2),
        ],
        technical=3,
    )
    parts = text.split("\n\n")
    asked = text.index("Pasal 7 ayat (1) berubah. Turun. (M-001, M-003)")
    assert asked < text.index("Pasal 8") < text.index("M-002 Hapuskah?")
    assert parts[-1].startswith("7 ") and "5" in parts[-1] and "2" in parts[-1]
    assert any(" 3 " in part and "Pasal" not in part for part in parts)


def test_nothing_known_is_nothing_said() -> None:
    assert skeleton([], [], technical=0) == ""


def test_long_parts_end_with_how_much_more_there_is() -> None:
    text = skeleton([_change(f"Pasal {n}") for n in range(MOST_LINES + 7)], [], technical=0)
    assert text.count("\n- ") == MOST_LINES + 1 and "7" in text.rsplit("\n", 1)[-1]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_no_words_of_a_change_turn_into_marks(words: str) -> None:
    shown = plain(render(f"x {one_line(words)}"))
    if "&" not in words:
        assert "".join(shown.split()) == "x" + "".join(words.split())


async def _concept(tx: Transaction) -> tuple[Desk, int]:
    desk = await make_desk(tx)
    voice = await speak(tx, desk.scene)
    refused = await speak(tx, desk.scene, "Hapus saja.", key="pasal-8")
    issue = await raise_issue(tx, desk, voice)
    decision = await decide(tx, desk, issue, "accepted")
    await decide(tx, desk, await raise_issue(tx, desk, refused, title="Apakah dihapus?"), "rejected")
    version_id = await make_concept(tx, desk, {"pasal-7.ayat-1": MILD})
    change = await change_of(tx, version_id, "pasal-7.ayat-1")
    await set_change(
        tx, desk.analyst, change_id=change, cause="public_input", explanation="Turun separuh.", decision_ids=[decision]
    )
    return desk, version_id


async def test_a_version_is_published_with_what_its_team_wrote(tx: Transaction) -> None:
    desk, version_id = await _concept(tx)
    await write_summary(tx, desk.analyst, version_id=version_id, text="Potongan **turun**.", seen=0)
    await publish_version(tx, desk.chief, version_id=version_id, summary_edits=1)
    version = await version_view(tx, Viewer(), version_id)
    assert (version.summary, version.summary_html.strip()) == (
        "Potongan **turun**.",
        "<p>Potongan <strong>turun</strong>.</p>",
    )


async def test_without_words_of_its_own_a_version_is_published_with_the_skeleton(tx: Transaction) -> None:
    desk, version_id = await _concept(tx)
    expected = await skeleton_of(tx, version_id)
    assert "Turun separuh." in expected and "M-001" in expected and "M-002" in expected
    await publish_version(tx, desk.chief, version_id=version_id)
    version = await version_view(tx, Viewer(), version_id)
    assert version.summary == expected and "<strong>" in version.summary_html


async def test_in_english_what_was_put_together_is_english_and_the_teams_words_are_marked(tx: Transaction) -> None:
    desk, version_id = await _concept(tx)
    made = await skeleton_of(tx, version_id)
    mixed = made.replace("\n\n", "\n\nKami berterima kasih atas semua masukan.\n\n", 1) + "\n\nSelesai."
    await write_summary(tx, desk.analyst, version_id=version_id, text=mixed, seen=0)
    await publish_version(tx, desk.chief, version_id=version_id, summary_edits=1)
    version = await version_view(tx, Viewer(), version_id)
    english = version.summary_en_html
    assert "<strong>What changes because people spoke</strong>" in english
    assert "“2% (dua persen)” becomes “1% (satu persen)”." in english
    assert '<span lang="id">Turun separuh.</span> (M-001)' in english
    assert 'M-002 <span lang="id">Apakah dihapus?</span> Not accepted' in english
    assert '<div lang="id"><p>Kami berterima kasih atas semua masukan.</p>' in english.replace("\n", "")
    assert english.replace("\n", "").endswith('<div lang="id"><p>Selesai.</p></div>')
    assert "What changes because" not in version.summary_html and "Selesai." in version.summary_html


async def test_a_summary_all_of_the_teams_own_words_has_no_english(tx: Transaction) -> None:
    desk, version_id = await _concept(tx)
    await write_summary(tx, desk.analyst, version_id=version_id, text="Potongan turun.", seen=0)
    await publish_version(tx, desk.chief, version_id=version_id, summary_edits=1)
    assert (await version_view(tx, Viewer(), version_id)).summary_en_html == ""


@given(st.text(max_size=300))
def test_no_words_of_a_team_leave_their_language(words: str) -> None:
    with speaking("en"):
        text = skeleton([_change(words, "other", words)], [], technical=2)
    shown = english_html(text, text, text)
    assert shown.count("<span") == shown.count("</span>") == shown.count('<span lang="id">')
    assert not set(shown) & set("\ue000\ue001")


async def test_nobody_publishes_a_summary_that_changed_unseen(tx: Transaction) -> None:
    desk, version_id = await _concept(tx)
    await write_summary(tx, desk.analyst, version_id=version_id, text="Lain.", seen=0)
    with pytest.raises(Conflict) as refused:
        await publish_version(tx, desk.chief, version_id=version_id, summary_edits=0)
    assert refused.value.code == "stale"


async def test_two_writers_lose_nothing(tx: Transaction) -> None:
    desk, version_id = await _concept(tx)
    await write_summary(tx, desk.analyst, version_id=version_id, text="Pertama.", seen=0)
    with pytest.raises(Conflict) as refused:
        await write_summary(tx, desk.analyst, version_id=version_id, text="Kedua.", seen=0)
    assert (refused.value.code, refused.value.detail) == ("stale", "Pertama.")
    await write_summary(tx, desk.analyst, version_id=version_id, text="Kedua.", seen=1)


async def test_who_writes_and_who_does_not(tx: Transaction) -> None:
    desk, version_id = await _concept(tx)
    for viewer in (desk.chief, desk.reader):
        with pytest.raises(Forbidden):
            await write_summary(tx, viewer, version_id=version_id, text="x", seen=0)
    with pytest.raises(NotFound):
        await write_summary(tx, desk.outsider, version_id=version_id, text="x", seen=0)
    with pytest.raises(NotFound):
        await write_summary(tx, desk.analyst, version_id=10**9, text="x", seen=0)
    with pytest.raises(Invalid):
        await write_summary(tx, desk.analyst, version_id=version_id, text="x" * 20_001, seen=0)
    with pytest.raises(Conflict):
        await add_to_summary(tx, desk.analyst, version_id=version_id, text="Belum terbit.")


async def test_what_was_published_stays_and_additions_stand_below_it(tx: Transaction) -> None:
    desk, version_id = await _concept(tx)
    await publish_version(tx, desk.chief, version_id=version_id)
    before = await version_view(tx, Viewer(), version_id)
    with pytest.raises(Conflict):
        await write_summary(tx, desk.analyst, version_id=version_id, text="Diubah.", seen=before.summary_edits)
    for viewer, refusal in ((desk.reader, Forbidden), (desk.outsider, NotFound)):
        with pytest.raises(refusal):
            await add_to_summary(tx, viewer, version_id=version_id, text="Salah.")
    with pytest.raises(Invalid):
        await add_to_summary(tx, desk.analyst, version_id=version_id, text="  ")
    await add_to_summary(tx, desk.analyst, version_id=version_id, text="Ralat: <b>Pasal 8</b> juga.")
    await add_to_summary(tx, desk.chief, version_id=version_id, text="Kedua.")
    after = await version_view(tx, Viewer(), version_id)
    assert after.summary == before.summary
    assert [plain(html) for _, html in after.additions] == ["Ralat: <b>Pasal 8</b> juga.", "Kedua."]
    assert "<b>" not in after.additions[0][1]
