"""The doubts a reader can have, as sentences with places for values."""

from collections.abc import Callable, Sequence
from typing import Final

from partisipasi.kit.i18n import N_

from .chain import Mark
from .clauses import OutlineWarning
from .source import Source

SENTENCES: Final = {
    "missing_number": N_("%(first)s is missing after %(previous)s."),
    "missing_numbers": N_("%(first)s to %(last)s are missing after %(previous)s."),
    "missing_start": N_("The numbering begins only with %(first)s."),
    "duplicate_number": N_("%(label)s occurs more than once."),
    "out_of_order": N_("%(label)s stands out of order."),
    "number_corrected": N_("“%(printed)s” was read as %(label)s."),
    "torn_numbers": N_("The numbers %(numbers)s stand apart from their text, before the heading of its article."),
    "heading_inferred": N_("The heading of %(label)s is missing; it was inferred because the numbering begins anew."),
    "heading_split": N_("%(label)s stood in the middle of a line and was given a place of its own."),
    "too_deep": N_("%(label)s is nested deeper than the four levels the drafting form allows."),
    "amending_act": N_("This text amends another one by %(count)s instructions; quoted articles are not counted."),
    "no_structure": N_("No article or heading was recognised; the text is kept paragraph by paragraph."),
    "long_heading": N_("The heading of %(label)s is unusually long; part of it may be text."),
    "unplaced_text": N_("Text before %(label)s belongs to no article and was kept on its own."),
    "part_guessed": N_("The beginning of the elucidation has no heading and was inferred."),
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

    def about_chain(self, chain: Sequence[Mark], label: Callable[[Mark], str], *, from_one: bool = True) -> None:
        """Note gaps, repeats and misread numbers of `chain`; `from_one`: it should begin with 1."""
        if from_one and chain and chain[0].number > 1:
            self.note("missing_start", chain[0].start, first=label(chain[0]))
        before: Mark | None = None
        for mark in chain:
            if not mark.exact:
                printed = self._source.flow(mark.start, mark.end)
                self.note("number_corrected", mark.start, printed=printed, label=label(mark))
            if before is not None:
                self._about_step(before, mark, label)
            before = mark

    def _about_step(self, before: Mark, mark: Mark, label: Callable[[Mark], str]) -> None:
        lost = mark.number - before.number - 1
        if (mark.number, mark.suffix) == (before.number, before.suffix):
            self.note("duplicate_number", mark.start, label=label(mark))
        elif lost > 0:
            first, last = (label(Mark(0, 0, number, 0.0)) for number in (before.number + 1, mark.number - 1))
            if lost == 1:
                self.note("missing_number", mark.start, first=first, previous=label(before))
            else:
                self.note("missing_numbers", mark.start, first=first, last=last, previous=label(before))

    def listed(self) -> list[OutlineWarning]:
        """Return the doubts in the order of their lines."""
        return sorted(self._found, key=lambda warning: warning.line)
