"""The page "Atur diskusi": what can be done with a thread as a whole, each act a form of its own with its reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.queries import forum_topics
from partisipasi.discussions.steering.pinning import announce_thread, pin_thread, set_rules
from partisipasi.discussions.steering.slowing import PACES
from partisipasi.discussions.steering.standing import Standing, standing_of, voices_of
from partisipasi.discussions.steering.timing import schedule_thread
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, called
from partisipasi.kit.i18n import N_, gettext, zone
from partisipasi.moderation.threads import decide_lock, decide_move, decide_slow, decide_unlock
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.addresses import number_of
from partisipasi.web.talk.paces import pace_names

_REASON = msgspec.Meta(max_length=500, extra={"lines": True})
_WRONG_DAY = N_("This is no day of the calendar.")


class SteerForm(msgspec.Struct):
    """One act on a thread; its fields carry the name of the act, as all forms stand on one page."""

    seen: int
    act: str = ""
    pin_reason: Annotated[str, _REASON] = ""
    announce_until: Annotated[date | None, msgspec.Meta(extra={"wrong": _WRONG_DAY})] = None
    announce_reason: Annotated[str, _REASON] = ""
    rules: Annotated[str, msgspec.Meta(extra={"lines": True})] = ""
    slow_seconds: int = 0
    slow_reason: Annotated[str, _REASON] = ""
    lock_reason: Annotated[str, _REASON] = ""
    reopen_reason: Annotated[str, _REASON] = ""
    opens_day: Annotated[date | None, msgspec.Meta(extra={"wrong": _WRONG_DAY})] = None
    opens_hour: str = ""
    closes_day: Annotated[date | None, msgspec.Meta(extra={"wrong": _WRONG_DAY})] = None
    closes_hour: str = ""
    topic: int = 0
    topic_reason: Annotated[str, _REASON] = ""


@page("/diskusi/{place:str}/atur", right=Act.steer)
async def steer_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Everything that can be done with a thread as a whole."""
    thread = await standing_of(tx, viewer, number_of(place))
    if thread.merged_into_id is not None:
        return see_other(request, f"/diskusi/{thread.merged_into_id}")
    return await _show(request, tx, viewer, thread, blank(SteerForm))


