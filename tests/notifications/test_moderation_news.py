"""What moderators decide is told to whom it concerns, who reported and who objected: once, and to nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import msgspec
import pytest

from builders import speak
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.kit.database import Database
from partisipasi.kit.errors import Invalid
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.actions import report_contribution
from partisipasi.moderation.acts import hide, release
from partisipasi.moderation.objecting import decide_objection, file_objection
from partisipasi.moderation.tables import ModerationDecision
from partisipasi.notifications.choices import choose
from partisipasi.notifications.digests import take_batch
from partisipasi.notifications.moderation_news import tell_decision, tell_objection
from partisipasi.notifications.queries import Told, inbox
from partisipasi.settings import Settings
from partisipasi.web.told.words import line_of
from talk_scene import make_person, make_scene

REASON = "Memuat nomor telepon pribadi orang lain."


class Affair(msgspec.Struct):
    """Who takes part in one decision, by what they are."""

    people: Mapping[str, Viewer]
    receipt: str
    decision: ModerationDecision


async def _affair(database: Database, *, hides: bool = True) -> Affair:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        people = {name: await make_person(tx) for name in ("author", "reporter", "bystander")}
        people |= {name: await make_person(tx, role="moderator") for name in ("one", "other")}
        voice = await speak(tx, scene, viewer=people["author"])
        for viewer, who in ((people["reporter"], b"r"), (GUEST, b"guest")):
            await report_contribution(tx, viewer, receipt=voice.receipt, reason="abuse", note="", reporter=who)
        if hides:
            decision = await hide(tx, people["one"], contribution_id=voice.id, rule="abuse", public_reason=REASON)
        else:
            decision = await release(tx, people["one"], contribution_id=voice.id)
    return Affair(people, voice.receipt, decision)


async def _told(database: Database, affair: Affair) -> dict[str, list[Told]]:
    async with database.transaction(writes=False) as tx:
        found = {name: await inbox(tx, viewer, Cursor(), size=20) for name, viewer in affair.people.items()}
    return {name: told for name, told in found.items() if told}


async def _twice(database: Database, decision_id: int) -> None:
    payload = {"decision": decision_id}
    await asyncio.gather(*(tell_decision(database, payload) for _ in range(2)), return_exceptions=True)
    await tell_decision(database, payload)


async def test_author_and_reporter_are_told_once_where_to_read_the_reasons(database: Database) -> None:
    affair = await _affair(database)
    await _twice(database, affair.decision.id)
    told = await _told(database, affair)
    assert {name: [one.kind for one in lines] for name, lines in told.items()} == {
        "author": ["moderated"],
        "reporter": ["report_decided"],
    }
    (line,) = told["author"]
    assert line.path == f"/moderasi/keputusan/{affair.decision.public_ref}"
    assert "hidden" in line_of(line) or "sembunyi" in line_of(line)


async def test_a_dismissed_report_is_told_to_its_reporter_alone(database: Database) -> None:
    affair = await _affair(database, hides=False)
    await _twice(database, affair.decision.id)
    assert list(await _told(database, affair)) == ["reporter"]


async def test_an_answered_objection_is_told_to_who_objected(database: Database, settings: Settings) -> None:
    affair = await _affair(database)
    async with database.transaction() as tx:
        await file_objection(
            tx, affair.people["author"], settings, ref=affair.decision.public_ref, body="Itu bukan nomor pribadi."
        )
        objection = await tx.value("SELECT id FROM objection WHERE decision_id = $1", affair.decision.id)
    await tell_objection(database, {"objection": objection})
    assert await _told(database, affair) == {}
    async with database.transaction() as tx:
        await decide_objection(
            tx, affair.people["other"], objection_id=objection, result="upheld", answer="Nomor itu memang pribadi."
        )
    for _ in range(2):
        await tell_objection(database, {"objection": objection})
    told = await _told(database, affair)
    assert {name: [one.objection_result for one in lines] for name, lines in told.items()} == {"author": ["upheld"]}


async def test_the_mail_goes_at_once_with_title_and_link_and_no_words(database: Database) -> None:
    affair = await _affair(database)
    await _twice(database, affair.decision.id)
    author = affair.people["author"].account_id
    async with database.transaction() as tx:
        _, digests = await take_batch(tx, choice="now", through=tx.now, size=1000)
        source = await tx.value("SELECT source FROM contribution WHERE receipt = $1", affair.receipt)
    (mail,) = [one for one in digests if one.account_id == author]
    assert [one.kind for one in mail.told] == ["moderated"]
    assert source not in repr(mail)


async def test_what_moderators_decide_cannot_be_turned_off(database: Database) -> None:
    async with database.transaction() as tx:
        person = await make_person(tx)
        await choose(tx, person, choices={"moderation": "here"})
        with pytest.raises(Invalid):
            await choose(tx, person, choices={"moderation": "off"})
