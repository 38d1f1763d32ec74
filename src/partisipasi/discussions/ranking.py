"""What stands first where the best is read first: the lower bound of Wilson's interval for the share of supporters.

A share needs two numbers: who supports, and who had the chance to. There are no votes against here; a reply is
neither for nor against, and counting it as either would let anybody bury what they answer; and who has read what is
nobody's business, so nobody is counted who said nothing. What is left is a neutral prior: every contribution is taken
to have had SILENT readers besides its supporters, who were not moved. So the first supports weigh much and the
hundredth little, no contribution begins at the top, and nothing but support moves it. Of two with the same score the
newer one comes first: it had less time to be found.

The database keeps the score beside the counters (function `talk_best`, called by a trigger in the statement that
counts), because a list of a hundred thousand can only be paged by a column with an index, and a score written by a
second statement could be that of another moment. The functions here say the same in Python; a test compares the two.

Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
"""

from __future__ import annotations

from math import floor, sqrt

#: Readers that every contribution is taken to have had besides its supporters.
SILENT = 4
#: Of the normal distribution, for an interval that holds the true share in eight cases of ten.
Z = 1.281551565545
#: Scores are kept as whole numbers of this part: exact to compare, fit for a cursor, distinct to a million supports.
PARTS = 1_000_000_000_000


def wilson(ups: float, chances: float) -> float:
    """The lower bound of the share that `ups` of `chances` stand for.

    Args:
        ups: how many were for it, at least 0 and at most `chances`.
        chances: how many could have been.

    Returns:
        Between 0 and 1; 0 where nobody could.
    """
    if chances <= 0:
        return 0.0
    share = ups / chances
    middle = share + Z * Z / (2 * chances)
    spread = Z * sqrt((share * (1 - share) + Z * Z / (4 * chances)) / chances)
    return min(max((middle - spread) / (1 + Z * Z / chances), 0.0), 1.0)


def best(ups: int) -> int:
    """The score of a contribution with so many supports, in PARTS; nought without any."""
    return floor(wilson(ups, ups + SILENT) * PARTS) if ups > 0 else 0
