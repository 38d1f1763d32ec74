"""Typed drafts in the drafting form are read without a doubt."""

import re

import pytest

from drafts.outline.drafts_of_our_own import AMENDING, DECISION, PERDA, PERWALI
from partisipasi.drafts.outline import KINDS, Clause, Outline, read_outline


def by_key(outline: Outline) -> dict[str, Clause]:
    return {clause.key: clause for clause in outline.clauses}


def test_a_clean_draft_raises_no_warning_and_loses_no_letter() -> None:
    outline = read_outline(PERWALI)
    assert outline.warnings == []
    assert outline.coverage == 1.0
    assert outline.kind == "perwali"
    assert outline.title == (
        "RANCANGAN PERATURAN WALI KOTA MEDAN NOMOR … TAHUN 2026 TENTANG TATA CARA PEMINJAMAN SEPEDA DINAS"
    )


def test_only_the_enacted_body_is_counted() -> None:
    assert read_outline(PERWALI).counts == {
        "bab": 4,
        "bagian": 2,
        "paragraf": 2,
        "pasal": 9,
        "ayat": 7,
        "huruf": 9,
        "angka": 6,
        "section": 0,
        "alinea": 0,
    }


def test_keys_are_rooted_at_the_article_and_paths_tell_the_whole_place() -> None:
    clauses = by_key(read_outline(PERWALI))
    deepest = clauses["pasal-3.ayat-2.huruf-b.angka-2.huruf-b.angka-1"]
    assert deepest.path == "bab-2/bagian-1/pasal-3/ayat-2/huruf-b/angka-2/huruf-b/angka-1"
    assert (deepest.kind, deepest.label, deepest.text) == ("angka", "1)", "berturut-turut; atau")
    assert clauses["bab-2.bagian-2.paragraf-1"].heading == "Waktu"
    assert clauses["pasal-5"].parent == "bab-2.bagian-2.paragraf-1"
    assert clauses["menimbang.huruf-b"].path == "pembukaan/menimbang/huruf-b"
    assert clauses["menimbang.huruf-b"].text.endswith("tentang Tata Cara Peminjaman Sepeda Dinas;")
    assert clauses["lampiran-1"].path == "lampiran/1"


def test_every_clause_names_its_line_and_comes_after_its_parent() -> None:
    outline = read_outline(PERWALI)
    lines = PERWALI.split("\n")
    seen: set[str | None] = {None}
    for clause in outline.clauses:
        assert clause.kind in KINDS
        assert clause.parent in seen
        assert re.fullmatch(r"[a-z0-9.-]+", clause.key)
        seen.add(clause.key)
        if clause.label:
            assert clause.label in re.sub(r"\s+", " ", lines[clause.line - 1])
    assert len(seen) == len(outline.clauses) + 1


def test_references_at_the_beginning_of_a_line_are_text() -> None:
    clauses = by_key(read_outline(PERWALI))
    assert clauses["pasal-1.angka-2"].text.endswith("sebagaimana dimaksud dalam Pasal 4 ayat (1).")
    assert clauses["pasal-3.ayat-2"].text == "Permohonan sebagaimana dimaksud pada ayat (1) memuat:"
    assert clauses["pasal-4.ayat-2"].text == "Ketentuan mengenai pengembalian diatur dalam Pasal 6."


def test_a_closing_phrase_keeps_its_place_under_what_it_closes() -> None:
    outline = read_outline(PERWALI)
    clauses = by_key(outline)
    assert clauses["pasal-7.teks-1"].text == "wajib mengganti Sepeda."
    assert clauses["pasal-7.teks-1"].kind == "teks"
    assert clauses["pasal-3.ayat-2.teks-1"].text == "yang diisi lengkap."
    keys = [clause.key for clause in outline.clauses]
    assert keys.index("pasal-7.teks-1") == keys.index("pasal-7.huruf-b") + 1


def test_inserted_and_deleted_subsections_keep_their_numbers() -> None:
    clauses = by_key(read_outline(PERWALI))
    assert clauses["pasal-6.ayat-1a"].label == "(1a)"
    assert clauses["pasal-6.ayat-2"].text == "Dihapus."


@pytest.mark.parametrize(
    "dress",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="line ends of Windows"),
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: text.replace("Pasal ", "Pasal\u00a0"), id="hard spaces"),
        pytest.param(lambda text: "\n".join("   " + line for line in text.split("\n")), id="indented"),
        pytest.param(lambda text: "\n".join(line + "  " for line in text.split("\n")), id="blanks at line ends"),
        pytest.param(lambda text: re.sub(r"(?m)^(BAB|Pasal) (\w+)$", r"## \1 \2", text), id="Markdown headings"),
        pytest.param(lambda text: re.sub(r"(?m)^(BAB|Pasal) (\w+)$", r"**\1 \2**", text), id="bold headings"),
        pytest.param(lambda text: re.sub(r"(?m)^( *)(\(\d\w?\)|\w[.)]) ", r"\1\2\n\1", text), id="marker lines"),
        pytest.param(lambda text: text.replace("\nPasal", "\n\n\nPasal"), id="many blank lines"),
    ],
)
def test_the_dress_of_a_draft_does_not_change_its_tree(dress) -> None:  # type: ignore[no-untyped-def]
    plain, dressed = read_outline(PERWALI), read_outline(dress(PERWALI))
    assert [(c.key, c.label, c.heading, c.text) for c in dressed.clauses if "lampiran" not in c.key] == [
        (c.key, c.label, c.heading, c.text) for c in plain.clauses if "lampiran" not in c.key
    ]
    assert dressed.warnings == []


