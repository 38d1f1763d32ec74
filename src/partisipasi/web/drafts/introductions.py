"""The plain summary of a version, as the pages show it: what changes, for whom, from when."""

from __future__ import annotations

import msgspec

from partisipasi.drafts.queries import VersionView
from partisipasi.kit.i18n import language
from partisipasi.kit.markup import render as render_markup


class Introduction(msgspec.Struct, frozen=True):
    """What a version is about, as HTML, and the language it is written in."""

    html: str
    language: str


def introduction_of(version: VersionView) -> Introduction:
    """The plain summary of a version in the language spoken, if it was written in it; empty where there is none."""
    if language() == "en" and version.plain_summary_en:
        return Introduction(render_markup(version.plain_summary_en), "en")
    return Introduction(render_markup(version.plain_summary) if version.plain_summary else "", "id")
