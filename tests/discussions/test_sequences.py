"""Whatever people do in whatever order, the talk's invariants hold and nothing that is not public can be read."""

from __future__ import annotations

import random

import msgspec
import pytest

from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.confirming import confirm_contribution, contribute_awaiting
from partisipasi.discussions.contributing import Target, Words, contribute
from partisipasi.discussions.editing import add_words, edit_text
from partisipasi.discussions.erasing import erase_contributor
from partisipasi.discussions.queries import talk_page
from partisipasi.discussions.supporting import support, withdraw_support
from partisipasi.discussions.visibility import (
    hide_contribution,
    hold_contribution,
    release_held,
    restore_contribution,
)
from partisipasi.discussions.withdrawing import withdraw_contribution
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Refused
from partisipasi.settings import Settings
from talk_scene import broken_rules, make_person, make_scene


class Said(msgspec.Struct):
    """A contribution of the sequence: its canary, and how its owner can act on it."""

    id: int
    receipt: str
    owner_key: str
    canary: str
    address: str = ""


@pytest.mark.parametrize("seed", range(6))
async def test_any_sequence_of_acts_keeps_every_rule(tx: Transaction, settings: Settings, seed: int) -> None:
    dice = random.Random(seed)
    scene = await make_scene(tx)
    people = [await make_person(tx, name=f"Orang{seed}X{n}", role="officer") for n in range(4)]
    target = Target(clause_id=scene.clauses["pasal-8"])
    said: list[Said] = []
    for step in range(60):
        act = dice.choice((_speak, _speak, _write_as_guest, _reply, _mend, _support, _moderate, _withdraw, _confirm))
        try:
            async with tx.savepoint():
                await act(tx, settings, dice, target, people, said, f"kenari{seed}x{step}x")
        except Refused:
            continue
        if step == 40:
            gone = people.pop()
            await erase_contributor(tx, account_id=gone.account_id or 0, texts=dice.choice(("kept", "removed")))
            await tx.execute("UPDATE account SET erased_at = now() WHERE id = $1", gone.account_id)
        assert await broken_rules(tx) == []
        await _only_the_public_is_read(tx, said)
    assert len(said) > 10


async def _only_the_public_is_read(tx: Transaction, said: list[Said]) -> None:
    thread_id = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", said[0].id) if said else 0
    page, last = "", 0
    while entries := await talk_page(tx, GUEST, thread_id or 0, after=last):
        page += repr(entries)
        last = max(entry.id for entry in entries if entry.depth == 0)
    states = {
        row["id"]: row["state"]
        for row in await tx.rows("SELECT id, state FROM contribution WHERE id = ANY($1)", [one.id for one in said])
    }
    for one in said:
        if states.get(one.id) != "published":
            assert one.canary not in page, states.get(one.id)


async def _speak(tx, settings, dice, target, people, said, canary) -> None:  # type: ignore[no-untyped-def]
    posted = await contribute(tx, dice.choice(people), settings, target=target, body=f"{canary} awal")
    said.append(Said(posted.id, posted.receipt, posted.owner_key, canary))


async def _reply(tx, settings, dice, target, people, said, canary) -> None:  # type: ignore[no-untyped-def]
    parent = dice.choice(said).receipt if said else "-"
    posted = await contribute(
        tx, dice.choice(people), settings, target=target, parent=parent, body=canary, own_input=dice.random() < 0.3
    )
    said.append(Said(posted.id, posted.receipt, posted.owner_key, canary))


async def _write_as_guest(tx, settings, dice, target, people, said, canary) -> None:  # type: ignore[no-untyped-def]
    awaiting = await contribute_awaiting(
        tx, settings, target=target, version_id=None, words=Words(body=canary), email=f"{canary}@example.org",
        public_name="",
    )  # fmt: skip
    posted = awaiting.posted
    said.append(Said(posted.id, posted.receipt, posted.owner_key, canary, awaiting.address))


async def _confirm(tx, settings, dice, target, people, said, canary) -> None:  # type: ignore[no-untyped-def]
    waiting = [one for one in said if one.address]
    if waiting:
        one = dice.choice(waiting)
        await confirm_contribution(tx, contribution_id=one.id, address=one.address, language="id")


async def _mend(tx, settings, dice, target, people, said, canary) -> None:  # type: ignore[no-untyped-def]
    if said:
        one = dice.choice(said)
        act = dice.choice((edit_text, add_words))
        await act(tx, GUEST, settings, receipt=one.receipt, body=f"{one.canary} lagi {canary}", key=one.owner_key)


async def _support(tx, settings, dice, target, people, said, canary) -> None:  # type: ignore[no-untyped-def]
    if said:
        person: Viewer = dice.choice(people)
        await dice.choice((support, support, withdraw_support))(tx, person, receipt=dice.choice(said).receipt)


async def _moderate(tx, settings, dice, target, people, said, canary) -> None:  # type: ignore[no-untyped-def]
    if not said:
        return
    one = dice.choice(said)
    kind = dice.randrange(4)
    if kind == 0:
        await hide_contribution(tx, contribution_id=one.id, rule=dice.choice(("spam", "abuse")))
    elif kind == 1:
        await restore_contribution(tx, contribution_id=one.id)
    elif kind == 2:
        await hold_contribution(tx, contribution_id=one.id, reason="reported")
    else:
        await release_held(tx, contribution_id=one.id)


async def _withdraw(tx, settings, dice, target, people, said, canary) -> None:  # type: ignore[no-untyped-def]
    if said and dice.random() < 0.4:
        one = dice.choice(said)
        await withdraw_contribution(tx, GUEST, settings, receipt=one.receipt, key=one.owner_key)
