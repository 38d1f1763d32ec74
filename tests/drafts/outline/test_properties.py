"""What holds for every text: the reader never fails, loses nothing, and reads what it writes."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafts.outline.drafts_of_our_own import AMENDING, DECISION, PAPER, PERDA, PERWALI, SCAN
from partisipasi.drafts.outline import COUNTED, KINDS, Outline, canonical_text, read_outline

pieces = st.sampled_from(
    [
        "Pasal 1",
        "Pasal 2",
        "Pasal 3",
        "Pasal 3A",
        "Pasal 1O",
        "BAB I",
        "BAB II",
        "Bagian Kesatu",
        "Bagian Kedua",
        "Paragraf 1",
        "(1)",
        "(2)",
        "(1a)",
        "(21",
        "a.",
        "b.",
        "c.",
        "1.",
        "2.",
        "3.",
        "a)",
        "b)",
        "1)",
        "2)",
        "(a)",
        "Menimbang :",
        "Mengingat :",
        "MEMUTUSKAN:",
        "Menetapkan :",
        "bahwa",
        "Ayat (1)",
        "Huruf a",
        "Cukup jelas.",
        "PENJELASAN",
        "PENJELASAN ATAS",
        "I. UMUM",
        "II. PASAL DEMI PASAL",
        "LAMPIRAN",
        "LAMPIRAN I",
        "KESATU :",
        "Agar setiap orang mengetahuinya, memerintahkan",
        "Ditetapkan di Medan",
        "pada tanggal",
        "dan",
        "atau",
        "dalam",
        "ayat",
        "huruf",
        ":",
        ";",
        ".",
        ",",
        "\n",
        "\n\n",
        "  ",
        "kata",
        "Kata",
        "KATA",
        "# ",
        "## ",
        "- ",
        "- 3 -",
        "SK No 123456 A",
        "Pasal I",
        "TENTANG PERUBAHAN ATAS",
        "diubah sebagai berikut:",
        "Unsur halaman:",
        "Dengan Persetujuan Bersama",
        "sepanjang",
        "Judul Pendek",
        "kalimat yang selesai.",
        "é",
        "\t",
        "\r\n",
        "\xa0",
        "_ 2_",
        "TAMBAHAN LEMBARAN DAERAH NOMOR 1",
        "\x00",
        "\u200b",
    ]
)
joins = st.sampled_from(["", " ", "\n", "\n\n", "\n    "])
mixtures = st.lists(st.tuples(pieces, joins), max_size=40).map(lambda parts: "".join(a + b for a, b in parts))
thorough = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def letters(text: str) -> Counter[str]:
    return Counter(char for char in text if char.isalnum())


def words(outline: Outline) -> str:
    return "\n".join(part for c in outline.clauses for part in (c.label, c.heading, c.text))


def tree(outline: Outline) -> list[tuple[str, ...]]:
    return [(c.key, c.kind, c.label, c.heading, c.text) for c in outline.clauses]


@thorough
@given(st.one_of(st.text(max_size=300), mixtures))
def test_any_text_is_read_into_a_sound_outline(text: str) -> None:
    outline = read_outline(text)
    keys: set[str | None] = {None}
    for clause in outline.clauses:
        assert clause.kind in KINDS
        assert clause.parent in keys
        assert clause.key not in keys
        assert 1 <= clause.line <= text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
        keys.add(clause.key)
    assert set(outline.counts) == set(COUNTED)
    assert 0 <= outline.coverage <= 1


@thorough
@given(mixtures)
def test_no_letter_is_lost_but_misread_digits(text: str) -> None:
    missing = letters(text) - letters(words(read_outline(text)))
    assert not set(missing) - set("1OIas"), missing


@thorough
@given(st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "Z")), max_size=200))
def test_prose_is_kept_whole_and_in_order(text: str) -> None:
    outline = read_outline(text)
    assert [char for char in text if char.isalnum()] == [char for char in words(outline) if char.isalnum()]


def test_drafts_written_out_are_read_to_the_same_tree() -> None:
    for text in (PERWALI, PERDA, AMENDING, DECISION, PAPER, SCAN):
        outline = read_outline(text)
        written = canonical_text(outline.clauses)
        again = read_outline(written)
        assert tree(again) == tree(outline)
        assert canonical_text(again.clauses) == written
        assert again.counts == outline.counts


@thorough
@given(st.data())
def test_generated_rules_written_out_are_read_to_the_same_tree(data: st.DataObject) -> None:
    outline = read_outline(data.draw(_rules()))
    assert outline.warnings == []
    assert tree(read_outline(canonical_text(outline.clauses))) == tree(outline)


@st.composite
def _rules(draw: st.DrawFn) -> str:
    """A rule in the drafting form with chapters, articles, subsections and nested items."""
    sentence = st.sampled_from(
        ("Sepeda dirawat.", "Pegawai hadir sebagaimana dimaksud dalam Pasal 1.", "Layanan dibuka.")
    )
    lines, article = [], 0
    for chapter in range(1, draw(st.integers(1, 3)) + 1):
        lines += [f"BAB {'I' * chapter}", "KETENTUAN UMUM", ""]
        for _ in range(draw(st.integers(1, 3))):
            article += 1
            lines.append(f"Pasal {article}")
            for number in range(1, draw(st.integers(0, 3)) + 1):
                lines.append(f"({number}) {draw(sentence)}")
                lines += _items(draw, 0)
            if not lines[-1].startswith(("(", " ")):
                lines.append(draw(sentence))
            lines.append("")
    return "\n".join(lines) + "\n"


def _items(draw: st.DrawFn, depth: int) -> list[str]:
    frames = ("{}.", "{}.", "{})", "{})")
    count = draw(st.sampled_from((0, 0, 2, 3))) if depth < len(frames) else 0
    lines = []
    for index in range(count):
        number = "abc"[index] if depth % 2 == 0 else str(index + 1)
        lines.append("    " * (depth + 1) + frames[depth].format(number) + " butir;")
        lines += _items(draw, depth + 1)
    return lines
