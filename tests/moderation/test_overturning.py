"""Whatever a decision did is undone when an objection to it is right: exactly that, and nothing of what came after.

Each act that restricts somebody has its play here; a new one without a play, or without an act that takes it back,
fails.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import msgspec
import pytest

from builders import speak
from forum_scene import REASON, Forum, make_forum
from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.editing import add_words
from partisipasi.discussions.masking import MASK
from partisipasi.kit.database import Transaction
from partisipasi.moderation.acts import ask_edit, hide, mask
from partisipasi.moderation.objecting import decide_objection, file_objection
from partisipasi.moderation.people import pace, warn
from partisipasi.moderation.reversing import TAKEN_BACK, Instead
from partisipasi.moderation.seconds import agree, propose_suspension
from partisipasi.moderation.statements import DISMISSING, RESTRICTING
from partisipasi.moderation.tables import ACTS
from partisipasi.moderation.threads import decide_lock, decide_move, decide_slow, decide_unlock
from partisipasi.settings import Settings
from partisipasi.topics.tables import Topic
from talk_scene import broken_rules, make_person, make_scene

WHY = "Keputusan itu keliru, saya tidak melanggar aturan."
INSTEAD = Instead("Setelah diperiksa lagi, tidak ada aturan yang dilanggar.")
BODY = "Hubungi Budi Santoso di kantornya, atau Siti Aminah di rumahnya."
GROUNDS = {"rule": "personal_data", "public_reason": "Memuat nama orang yang tidak terkait."}


class Play(msgspec.Struct):
    """A thread of the forum, the author whom decisions concern, what they said there, two moderators."""

    forum: Forum
    author: Viewer
    said: int
    receipt: str
    one: Viewer
    other: Viewer


Carry = Callable[[Transaction, Play], Awaitable[None]]


async def _play(tx: Transaction, settings: Settings) -> Play:
    forum, scene = await make_forum(tx, settings), await make_scene(tx)
    voice = await speak(tx, scene, viewer=forum.opener, body=BODY)
    await tx.execute("UPDATE contribution SET created_at = now() - interval '2 days' WHERE id = $1", voice.id)
    await add_words(tx, forum.opener, settings, receipt=voice.receipt, body="Budi Santoso juga hadir.")
    await tx.execute(
        """UPDATE thread SET slow_seconds = 60, pinned_at = now() - interval '1 day',
                  closes_at = now() + interval '9 days' WHERE id = $1""",
        forum.thread_id,
    )
    one, other = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    return Play(forum, forum.opener, voice.id, voice.receipt, one, other)


async def _lock(tx: Transaction, play: Play) -> None:
    await decide_lock(tx, play.one, thread_id=play.forum.thread_id, reason=REASON)


async def _slow(tx: Transaction, play: Play) -> None:
    await decide_slow(tx, play.one, thread_id=play.forum.thread_id, seconds=3600, reason=REASON)


async def _move(tx: Transaction, play: Play) -> None:
    other = await tx.add(Topic(slug=f"pindah-{play.said}-{id(tx)}", name=f"Pindah {play.said} {id(tx)}"))
    await decide_move(tx, play.one, thread_id=play.forum.thread_id, topic_id=other.id, reason=REASON)


async def _hide(tx: Transaction, play: Play) -> None:
    await hide(tx, play.one, contribution_id=play.said, **GROUNDS)


async def _mask(tx: Transaction, play: Play) -> None:
    await mask(tx, play.one, contribution_id=play.said, phrases=["Budi Santoso"], **GROUNDS)


async def _ask_edit(tx: Transaction, play: Play) -> None:
    await ask_edit(tx, play.one, contribution_id=play.said, **GROUNDS)


async def _warn(tx: Transaction, play: Play) -> None:
    await warn(tx, play.one, contribution_id=play.said, **GROUNDS)


async def _pace(tx: Transaction, play: Play) -> None:
    await pace(
        tx, play.one, contribution_id=play.said, per_day=1, ends_at=tx.now + timedelta(days=7), **GROUNDS
    )  # fmt: skip


async def _suspend(tx: Transaction, play: Play) -> None:
    proposal = await propose_suspension(
        tx, play.one, contribution_id=play.said, ends_at=tx.now + timedelta(days=7), **GROUNDS
    )  # fmt: skip
    await agree(tx, await make_person(tx, role="moderator"), proposal_id=proposal)


PLAYS: dict[str, Carry] = {
    "hide": _hide,
    "mask": _mask,
    "ask_edit": _ask_edit,
    "move": _move,
    "lock": _lock,
    "slow": _slow,
    "warn": _warn,
    "pace": _pace,
    "suspend": _suspend,
}


def test_each_act_is_contestable_with_a_play_or_is_no_restriction() -> None:
    assert set(PLAYS) == set(RESTRICTING) == set(TAKEN_BACK)
    assert set(ACTS) == {*RESTRICTING, *DISMISSING, "restore", "unlock", "lift", "undo"}
    assert set(TAKEN_BACK.values()) <= set(ACTS)


async def _as_it_stands(tx: Transaction, play: Play) -> list[object]:
    """All that an act may have changed of what was said, of its thread, and of what its author may do."""
    return [
        await tx.rows(
            "SELECT state, hidden_rule, held_reason, source, html, published_at FROM contribution WHERE id = $1",
            play.said,
        ),
        await tx.rows("SELECT source, html FROM addition WHERE contribution_id = $1 ORDER BY id", play.said),
        await tx.rows(
            """SELECT topic_id, pinned_at, slow_seconds, closed_at, opens_at, closes_at, title FROM thread
               WHERE id = $1""",
            play.forum.thread_id,
        ),
        await tx.rows("SELECT supports, replies FROM contribution_tally WHERE contribution_id = $1", play.said),
        await tx.rows("SELECT contributions FROM thread_tally WHERE thread_id = $1", play.forum.thread_id),
        await tx.value(
            "SELECT count(*) FROM restriction WHERE account_id = $1 AND lifted_at IS NULL", play.author.account_id
        ),
        await tx.value("SELECT count(*) FROM edit_request WHERE contribution_id = $1 AND seen_at IS NULL", play.said),
        await tx.value("SELECT count(*) FROM masked_text WHERE contribution_id = $1", play.said),
    ]


async def _overturn(tx: Transaction, settings: Settings, play: Play, decision: int) -> str:
    ref = await tx.value("SELECT public_ref FROM moderation_decision WHERE id = $1", decision)
    assert await file_objection(tx, play.author, settings, ref=ref, body=WHY) == "author"
    objection = await tx.value("SELECT id FROM objection WHERE decision_id = $1", decision)
    successor = await decide_objection(
        tx, play.other, objection_id=objection, result="overturned", answer="Kami memeriksanya lagi.", instead=INSTEAD
    )
    assert successor is not None
    return successor.act


async def _last(tx: Transaction) -> int:
    found: int = await tx.value("SELECT max(id) FROM moderation_decision")
    return found


@pytest.mark.parametrize("act", PLAYS)
async def test_what_an_act_did_is_exactly_undone(tx: Transaction, settings: Settings, act: str) -> None:
    play = await _play(tx, settings)
    before = await _as_it_stands(tx, play)
    await PLAYS[act](tx, play)
    assert act == "warn" or await _as_it_stands(tx, play) != before
    assert await tx.value("SELECT act FROM moderation_decision WHERE id = $1", await _last(tx)) == act
    assert await _overturn(tx, settings, play, await _last(tx)) == TAKEN_BACK[act]
    assert await _as_it_stands(tx, play) == before
    assert await broken_rules(tx) == []


async def test_what_others_did_to_a_thread_since_stays(tx: Transaction, settings: Settings) -> None:
    play = await _play(tx, settings)
    await _lock(tx, play)
    locked = await _last(tx)
    await decide_unlock(tx, play.one, thread_id=play.forum.thread_id, reason=REASON)
    before = await _as_it_stands(tx, play)
    await _overturn(tx, settings, play, locked)
    assert await _as_it_stands(tx, play) == before


@pytest.mark.parametrize("first", [True, False])
async def test_of_two_masks_only_the_contested_one_comes_off(tx: Transaction, settings: Settings, first: bool) -> None:
    play = await _play(tx, settings)
    await mask(tx, play.one, contribution_id=play.said, phrases=["Budi Santoso"], **GROUNDS)
    one = await _last(tx)
    # Two decisions of one transaction have one moment; in life they never do.
    await tx.execute("UPDATE masked_text SET masked_at = now() - interval '1 hour'")
    await tx.execute("ALTER TABLE moderation_decision DISABLE TRIGGER moderation_decision_stays")
    await tx.execute("UPDATE moderation_decision SET at = now() - interval '1 hour' WHERE id = $1", one)
    await mask(tx, play.one, contribution_id=play.said, phrases=["Siti Aminah"], **GROUNDS)
    two = await _last(tx)
    await _overturn(tx, settings, play, one if first else two)
    shown = await tx.value("SELECT source FROM contribution WHERE id = $1", play.said)
    assert ("Budi Santoso" in shown, "Siti Aminah" in shown) == (first, not first)
    assert shown.count(MASK) == 1
    await _overturn(tx, settings, play, two if first else one)
    assert await tx.value("SELECT source FROM contribution WHERE id = $1", play.said) == BODY
    assert await tx.value("SELECT count(*) FROM masked_text WHERE contribution_id = $1", play.said) == 0
