"""Policy papers: headings over paragraphs."""

from drafts.outline.drafts_of_our_own import PAPER
from partisipasi.drafts.outline import Outline, read_outline


def tree(outline: Outline) -> list[tuple[str, str, str]]:
    return [(c.key, c.label, c.heading or c.text) for c in outline.clauses]


def test_plain_headings_make_sections_and_the_first_line_is_the_title() -> None:
    outline = read_outline(PAPER)
    assert outline.title == "Sepeda untuk Semua Pegawai"
    assert outline.kind == "naskah"
    assert outline.warnings == []
    assert outline.coverage == 1.0
    assert (outline.counts["section"], outline.counts["alinea"], outline.counts["pasal"]) == (2, 3, 0)
    assert [c.heading for c in outline.clauses if c.kind == "section"] == ["Pendahuluan", "Manfaat bagi Warga"]
    assert outline.clauses[-1].key == "section-2.alinea-2"
    assert outline.clauses[-1].path == "section-2/alinea-2"


def test_headings_without_blank_lines_are_found_by_their_length() -> None:
    assert tree(read_outline(PAPER.replace("\n\n", "\n"))) == tree(read_outline(PAPER))


def test_markdown_headings_nest() -> None:
    text = "# Judul\n\nPengantar.\n\n## 1. Satu\n\nIsi.\n\n### 1.1 Dalam\n\nIsi\nlanjut.\n\n- butir\n\n## Dua\n\nIsi.\n"
    assert tree(read_outline(text)) == [
        ("judul", "", "Judul"),
        ("alinea-1", "", "Pengantar."),
        ("section-1", "1.", "Satu"),
        ("section-1.alinea-1", "", "Isi."),
        ("section-1.section-1", "1.1", "Dalam"),
        ("section-1.section-1.alinea-1", "", "Isi lanjut."),
        ("section-1.section-1.alinea-2", "-", "butir"),
        ("section-2", "", "Dua"),
        ("section-2.alinea-1", "", "Isi."),
    ]


def test_numbered_headings_nest_by_their_style_and_lists_stay_paragraphs() -> None:
    text = (
        "NASKAH AKADEMIK\nRANCANGAN PERATURAN DAERAH\n\nBAB I\nPENDAHULUAN\n\nA. Latar Belakang\n\nUraian panjang.\n\n"
        "B. Masalah\n\n1. Apa masalahnya\n2. Mengapa perlu diatur\n\n"
        "BAB II\nKAJIAN\n\nPasal 18 ayat (6) menjadi dasar.\n"
    )
    outline = read_outline(text)
    assert tree(outline) == [
        ("judul", "", "NASKAH AKADEMIK RANCANGAN PERATURAN DAERAH"),
        ("section-1", "BAB I", "PENDAHULUAN"),
        ("section-1.section-1", "A.", "Latar Belakang"),
        ("section-1.section-1.alinea-1", "", "Uraian panjang."),
        ("section-1.section-2", "B.", "Masalah"),
        ("section-1.section-2.alinea-1", "1.", "Apa masalahnya"),
        ("section-1.section-2.alinea-2", "2.", "Mengapa perlu diatur"),
        ("section-2", "BAB II", "KAJIAN"),
        ("section-2.alinea-1", "", "Pasal 18 ayat (6) menjadi dasar."),
    ]
    assert outline.kind == "naskah"


def test_a_circular_is_named_by_its_first_words() -> None:
    outline = read_outline(
        "SURAT EDARAN\nNOMOR 3 TAHUN 2026\n\n1. Umum\n\nLayanan tetap buka.\n\n2. Isi\n\nDatanglah.\n"
    )
    assert outline.kind == "surat_edaran"
    assert [c.label for c in outline.clauses if c.kind == "section"] == ["1.", "2."]


def test_an_empty_text_is_an_empty_outline() -> None:
    outline = read_outline(" \n\n")
    assert (outline.title, outline.clauses, outline.warnings, outline.coverage) == ("", [], [], 1.0)


def test_a_text_without_headings_says_so() -> None:
    outline = read_outline("Satu kalimat saja.\n\nLalu satu lagi.\n")
    assert [warning.code for warning in outline.warnings] == ["no_structure"]
    assert [clause.key for clause in outline.clauses] == ["alinea-1", "alinea-2"]
