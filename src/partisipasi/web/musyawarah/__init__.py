"""Musyawarah: opening one, answering its check, its wordings, its conclusion. The talk itself is read in `web/talk`."""

from __future__ import annotations

from typing import Any

from partisipasi.web.musyawarah import checking, concluding, contesting, ending, opening, placing, voices, wordings

ROUTES: list[Any] = [
    opening.new_page,
    opening.open_new,
    checking.check_page,
    checking.answer,
    checking.take_back,
    voices.side_page,
    voices.reasons_page,
    wordings.history_page,
    wordings.change_page,
    wordings.change,
    concluding.conclusion_page,
    concluding.write_page,
    concluding.add,
    concluding.remove,
    concluding.propose,
    contesting.contest_page,
    contesting.contest,
    contesting.decide_page,
    contesting.decide,
    ending.withdraw_page,
    ending.withdraw,
    ending.end_page,
    ending.end,
    placing.place_page,
    placing.place,
]
