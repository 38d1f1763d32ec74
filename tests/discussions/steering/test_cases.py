"""Feedback on a service is no thread like others: it keeps its place, its shape and its own end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from forum_scene import REASON, add_thread, make_keeper
from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.places import Target
from partisipasi.discussions.steering.closing import conclude_thread
from partisipasi.discussions.steering.merging import merge_thread
from partisipasi.discussions.steering.moving import move_thread
from partisipasi.discussions.steering.reparenting import move_reply
from partisipasi.discussions.steering.splitting import split_thread
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import gettext
from partisipasi.service.invariants import INVARIANTS
from partisipasi.service.opening import OpenedCase
from partisipasi.settings import Settings
from partisipasi.topics.tables import Topic
from service_scene import make_service_scene, tell
from talk_scene import make_person

TITLE = "Parkir di kantor kelurahan"
Act = Callable[[Transaction, Viewer, OpenedCase, int, str], Awaitable[object]]


async def _split(tx: Transaction, viewer: Viewer, case: OpenedCase, _other: int, reply: str) -> object:
    return await split_thread(tx, viewer, thread_id=case.thread_id, receipts=[reply], title=TITLE, reason=REASON)


async def _merge(tx: Transaction, viewer: Viewer, case: OpenedCase, other: int, _reply: str) -> object:
    return await merge_thread(tx, viewer, thread_id=case.thread_id, into_id=other, reason=REASON)


async def _take_in(tx: Transaction, viewer: Viewer, case: OpenedCase, other: int, _reply: str) -> object:
    return await merge_thread(tx, viewer, thread_id=other, into_id=case.thread_id, reason=REASON)


async def _move(tx: Transaction, viewer: Viewer, case: OpenedCase, _other: int, _reply: str) -> object:
    topic = await tx.add(Topic(slug=f"lain-{case.thread_id}", name=f"Lain {case.thread_id}"))
    return await move_thread(tx, viewer, thread_id=case.thread_id, topic_id=topic.id, reason=REASON)


async def _hang(tx: Transaction, viewer: Viewer, case: OpenedCase, _other: int, reply: str) -> object:
    return await move_reply(tx, viewer, thread_id=case.thread_id, receipt=reply, below="", reason=REASON)


@pytest.mark.parametrize(
    ("act", "field"),
    [(_split, "receipts"), (_merge, "into"), (_take_in, "into"), (_move, "topic"), (_hang, "receipt")],
)
async def test_a_case_is_neither_split_nor_merged_nor_moved(
    tx: Transaction, settings: Settings, act: Act, field: str
) -> None:
    scene = await make_service_scene(tx)
    case = await tell(tx, settings, scene)
    target = Target(thread_id=case.thread_id)
    reply = await contribute(
        tx, await make_person(tx), settings, target=target, body="Di tempat saya juga.", parent=case.posted.receipt
    )
    other, _ = await add_thread(tx, settings, scene.topic_id, "Diskusi lain di topik yang sama")
    moderator = await make_keeper(tx, "moderator", None)
    with pytest.raises(Invalid) as refused:
        await act(tx, moderator, case, other, reply.receipt)
    assert set(refused.value.fields) == {field}
    assert "layanan" in gettext(refused.value.fields[field]).lower() or gettext(refused.value.fields[field]).startswith(
        ("Feedback on a service", "In feedback on a service")
    )
    assert await tx.value("SELECT count(*) FROM contribution WHERE thread_id = $1", case.thread_id) == 2
    assert [rule.name for rule in INVARIANTS if await tx.rows(rule.sql)] == []


async def test_a_case_is_not_ended_with_a_conclusion(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    case = await tell(tx, settings, scene)
    moderator = await make_keeper(tx, "moderator", None)
    with pytest.raises(Conflict) as refused:
        await conclude_thread(
            tx, moderator, thread_id=case.thread_id, conclusion="Sudah cukup dibicarakan, kami tutup di sini."
        )
    assert refused.value.code == "service"
    assert await tx.value("SELECT closed_at IS NULL FROM thread WHERE id = $1", case.thread_id)
