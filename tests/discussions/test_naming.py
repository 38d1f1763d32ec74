"""Names with an @: the longest that fits, in words alone, and never more of the text touched than the name."""

from __future__ import annotations

import re

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partisipasi.discussions.naming import named_in, with_links
from partisipasi.kit.markup import plain, render

NAMES = ["Budi", "Budi Santoso", "Warga 1234", "Warga 12", "Siti Nur'aini", "A & B", "R. Siregar"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("@Budi Santoso, setuju?", ["budi santoso"]),
        ("@budi santosoo", ["budi"]),
        ("@BUDI  Santoso", ["budi santoso"]),
        ("Kata @Budi\nSantoso begitu", ["budi santoso"]),
        ("(@Warga 1234) dan @Warga 12.", ["warga 1234", "warga 12"]),
        ("@Warga 123 bukan siapa-siapa", []),
        ("@Budi, @Budi dan @budi", ["budi"]),
        ("@Siti Nur'aini dan @A & B dan @R. Siregar", ["siti nur'aini", "a & b", "r. siregar"]),
        ("surat@Budi.example dan x@Budi", []),
        ("@@Budi", []),
        ("**@Budi** dan _@Warga 12_", ["budi", "warga 12"]),
        ("`@Budi` dan\n\n    @Warga 12\n", []),
        ("[@Budi](https://example.org)", []),
        ("@Budiman", []),
        ("tanpa nama", []),
    ],
)
def test_names_are_found_where_they_are_meant(words: str, named: list[str]) -> None:
    assert named_in(render(words), NAMES) == named


def test_links_stand_around_the_name_as_it_was_written() -> None:
    html = with_links(
        render("@BUDI santoso & @A & B, `@Budi`"), {"Budi Santoso": "/a?x=1&y=2", "A & B": '/"b', "Budi": "/c"}
    )
    assert html == (
        '<p><a class="mention" href="/a?x=1&amp;y=2">@BUDI santoso</a> &amp; '
        '<a class="mention" href="/&quot;b">@A &amp; B</a>, <code>@Budi</code></p>\n'
    )


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=20), max_size=4))
def test_whatever_is_written_nothing_but_links_is_added(words: str, names: list[str]) -> None:
    html = render(f"{words} @{names[0] if names else ''}")
    linked = with_links(html, dict.fromkeys(names, "/masukan/X/di"))
    assert plain(linked) == plain(html)
    assert re.sub(r'<a class="mention" href="/masukan/X/di">(@.*?)</a>', r"\1", linked, flags=re.DOTALL) == html
    again = nh3.clean(
        linked, tags={"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"}
    )
    assert plain(again) == plain(html)
