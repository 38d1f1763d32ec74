"""The workbench: where the policy team makes drafts, texts and rounds."""

from __future__ import annotations

from typing import Any

from partisipasi.web.workbench import (
    alignment,
    anchors,
    changes,
    clauses,
    closing,
    concepts,
    decisions,
    drafts,
    gate,
    inbox,
    input_acts,
    issues,
    replies,
    rounds,
    stages,
    team,
)

ROUTES: list[Any] = [
    drafts.home,
    drafts.new_draft_page,
    drafts.new_draft,
    drafts.draft_page,
    drafts.describe_page,
    drafts.describe,
    team.team_page,
    team.name_the_team,
    concepts.new_concept_page,
    concepts.new_concept,
    concepts.concept_page,
    concepts.replace_page,
    concepts.replace_text,
    clauses.clause_page,
    clauses.correct,
    alignment.review_page,
    alignment.line_page,
    alignment.settle_line,
    rounds.rounds_page,
    rounds.open_one,
    rounds.round_page,
    rounds.change_one,
    *stages.ROUTES,
    *inbox.ROUTES,
    *input_acts.ROUTES,
    *replies.ROUTES,
    *issues.ROUTES,
    *decisions.ROUTES,
    *changes.ROUTES,
    *anchors.ROUTES,
    *gate.ROUTES,
    *closing.ROUTES,
]
