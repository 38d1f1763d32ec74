"""What must always hold of moderation is found broken where it is broken, and whole after every act."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import speak
from partisipasi.kit.database import Transaction
from partisipasi.moderation.acts import hide, mask, restore
from partisipasi.moderation.invariants import INVARIANTS
from partisipasi.moderation.people import pace
from partisipasi.moderation.undoing import undo_decision
from talk_scene import make_person, make_scene

REASON = "Memuat nomor telepon pribadi orang lain."


async def _broken(tx: Transaction) -> set[str]:
    return {rule.name for rule in INVARIANTS if await tx.rows(rule.sql)}


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("UPDATE contribution SET state = 'hidden', hidden_rule = 'spam'", "hidden_by_a_decision_under_its_rule"),
        ("UPDATE contribution SET state = 'held', held_reason = NULL", "held_for_a_reason_that_the_queue_shows"),
        (
            """INSERT INTO masked_text (contribution_id, part, part_id, source, html, masked_at)
               SELECT id, 'text', id, source, html, now() FROM contribution""",
            "masked_by_a_decision",
        ),
        (
            """INSERT INTO restriction (account_id, kind, reason, decision_ref, starts_at, ends_at)
               SELECT max(id), 'suspend', '', 'K-0000', now(), now() FROM account""",
            "limited_by_a_decision",
        ),
    ],
    ids=lambda value: value[:30],
)
async def test_what_is_restricted_in_silence_is_found(tx: Transaction, sql: str, rule: str) -> None:
    await speak(tx, await make_scene(tx), viewer=await make_person(tx))
    assert await _broken(tx) == set()
    await tx.execute(sql)
    assert await _broken(tx) == {rule}


async def test_what_is_hidden_under_another_rule_than_was_decided_is_found(tx: Transaction) -> None:
    moderator = await make_person(tx, role="moderator")
    said = await speak(tx, await make_scene(tx))
    await hide(tx, moderator, contribution_id=said.id, rule="spam", public_reason=REASON)
    assert await _broken(tx) == set()
    await tx.execute("UPDATE contribution SET hidden_rule = 'abuse' WHERE id = $1", said.id)
    assert await _broken(tx) == {"hidden_by_a_decision_under_its_rule"}


async def test_acts_and_what_takes_them_back_break_nothing(tx: Transaction) -> None:
    moderator, author = await make_person(tx, role="moderator"), await make_person(tx, name="Ucok")
    said = await speak(tx, await make_scene(tx), viewer=author, body="Hubungi Budi Santoso saja.")
    grounds = {"rule": "personal_data", "public_reason": REASON}
    hidden = await hide(tx, moderator, contribution_id=said.id, **grounds)
    await undo_decision(tx, moderator, ref=hidden.public_ref)
    await mask(tx, moderator, contribution_id=said.id, phrases=["Budi Santoso"], **grounds)
    await pace(
        tx, moderator, contribution_id=said.id, per_day=1, ends_at=tx.now + timedelta(days=2), **grounds
    )  # fmt: skip
    await hide(tx, moderator, contribution_id=said.id, **grounds)
    assert await _broken(tx) == set()
    await restore(tx, moderator, contribution_id=said.id, public_reason=REASON)
    assert await _broken(tx) == set()
