"""Two moderators at the same moment: one decides, the other is told, and the log has one line."""

from __future__ import annotations

import asyncio

from builders import speak
from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Database
from partisipasi.kit.errors import Conflict
from partisipasi.moderation.acts import hide
from partisipasi.moderation.objecting import decide_objection, file_objection
from partisipasi.settings import Settings
from talk_scene import make_person, make_scene

REASON = "Memuat nomor telepon pribadi orang lain."


async def test_of_two_who_hide_at_once_one_wins_and_the_log_has_one_line(database: Database) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        voice = await speak(tx, scene, viewer=await make_person(tx, name="Ucok"))
        two = [await make_person(tx, role="moderator") for _ in range(2)]

    async def decide(who: Viewer) -> str:
        try:
            async with database.transaction() as tx:
                await hide(tx, who, contribution_id=voice.id, rule="spam", public_reason=REASON)
        except Conflict as refused:
            return refused.code
        return "decided"

    assert sorted(await asyncio.gather(*(decide(who) for who in two)))[0] == "decided"
    async with database.transaction(writes=False) as tx:
        lines = await tx.value("SELECT count(*) FROM moderation_decision WHERE contribution_id = $1", voice.id)
        jobs = await tx.value(
            """SELECT count(*) FROM record_entry WHERE act = 'contribution.moderated_hide' AND subject_id = $1""",
            voice.id,
        )
    assert (lines, jobs) == (1, 1)


async def test_of_two_who_decide_an_objection_at_once_one_wins(database: Database, settings: Settings) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        author = await make_person(tx, name="Ucok")
        voice = await speak(tx, scene, viewer=author)
        one = await make_person(tx, role="moderator")
        two = [await make_person(tx, role="moderator") for _ in range(2)]
        made = await hide(tx, one, contribution_id=voice.id, rule="spam", public_reason=REASON)
        await file_objection(tx, author, settings, ref=made.public_ref, body="Ini bukan iklan sama sekali.")
        objection = await tx.value("SELECT id FROM objection WHERE decision_id = $1", made.id)

    async def decide(who: Viewer) -> str:
        try:
            async with database.transaction() as tx:
                await decide_objection(
                    tx, who, objection_id=objection, result="upheld", answer="Tulisan ini memang iklan."
                )
        except Conflict as refused:
            return refused.code
        return "decided"

    assert sorted(await asyncio.gather(*(decide(who) for who in two))) == ["decided", "handled"]
