"""A draft: what it is, where it stands, how its text came about and how its input was answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.documents import talk_beside
from partisipasi.drafts.queries import DraftView, RoundView, VersionView, rounds_of, versions_of
from partisipasi.drafts.queries.events import Ending, ending_of
from partisipasi.drafts.queries.life import Life, life_of
from partisipasi.drafts.queries.rounds import RoundChangeView
from partisipasi.drafts.queries.stages import StageMove, steps_of
from partisipasi.feedback.promises import outlook_of, today
from partisipasi.feedback.queries.changes import told_changes
from partisipasi.feedback.queries.issues import issues_of
from partisipasi.feedback.queries.redlines import redlines_of
from partisipasi.feedback.questions import pinned_of
from partisipasi.feedback.tables import LATER_CAUSES
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import zone
from partisipasi.kit.markup import render as render_markup
from partisipasi.site.pages import Req, page, render, shows
from partisipasi.web.addresses import elsewhere
from partisipasi.web.answers.cards import Card, cards_of
from partisipasi.web.drafts.addresses import public_draft
from partisipasi.web.drafts.introductions import introduction_of
from partisipasi.web.drafts.rows import shown_state, topic_title
from partisipasi.web.told.follow import follow_button

#: Issues named on the page; the results page has them all.
ISSUES = 10


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One event in the life of a draft. `what` is stage, version, round, closing (of a round), or ended.

    `words` is the plain summary of a round, as HTML, where a later round on the same version says something else.
    """

    what: str
    at: datetime
    state: str
    stage: StageMove | None = None
    version: VersionView | None = None
    since: VersionView | None = None
    round: RoundView | None = None
    words: str = ""
    changes: list[RoundChangeView] = []
    ending: Ending | None = None


@page("/rancangan/{place:str}", cached=True)
async def show_draft(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """A draft with its versions, rounds, issues and answers."""
    draft = await public_draft(tx, place)
    if leads := elsewhere(request, draft.path):
        return leads
    shows(request, f"draft:{draft.id}", "topics")
    versions = await versions_of(tx, GUEST, draft.id)
    rounds = await rounds_of(tx, draft.id)
    life = await life_of(tx, draft.id)
    ending = await ending_of(tx, draft.id) if draft.closed_at else None
    after = await _after_consultation(tx, draft, versions, rounds) if ending and ending.how == "enacted" else []
    outlook = await outlook_of(tx, draft.id)
    issues = await issues_of(tx, GUEST, draft.id)
    beside = await talk_beside(tx, draft.id)
    return render(
        request,
        "drafts/draft.html",
        draft=draft,
        topic=topic_title(draft),
        state=shown_state(draft, outlook.progress),
        versions=versions,
        introduction=introduction_of(versions[-1]),
        ends=life.round_changes.get(draft.round_id or 0, []) if ending is None else [],
        stages=steps_of(life.stages) if ending is None or ending.how == "enacted" else [],
        moments=_moments(versions, rounds, life, ending),
        ending=ending,
        after=after,
        progress=outlook.progress,
        promises=outlook.promises,
        today=today(),
        issues=sorted(issues, key=lambda issue: (-issue.points, issue.number))[:ISSUES],
        issues_total=len(issues),
        decided=sum(1 for issue in issues if issue.outcome),
        talk=beside.contributions,
        documents=beside.documents,
        follow=await follow_button(tx, viewer, "draft", draft.id),
        pinned=await pinned_of(tx, draft.id),
        remainders=[one for one in outlook.remainders if one.left] if ending is None else [],
    )


async def _after_consultation(
    tx: Transaction, draft: DraftView, versions: Sequence[VersionView], rounds: Sequence[RoundView]
) -> list[Card]:
    """What harmonisation and facilitation changed in the versions after the last round, and all that changed since."""
    asked = max((one.version_number for one in rounds), default=0)
    later = {
        one.number for one in versions if one.published_at and draft.closed_at and one.published_at > draft.closed_at
    }
    changes = [
        one
        for one in await told_changes(tx, draft.id)
        if one.number in later or (one.number > asked and one.cause in LATER_CAUSES)
    ]
    return cards_of(changes, await redlines_of(changes), draft.path)


def _moments(
    versions: Sequence[VersionView], rounds: Sequence[RoundView], life: Life, ending: Ending | None
) -> list[Moment]:
    """The life of a draft, latest first; what is still to come stands on top."""
    found = [
        Moment(what="stage", at=datetime.combine(move.began_on, time.min, zone()), state="done", stage=move)
        for move in life.stages
    ]
    for at, version in enumerate(versions):
        since = versions[at - 1] if at else None
        if version.published_at is not None:
            found.append(Moment(what="version", at=version.published_at, state="done", version=version, since=since))
    shown = {text for version in versions for text in (version.plain_summary, version.introduction, "")}
    for round_ in rounds:
        told = life.round_changes.get(round_.id, [])
        state = {"planned": "next", "open": "now", "closed": "done"}[round_.state]
        words = "" if round_.introduction in shown else render_markup(round_.introduction)
        found.append(Moment(what="round", at=round_.opens_at, state=state, round=round_, words=words, changes=told))
        if round_.state != "planned":
            over = "done" if round_.state == "closed" else "next"
            found.append(Moment(what="closing", at=round_.closes_at, state=over, round=round_))
    if ending is not None:
        found.append(Moment(what="ended", at=ending.at, state="done", ending=ending))
    order = {"stage": 0, "version": 1, "round": 2, "closing": 3, "ended": 4}
    return sorted(found, key=lambda moment: (moment.at, order[moment.what]), reverse=True)
