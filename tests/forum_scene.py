"""A thread of the forum, people who talk there, and people who may steer it."""

from __future__ import annotations

import itertools

import msgspec

from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.tables import RoleGrant
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.opening import open_thread
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings
from partisipasi.topics.tables import Topic
from talk_scene import make_person

REASON = "Percakapan ini perlu diarahkan sebentar."
_number = itertools.count(1)


class Said(msgspec.Struct, frozen=True):
    """A contribution of the thread."""

    id: int
    receipt: str
    viewer: Viewer


class Forum(msgspec.Struct):
    """A thread with its first contribution; its topic, its opener, a moderator and an officer of that topic."""

    topic_id: int
    thread_id: int
    first: Said
    opener: Viewer
    moderator: Viewer
    officer: Viewer


async def make_forum(tx: Transaction, settings: Settings, *, title: str = "Jam kerja di kelurahan") -> Forum:
    """A topic of its own with one thread."""
    n = next(_number)
    topic = await tx.add(Topic(slug=f"forum-{n}-{id(tx)}", name=f"Forum {n} {id(tx)}"))
    opener = await make_person(tx, name="Pembuka")
    opened = await open_thread(
        tx, opener, settings, topic_id=topic.id, title=title, body="Kata pertama diskusi ini, dengan cukup panjang."
    )
    first = Said(opened.posted.id, opened.posted.receipt, opener)
    return Forum(
        topic_id=topic.id,
        thread_id=opened.id,
        first=first,
        opener=opener,
        moderator=await make_keeper(tx, "moderator", topic.id),
        officer=await make_keeper(tx, "officer", topic.id),
    )


async def make_keeper(tx: Transaction, role: str, topic_id: int | None) -> Viewer:
    """Somebody with a role for one topic, or for all."""
    person = await make_person(tx, name=role.title())
    await tx.add(RoleGrant(account_id=person.account_id or 0, role=role, topic_id=topic_id))
    return await viewer_of_account(tx, person.account_id or 0)


async def add_thread(tx: Transaction, settings: Settings, topic_id: int, title: str) -> tuple[int, Said]:
    """Another thread of a topic, by somebody new."""
    person = await make_person(tx)
    opened = await open_thread(
        tx, person, settings, topic_id=topic_id, title=title, body=f"Kata pertama tentang {title}, cukup panjang."
    )
    return opened.id, Said(opened.posted.id, opened.posted.receipt, person)


async def say(
    tx: Transaction,
    settings: Settings,
    thread_id: int,
    body: str = "Menurut saya jam kerja perlu disesuaikan.",
    *,
    parent: Said | None = None,
    viewer: Viewer | None = None,
) -> Said:
    """Somebody says something in a thread."""
    person = viewer or await make_person(tx)
    posted = await contribute(
        tx, person, settings, target=Target(thread_id=thread_id), body=body,
        parent=parent.receipt if parent else None,
    )  # fmt: skip
    return Said(posted.id, posted.receipt, person)
