"""Input that came by letter, in a meeting, by telephone or at the desk, entered by the team for who gave it."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.discussions.contributing import Posted, Words, prepare, store
from partisipasi.discussions.contributors import contributor_without_account
from partisipasi.discussions.places import Target, find_place, floor_of_round
from partisipasi.discussions.screening import Sender
from partisipasi.discussions.tables import CHANNELS
from partisipasi.drafts.queries.teams import team_roles
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings

LONGEST_NAME = 120


class Giver(msgspec.Struct, frozen=True, kw_only=True):
    """Who gave the input.

    Attributes:
        kind: person or organisation.
        name: shown in public, so a person's only if they agreed; empty for "Warga" and a number.
        speaks_for: whom a person speaks for, if for somebody.
    """

    kind: str = "person"
    name: str = ""
    speaks_for: str = ""


async def enter_offline(
    tx: Transaction,
    viewer: Viewer,
    settings: Settings,
    *,
    target: Target,
    round_id: int,
    words: Words,
    channel: str,
    giver: Giver,
) -> Posted:
    """Enter what somebody said elsewhere. It is public at once and owed an answer like any other input.

    Args:
        target: a draft or a clause of it.
        round_id: the round it belongs to, open or over: a letter may be entered a week after it came.
        words: as they were said; personal data in them is for whoever enters it to leave out.

    Returns:
        With receipt and owner key, to hand out to who gave it.

    Raises:
        SignInNeeded, Forbidden: not a drafter or analyst of the team.
        NotFound, Invalid: as `contribute`; fields channel, giver_kind, giver_name too.
    """
    place = await find_place(tx, viewer, target)
    demand(viewer, Act.enter_offline, team=await team_roles(tx, place.draft_id or 0, viewer.account_id))
    name, speaks_for = clean_line(giver.name), clean_line(giver.speaks_for)
    _check(channel, giver.kind, name, speaks_for)
    ready = await prepare(
        tx,
        viewer,
        target=target,
        version_id=None,
        words=words,
        sender=Sender(new=False, vouched=True),
        sure=True,
        floor=await floor_of_round(tx, place, round_id=round_id),
    )
    posted = await store(
        tx,
        settings,
        ready,
        state="published",
        channel=channel,
        contributor_id=await contributor_without_account(tx, kind=giver.kind),
        public_name=name or None,
        speaks_for=speaks_for or None,
        entered_by=viewer.account_id,
    )
    await write_record(
        tx,
        "contribution.entered",
        actor_id=viewer.account_id,
        subject=("contribution", posted.id),
        details={"channel": channel, "kind": ready.kind, "round": round_id},
    )
    return posted


def _check(channel: str, kind: str, name: str, speaks_for: str) -> None:
    wrong: dict[str, str] = {}
    if channel not in CHANNELS or channel == "online":
        wrong["channel"] = N_("Choose how this input came.")
    if kind not in {"person", "organisation"}:
        wrong["giver_kind"] = N_("Choose who gave this input.")
    if kind == "organisation" and not name:
        wrong["giver_name"] = N_("Enter the name of the organisation.")
    if len(name) > LONGEST_NAME or len(speaks_for) > LONGEST_NAME:
        wrong["giver_name"] = N_("This name is too long.")
    if wrong:
        raise Invalid(wrong)
