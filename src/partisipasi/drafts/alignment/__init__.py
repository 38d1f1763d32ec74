"""What became of each clause from one version to the next.

The order of the passes and their numbers come from a calibration on a real amendment: UU 12/2011 Pasal 96 (4
ayat) against UU 13/2022 Pasal 96 (9 ayat). Words are compared, never characters, with references masked; a
clause is never matched with a look-alike while its own place is known to be gone; what stays doubtful is left
open for a person.
"""

from collections.abc import Sequence
from typing import Final

from partisipasi.drafts.alignment.levels import match_levels, part_hollow
from partisipasi.drafts.alignment.matching import Matching
from partisipasi.drafts.alignment.pairs import AlignableClause, Confirmed, Pair, Summary, summarise
from partisipasi.drafts.alignment.passes import (
    follow_content,
    match_explanations,
    match_identical,
    match_leftovers,
    match_named,
)
from partisipasi.drafts.alignment.splits import match_divided
from partisipasi.drafts.alignment.trees import Lexicon, Tree
from partisipasi.drafts.alignment.verdicts import verdicts

__all__ = ["AlignableClause", "Confirmed", "Pair", "Summary", "align", "summarise"]

# Share of their words by which containers that nothing else matched follow what moved with them.
_MUCH: Final = 0.3


def align(
    old: Sequence[AlignableClause],
    new: Sequence[AlignableClause],
    confirmed: Sequence[Confirmed] = (),
    kept: Sequence[tuple[str, str]] = (),
) -> list[Pair]:
    """Align two versions of a text.

    ``old`` and ``new`` are the clauses of both versions in document order, parents before children;
    ``confirmed`` what persons have settled before, which is kept as it is (entries whose keys no longer exist
    are passed over); ``kept`` the pairs of old and new keys that are one clause because an edit in place left
    them so, however its words changed since.

    Every key of either version is in at least one pair, and in exactly one unless it was split or merged. The
    parts of the text (body, pembukaan, penjelasan, lampiran …) are aligned each within itself; an explanation
    follows the clause it explains. Time grows with n log n for n clauses, plus the words of the changed ones.
    """
    lexicon = Lexicon()
    matching = Matching(Tree(old, lexicon), Tree(new, lexicon))
    matching.confirm(confirmed)
    matching.keep(kept)
    # Explanations come last: what they explain must be known.
    for part in sorted(matching.old.parts(), key=lambda name: name == "penjelasan"):
        _align_part(matching, part)
    return verdicts(matching)


def _align_part(matching: Matching, part: str) -> None:
    olds, news = matching.old.part(part), matching.new.part(part)
    tops = ([node for node in olds if node.parent is None], [node for node in news if node.parent is None])
    if part == "penjelasan":
        match_explanations(matching, olds, news)
    match_named(matching, olds)
    match_identical(matching, olds, news)
    match_levels(matching, *tops)
    match_leftovers(matching, olds, news)
    follow_content(matching, olds, news, _MUCH)
    match_levels(matching, *tops)
    match_divided(matching, olds, news)
    match_levels(matching, *tops)
    part_hollow(matching, olds)
