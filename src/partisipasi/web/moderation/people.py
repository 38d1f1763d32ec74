"""What is done about the author of a case: a warning, a pace, a suspension that two decide, or the end of these."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.restrictions import limits_of
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, NotFound, called
from partisipasi.kit.i18n import N_, gettext
from partisipasi.moderation.people import PACES, lift, pace, warn
from partisipasi.moderation.queries import Case, case
from partisipasi.moderation.rules import RULE_NAMES
from partisipasi.moderation.seconds import propose_suspension
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other

#: Days one can choose for a pace or a suspension.
DAYS = (1, 3, 7, 14, 30, 90)


class PersonForm(msgspec.Struct):
    """What is to be done: act is warn, pace, suspend or lift."""

    act: Annotated[str, msgspec.Meta(extra={"required": N_("Choose what to do.")})]
    rule: str = ""
    per_day: int = 0
    days: int = 0
    public_reason: Annotated[str, msgspec.Meta(max_length=1000, extra={"lines": True})] = ""
    private_note: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


@page("/moderasi/perkara/{contribution_id:int}/penulis", right=Act.moderate)
async def person_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], contribution_id: FromPath[int]
) -> Response[bytes]:
    """The author of a case: what is in force for them, and what can be done."""
    return await _person_page(request, tx, await _case(tx, viewer, contribution_id), blank(PersonForm))


@form("/moderasi/perkara/{contribution_id:int}/penulis", right=Act.moderate)
async def decide_person(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], contribution_id: FromPath[int]
) -> Response[bytes]:
    """Warn, give a pace, propose a suspension, or lift what is in force."""
    sent = await read_form(request, PersonForm)
    found = await _case(tx, viewer, contribution_id)
    notice = ""
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            notice = await _carry_out(tx, viewer, contribution_id, sent.data)
    if sent.errors:
        return await _person_page(request, tx, found, sent)
    return see_other(request, f"/moderasi/perkara/{contribution_id}", notice=notice)


async def _carry_out(tx: Transaction, viewer: Viewer, contribution_id: int, asked: PersonForm) -> str:
    reasons = {"public_reason": asked.public_reason, "private_note": asked.private_note}
    if asked.act == "warn":
        await warn(
            tx, viewer, contribution_id=contribution_id, rule=asked.rule, public_reason=asked.public_reason,
            private_note=asked.private_note,
        )  # fmt: skip
        return gettext(N_("The author is warned, with your reason."))
    if asked.act == "lift":
        await lift(tx, viewer, contribution_id=contribution_id, **reasons)
        return gettext(N_("Nothing limits the author any more."))
    if asked.act not in {"pace", "suspend"}:
        raise Invalid({"act": N_("Choose what to do.")})
    if asked.days not in DAYS:
        raise Invalid({"days": N_("Say for how many days.")})
    ends_at = tx.now + timedelta(days=asked.days)
    if asked.act == "pace":
        with called({"ends_on": "days"}):
            await pace(
                tx, viewer, contribution_id=contribution_id, per_day=asked.per_day, ends_at=ends_at, rule=asked.rule,
                **reasons,
            )  # fmt: skip
        return gettext(N_("The author can write less often until then, and is told so."))
    await propose_suspension(tx, viewer, contribution_id=contribution_id, ends_at=ends_at, rule=asked.rule, **reasons)
    return gettext(N_("Proposed. Another moderator has to agree before anything happens."))


async def _case(tx: Transaction, viewer: Viewer, contribution_id: int) -> Case:
    found = await case(tx, viewer, contribution_id)
    if found is None or found.author_account is None:
        raise NotFound(N_("There is no such case."))
    return found


async def _person_page(request: Req, tx: Transaction, found: Case, shown: Form[PersonForm]) -> Response[bytes]:
    return render(
        request, "moderation/person.html", status=shown.status, case=found, form=shown, rules=RULE_NAMES, days=DAYS,
        paces=PACES, limits=await limits_of(tx, found.author_account or 0),
    )  # fmt: skip


ROUTES: list[Any] = [person_page, decide_person]
