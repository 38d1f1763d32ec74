"""A change in one plain sentence: what it quotes stands in the texts, what it names are the clauses of the pair."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from draft_edits import Clause, Edited, Rendered, clause
from partisipasi.drafts.alignment import align
from partisipasi.drafts.naming import full_label
from partisipasi.drafts.redline import redline
from partisipasi.drafts.sentences import Happened, Segments, places_of, sentence
from partisipasi.kit.i18n import LANGUAGES, Language, speaking
from random_texts import first_text, stock

_QUOTE = re.compile("“([^“”]+)”")


def words_of(old: str, new: str) -> Segments:
    return [(part.op, part.text) for part in redline(old, new)]


def told(old: str, new: str, **more: object) -> str:
    with speaking("en"):
        return sentence(Happened(op="reworded", flags=("text",), clause="Pasal 7", words=words_of(old, new), **more))  # type: ignore[arg-type]


LATE = "Pegawai yang terlambat dikenai pemotongan sebesar 2% (dua persen) setiap hari."


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (LATE.replace("2% (dua persen)", "1% (satu persen)"), "Pasal 7: “2% (dua persen)” becomes “1% (satu persen)”."),
        (
            LATE.replace("2% (dua persen)", "1% (satu persen)").replace("hari", "hari kerja"),
            "Pasal 7: “2% (dua persen)” becomes “1% (satu persen)”, and “kerja” is added.",
        ),
        (LATE.replace(" setiap hari", ""), "Pasal 7: “setiap hari” is deleted."),
        (LATE.replace("hari.", "hari;"), "Pasal 7: only punctuation changes."),
        (LATE + " Potongan paling banyak 20% (dua puluh persen) dari tunjangan yang diterima dalam satu bulan.",
         "Pasal 7: 1 sentence is added."),
        (" ".join(f"kata{n}" for n in range(30)), "Pasal 7: it is written anew, with 30 words in place of 9."),
        (
            "Setiap pegawai yang terlambat dikenai pemotongan paling banyak sebesar 2% (dua persen) setiap hari kerja.",
            "Pasal 7: 5 words are added, 1 word is deleted.",
        ),
    ],
)  # fmt: skip
def test_short_replacements_are_quoted_and_longer_ones_counted(new: str, expected: str) -> None:
    assert told(LATE, new) == expected


def test_a_heading_is_told_with_the_words() -> None:
    assert (
        told("", "", headings=("Jam Kerja", "Waktu Kerja")) == "Pasal 7: the heading “Jam Kerja” becomes “Waktu Kerja”."
    )
    assert told("a b", "a c", headings=("", "Waktu")) == "Pasal 7: the heading “Waktu” is added, and “b” becomes “c”."


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        (Happened(op="deleted", flags=(), clause="Pasal 5 ayat (3)"), "Pasal 5 ayat (3) is deleted."),
        (Happened(op="inserted", flags=(), clause="Pasal 9"), "Pasal 9 is new."),
        (
            Happened(op="inserted", flags=(), clause="Pasal 9", gone_in=2),
            "Pasal 9 is back, after it was deleted in version 2.",
        ),
        (
            Happened(op="split", flags=("text",), clause="Pasal 5", former="Pasal 4", parts=("Pasal 4", "Pasal 5")),
            "Pasal 4 is split into Pasal 4 and Pasal 5.",
        ),
        (
            Happened(op="merged", flags=("text",), clause="Pasal 6", former="Pasal 7", parts=("Pasal 6", "Pasal 7")),
            "Pasal 6 and Pasal 7 are merged into Pasal 6.",
        ),
        (
            Happened(op="moved", flags=("place",), clause="Pasal 12", places=("Bab III", "Bab IV")),
            "Pasal 12 moves from Bab III to Bab IV.",
        ),
        (
            Happened(op="moved", flags=("place", "number"), clause="Pasal 3 ayat (1)", former="Pasal 2 ayat (4)"),
            "Pasal 2 ayat (4) moves and is now Pasal 3 ayat (1).",
        ),
        (
            Happened(op="moved", flags=("text", "place"), clause="Pasal 3", words=words_of("a b c", "a x c")),
            "Pasal 3 moves to another place; “b” becomes “x”.",
        ),
        (
            Happened(op="renumbered", flags=("number",), clause="Pasal 8", former="Pasal 7"),
            "Pasal 8 (formerly Pasal 7): only its number changes.",
        ),
        (
            Happened(op="same", flags=("refs",), clause="Pasal 8"),
            "Pasal 8: only references to other clauses are adjusted.",
        ),
    ],
)
def test_each_kind_of_change_has_its_sentence(happened: Happened, expected: str) -> None:
    with speaking("en"):
        assert sentence(happened) == expected


def test_where_a_clause_stood_is_told_by_what_differs() -> None:
    old = [clause("bab-3", heading="CUTI"), clause("bab-3/pasal-12")]
    new = [clause("bab-4", heading="SANKSI"), clause("bab-4/pasal-12")]
    assert places_of(old, new) == ("Bab III", "Bab IV")
    assert places_of(old, old) is None
    inside = [clause("pasal-3"), clause("pasal-3/ayat-1")]
    assert places_of(inside, [clause("pasal-4"), clause("pasal-4/ayat-1")]) is None


def _chains(clauses: list[Clause]) -> dict[str, list[Clause]]:
    by_key = {one.key: one for one in clauses}
    chains = {}
    for one in clauses:
        chain = [one]
        while chain[0].parent:
            chain.insert(0, by_key[chain[0].parent])
        chains[one.key] = chain
    return chains


def _edited(seed: int) -> tuple[list[Clause], list[Clause]]:
    dice = random.Random(seed)
    before = first_text(dice)
    edited = Edited(before, [*stock(dice), *stock(dice), *stock(dice), *stock(dice)], dice)
    acts = (
        lambda: edited.insert("ayat"), lambda: edited.insert("pasal"), lambda: edited.insert_bab(), edited.retitle,
        edited.mistype, lambda: edited.delete("ayat"), lambda: edited.delete("pasal"), lambda: edited.move("pasal"),
        lambda: edited.move("ayat"), lambda: edited.swap("ayat"), lambda: edited.reword("ayat", 0.15),
        lambda: edited.reword("ayat", 0.6), edited.split, edited.split_pasal, edited.merge,
    )  # fmt: skip
    for act in dice.sample(acts, 6):
        act()
    return Rendered(before).clauses, Rendered(edited.items).clauses


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9), language=st.sampled_from(LANGUAGES))
def test_every_change_has_a_true_sentence(seed: int, language: Language) -> None:
    olds, news = _edited(seed)
    old_chains, new_chains = _chains(olds), _chains(news)
    pairs = align(olds, news)
    for pair in pairs:
        if pair.op == "same" and not pair.flags:
            continue
        before, now = old_chains.get(pair.old or "", []), new_chains.get(pair.new or "", [])
        former, name = (full_label(chain) if chain else None for chain in (before, now))
        kin = [
            one
            for one in pairs
            if one.op == pair.op and (one.old == pair.old if pair.op == "split" else one.new == pair.new)
        ]
        parts = [
            full_label(new_chains[one.new or ""]) if pair.op == "split" else full_label(old_chains[one.old or ""])
            for one in (kin if pair.op in ("split", "merged") else [])
        ]
        texts = before[-1].text if before else "", now[-1].text if now else ""
        headings = before[-1].heading if before else "", now[-1].heading if now else ""
        happened = Happened(
            op=pair.op,
            flags=pair.flags,
            clause=name or former or "",
            former=former if name and former != name else None,
            parts=parts,
            places=places_of(before, now) if pair.op == "moved" else None,
            words=words_of(*texts) if before and now and texts[0] != texts[1] else None,
            headings=headings,
        )
        with speaking(language):
            said = sentence(happened)
        assert said.endswith(".") and "%(" not in said and "\n" not in said
        assert escape(said) == said.replace("'", "&#39;").replace('"', "&#34;")
        if pair.op != "merged":
            assert (name or former or "").casefold() in said.casefold() or pair.op == "split"
        assert all(part.casefold() in said.casefold() for part in parts)
        everywhere = " ".join(" ".join((*texts, *headings)).split())
        assert all(quote in everywhere for quote in _QUOTE.findall(said))


@given(old=st.text(max_size=200), new=st.text(max_size=200))
def test_any_words_make_a_sentence_of_one_line(old: str, new: str) -> None:
    said = told(old, new)
    assert said.endswith(".") and len(said.splitlines()) == 1
