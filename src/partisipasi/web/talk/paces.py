"""Paces of slow mode in words."""

from __future__ import annotations

from collections.abc import Iterable

from partisipasi.discussions.pace import span
from partisipasi.kit.i18n import N_, gettext


def pace_names(paces: Iterable[int]) -> list[tuple[int, str]]:
    """Seconds and what they are called, for a list to choose from."""
    return [(pace, span(pace) if pace else gettext(N_("No waiting"))) for pace in paces]
