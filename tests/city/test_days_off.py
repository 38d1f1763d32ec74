"""Days off as an administrator writes them, and terms that leave them out."""

from __future__ import annotations

from datetime import date

import pytest

from partisipasi.city.actions import CityWords, describe_city
from partisipasi.city.days_off import NoDay, read_days
from partisipasi.city.queries import the_city
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.working_days import add_working_days
from partisipasi.service.days import answer_due
from talk_scene import make_person


def test_each_line_is_a_date_in_either_order_with_its_name() -> None:
    words = "25-12-2026 Hari Natal\n\n 1/1/2027\n2027-02-06 Imlek  "
    assert read_days(words) == {date(2026, 12, 25), date(2027, 1, 1), date(2027, 2, 6)}


@pytest.mark.parametrize("line", ["Hari Natal", "31-02-2027", "25-12", "25-12-2026Natal", "2026-13-01"])
def test_a_line_without_a_date_is_named(line: str) -> None:
    with pytest.raises(NoDay) as wrong:
        read_days(f"25-12-2026\n{line}")
    assert wrong.value.line == line


async def _write(tx: Transaction, words: str) -> None:
    city = await the_city(tx)
    said = {name: getattr(city, name) for name in CityWords.__struct_fields__}
    boss = await make_person(tx, role="administrator")
    await describe_city(tx, boss, words=CityWords(**{**said, "days_off": words}))


async def test_terms_leave_out_the_days_off_that_an_administrator_wrote_down(tx: Transaction) -> None:
    due = await answer_due(tx)
    await _write(tx, due.strftime("%d-%m-%Y") + " Cuti bersama")
    assert await answer_due(tx) == add_working_days(due, 1)


async def test_a_wrong_day_off_is_refused_at_its_field(tx: Transaction) -> None:
    with pytest.raises(Invalid) as refused:
        await _write(tx, "besok")
    assert set(refused.value.fields) == {"days_off"}