def test_a_repeated_and_a_missing_article_give_exactly_two_warnings() -> None:
    text = PERWALI.replace("Pasal 9\n", "Pasal 9\nSatu.\n\nPasal 9\nDua.\n\nPasal 10\nTiga.\n\nPasal 12\n")
    outline = read_outline(text)
    assert [(w.code, w.values.get("label") or w.values.get("first")) for w in outline.warnings] == [
        ("duplicate_number", "Pasal 9"),
        ("missing_number", "Pasal 11"),
    ]
    clauses = by_key(outline)
    assert (clauses["pasal-9"].text, clauses["pasal-9-2"].text) == ("Satu.", "Dua.")
    assert clauses["pasal-9-2"].path == "bab-4/pasal-9-2"
    assert text.split("\n")[outline.warnings[1].line - 1] == "Pasal 12"


def test_an_article_out_of_order_is_kept_with_a_warning() -> None:
    outline = read_outline("Pasal 1\nSatu.\n\nPasal 2\nDua.\n\nPasal 4\nEmpat.\n\nPasal 3\nTiga.\n\nPasal 5\nLima.\n")
    assert [c.key for c in outline.clauses] == ["pasal-1", "pasal-2", "pasal-4", "pasal-3", "pasal-5"]
    assert any(warning.code == "out_of_order" for warning in outline.warnings)


def test_a_gap_in_items_is_named_by_its_whole_place() -> None:
    outline = read_outline("Pasal 1\n(1) Satu:\na. x;\nb. y;\nd. z.\n(2) Dua.\n")
    assert [warning.message for warning in outline.warnings] == [
        "Pasal 1 ayat (1) huruf c is missing after Pasal 1 ayat (1) huruf b."
    ]


def test_an_elucidation_mirrors_the_paths_it_explains() -> None:
    outline = read_outline(PERDA)
    clauses = by_key(outline)
    assert outline.kind == "perda"
    assert outline.warnings == []
    assert clauses["penjelasan.umum"].text == "Layanan perlu diatur.\n\nPengaturan dibuat ringkas."
    assert clauses["penjelasan.pasal-2.ayat-2.huruf-b.angka-1"].text == "Cukup jelas."
    assert clauses["penjelasan.pasal-2.ayat-2.huruf-a"].path == "penjelasan/pasal-2/ayat-2/huruf-a"
    assert clauses["persetujuan"].text.startswith("Dengan Persetujuan Bersama")
    assert (outline.counts["pasal"], outline.counts["ayat"]) == (2, 2)


def test_an_amending_act_counts_its_own_articles_and_keeps_what_it_quotes() -> None:
    outline = read_outline(AMENDING)
    clauses = by_key(outline)
    assert [warning.code for warning in outline.warnings] == ["amending_act"]
    assert (outline.counts["pasal"], outline.counts["angka"], outline.counts["ayat"]) == (2, 4, 0)
    assert clauses["pasal-i.angka-1.pasal-6.ayat-2"].text == "Dihapus."
    assert clauses["pasal-i.angka-2.pasal-128a"].text == "Sepeda dipinjamkan kepada tamu."
    assert clauses["pasal-i.angka-4.ayat-2"].text == "Sepeda dikembalikan bersih."
    assert clauses["pasal-ii"].label == "Pasal II"


def test_a_decision_has_its_numbered_rulings() -> None:
    outline = read_outline(DECISION)
    clauses = by_key(outline)
    assert outline.kind == "kepwal"
    assert outline.warnings == []
    assert clauses["diktum-2.huruf-b"].text == "melapor."
    assert clauses["diktum-3"].label == "KETIGA"


def test_a_fragment_may_begin_with_any_article() -> None:
    outline = read_outline("Pasal 96\n(1) Masyarakat memberi masukan.\n(2) Masukan diberikan secara daring.\n")
    assert [clause.key for clause in outline.clauses] == ["pasal-96", "pasal-96.ayat-1", "pasal-96.ayat-2"]
    assert outline.warnings == []


def test_a_fragment_may_be_a_few_subsections() -> None:
    outline = read_outline("(1) Satu.\n(2) Dua:\na. x; dan\nb. y.\n")
    assert [clause.key for clause in outline.clauses] == ["ayat-1", "ayat-2", "ayat-2.huruf-a", "ayat-2.huruf-b"]


def test_letters_go_on_after_z_by_doubling() -> None:
    letters = [chr(97 + n) for n in range(26)] + ["aa", "bb"]
    items = "\n".join(f"{letter}. butir {letter};" for letter in letters)
    outline = read_outline(f"Pasal 1\nMeliputi:\n{items}\n")
    assert [clause.label for clause in outline.clauses[1:]] == [f"{letter}." for letter in letters]
    assert outline.warnings == []


def test_five_levels_of_items_are_too_deep() -> None:
    text = "Pasal 1\nSatu:\na. x:\n  1. x:\n    a) x:\n      1) x:\n        (a) y; dan\n        (b) z.\n"
    outline = read_outline(text)
    assert [warning.code for warning in outline.warnings] == ["too_deep"]
    assert outline.clauses[-1].key == "pasal-1.huruf-a.angka-1.huruf-a.angka-1.huruf-b"


def test_inserted_chapters_follow_the_one_they_follow() -> None:
    outline = read_outline(
        "BAB IX\nSATU\n\nPasal 1\nx.\n\nBAB IXA\nSISIP\n\nPasal 1A\ny.\n\nBAB X\nDUA\n\nPasal 2\nz.\n"
    )
    assert [c.key for c in outline.clauses if c.kind == "bab"] == ["bab-9", "bab-9a", "bab-10"]
    assert [c.key for c in outline.clauses if c.kind == "pasal"] == ["pasal-1", "pasal-1a", "pasal-2"]
