"""Several cases decided in one go: choosing what to do, seeing what will happen to each, doing it, taking it back."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.moderation.batch_queries import PAGE_SIZE, batch_items, batch_of, batch_tallies
from partisipasi.moderation.batches import Grounds, begin_batch, check_batch
from partisipasi.moderation.planning import Plan, plan_batch
from partisipasi.moderation.rules import BATCH_NAMES, LEFT_OUT_NAMES, MOST_AT_ONCE, RULE_NAMES
from partisipasi.moderation.seconds import propose_hiding
from partisipasi.moderation.undoing import can_undo, undo_batch, undo_decision
from partisipasi.moderation.waiting import waiting_cases
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of, whole_number
from partisipasi.web.moderation.queue import asked_of

PATH = "/moderasi/sekaligus"
_LINES = {"lines": True}


class BulkForm(msgspec.Struct):
    """What is to be done to several cases. `items`: number and version of each; `sure`: 1 does it, 0 goes back."""

    act: Annotated[str, msgspec.Meta(extra={"required": N_("Choose what to do.")})]
    items: Annotated[
        list[str], msgspec.Meta(extra={"required": N_("Choose at least one case in the queue.")})
    ]  # fmt: skip
    words: Annotated[str, msgspec.Meta(max_length=4000, extra=_LINES)] = ""
    rule: str = ""
    public_reason: Annotated[str, msgspec.Meta(max_length=1000, extra=_LINES)] = ""
    private_note: Annotated[str, msgspec.Meta(max_length=2000, extra=_LINES)] = ""
    sure: str = ""

    @property
    def grounds(self) -> Grounds:
        """What is done, and why."""
        plain = self.act == "no_violation"
        return Grounds(
            act=self.act,
            rule=None if plain else self.rule,
            public_reason="" if plain else self.public_reason,
            private_note=self.private_note,
            phrases=[line for line in self.words.splitlines() if line.strip()] if self.act == "mask" else [],
        )


@page(PATH, right=Act.moderate)
async def bulk_page(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """What is to be done to the cases that were chosen in the queue."""
    query = request.query_params
    if query.get("semua") == "1":
        items = await waiting_cases(tx, viewer, asked_of(request)[0], most=MOST_AT_ONCE)
    else:
        items = [number for value in query.getall("perkara", []) if (number := whole_number(value)) is not None]
    return await _choose(request, tx, viewer, blank(BulkForm), items)


@form(PATH, right=Act.moderate)
async def decide_several(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Show what would happen to each case, then do it."""
    sent = await read_form(request, BulkForm, once=False)
    if not sent.errors and sent.data.sure == "1":
        sent = await read_form(request, BulkForm)
    seen = _seen(sent.values.get("items", []))
    if not sent.errors and sent.data.sure != "0":
        async with sent.trying(tx, conflict=""):
            check_batch(sent.data.grounds)
            if sent.data.sure == "1":
                path, notice = await _carry_out(tx, viewer, sent.data.grounds, seen)
                return see_other(request, path, notice=notice)
            return await _preview(request, tx, viewer, sent, seen)
    return await _choose(request, tx, viewer, sent, list(seen))


@page(f"{PATH}/{{batch_id:int}}", right=Act.moderate)
async def batch_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], batch_id: FromPath[int]
) -> Response[bytes]:
    """What was decided in one go, and what became of each case."""
    batch = await batch_of(tx, viewer, batch_id)
    if batch is None:
        raise NotFound(N_("There is no such batch."))
    cursor = cursor_of(request)
    rows = page_of(
        await batch_items(tx, viewer, batch_id, cursor), cursor, PAGE_SIZE, path=f"{PATH}/{batch_id}",
        key=lambda row: row.id,
    )  # fmt: skip
    return render(
        request, "moderation/batch.html", batch=batch, page=rows, tallies=await batch_tallies(tx, viewer, batch_id),
        names=BATCH_NAMES, left_out=LEFT_OUT_NAMES, rules=RULE_NAMES, form=blank(Press),
        minutes=can_undo(batch, viewer, tx.now),
    )  # fmt: skip