@form("/diskusi/{place:str}/atur", right=Act.steer)
async def steer(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Do one of these things."""
    sent = await read_form(request, SteerForm)
    thread = await standing_of(tx, viewer, number_of(place))
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await _carry_out(tx, viewer, thread.id, sent.data)
            return see_other(request, f"{thread.path}/atur", notice=gettext(_DONE[sent.data.act]))
    return await _show(request, tx, viewer, await standing_of(tx, viewer, thread.id), sent)


async def _carry_out(tx: Transaction, viewer: Viewer, thread_id: int, asked: SteerForm) -> None:
    act = _ACTS.get(asked.act)
    if act is None:
        raise Invalid({"": N_("Choose what to do.")})
    await act(tx, viewer, thread_id, asked)


async def _pin(tx: Transaction, viewer: Viewer, thread_id: int, asked: SteerForm) -> None:
    with called({"reason": "pin_reason"}):
        await pin_thread(
            tx, viewer, thread_id=thread_id, on=asked.act == "pin", reason=asked.pin_reason, seen=asked.seen
        )


async def _announce(tx: Transaction, viewer: Viewer, thread_id: int, asked: SteerForm) -> None:
    until: datetime | None = None
    if asked.act == "announce":
        if asked.announce_until is None:
            raise Invalid({"announce_until": N_("Choose the last day.")})
        until = datetime.combine(asked.announce_until + timedelta(days=1), time.min, zone())
    with called({"reason": "announce_reason", "until": "announce_until"}):
        await announce_thread(
            tx, viewer, thread_id=thread_id, until=until, reason=asked.announce_reason, seen=asked.seen
        )


async def _rules(tx: Transaction, viewer: Viewer, thread_id: int, asked: SteerForm) -> None:
    await set_rules(tx, viewer, thread_id=thread_id, rules=asked.rules, seen=asked.seen)


async def _slow(tx: Transaction, viewer: Viewer, thread_id: int, asked: SteerForm) -> None:
    with called({"reason": "slow_reason", "seconds": "slow_seconds"}):
        await decide_slow(
            tx, viewer, thread_id=thread_id, seconds=asked.slow_seconds, reason=asked.slow_reason, seen=asked.seen
        )


async def _lock(tx: Transaction, viewer: Viewer, thread_id: int, asked: SteerForm) -> None:
    with called({"reason": "lock_reason"}):
        await decide_lock(tx, viewer, thread_id=thread_id, reason=asked.lock_reason, seen=asked.seen)


async def _reopen(tx: Transaction, viewer: Viewer, thread_id: int, asked: SteerForm) -> None:
    with called({"reason": "reopen_reason"}):
        await decide_unlock(tx, viewer, thread_id=thread_id, reason=asked.reopen_reason, seen=asked.seen)


async def _times(tx: Transaction, viewer: Viewer, thread_id: int, asked: SteerForm) -> None:
    opens = _moment(asked.opens_day, asked.opens_hour, "opens_hour")
    closes = _moment(asked.closes_day, asked.closes_hour, "closes_hour")
    with called({"opens_at": "opens_day", "closes_at": "closes_day"}):
        await schedule_thread(tx, viewer, thread_id=thread_id, opens_at=opens, closes_at=closes, seen=asked.seen)


async def _topic(tx: Transaction, viewer: Viewer, thread_id: int, asked: SteerForm) -> None:
    with called({"reason": "topic_reason"}):
        await decide_move(
            tx, viewer, thread_id=thread_id, topic_id=asked.topic, reason=asked.topic_reason, seen=asked.seen
        )


_ACTS: Mapping[str, Callable[[Transaction, Viewer, int, SteerForm], Awaitable[None]]] = {
    "pin": _pin,
    "unpin": _pin,
    "announce": _announce,
    "unannounce": _announce,
    "rules": _rules,
    "slow": _slow,
    "lock": _lock,
    "reopen": _reopen,
    "times": _times,
    "topic": _topic,
}
_DONE = {
    "pin": N_("The discussion is pinned in its topic."),
    "unpin": N_("The discussion is no longer pinned."),
    "announce": N_("The discussion is announced in every list."),
    "unannounce": N_("The discussion is no longer announced."),
    "rules": N_("The rules of this discussion are saved."),
    "slow": N_("The pace of this discussion is saved."),
    "lock": N_("The discussion is closed."),
    "reopen": N_("The discussion is open again."),
    "times": N_("The times are saved."),
    "topic": N_("The discussion has been moved."),
}


def _moment(day: date | None, hour: str, field: str) -> datetime | None:
    """A time of the city from a day and an hour ("14.30" or "14:30"); without an hour, the day's beginning."""
    if day is None:
        return None
    try:
        clock = time.fromisoformat(hour.replace(".", ":").zfill(5)) if hour else time.min
    except ValueError as error:
        raise Invalid({field: N_("Write the hour as 14.30.")}) from error
    return datetime.combine(day, clock.replace(tzinfo=None), zone())


async def _show(
    request: Req, tx: Transaction, viewer: Viewer, thread: Standing, sent: Form[SteerForm]
) -> Response[bytes]:
    voices = voices_of(viewer, thread)
    topics = [topic for topic in await forum_topics(tx, viewer) if topic.id != thread.topic_id]
    local = {
        name: at.astimezone(zone()) if at else None
        for name, at in (("opens", thread.opens_at), ("closes", thread.closes_at))
    }
    return render(
        request,
        "talk/steer.html",
        status=sent.status,
        thread=thread,
        form=sent,
        empty_form=blank(SteerForm),
        act=sent.value("act"),
        moderates="moderator" in voices,
        steers=bool(voices & {"moderator", "officer"}),
        topics=topics,
        paces=pace_names(PACES),
        last_day=(thread.announced_until - timedelta(seconds=1)).astimezone(zone()).date()
        if thread.announced_until
        else None,
        local=local,
    )


ROUTES = [steer_page, steer]
