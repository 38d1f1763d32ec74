"""Scanned laws: misread digits, headings in the middle of lines, torn columns, page furniture."""

from drafts.outline.drafts_of_our_own import SCAN
from partisipasi.drafts.outline import read_outline


def test_headings_are_found_in_the_middle_of_lines_and_with_misread_digits() -> None:
    outline = read_outline(SCAN)
    assert [c.key for c in outline.clauses if c.kind == "pasal" and not c.path.startswith("penjelasan")] == [
        "pasal-1",
        "pasal-2",
        "pasal-3",
        "pasal-4",
        "pasal-5",
    ]
    assert [c.label for c in outline.clauses if c.key.startswith("pasal-2.")] == ["(1)", "(2)", "(3)"]
    corrected = {w.values["printed"]: w.values["label"] for w in outline.warnings if w.code == "number_corrected"}
    assert corrected == {"(21": "Pasal 2 ayat (2)", "PasaI 3": "Pasal 3", "Pasal S": "Pasal 5"}
    split = [w.values["label"] for w in outline.warnings if w.code == "heading_split"]
    assert split == ["Pasal 2", "Bagian Kesatu", "Pasal 3", "Pasal 5"]


def test_words_torn_from_the_opening_go_back_to_their_parts() -> None:
    clauses = {clause.key: clause for clause in read_outline(SCAN).clauses}
    assert clauses["menimbang"].text == "bahwa sepeda perlu diatur;"
    assert clauses["mengingat.angka-2"].text == "Undang-Undang Nomor 5 Tahun 2Ol4;"
    assert clauses["menetapkan"].text == "PERATURAN PEMERINTAH TENTANG SEPEDA."


def test_page_furniture_leaves_the_text_but_not_the_outline() -> None:
    outline = read_outline(SCAN)
    assert outline.clauses[-1].kind == "halaman"
    assert outline.clauses[-1].text == "SK No 011005 A\n(3) Biaya\n- 4 -"
    assert not any("SK No" in clause.text for clause in outline.clauses[:-1])
    assert outline.coverage > 0.995


def test_an_elucidation_without_its_heading_is_inferred() -> None:
    outline = read_outline(SCAN)
    clauses = {clause.key: clause for clause in outline.clauses}
    assert clauses["penjelasan.umum"].text == "Sepeda penting."
    assert clauses["penjelasan.pasal-2.ayat-2"].text == "Cukup jelas."
    assert outline.warnings[-1].code == "part_guessed"
    assert outline.counts["pasal"] == 5


def test_an_elucidation_without_any_heading_is_recognised_by_its_entries() -> None:
    text = "Pasal 1\nSatu.\nPasal 2\nDua.\nPasal 3\nTiga.\nPasal 1\nCukup jelas.\nPasal 2\nCukup jelas.\n"
    outline = read_outline(text)
    assert outline.counts["pasal"] == 3
    assert outline.clauses[-1].key == "penjelasan.pasal-2"


def test_examples_in_an_annex_are_no_articles() -> None:
    text = (
        "Pasal 1\nSatu.\nPasal 2\nDua.\nDitetapkan di Medan\npada tanggal 1 Mei 2026\n"
        "LAMPIRAN I\nPERATURAN WALI KOTA MEDAN\n1. Contoh:\nPasal 3\nTiga.\n2. Contoh:\nPasal 4\nEmpat.\n"
        "LAMPIRAN II\nPERATURAN WALI KOTA MEDAN\nPENJELASAN ATAS CONTOH\nPasal 5\n"
    )
    outline = read_outline(text)
    assert outline.counts["pasal"] == 2
    assert [c.key for c in outline.clauses if c.kind == "lampiran"] == ["lampiran-1", "lampiran-2"]
    assert all(c.path.startswith("lampiran/") for c in outline.clauses if c.key.startswith("lampiran"))


def test_articles_quoted_by_an_ordinary_law_are_not_its_own() -> None:
    text = (
        "Pasal 1\nSatu.\nPasal 2\nKetentuan Pasal 40 diubah sehingga berbunyi sebagai berikut:\nPasal 40\nLama.\n"
        "Pasal 41\nBaru.\nPasal 3\nTiga.\nPasal 4\nEmpat.\n"
    )
    outline = read_outline(text)
    assert outline.counts["pasal"] == 4
    assert "pasal-2.pasal-40" in {clause.key for clause in outline.clauses}
    assert outline.warnings == []


def test_running_heads_and_catchwords_of_broken_lines_are_set_aside() -> None:
    outline = read_outline(
        "BAB I\nUMUM\nPasal 1\n(1) Satu.\nBABII ...\nSK No 202803 A\n\nPRESIDEN\nREPUBUK INDONESIA\n-4-\nBAB II\nISI\n"
        "Pasal 2\n(1) Dua.\n(2) Hadir...\nPRES I DEN REPUBLIK INDONESIA -t4- (2) Hadir setiap hari.\n"
    )
    clauses = {clause.key: clause for clause in outline.clauses}
    assert clauses["pasal-1.ayat-1"].text == "Satu."
    assert clauses["bab-2"].heading == "ISI"
    assert clauses["pasal-2.ayat-2"].text == "Hadir setiap hari."
    assert "BABII ..." in clauses["halaman"].text


def test_numbers_torn_from_their_subsections_are_reported() -> None:
    outline = read_outline("Pasal 1\nSatu.\n(1)\n(21\nPasal 2\nDua.\nTiga.\n")
    assert [clause.key for clause in outline.clauses] == ["pasal-1", "pasal-2", "halaman"]
    assert outline.warnings[0].message.startswith("The numbers (1) (21 stand apart")


def test_a_lost_heading_is_inferred_where_the_subsections_begin_anew() -> None:
    outline = read_outline("Pasal 1\nSatu.\nPasal 2\n(1) Dua.\n(2) Tiga.\n(1) Empat.\n(2) Lima.\nPasal 4\nEnam.\n")
    assert outline.counts["pasal"] == 4
    assert {"pasal-3.ayat-1", "pasal-3.ayat-2"} <= {clause.key for clause in outline.clauses}
    assert [warning.code for warning in outline.warnings] == ["heading_inferred"]


def test_the_letter_l_printed_as_a_one_stays_in_its_list() -> None:
    letters = "abcdefghijk1m"
    outline = read_outline("Pasal 1\nMeliputi:\n" + "".join(f"{letter}. butir;\n" for letter in letters))
    assert [clause.label for clause in outline.clauses][-2:] == ["l.", "m."]
    assert [warning.code for warning in outline.warnings] == ["number_corrected"]
