"""Real laws and a real paper, where the shared folder is present."""

from pathlib import Path

import pytest

from partisipasi.drafts.outline import Outline, canonical_text, read_outline

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder is not beside the checkout")


def law(name: str) -> Outline:
    return read_outline((SHARED / "laws" / f"{name}.md").read_text(encoding="utf-8"))


def own_articles(outline: Outline) -> list[str]:
    apart = ("penjelasan", "lampiran")
    found = [c for c in outline.clauses if c.kind == "pasal" and not c.path.startswith(apart)]
    return [c.label.removeprefix("Pasal ") for c in found if "." not in c.key]


@pytest.mark.parametrize(
    ("name", "last"), [("uu_2011_12", 104), ("uu_2009_25", 62), ("pp_2019_30", 65), ("pp_2019_49", 9)]
)
def test_every_article_of_a_law_is_found_and_no_other(name: str, last: int) -> None:
    outline = law(name)
    assert own_articles(outline) == [str(number) for number in range(1, last + 1)]
    assert outline.counts["pasal"] == last
    assert outline.coverage > 0.999


def test_an_article_the_scan_lost_is_reported_and_no_other_is_missing() -> None:
    outline = law("pp_2021_94")
    assert own_articles(outline) == [str(number) for number in range(1, 47) if number != 39]
    assert "Pasal 39 is missing after Pasal 38." in [warning.message for warning in outline.warnings]


def test_the_amending_law_has_two_articles_and_quotes_the_right_to_be_heard() -> None:
    outline = law("uu_2022_13")
    assert own_articles(outline) == ["I", "II"]
    assert outline.counts["pasal"] == 2
    quoted = [c for c in outline.clauses if c.parent == "pasal-i.angka-14.pasal-96"]
    assert [c.label for c in quoted] == [f"({number})" for number in range(1, 10)]
    assert quoted[5].text.endswith("kegiatan konsultasi publik melalui:")


def test_annexes_are_kept_and_not_counted() -> None:
    outline = law("uu_2011_12")
    assert [c.label for c in outline.clauses if c.kind == "lampiran"] == ["LAMPIRAN I", "LAMPIRAN II"]
    assert sum(len(c.text) for c in outline.clauses if c.path.startswith("lampiran/2")) > 80_000


@pytest.mark.parametrize("path", sorted(SHARED.glob("laws/*.md")), ids=lambda path: path.stem)
def test_a_law_written_out_is_read_to_the_same_tree(path: Path) -> None:
    outline = read_outline(path.read_text(encoding="utf-8"))
    again = read_outline(canonical_text(outline.clauses))
    assert [(c.key, c.label, c.heading, c.text) for c in again.clauses] == [
        (c.key, c.label, c.heading, c.text) for c in outline.clauses
    ]


def test_the_paper_has_six_sections() -> None:
    outline = read_outline((SHARED / "papers" / "asn_medan.txt").read_text(encoding="utf-8"))
    assert outline.title == "Penyusunan Kebijakan Kepegawaian ASN Di Medan"
    assert (outline.counts["section"], outline.counts["alinea"]) == (6, 6)
    assert (outline.warnings, outline.coverage) == ([], 1.0)
