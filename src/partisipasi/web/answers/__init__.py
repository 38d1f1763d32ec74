"""What became of what people said: the results of a draft, its issues, the trace of one contribution, one's own."""

from __future__ import annotations

from typing import Any

from partisipasi.web.answers import agencies, evaluations, history, issues, own, results, trace, why

ROUTES: list[Any] = [
    results.results_page,
    results.report_page,
    results.results_table,
    issues.issue_page,
    why.why_page,
    history.history_page,
    trace.find_page,
    trace.find,
    trace.trace_page,
    trace.say_whether,
    own.own_page,
    *agencies.ROUTES,
    *evaluations.ROUTES,
]
