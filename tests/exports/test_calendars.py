"""The calendar of closing dates: its form by the letter of RFC 5545, and what becomes of a date that changes."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import Desk, make_desk
from partisipasi.drafts.actions import change_round, open_round
from partisipasi.exports.calendars import Closing, Event, calendar, closings, escaped, folded
from partisipasi.kit.database import Transaction

DAY = timedelta(days=1)


def unfolded(data: bytes) -> list[str]:
    """The lines of a calendar, put together again as RFC 5545, 3.1 says."""
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


def unescaped(value: str) -> str:
    """A text value as its reader takes it."""
    out, signs = "", iter(value)
    for sign in signs:
        out += {"n": "\n", "N": "\n"}.get(following := next(signs), following) if sign == "\\" else sign
    return out


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_lines_are_folded_by_octets_and_no_letter_is_cut(text: str) -> None:
    data = folded(f"SUMMARY:{text}")
    assert data.endswith(b"\r\n")
    for line in data[:-2].split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert unfolded(data) == [f"SUMMARY:{text}"]


@given(st.text(max_size=200))
def test_text_comes_back_as_it_was_but_for_controls(text: str) -> None:
    value = escaped(text)
    assert "\n" not in value and "\r" not in value
    kept = "".join(
        sign for sign in text.replace("\r\n", "\n") if sign == "\n" or (ord(sign) >= 32 and ord(sign) != 127)
    )
    assert unescaped(value) == kept


async def _open(tx: Transaction, desk: Desk, *, days: int, starts: int = 0) -> int:
    made = await open_round(
        tx,
        desk.chief,
        version_id=desk.scene.version_id,
        opens_at=tx.now + starts * DAY,
        closes_at=tx.now + days * DAY,
        introduction="Potongan turun.",
    )
    return made.id


async def _of(tx: Transaction, desk: Desk, round_id: int) -> Closing:
    return next(one for one in await closings(tx, draft_id=desk.draft_id) if one.id == round_id)


async def test_open_coming_and_lately_closed_rounds_are_in_it(tx: Transaction) -> None:
    desk = await make_desk(tx)
    opened = await _open(tx, desk, days=5)
    planned = await _open(tx, desk, days=20, starts=10)
    found = await closings(tx, draft_id=desk.draft_id)
    assert [one.id for one in found] == [planned, opened, desk.scene.round_id]
    assert [one.called_off for one in found] == [False, False, False]
    assert await closings(tx, topic_id=desk.scene.topic_id) == found
    assert await closings(tx, topic_id=2**40) == []
    await tx.execute(
        "UPDATE round SET opens_at = now() - interval '90 days', closes_at = now() - interval '61 days' WHERE id = $1",
        desk.scene.round_id,
    )
    assert len(await closings(tx, draft_id=desk.draft_id)) == 2


async def test_a_change_moves_the_date_and_closing_at_once_calls_it_off(tx: Transaction) -> None:
    desk = await make_desk(tx)
    round_id = await _open(tx, desk, days=5)
    first = await _of(tx, desk, round_id)
    await change_round(tx, desk.chief, round_id=round_id, closes_at=tx.now + 9 * DAY, reason="Banyak yang meminta.")
    longer = await _of(tx, desk, round_id)
    assert (longer.sequence, longer.closes_at - first.closes_at) == (first.sequence + 1, 4 * DAY)
    await change_round(tx, desk.chief, round_id=round_id, closes_at=tx.now + 2 * DAY, reason="Sidang dimajukan.")
    shorter = await _of(tx, desk, round_id)
    assert (shorter.sequence, shorter.called_off) == (2, False)
    await tx.execute("UPDATE round SET opens_at = opens_at - interval '1 day' WHERE id = $1", round_id)
    await change_round(tx, desk.chief, round_id=round_id, closes_at=None, reason="Cukup.")
    over = await _of(tx, desk, round_id)
    assert (over.sequence, over.called_off, over.closes_at) == (3, True, shorter.closes_at)


async def test_a_draft_that_ends_calls_off_what_was_to_come(tx: Transaction) -> None:
    desk = await make_desk(tx)
    planned = await _open(tx, desk, days=20, starts=10)
    await tx.execute(
        "UPDATE draft SET closed_at = now(), closed_how = 'withdrawn', closed_reason = 'x' WHERE id = $1", desk.draft_id
    )
    over = await _of(tx, desk, planned)
    assert (over.called_off, over.sequence) == (True, 1)
    assert not (await _of(tx, desk, desk.scene.round_id)).called_off


@pytest.mark.parametrize("called_off", [False, True])
async def test_the_calendar_is_by_the_letter(tx: Transaction, called_off: bool) -> None:
    desk = await make_desk(tx)
    closing = await _of(tx, desk, await _open(tx, desk, days=5))
    if called_off:
        closing = Closing(**{name: getattr(closing, name) for name in Closing.__struct_fields__} | {"called_off": True})
    title = "Hari terakhir; masukan, “Disiplin\\pegawai” — " + "ä" * 80
    event = Event(uid="putaran-1@medan.example", closing=closing, title=title, words="Baris\nkedua", url="https://x/y")
    data = calendar("Partisipasi, Medan", "Kapan", [event], language="id", reminder="Besok")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data.count(b"\n") == data.count(b"\r\n")
    lines: dict[str, Any] = dict(line.split(":", 1) for line in unfolded(data))
    assert lines["DTSTART"] == closing.closes_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    assert unescaped(lines["SUMMARY;LANGUAGE=id"]) == title
    assert lines["STATUS"] == ("CANCELLED" if called_off else "CONFIRMED")
    assert ("TRIGGER" in lines) is not called_off
    for name in ("UID", "DTSTAMP", "SEQUENCE", "LAST-MODIFIED", "URL", "X-WR-CALNAME"):
        assert lines[name]
    kinds = [line for line in unfolded(data) if line.startswith(("BEGIN", "END"))]
    open_: list[str] = []
    for kind in kinds:
        word, name = kind.split(":")
        if word == "BEGIN":
            open_.append(name)
        else:
            assert open_.pop() == name
    assert not open_
