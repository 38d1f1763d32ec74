"""From a changed clause back to everyone behind it: what changed, by which decisions, on whose input."""

from __future__ import annotations

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import GUEST
from partisipasi.feedback.queries.changes import changes_of_texts
from partisipasi.feedback.queries.issues import issues_of
from partisipasi.feedback.queries.outcomes import sources_of
from partisipasi.feedback.queries.redlines import redlines_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, href
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.web.addresses import elsewhere
from partisipasi.web.answers.answers import answer_of
from partisipasi.web.answers.cards import card_of
from partisipasi.web.drafts.addresses import public_draft

# The clause's wordings in the version and in the one before it, under this key.
_TEXTS = """SELECT x.id FROM version v JOIN clause_text x ON x.version_id IN (v.id, v.follows_id)
    WHERE v.draft_id = $1 AND v.number = $2 AND v.state = 'published' AND x.key = $3"""


@page("/rancangan/{place:str}/versi/{number:int}/{key:str}/perubahan", cached=True)
async def why_page(
    request: Req,
    tx: NamedDependency[Transaction],
    place: FromPath[str],
    number: FromPath[int],
    key: FromPath[str],
) -> Response[bytes]:
    """Why a clause of a version is not what it was before. `key` is its key there, or before if it is gone."""
    draft = await public_draft(tx, place)
    if leads := elsewhere(request, f"{draft.path}/versi/{number}/{key}/perubahan"):
        return leads
    shows(request, f"draft:{draft.id}")
    texts = await tx.values(_TEXTS, draft.id, number, key)
    changes = [one for one in await changes_of_texts(tx, texts, technical=False, number=number) if one.key == key]
    if not changes:
        raise NotFound(N_("This clause did not change in this version."))
    lines = await redlines_of(changes)
    wanted = {decision.issue_id for one in changes for decision in one.decisions}
    issues = await issues_of(tx, GUEST, draft.id, ids=wanted)
    sources = await sources_of(tx, [one.id for one in issues])
    return render(
        request,
        "answers/why.html",
        draft=draft,
        version_number=number,
        name=changes[0].name,
        people=max(one.people for one in changes),
        clause_href=href(f"{draft.path}/versi/{number}/{key}") if changes[0].new_key else "",
        history=href(f"{draft.path}/versi/{number if changes[0].new_key else changes[0].old_number}/{key}/riwayat"),
        cards=[card_of(one, lines, draft.path, whole=True, told=False) for one in changes],
        answers=[answer_of(one, [], sources.get(one.id, []), f"{draft.path}/pokok/{one.number}") for one in issues],
    )
