"""The skeleton of a revision summary: what a version changed, why, and what was not taken up, from what is known.

Markdown, for the policy team to shorten and put in its own words. Nothing in it is guessed: each line is a change with
the sentence that the team gave it, or a decision with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from partisipasi.feedback.vocabulary import cause_in_words, outcome_in_words, reason_in_words
from partisipasi.kit.i18n import LANGUAGES, N_, gettext, language, ngettext, number
from partisipasi.kit.markup import render

#: Lines of one part; more of them nobody reads, and the comparison has them all.
MOST_LINES = 30
# Around words in another language than the line they stand in: signs that no text of people has.
_FOREIGN, _HOME = "\ue000", "\ue001"
_MARKS = dict.fromkeys(map(ord, _FOREIGN + _HOME))
_REFUSED = ("rejected", "deferred", "out_of_scope")


class ChangeFact(msgspec.Struct, frozen=True, kw_only=True):
    """One change of substance: the plain sentence that tells it, and what the team explained.

    `issues` are labels of the issues whose decisions caused it.
    """

    sentence: str
    cause: str | None
    explanation: str
    issues: tuple[str, ...] = ()


class DecisionFact(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that is released with the version. `points`: how many it answers."""

    label: str
    title: str
    outcome: str
    reason_code: str | None
    points: int


def skeleton(changes: Sequence[ChangeFact], decisions: Sequence[DecisionFact], *, technical: int) -> str:
    """Put together what a version changed.

    Args:
        changes: its changes of substance in the order of its text.
        decisions: what it answers, by issue number.
        technical: clauses in which only numbers or references moved along.

    Returns:
        Markdown in the language spoken; empty where nothing changed and nothing was decided.
    """
    asked = [one for one in changes if one.cause == "public_input"]
    others = [one for one in changes if one.cause != "public_input"]
    refused = [one for code in _REFUSED for one in decisions if one.outcome == code]
    parts = [
        _part(gettext(N_("What changes because people spoke")), [_asked(one) for one in asked]),
        _part(gettext(N_("What changes for another cause")), [_other(one) for one in others]),
        _shifted(technical),
        _part(gettext(N_("What is not taken up, and why")), [_refused(one) for one in refused]),
        _answered(decisions),
    ]
    return "\n\n".join(part for part in parts if part)


def _part(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    more = len(lines) - MOST_LINES
    shown = [f"- {line}" for line in lines[:MOST_LINES]]
    if more > 0:
        shown.append("- " + ngettext("and %(num)s more", "and %(num)s more", more))
    return "\n".join([f"**{title}**", "", *shown])


def _asked(change: ChangeFact) -> str:
    issues = f" ({', '.join(change.issues)})" if change.issues else ""
    return f"{_told(change)}{issues}"


def _other(change: ChangeFact) -> str:
    return f"{_told(change)} ({cause_in_words(change.cause)})"


def _told(change: ChangeFact) -> str:
    explanation = written(change.explanation)
    return f"{one_line(change.sentence)} {explanation}".strip()


def _refused(decision: DecisionFact) -> str:
    reason = reason_in_words(decision.reason_code)
    outcome = outcome_in_words(decision.outcome)
    return f"{decision.label} {written(decision.title)} {outcome}{f': {reason}' if reason else ''}."


def _shifted(technical: int) -> str:
    if not technical:
        return ""
    return ngettext(
        "In %(num)s clause only a number or a reference moves along.",
        "In %(num)s clauses only numbers or references move along.",
        technical,
    )


def _answered(decisions: Iterable[DecisionFact]) -> str:
    """How many points are answered, and how: the sums add up."""
    sums: dict[str, int] = {}
    for one in decisions:
        sums[one.outcome] = sums.get(one.outcome, 0) + one.points
    total = sum(sums.values())
    if not total:
        return ""
    told = ", ".join(f"{outcome_in_words(code).lower()} {number(points)}" for code, points in sums.items() if points)
    return ngettext(
        "%(num)s point of input is answered: %(sums)s.",
        "%(num)s points of input are answered: %(sums)s.",
        total,
        sums=told,
    )


def written(text: str) -> str:
    """A text of the team's as the rest of one line, with marks around it where it is not in the language spoken."""
    words = one_line(text)
    return words if not words or language() == LANGUAGES[0] else f"{_FOREIGN}{words}{_HOME}"


def english_html(text: str, indonesian: str, english: str) -> str:
    """A summary for readers of English: what was put together is in English, what the team wrote stays as it is.

    Args:
        text: the summary as it is published, Markdown.
        indonesian, english: the same skeleton in both languages, line by line.

    Returns:
        Safe HTML with the team's own words marked by their language; empty where all of them are the team's own.
    """
    pairs = zip(indonesian.split("\n"), english.split("\n"), strict=True)
    known = {line.strip(): translated for line, translated in pairs if line.strip()}
    runs: list[tuple[bool, list[str]]] = []
    for line in text.split("\n"):
        made = line.strip() in known if line.strip() else runs[-1][0] if runs else True
        if not runs or runs[-1][0] != made:
            runs.append((made, []))
        runs[-1][1].append(known.get(line.strip(), line) if made else line)
    if not any(made and any(line.strip() for line in lines) for made, lines in runs):
        return ""
    return "".join(_run(made, "\n".join(lines)) for made, lines in runs)


def _run(made: bool, text: str) -> str:
    shown = render(text)
    if not made:
        return f'<div lang="{LANGUAGES[0]}">{shown}</div>'
    return shown.replace(_FOREIGN, f'<span lang="{LANGUAGES[0]}">').replace(_HOME, "</span>")


def one_line(text: str) -> str:
    """A text as the rest of one line of a list."""
    return escaped(" ".join(text.translate(_MARKS).split()))


def escaped(text: str) -> str:
    """A text that Markdown shows as it is."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>~|" else sign for sign in text)
