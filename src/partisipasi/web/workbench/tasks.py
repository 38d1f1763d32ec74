"""What is left to do on a draft, each with the place where it is done."""

from __future__ import annotations

import msgspec

from partisipasi.drafts.queries import WorkDraft
from partisipasi.feedback.progress import Progress
from partisipasi.feedback.promises import PromiseView, today
from partisipasi.feedback.queries.waiting import Waiting
from partisipasi.feedback.questions import QuestionCounts
from partisipasi.kit.i18n import N_, day, gettext, ngettext
from partisipasi.web.workbench.places import concept_path, draft_path

_NAME_APPROVER = N_("Name an approver")
_NAME_ANOTHER = N_("Name an approver who has made none of version %(number)s: nobody may publish it yet")
_MAKE_FIRST = N_("Make the first version")
_CHECK_OUTLINE = N_("Go through the outline of version %(number)s")
_GATE = N_("See what version %(number)s still needs before it is published")
_OPEN_ROUND = N_("Open version %(number)s for input")
#: Who places what was said.
_PLACING = {"drafter", "analyst", "legal"}
_MAKE_NEXT = N_("Make version %(number)s from what was said")


class Task(msgspec.Struct, frozen=True):
    """One thing to do, and where."""

    text: str
    path: str
    urgent: bool = False


class Owed(msgspec.Struct, frozen=True):
    """What a draft owes to those who spoke: how far its answers are, its questions, the days it promised."""

    progress: Progress
    questions: QuestionCounts
    promises: list[PromiseView]


def tasks_of(work: WorkDraft, owed: Owed, decisions: Waiting) -> list[Task]:
    """What is left to do on a draft, in the order of the work; nothing for a closed draft or who is not in the team.

    Args:
        owed: what is owed to those who spoke.
        decisions: those that wait for the viewer or a colleague.
    """
    if work.state in ("enacted", "unchanged", "withdrawn"):
        return []
    place = draft_path(work.id)
    tasks = [Task(gettext(_NAME_APPROVER), f"{place}/tim")] if not work.approvers else []
    if not work.roles:
        return tasks
    tasks += _of_promises(owed.promises)
    tasks += _of_approvals(work, decisions, place)
    if owed.questions.waiting:
        tasks.append(
            Task(_questions_in_words(owed.questions), f"{place}/pertanyaan", urgent=owed.questions.overdue > 0)
        )
    waiting = owed.progress.heard - owed.progress.considered - owed.questions.waiting
    if waiting > 0 and _PLACING & set(work.roles):
        sentence = ngettext(
            "Read and place %(num)s input that nobody has considered yet",
            "Read and place %(num)s inputs that nobody has considered yet",
            waiting,
        )
        tasks.append(Task(sentence, f"{place}/masukan?tempat=belum"))
    tasks += _of_decisions(work, decisions, place)
    if work.concept_id is not None:
        return tasks + _of_concept(work, place)
    if work.version_number is None:
        tasks.append(Task(gettext(_MAKE_FIRST), f"{place}/naskah"))
    elif work.round_state is None:
        tasks.append(Task(gettext(_OPEN_ROUND, number=work.version_number), f"{place}/putaran"))
    elif work.round_state == "closed":
        tasks.append(Task(gettext(_MAKE_NEXT, number=work.version_number + 1), f"{place}#konsep"))
    elif decisions.untaken and {"drafter", "legal"} & set(work.roles):
        tasks.append(Task(_untaken_in_words(decisions.untaken, work.version_number + 1), f"{place}#konsep"))
    return tasks


def _untaken_in_words(count: int, number: int) -> str:
    return ngettext(
        "Begin version %(number)s: %(num)s approved decision changes the text",
        "Begin version %(number)s: %(num)s approved decisions change the text",
        count,
        number=number,
    )


def _of_promises(promises: list[PromiseView]) -> list[Task]:
    """A warning before a promised day is missed, and a reminder after."""
    tasks = []
    for one in promises:
        state, path = one.state(today()), f"/ruang-kerja/putaran/{one.round_id}/janji"
        if state == "missed":
            sentence = ngettext(
                "The day promised for round %(round)s has passed, and %(num)s input has no answer",
                "The day promised for round %(round)s has passed, and %(num)s inputs have no answer",
                one.left,
                round=one.round_number,
            )
            tasks.append(Task(sentence, path, urgent=True))
        elif state == "soon" and one.left:
            sentence = ngettext(
                "Answers to round %(round)s are promised by %(date)s: %(num)s input has none yet",
                "Answers to round %(round)s are promised by %(date)s: %(num)s inputs have none yet",
                one.left,
                round=one.round_number,
                date=day(one.promised_on),
            )
            tasks.append(Task(sentence, path, urgent=True))
    return tasks


def _questions_in_words(questions: QuestionCounts) -> str:
    if questions.overdue:
        return ngettext(
            "Reply to %(num)s question; %(overdue)s overdue",
            "Reply to %(num)s questions; %(overdue)s overdue",
            questions.waiting,
            overdue=questions.overdue,
        )
    return ngettext("Reply to %(num)s question", "Reply to %(num)s questions", questions.waiting)


def _of_approvals(work: WorkDraft, decisions: Waiting, place: str) -> list[Task]:
    """First of all what nobody but an approver can do."""
    tasks = []
    if decisions.proposed and "approver" in work.roles:
        sentence = ngettext(
            "Approve or give back %(num)s proposed decision",
            "Approve or give back %(num)s proposed decisions",
            decisions.proposed,
        )
        tasks.append(Task(sentence, f"{place}/setujui"))
    return tasks


def _of_decisions(work: WorkDraft, decisions: Waiting, place: str) -> list[Task]:
    tasks = []
    if decisions.undecided and _PLACING & set(work.roles):
        sentence = ngettext(
            "Propose a decision on %(num)s issue",
            "Propose decisions on %(num)s issues",
            decisions.undecided,
        )
        tasks.append(Task(sentence, f"{place}/pokok?keadaan=terbuka"))
    if decisions.returned and {"drafter", "analyst"} & set(work.roles):
        sentence = ngettext(
            "Word %(num)s decision anew that was given back",
            "Word %(num)s decisions anew that were given back",
            decisions.returned,
        )
        tasks.append(Task(sentence, f"{place}/pokok?keadaan=dikembalikan"))
    return tasks


def _of_concept(work: WorkDraft, place: str) -> list[Task]:
    concept = concept_path(work.concept_id or 0)
    tasks = []
    if work.open_alignments:
        sentence = ngettext(
            "Look at %(num)s clause whose fate is in doubt",
            "Look at %(num)s clauses whose fate is in doubt",
            work.open_alignments,
        )
        tasks.append(Task(sentence, f"{concept}/penyandingan"))
    tasks.append(Task(gettext(_CHECK_OUTLINE, number=work.concept_number), concept))
    if work.approvers and not work.eligible_publishers:
        tasks.append(Task(gettext(_NAME_ANOTHER, number=work.concept_number), f"{place}/tim"))
    tasks.append(Task(gettext(_GATE, number=work.concept_number), f"{concept}/terbit"))
    return tasks
