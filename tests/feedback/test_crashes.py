"""Publishing crashes at every statement in turn: the old version is left, or the whole new one is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, ClassVar

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from builders import (
    Desk,
    breaches,
    change_of,
    decide,
    make_concept,
    make_desk,
    propose,
    raise_issue,
    speak,
)
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.closing import Enacted, Text, close_draft, release_interim
from partisipasi.feedback.decisions import approve_decision
from partisipasi.feedback.issues import IssueRef
from partisipasi.feedback.publishing import Opening, Promised, publish_version
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict

Strike = Callable[[], Awaitable[None]]
_SENDING = {"execute", "executemany", "fetch", "fetchrow", "fetchval", "copy_records_to_table"}


class Boom(Exception):
    """The crash."""


class Fused:
    """A connection that strikes before its n-th statement, whichever way statements are sent."""

    def __init__(self, inner: Any, count: Callable[[], Awaitable[None]]) -> None:
        self._inner, self._count = inner, count

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        if name not in _SENDING:
            return value

        async def counted(*args: Any, **options: Any) -> Any:
            await self._count()
            return await value(*args, **options)

        return counted


def fuse(tx: Transaction, at: int, strike: Strike) -> Callable[[], int]:
    """Let a transaction be struck before its `at`-th statement. Returns a counter of the statements sent."""
    sent = 0

    async def count() -> None:
        nonlocal sent
        sent += 1
        if sent == at:
            await strike()

    tx.raw = Fused(tx.raw, count)  # type: ignore[assignment]
    tx.connection = Fused(tx.connection, count)  # type: ignore[assignment]
    return lambda: sent


async def never() -> None:
    """No crash."""


class Scene:
    """A concept that is ready, with an unanswered point promised for later and a round to open."""

    desk: Desk
    version_id: int
    #: What must be there once it is done, beside the sealed version.
    whole: ClassVar = {
        "released": 2, "waiting": 0, "notices": 2, "remainders": 1, "rounds": 1, "links": 1, "jobs": 2, "ended": None,
    }  # fmt: skip

    @classmethod
    async def make(cls, database: Database) -> Scene:
        self = cls()
        async with database.transaction() as tx:
            self.desk = desk = await make_desk(tx)
            voices = [await speak(tx, desk.scene, f"Masukan {n}") for n in range(4)]
            first, second = await raise_issue(tx, desk, *voices[:2]), await raise_issue(tx, desk, voices[2])
            old = await decide(tx, desk, second, "rejected")
            await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[old], reason="Ditanyakan.")
            await decide(tx, desk, first, "accepted")
            self.version_id = await make_concept(tx, desk, {"pasal-7.ayat-1": "Potongan 1%.", "pasal-9": "Baru."})
            change_id = await change_of(tx, self.version_id, "pasal-7.ayat-1")
            await set_change(tx, desk.analyst, change_id=change_id, cause="public_input", issue_numbers=[1])
            third = await raise_issue(tx, desk, voices[3])
            await self.leave_open(tx, third)
            other = await change_of(tx, self.version_id, "pasal-9")
            await set_change(tx, desk.analyst, change_id=other, cause="legal_review", issue_numbers=[third.number])
        return self

    async def leave_open(self, tx: Transaction, issue: IssueRef) -> None:
        """The issue whose answer is promised for later."""
        await propose(tx, self.desk, issue, "accepted")

    async def publish(self, tx: Transaction) -> None:
        await publish_version(
            tx,
            self.desk.chief,
            version_id=self.version_id,
            introduction="Potongan turun.",
            remainder=Promised("Masih dibahas.", (tx.now + timedelta(days=30)).date()),
            opening=Opening(closes_at=tx.now + timedelta(days=14)),
        )

    async def state(self, database: Database) -> dict[str, Any]:
        """Everything that publishing touches, row by row."""
        tables = (
            "version", "decision", "decision_change", "release", "remainder", "notice", "round", "redline", "anchor",
            "record_entry", "pgqueuer", "draft", "draft_stage",
        )  # fmt: skip
        async with database.transaction(writes=False) as tx:
            return {table: await tx.values(f"SELECT md5(x::text) FROM {table} x ORDER BY 1") for table in tables}


class Ending(Scene):
    """The same concept as the enacted text: it is published and the draft ends, in one act."""

    whole: ClassVar = {
        "released": 3, "waiting": 0, "notices": 3, "remainders": 0, "rounds": 0, "links": 2, "jobs": 2,
        "ended": "enacted",
    }  # fmt: skip

    async def leave_open(self, tx: Transaction, issue: IssueRef) -> None:
        """Nothing is left open when a draft ends."""
        await decide(tx, self.desk, issue, "accepted")

    async def publish(self, tx: Transaction) -> None:
        await close_draft(
            tx,
            self.desk.chief,
            draft_id=self.desk.draft_id,
            how="enacted",
            enacted=Enacted(number="12", url="https://jdih.example.id/12"),
            text=Text(version_id=self.version_id, introduction="Potongan turun."),
        )


SCENES = pytest.mark.parametrize("kind", [Scene, Ending])


async def is_whole(scene: Scene, database: Database) -> None:
    """The new version is there with all that belongs to it."""
    async with database.transaction(writes=False) as tx:
        one = (
            await tx.rows(
                """SELECT v.state, v.sha256 <> '' AS sealed,
                          (SELECT count(*) FROM decision WHERE state = 'released') AS released,
                          (SELECT count(*) FROM decision WHERE state = 'approved') AS waiting,
                          (SELECT count(*) FROM notice n JOIN release r ON r.id = n.release_id
                           WHERE r.version_id = v.id) AS notices,
                          (SELECT count(*) FROM remainder) AS remainders,
                          (SELECT count(*) FROM round WHERE version_id = v.id) AS rounds,
                          (SELECT count(*) FROM decision_change) AS links,
                          (SELECT count(*) FROM pgqueuer WHERE entrypoint = 'mail_notices') AS jobs,
                          (SELECT closed_how FROM draft WHERE id = v.draft_id) AS ended
                   FROM version v WHERE v.id = $1""",
                scene.version_id,
            )
        )[0]
        assert one == {"state": "published", "sealed": True} | scene.whole
        assert await breaches(tx) == {}


@SCENES
async def test_publishing_crashed_at_every_statement_leaves_the_old_version_whole(
    fresh_database: Database, kind: type[Scene]
) -> None:
    scene = await kind.make(fresh_database)
    before = await scene.state(fresh_database)

    async def strike() -> None:
        raise Boom

    at = 0
    while True:
        at += 1
        tx = await fresh_database.begin()
        counter = fuse(tx, at, strike)
        try:
            await scene.publish(tx)
            await tx.commit()
        except Boom:
            await tx.rollback()
            assert await scene.state(fresh_database) == before, f"struck before statement {at}"
        else:
            break
        finally:
            await fresh_database.release(tx)
    assert at == counter() + 1 and at > 30
    await is_whole(scene, fresh_database)


@SCENES
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 1.0])
async def test_a_connection_killed_while_publishing_leaves_the_old_version_whole(
    fresh_database: Database, part: float, kind: type[Scene]
) -> None:
    scene = await kind.make(fresh_database)
    before = await scene.state(fresh_database)
    async with fresh_database.transaction() as trial:
        counter = fuse(trial, 0, never)
        await scene.publish(trial)
        statements = counter()
        await trial.rollback()
    tx = await fresh_database.begin()
    victim = tx.raw.get_server_pid()

    async def strike() -> None:
        killer = await fresh_database.connect()
        await killer.execute("SELECT pg_terminate_backend($1, 2000)", victim)
        await killer.close()

    fuse(tx, max(1, round(statements * part)), strike)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, DBAPIError, OSError)):
        await scene.publish(tx)
        await tx.commit()
    await fresh_database.release(tx)
    assert await scene.state(fresh_database) == before
    async with fresh_database.transaction() as again:
        await scene.publish(again)
    await is_whole(scene, fresh_database)


async def test_others_post_while_a_version_is_being_published(fresh_database: Database) -> None:
    scene = await Scene.make(fresh_database)
    publishing = await fresh_database.begin()
    await scene.publish(publishing)
    async with fresh_database.transaction() as tx:
        await tx.execute("SET LOCAL lock_timeout = '300ms'")
        await speak(tx, scene.desk.scene, "Saya menulis sementara versi diterbitkan.")
    await publishing.commit()
    await fresh_database.release(publishing)
    await is_whole(scene, fresh_database)


async def test_an_approval_and_a_publication_at_once_come_one_after_the_other(fresh_database: Database) -> None:
    scene = await Scene.make(fresh_database)
    async with fresh_database.transaction() as tx:
        proposed = await tx.value("SELECT id FROM decision WHERE state = 'proposed'")
    publishing = await fresh_database.begin()
    await scene.publish(publishing)

    async def approve() -> str:
        async with fresh_database.transaction() as other:
            return (await approve_decision(other, scene.desk.deputy, decision_id=proposed)).state

    waiting = asyncio.create_task(approve())
    await asyncio.sleep(0.2)
    assert not waiting.done()
    await publishing.commit()
    await fresh_database.release(publishing)
    assert await waiting == "approved"
    async with fresh_database.transaction(writes=False) as tx:
        assert await tx.value("SELECT count(*) FROM notice WHERE decision_id = $1", proposed) == 0
        assert await breaches(tx) == {}


async def test_two_who_end_a_draft_at_once_end_it_once(fresh_database: Database) -> None:
    scene = await Ending.make(fresh_database)

    async def end() -> str:
        try:
            async with fresh_database.transaction() as tx:
                await scene.publish(tx)
        except Conflict as refused:
            return refused.code
        return "ended"

    assert sorted(await asyncio.gather(end(), end())) == ["draft_closed", "ended"]
    await is_whole(scene, fresh_database)
