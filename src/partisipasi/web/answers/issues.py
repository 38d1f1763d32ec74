"""One issue as everybody sees it: the question, what was said, the decision, what it changed, earlier decisions."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.issues import DecisionRow, IssueView, PointRow, issue_view, merged_where
from partisipasi.feedback.queries.places import Place, names_at
from partisipasi.feedback.queries.redlines import redlines_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.moderation.rules import rule_in_words
from partisipasi.site.pages import Req, moved, page, render, shows
from partisipasi.site.paging import cursor_of
from partisipasi.web.addresses import elsewhere
from partisipasi.web.answers.cards import Card, cards_of
from partisipasi.web.answers.words import reason_in_words
from partisipasi.web.drafts.addresses import public_draft
from partisipasi.web.talk.posts import author_of
from partisipasi.web.told.follow import follow_button

PAGE_SIZE = 50


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """A point as components/contribution.html shows it. `part`: only these words of a longer text are meant."""

    receipt: str
    href: str
    author: str
    at: datetime
    kind: str
    stance: str
    stage: str
    state: str
    channel: str
    html: Markup
    clause_label: str
    clause_href: str
    hidden_rule: str | None
    hidden_href: str
    part: bool


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as components/decision.html shows it."""

    id: int
    issue_number: str
    issue_title: str
    issue_href: str | None
    outcome: str
    reason: Markup
    reason_label: str | None
    legal_basis: str
    text_stays: bool
    decided_at: datetime | None
    role: str | None
    in_force: bool
    version: int | None
    satisfied: int
    unsatisfied: int
    changes: list[Card]


@page("/rancangan/{place:str}/pokok/{number:int}", cached=True)
async def issue_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    number: FromPath[int],
) -> Response[bytes]:
    """One issue."""
    draft = await public_draft(tx, place)
    here = f"{draft.path}/pokok/{number}"
    if leads := elsewhere(request, here):
        return leads
    shows(request, f"draft:{draft.id}")
    known = await tx.rows(
        "SELECT id, merged_into_id IS NOT NULL AS merged FROM issue WHERE draft_id = $1 AND number = $2",
        draft.id,
        number,
    )
    if not known:
        raise NotFound(N_("This issue does not exist."))
    issue_id = known[0]["id"]
    if known[0]["merged"] and (target := await merged_where(tx, issue_id)):
        return moved(request, f"{draft.path}/pokok/{target[1]}")
    after = cursor_of(request).after or 0
    view = await issue_view(tx, GUEST, issue_id, after=after, limit=PAGE_SIZE + 1)
    points = view.points[:PAGE_SIZE]
    names = await names_at(tx, draft.id, [(point.version_number, point.key) for point in points])
    return render(
        request,
        "answers/issue.html",
        about=draft.title,
        about_path=draft.path,
        list_path=f"{draft.path}/hasil",
        merged_path=f"{draft.path}/pokok/{view.issue.merged_into}",
        here=here,
        view=view,
        issue=view.issue,
        label=issue_label(number),
        decisions=await decisions_told(view, draft.path, gettext(N_("Approver of the policy team"))),
        points=[words_of(point, names, draft.path) for point in points],
        after=after,
        follow=await follow_button(tx, viewer, "issue", issue_id),
        more=points[-1].id if len(view.points) > PAGE_SIZE else None,
    )


async def decisions_told(view: IssueView, draft_path: str, role: str) -> list[Told]:
    """The decisions on an issue as its page tells them: what is public now first, then what it replaced.

    Args:
        draft_path: address of the draft, for the clauses that a decision changed; empty where there is none.
        role: who approved them, in words.
    """
    lines = await redlines_of([change for one in view.decisions for change in one.changes])
    ordered = sorted(view.decisions, key=lambda one: one.state != "released")
    return [_told(view, one, cards_of(one.changes, lines, draft_path, told=False), role) for one in ordered]


def _told(view: IssueView, decision: DecisionRow, changes: list[Card], role: str) -> Told:
    return Told(
        id=decision.id,
        issue_number=view.issue.label,
        issue_title=view.issue.title,
        issue_href=None,
        outcome=decision.outcome,
        reason=Markup(decision.reason_html),  # noqa: S704 - sanitised when it was written
        reason_label=reason_in_words(decision.reason_code),
        legal_basis=decision.legal_basis,
        text_stays=decision.no_text_change,
        decided_at=decision.released_at,
        role=role,
        in_force=decision.state == "released",
        version=decision.release_version,
        satisfied=decision.satisfied,
        unsatisfied=decision.unsatisfied,
        changes=changes,
    )


def words_of(point: PointRow, names: dict[Place, str], draft_path: str) -> Words:
    """A point as the page of its issue shows it. `draft_path` is empty in an issue of an agency."""
    here = f"{draft_path}/versi/{point.version_number}/{point.key}" if point.key else draft_path
    if point.document_number is not None:
        here = f"{draft_path}/dokumen/{point.document_number}"
    part = Markup("<p>{}</p>").format(point.excerpt) if point.excerpt else None
    whole = Markup(point.html)  # noqa: S704 - sanitised when it was written
    if point.proposed is not None and not point.html:
        whole = Markup("<p>{}</p>").format(point.proposed or gettext(N_("The clause should be deleted.")))
    return Words(
        receipt=point.receipt,
        href=href(f"/jejak/{point.receipt}"),
        author=author_of(point.name, point.number),
        at=point.at,
        kind=point.kind,
        stance=point.stance,
        stage="",
        state=point.state,
        channel=point.channel,
        html=part or whole,
        clause_label=names.get((point.version_number, point.key), point.document_title or ""),
        clause_href=href(here) if here else "",
        hidden_rule=rule_in_words(point.hidden_rule),
        hidden_href=href(f"/moderasi/keputusan/{point.receipt}"),
        part=part is not None,
    )
