"""The mail that answers one person: every decision of a release that concerns them, and the clauses it changed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from partisipasi.feedback.notices import Answer, ChangedClause, PersonMail
from partisipasi.kit.i18n import LANGUAGES, Language, speaking
from partisipasi.kit.mail import Letter
from partisipasi.kit.markup import plain
from partisipasi.site.context import Site
from partisipasi.site.letters import write_letter
from partisipasi.web.answers.words import reason_in_words
from partisipasi.web.told.stopping import stop_of_contributor

#: Clauses shown with one decision; the trace has all of them.
_SHOWN = 5


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One decision as the mail tells it, with the receipts it answers. Nobody's own words are in it."""

    issue: str
    title: str
    receipts: list[str]
    outcome: str
    reason_label: str | None
    reason: str
    legal_basis: str
    anew: bool
    clauses: list[ChangedClause]
    more: int


async def write_notice(site: Site, person: PersonMail) -> Letter:
    """The mail for one person about one release, in their language."""
    city = await site.current_city()
    language: Language = "en" if person.language == "en" else LANGUAGES[0]
    with speaking(language, city.zone_info):
        blocks = blocks_of(person)
    return write_letter(
        site.settings,
        city,
        to=person.address,
        name="notice",
        language=language,
        unsubscribe=_stop(site, language, person),
        draft=person.answers[0].about,
        occasion=person.answers[0].occasion,
        occasion_reason=person.answers[0].occasion_reason,
        blocks=blocks,
        receipts=list(dict.fromkeys(one.receipt for one in person.answers)),
    )


def blocks_of(person: PersonMail) -> list[Block]:
    """A person's answers by decision, in the order of the issues."""
    by_decision: dict[int, list[Answer]] = {}
    for one in person.answers:
        by_decision.setdefault(one.decision_id, []).append(one)
    return [
        _block(answers, [change for change in person.changes if change.decision_id == decision_id])
        for decision_id, answers in by_decision.items()
    ]


def _block(answers: Sequence[Answer], changes: Sequence[ChangedClause]) -> Block:
    first = answers[0]
    # A clause may be a name over its parts, Pasal 14 over its ayat: they tell what changed, it has no words of its own.
    worded = [change for change in changes if change.before or change.after]
    return Block(
        issue=first.issue,
        title=first.issue_title,
        receipts=[one.receipt for one in answers],
        outcome=first.outcome,
        reason_label=reason_in_words(first.reason_code),
        reason=plain(first.reason_html),
        legal_basis=first.legal_basis,
        anew=first.answers_anew,
        clauses=worded[:_SHOWN],
        more=max(len(worded) - _SHOWN, 0),
    )


def _stop(site: Site, language: Language, person: PersonMail) -> str:
    prefix = "/en" if language == "en" else ""
    return f"{site.settings.base_url}{prefix}{stop_of_contributor(site.settings, person.contributor_id)}"
