"""One case: all that is needed to decide it, the deciding, and agreeing to what another moderator proposed."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.discussions.attaching import unpacked
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.kit.markup import plain
from partisipasi.moderation.acts import ask_edit, hide, mask, release, restore
from partisipasi.moderation.claims import claim_case, give_back, holder_of
from partisipasi.moderation.notes import LONGEST_NOTE, notes_of_case
from partisipasi.moderation.precedents import authors_record, rules_in_question, similar_cases
from partisipasi.moderation.queries import Case, CaseDecision, case, case_decisions, case_reports
from partisipasi.moderation.rules import ACT_NAMES, BATCH_NAMES, BY_NAMES, HELD_NAMES, REASON_NAMES, RULE_NAMES
from partisipasi.moderation.seconds import agree, decline, proposal_about, propose_hiding, speaks_of_officials
from partisipasi.moderation.undoing import undoable
from partisipasi.moderation.waiting import neighbours
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.moderation.queue import asked_of, go_on
from partisipasi.web.moderation.reasons import RESULT_NAMES
from partisipasi.web.talk.posts import quoted_of


class DecisionForm(msgspec.Struct):
    """A moderator's decision: act is release, mask, ask_edit, hide or restore; `seen` the version of the case shown."""

    act: Annotated[str, msgspec.Meta(extra={"required": N_("Choose what to do.")})]
    words: Annotated[str, msgspec.Meta(max_length=4000, extra={"lines": True})] = ""
    rule: str = ""
    criticises: str = ""
    public_reason: Annotated[str, msgspec.Meta(max_length=1000, extra={"lines": True})] = ""
    private_note: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""
    seen: str = ""


class SecondForm(msgspec.Struct):
    """What the second moderator says: answer is agree or decline."""

    answer: Annotated[str, msgspec.Meta(extra={"required": N_("Choose what to do.")})]
    remark: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


class NoteForm(msgspec.Struct):
    """A note for other moderators: about is case or author."""

    note: Annotated[
        str, msgspec.Meta(max_length=LONGEST_NOTE, extra={"required": N_("Write the note."), "lines": True})
    ]
    about: str = "case"


class LeaseForm(msgspec.Struct):
    """Taking a case, or giving it back."""

    step: str = "take"


@page("/moderasi/perkara/{contribution_id:int}", right=Act.moderate)
async def case_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], contribution_id: FromPath[int]
) -> Response[bytes]:
    """One case with all that is needed to decide it."""
    found = await the_case(tx, viewer, contribution_id)
    critical = "yes" if speaks_of_officials(plain(found.html)) else None
    return await show_case(request, tx, viewer, found, blank(DecisionForm, criticises=critical))


@form("/moderasi/perkara/{contribution_id:int}", right=Act.moderate)
async def decide(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], contribution_id: FromPath[int]
) -> Response[bytes]:
    """Decide a case, and go on to the next."""
    sent = await read_form(request, DecisionForm)
    found = await the_case(tx, viewer, contribution_id)
    handled: CaseDecision | None = None
    notice = ""
    if not sent.errors:
        try:
            async with sent.trying(tx):
                notice = await _carry_out(tx, viewer, contribution_id, sent.data)
        except Conflict as error:
            handled = error.detail if isinstance(error.detail, CaseDecision) else None
            sent.refuse(error)
            found = await the_case(tx, viewer, contribution_id)
    if sent.errors:
        return await show_case(request, tx, viewer, found, sent, handled=handled)
    return await go_on(request, tx, viewer, notice=notice)


@form("/moderasi/perkara/{contribution_id:int}/ambil", right=Act.moderate)
async def lease(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], contribution_id: FromPath[int]
) -> Response[bytes]:
    """Take a case for a quarter of an hour, or give it back."""
    sent = await read_form(request, LeaseForm)
    await the_case(tx, viewer, contribution_id)
    if not sent.errors and sent.data.step == "give":
        await give_back(tx, viewer, contribution_id=contribution_id)
        return see_other(request, "/moderasi")
    await claim_case(tx, viewer, contribution_id=contribution_id)
    return see_other(request, f"/moderasi/perkara/{contribution_id}")


@form("/moderasi/perkara/{contribution_id:int}/usul", right=Act.moderate)
async def second(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], contribution_id: FromPath[int]
) -> Response[bytes]:
    """Agree to what another moderator proposed, or decline it."""
    sent = await read_form(request, SecondForm)
    found = await the_case(tx, viewer, contribution_id)
    proposal = await proposal_about(tx, contribution_id)
    if proposal is None:
        raise Conflict(N_("This proposal has been settled meanwhile."), code="handled")
    if not sent.errors and sent.data.answer not in {"agree", "decline"}:
        sent.add_error("answer", N_("Choose what to do."))
    if sent.errors:
        return await show_case(request, tx, viewer, found, blank(DecisionForm), answer=sent)
    if sent.data.answer == "agree":
        await agree(tx, viewer, proposal_id=proposal.id)
        return await go_on(request, tx, viewer, notice=gettext(N_("Decided by two. The author is told.")))
    await decline(tx, viewer, proposal_id=proposal.id, remark=sent.data.remark)
    return await go_on(request, tx, viewer, notice=gettext(N_("The proposal is declined; nothing was changed.")))


