"""The form of a decision: what it begins with, and what the page of an issue offers to whom."""

from __future__ import annotations

from typing import Annotated

import msgspec

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.feedback.queries.issues import DecisionRow, IssueView
from partisipasi.feedback.reasons import template_of
from partisipasi.kit.i18n import N_
from partisipasi.site.forms import Form, blank
from partisipasi.site.pages import Req
from partisipasi.web.workbench.places import OfficePlace, WorkPlace


class DecisionForm(msgspec.Struct):
    """A decision as it is proposed."""

    outcome: Annotated[str, msgspec.Meta(extra={"required": N_("Choose an outcome.")})]
    reason: Annotated[
        str,
        msgspec.Meta(
            max_length=10_000, extra={"lines": True, "required": N_("Write the reason as everybody will read it.")}
        ),
    ]
    reason_code: str | None = None
    legal_basis: Annotated[str, msgspec.Meta(max_length=500)] = ""
    no_text_change: bool = False


class Offers(msgspec.Struct, frozen=True, kw_only=True):
    """What the page offers to this viewer. `own`: they worded what is proposed, and so do not approve it."""

    place: bool
    move: bool
    propose: bool
    approve: bool
    give_back: bool
    own: bool


def first_words(request: Req, latest: DecisionRow | None) -> Form[DecisionForm]:
    """The form begins with a template that was chosen, or with what is proposed or was given back."""
    template = template_of(request.query_params.get("contoh", ""))
    if template is not None:
        return blank(DecisionForm, outcome=template.outcome, reason_code=template.reason_code, reason=template.text)
    if latest is None or latest.state not in ("proposed", "returned"):
        return blank(DecisionForm)
    return blank(
        DecisionForm,
        outcome=latest.outcome,
        reason=latest.reason,
        reason_code=latest.reason_code,
        legal_basis=latest.legal_basis,
        no_text_change=latest.no_text_change,
    )


def offers_of(viewer: Viewer, view: IssueView, place: WorkPlace | OfficePlace) -> Offers:
    """As the actions would decide."""
    latest = view.decisions[0] if view.decisions else None
    free = view.issue.merged_into is None and not view.issue.outcome and view.issue.pending != "approved"
    places = not place.closed and may(viewer, Act.place_points, team=place.roles)
    own = latest is not None and viewer.account_id in (latest.proposed_by, *latest.proposers)
    approver = may(viewer, Act.approve_decision, team=place.roles)
    return Offers(
        place=places and view.issue.merged_into is None,
        move=places and free,
        propose=may(viewer, Act.propose_decision, team=place.roles)
        and view.issue.merged_into is None
        and view.issue.pending != "approved"
        and (not place.closed or view.issue.outcome is not None),
        approve=approver and not own and latest is not None and latest.state == "proposed",
        give_back=approver and latest is not None and latest.state in ("proposed", "approved"),
        own=own and latest is not None and latest.state == "proposed",
    )
