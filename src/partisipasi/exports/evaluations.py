"""Evaluation material of an agency as a table: what is counted, of what, and how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from partisipasi.exports.tables import Cell, lines
from partisipasi.feedback.queries.evaluations import Evaluation, Waits
from partisipasi.kit.i18n import N_, gettext

_MARK = "\ufeff".encode()
_BY = {"service": N_("Cases by service"), "status": N_("Cases by status"), "place": N_("Cases by place")}


def evaluation_table(
    found: Evaluation, agency: str, period: str, statuses: Mapping[str, str], outcomes: Mapping[str, str]
) -> bytes:
    """The table as CSV, in the language spoken.

    Args:
        statuses, outcomes: codes → words.
    """
    header = [gettext(name) for name in (N_("Agency"), N_("Period"), N_("Part"), N_("Of what"), N_("Count"))]
    rows = [(agency, period, *row) for row in _rows(found, statuses, outcomes)]
    return _MARK + lines([header, *rows])


def _rows(found: Evaluation, statuses: Mapping[str, str], outcomes: Mapping[str, str]) -> Iterator[Sequence[Cell]]:
    figures = gettext(N_("In figures"))
    yield figures, gettext(N_("Contributions")), found.said
    yield figures, gettext(N_("People")), found.people
    yield figures, gettext(N_("Contributions placed in an issue")), found.placed
    yield figures, gettext(N_("Cases about services")), found.cases
    yield figures, gettext(N_("Open cases")), found.open
    yield figures, gettext(N_("Open cases past their day")), found.overdue
    yield figures, gettext(N_("Resolved, as their authors say")), found.resolved
    yield figures, gettext(N_("Not resolved, as their authors say")), found.unresolved
    yield from _waits(gettext(N_("Days until the first answer to a case")), found.first_answers)
    yield from _waits(gettext(N_("Days until the decision on a contribution")), found.decisions)
    for one in found.groups:
        name = statuses.get(one.name, one.name) if one.by == "status" else one.name
        yield gettext(_BY[one.by]), name or gettext(N_("Others, and too few to name")), one.cases
    for row in found.outcomes:
        yield gettext(N_("Issues decided, by outcome")), outcomes.get(row.outcome, row.outcome), row.issues
    for theme in found.themes:
        yield gettext(N_("People by theme")), f"{theme.label} {theme.title}", theme.people


def _waits(name: str, waits: Waits) -> Iterator[Sequence[Cell]]:
    yield name, gettext(N_("measured on")), waits.count
    yield name, gettext(N_("median")), _days(waits.median)
    yield name, gettext(N_("90 of 100 within")), _days(waits.slowest)


def _days(days: float | None) -> float | None:
    return None if days is None else round(days, 1)