async def _carry_out(tx: Transaction, viewer: Viewer, contribution_id: int, asked: DecisionForm) -> str:
    """Do it; the sentence that says what was done."""
    reasons = {"public_reason": asked.public_reason, "private_note": asked.private_note}
    if asked.act == "hide":
        return await _hide(tx, viewer, contribution_id, asked)
    if asked.act == "mask":
        await mask(
            tx, viewer, contribution_id=contribution_id, phrases=asked.words.splitlines(), rule=asked.rule,
            public_reason=asked.public_reason, private_note=asked.private_note, seen=asked.seen,
        )  # fmt: skip
        return gettext(N_("The words are masked everywhere. The author is told."))
    if asked.act == "ask_edit":
        await ask_edit(tx, viewer, contribution_id=contribution_id, rule=asked.rule, seen=asked.seen, **reasons)
        return gettext(N_("The author is asked for other words; the result comes back into the queue."))
    if asked.act == "restore":
        await restore(
            tx, viewer, contribution_id=contribution_id, public_reason=asked.public_reason,
            private_note=asked.private_note, seen=asked.seen,
        )  # fmt: skip
        return gettext(N_("It is shown again as it was. The author is told."))
    if asked.act == "release":
        await release(tx, viewer, contribution_id=contribution_id, private_note=asked.private_note, seen=asked.seen)
        return gettext(N_("No rule is broken: it is public."))
    raise Invalid({"act": N_("Choose what to do.")})


async def _hide(tx: Transaction, viewer: Viewer, contribution_id: int, asked: DecisionForm) -> str:
    if asked.criticises not in {"yes", "no"}:
        raise Invalid({"criticises": N_("Say whether it criticises an official or an agency.")})
    if asked.criticises == "yes":
        await propose_hiding(
            tx, viewer, items=[contribution_id], why="official_criticised", rule=asked.rule,
            public_reason=asked.public_reason, private_note=asked.private_note, seen=asked.seen,
        )  # fmt: skip
        return gettext(N_("Proposed. It stays as it is until another moderator agrees."))
    await hide(
        tx, viewer, contribution_id=contribution_id, rule=asked.rule, public_reason=asked.public_reason,
        private_note=asked.private_note, seen=asked.seen,
    )  # fmt: skip
    return gettext(N_("It is hidden. The author is told why and how to object."))


async def the_case(tx: Transaction, viewer: Viewer, contribution_id: int) -> Case:
    """The case of an address.

    Raises:
        NotFound: none, or of a topic of others.
    """
    found = await case(tx, viewer, contribution_id)
    if found is None:
        raise NotFound(N_("There is no such case."))
    return found


async def show_case(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    found: Case,
    shown: Form[DecisionForm],
    *,
    handled: CaseDecision | None = None,
    answer: Form[SecondForm] | None = None,
    noting: Form[NoteForm] | None = None,
) -> Response[bytes]:
    """The page of a case, as it is or with what was wrong in one of its forms."""
    proposal = await proposal_about(tx, found.id)
    reports = await case_reports(tx, found.id)
    rules = rules_in_question(found, {report.reason for report in reports})
    return render(
        request,
        "moderation/case.html",
        status=(noting or answer or shown).status,
        case=found,
        steers=found.thread_path is not None and may(viewer, Act.steer, topic_id=found.topic_id),
        quoted=quoted_of(found.quoted_json),
        files=unpacked(found.files_json),
        form=shown,
        answer=answer or blank(SecondForm),
        noting=noting or blank(NoteForm, about="case"),
        notes=await notes_of_case(tx, viewer, found),
        longest_note=LONGEST_NOTE,
        lease=blank(Press),
        handled=handled,
        holder=await holder_of(tx, viewer, found.id),
        proposal=proposal,
        own_proposal=proposal is not None and proposal.proposed_by == viewer.account_id,
        around=await neighbours(tx, found.id),
        reports=reports,
        similar=await similar_cases(tx, viewer, found, rules),
        record=await authors_record(tx, viewer, found),
        results=RESULT_NAMES | {"open": N_("Objection open")},
        decisions=await case_decisions(tx, found.id),
        rules=RULE_NAMES,
        reasons=REASON_NAMES,
        held=HELD_NAMES,
        acts=ACT_NAMES,
        roles=BY_NAMES,
        undo=await undoable(tx, viewer, most=1),
        names={**ACT_NAMES, **BATCH_NAMES},
        now=tx.now,
        narrowed=urlencode(asked_of(request)[1]),
    )


ROUTES: list[Any] = [case_page, decide, lease, second]
