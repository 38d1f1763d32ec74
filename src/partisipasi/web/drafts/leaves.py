"""Long texts read a portion at a time: which one a request asks for."""

from __future__ import annotations

from collections.abc import Sequence

from partisipasi.drafts.portions import Portion, portion_of
from partisipasi.drafts.queries import ClauseView
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_
from partisipasi.site.pages import Req


def portion_asked(request: Req, cut: Sequence[Portion], clauses: Sequence[ClauseView]) -> Portion:
    """The portion asked for with `?bab=` and the key of any clause in it; the first one without.

    Raises:
        NotFound: the text has no such clause.
    """
    key = request.query_params.get("bab")
    if not key or not cut:
        return cut[0] if cut else Portion(0, 0)
    position = next((at for at, clause in enumerate(clauses) if clause.key == key), None)
    if position is None:
        raise NotFound(N_("There is no such clause in this version."))
    return cut[portion_of(cut, position)]