@form(f"{PATH}/{{batch_id:int}}/urungkan", right=Act.moderate)
async def undo_several(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], batch_id: FromPath[int]
) -> Response[bytes]:
    """Take back what was decided in one go."""
    await read_form(request, Press)
    await undo_batch(tx, viewer, batch_id=batch_id)
    return see_other(request, f"{PATH}/{batch_id}", notice=gettext(N_("Undone: everything is as it was before.")))


@form("/moderasi/keputusan/{ref:str}/urungkan", right=Act.moderate)
async def undo_one(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], ref: FromPath[str]
) -> Response[bytes]:
    """Take back one's own decision."""
    await read_form(request, Press)
    made = await undo_decision(tx, viewer, ref=ref)
    path = f"/moderasi/perkara/{made.contribution_id}" if made.contribution_id else "/moderasi"
    return see_other(request, path, notice=gettext(N_("Undone: everything is as it was before.")))


def _seen(items: list[str]) -> dict[int, str]:
    """Number → version, of what a form says of its cases."""
    seen: dict[int, str] = {}
    for item in items[:MOST_AT_ONCE]:
        number, _, version = item.partition(":")
        if (known := whole_number(number)) is not None:
            seen[known] = version
    return seen


async def _choose(
    request: Req, tx: Transaction, viewer: Viewer, shown: Form[BulkForm], items: list[int]
) -> Response[bytes]:
    plans = await plan_batch(tx, viewer, act="", items=items)
    return render(
        request, "moderation/bulk.html", status=shown.status, form=shown, plans=plans, missing=len(items) - len(plans),
        acts=BATCH_NAMES, rules=RULE_NAMES, left_out=LEFT_OUT_NAMES, path=PATH, most=MOST_AT_ONCE,
    )  # fmt: skip


async def _preview(
    request: Req, tx: Transaction, viewer: Viewer, sent: Form[BulkForm], seen: dict[int, str]
) -> Response[bytes]:
    grounds = sent.data.grounds
    plans = await plan_batch(tx, viewer, act=grounds.act, items=list(seen), seen=seen, phrases=grounds.phrases)
    doing = [plan for plan in plans if not plan.left_out]
    if not doing:
        raise Invalid({"": N_("Nothing is left to decide: look at the reasons beside each case.")})
    return render(
        request, "moderation/bulk_preview.html", form=sent, grounds=grounds, doing=doing,
        leaving=[plan for plan in plans if plan.left_out], missing=len(seen) - len(plans), acts=BATCH_NAMES,
        rules=RULE_NAMES, left_out=LEFT_OUT_NAMES, path=PATH, seen=seen,
    )  # fmt: skip


async def _carry_out(tx: Transaction, viewer: Viewer, grounds: Grounds, seen: dict[int, str]) -> tuple[str, str]:
    """Do it, or propose it where two decide; where that is seen, and the sentence that says so."""
    if grounds.act != "hide":
        batch = await begin_batch(tx, viewer, grounds=grounds, items=list(seen), seen=seen)
        return f"{PATH}/{batch}", gettext(N_("Decided. You can undo it for ten minutes; people are told after that."))
    plans: list[Plan] = await plan_batch(tx, viewer, act="hide", items=list(seen), seen=seen, lock=True)
    items = [plan.id for plan in plans if not plan.left_out]
    if not items:
        raise Invalid({"": N_("Nothing is left to decide: look at the reasons beside each case.")})
    proposal = await propose_hiding(
        tx, viewer, items=items, why="batch", rule=grounds.rule or "", public_reason=grounds.public_reason,
        private_note=grounds.private_note,
    )  # fmt: skip
    return f"/moderasi/usul/{proposal}", gettext(N_("Proposed. Nothing changes until another moderator agrees."))


ROUTES: list[Any] = [bulk_page, decide_several, batch_page, undo_several, undo_one]
