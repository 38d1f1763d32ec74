"""Canonical spelling, references, tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partisipasi.drafts.wording import fingerprint, mask_references, normalise, references, token_spans, tokens


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("Peraturan Perundang- undangan", "Peraturan Perundang-undangan"),
        ("Peraturan Perundang-\nundangan", "Peraturan Perundang-undangan"),
        ("Undang–Undang", "Undang-Undang"),
        ("Undang- Undang", "Undang-Undang"),
        ("ketentu-\nan peralihan", "ketentuan peralihan"),
        ("ke\u00adtentuan", "ketentuan"),
        ("Sumatera- Utara", "Sumatera-Utara"),
        ("hari- dan jam kerja", "hari- dan jam kerja"),
        ("“Pegawai”  adalah\n\tASN", '"Pegawai" adalah ASN'),
        ("hak ‘asasi’", "hak 'asasi'"),
        ("Cukup jelas .", "Cukup jelas."),
        ("ﬁnal", "final"),
        ("kinerja - disiplin", "kinerja - disiplin"),
    ],
)
def test_spellings_a_reader_calls_the_same_become_one(typed: str, canonical: str) -> None:
    assert normalise(typed) == canonical


@given(st.text())
def test_canonical_spelling_has_single_spaces_only(text: str) -> None:
    canonical = normalise(text)
    assert "  " not in canonical
    assert canonical == canonical.strip()


def test_fingerprints_differ_by_words_and_case_only() -> None:
    assert fingerprint("Pegawai  ASN\nKota") == fingerprint("Pegawai ASN Kota")
    assert fingerprint("Pegawai ASN") != fingerprint("pegawai ASN")
    assert len(fingerprint("")) == 64


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("dalam Pasal 7 ayat (2) huruf a", "dalam Pasal ‹ref› ayat ‹ref› huruf ‹ref›"),
        ("pada ayat (1) dilakukan", "pada ayat ‹ref› dilakukan"),
        ("ayat (1a) dan ayat (l)", "ayat ‹ref› dan ayat ‹ref›"),
        ("diatur dalam Bab II dan BAB IXA", "diatur dalam Bab ‹ref› dan BAB ‹ref›"),
        ("Bagian Kedua Puluh Satu", "Bagian ‹ref›"),
        ("huruf b angka 3)", "huruf ‹ref› angka ‹ref›"),
        ("Pasal 5 sampai dengan Pasal 9", "Pasal ‹ref› sampai dengan Pasal ‹ref›"),
        ("huruf a dan huruf c", "huruf ‹ref› dan huruf ‹ref›"),
        ("Pasal 5, Pasal 6, dan Pasal 7.", "Pasal ‹ref›, Pasal ‹ref›, dan Pasal ‹ref›."),
        ("Pasal 97A", "Pasal ‹ref›"),
        ("ayat (1), (2), dan (3)", "ayat ‹ref›, ‹ref›, dan ‹ref›"),
        ("Pasal 5, 6, dan 7 sebagaimana", "Pasal ‹ref›, ‹ref›, dan ‹ref› sebagaimana"),
        ("Pasal 7 Peraturan Wali Kota ini", "Pasal ‹ref› Peraturan Wali Kota ini"),
        ("tercantum dalam Lampiran II", "tercantum dalam Lampiran ‹ref›"),
    ],
)
def test_numbers_of_references_are_masked(written: str, masked: str) -> None:
    assert mask_references(written) == masked


@pytest.mark.parametrize(
    "written",
    [
        "Pasal 18 ayat (6) Undang-Undang Dasar Negara Republik Indonesia Tahun 1945",
        "Pasal 69 dan Pasal 70 Undang-Undang Nomor 5 Tahun 2014",
        "Pasal 3 Peraturan Pemerintah Nomor 94 Tahun 2021",
        "mencapai angka 70 (tujuh puluh)",
        "paling tinggi angka 3,5",
        "dalam 14 (empat belas) hari dan 2% (dua persen)",
        "Bagian Keuangan dan Bagian Kepegawaian",
        "huruf kapital pada ayat terakhir",
        "Undang-Undang Nomor 12 Tahun 2011",
    ],
)
def test_other_laws_and_amounts_are_left_alone(written: str) -> None:
    assert mask_references(written) == written


def test_a_list_ends_where_something_is_counted() -> None:
    assert mask_references("Pasal 5 dan 14 (empat belas) hari") == "Pasal ‹ref› dan 14 (empat belas) hari"


def test_references_written_together_share_a_chain() -> None:
    found = references("dalam Pasal 7 ayat (2) dan ayat (3) serta, menurut Bab II,")
    assert [(one.unit, one.number) for one in found] == [
        ("pasal", "7"),
        ("ayat", "2"),
        ("ayat", "3"),
        ("bab", "ii"),
    ]
    assert found[0].chain == found[1].chain == found[2].chain != found[3].chain


@given(st.text(alphabet="Pasl ayt(1)2huruf,dn/iBb.", max_size=80))
def test_masking_changes_nothing_but_the_numbers_it_reports(text: str) -> None:
    rest, position = "", 0
    for one in references(text):
        assert position <= one.start < one.end
        rest += text[position : one.start]
        position = one.end
    assert mask_references(text).replace("‹ref›", "") == rest + text[position:]


def test_an_amount_and_its_words_are_one_token() -> None:
    assert tokens("sebesar 2% (dua persen) dari 15 (lima belas) hari") == [
        "sebesar",
        "2% (dua persen)",
        "dari",
        "15 (lima belas)",
        "hari",
    ]
    assert tokens("Rp1.000.000,00 (satu juta rupiah), dan/atau Undang-Undang.") == [
        "Rp1.000.000,00 (satu juta rupiah)",
        ",",
        "dan/atau",
        "Undang-Undang",
        ".",
    ]


@given(st.text())
def test_tokens_leave_out_nothing_but_whitespace(text: str) -> None:
    assert [text[start:end] for start, end in token_spans(text)] == tokens(text)
    position = 0
    for start, end in token_spans(text):
        assert not text[position:start].strip()
        position = end
    assert not text[position:].strip()
