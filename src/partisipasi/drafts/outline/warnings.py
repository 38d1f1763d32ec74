"""The doubts a reader can have, as sentences with places for values."""

from typing import Final

from .clauses import OutlineWarning
from .source import Source

SENTENCES: Final = {
    "missing_number": "%(first)s is missing after %(previous)s.",
    "missing_numbers": "%(first)s to %(last)s are missing after %(previous)s.",
    "missing_start": "The numbering begins with %(first)s.",
    "duplicate_number": "%(label)s occurs more than once.",
    "out_of_order": "%(label)s stands out of order.",
    "number_corrected": "“%(printed)s” was read as %(label)s.",
    "heading_split": "%(label)s stood in the middle of a line and was given its own place.",
    "too_deep": "%(label)s is nested deeper than the four levels the drafting form allows.",
    "amending_act": "This text amends another one: %(count)s instructions; quoted articles are not counted.",
    "no_structure": "No article or heading was recognised; the text is kept paragraph by paragraph.",
    "long_heading": "The heading of %(label)s is unusually long; part of it may be text.",
    "part_guessed": "The beginning of the elucidation has no heading and was inferred.",
}
"""Message of each warning code, in English; the interface translates the sentence and fills in the values."""


class Doubts:
    """Collects the warnings of one reading."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._found: list[OutlineWarning] = []

    def note(self, code: str, offset: int, **values: str) -> None:
        """Record a doubt of `code` about the place at `offset` of the source."""
        message = SENTENCES[code] % values
        self._found.append(OutlineWarning(code, message, self._source.line_at(offset), values))

    def listed(self) -> list[OutlineWarning]:
        """Return the doubts in the order of their lines."""
        return sorted(self._found, key=lambda warning: warning.line)
