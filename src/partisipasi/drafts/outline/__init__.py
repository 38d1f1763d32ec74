"""Reading the text of a draft: its clauses with keys and paths, and what the reader doubts."""

from .canonical import canonical_text
from .clauses import COUNTED, KINDS, Clause, Outline, OutlineWarning
from .reader import read_outline
from .warnings import SENTENCES

__all__ = [
    "COUNTED",
    "KINDS",
    "SENTENCES",
    "Clause",
    "Outline",
    "OutlineWarning",
    "canonical_text",
    "read_outline",
]
