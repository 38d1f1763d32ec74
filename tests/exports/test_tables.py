"""Tables to take away: quoted as RFC 4180 says, read as UTF-8, and never worked out by a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partisipasi.exports.tables import Cell, lines, neutral, table


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+62812",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "＝1",
        '=HYPERLINK("x")',
        "\x00=1",
    ],
)
def test_what_might_be_a_formula_is_words(cell: str) -> None:
    assert neutral(cell).startswith("'")


@pytest.mark.parametrize("cell", ["Pasal 7", "a=b", "2% (dua persen)", "", "e-mail", "'tanda"])
def test_ordinary_words_stay_as_they_are(cell: str) -> None:
    assert neutral(cell) == cell


def test_numbers_stay_numbers() -> None:
    assert [neutral(cell) for cell in (-3, 0, 2.5, None)] == ["-3", "0", "2.5", ""]


@given(st.lists(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4)))
def test_every_reader_gets_back_what_was_written(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(lines(rows).decode(), newline="")))
    expected = [[neutral(cell) for cell in row] for row in rows]
    assert [row or [""] for row in read] == expected


async def test_a_table_is_written_batch_by_batch_with_a_mark_before_it() -> None:
    asked = 0

    async def batches() -> AsyncIterator[Sequence[Sequence[Cell]]]:
        nonlocal asked
        for number in range(3):
            asked += 1
            yield [[number, "ä"]]

    pieces = table(["no", "kata"], batches())
    first = await anext(pieces)
    assert first == b"\xef\xbb\xbfno,kata\r\n" and asked == 0
    assert [piece.decode() async for piece in pieces] == ["0,ä\r\n", "1,ä\r\n", "2,ä\r\n"]
