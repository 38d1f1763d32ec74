"""Who may do what: one table, one function, used for the check and for what a page offers.

A grant lets one role do one act, within a scope. Conditions that look at things (nobody approves what they proposed,
nobody moderates what they work on) stand in the action that knows the thing; this table knows only people and roles.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

import msgspec

from partisipasi.kit.errors import Forbidden, SignInNeeded
from partisipasi.kit.i18n import N_, gettext


class Act(StrEnum):
    """What can be done on this site, as far as it needs a right."""

    read_public = "read_public"
    contribute = "contribute"
    support = "support"
    report = "report"
    keep_account = "keep_account"
    enter_workbench = "enter_workbench"
    create_draft = "create_draft"
    read_workbench = "read_workbench"
    name_team = "name_team"
    edit_concept = "edit_concept"
    publish_version = "publish_version"
    manage_rounds = "manage_rounds"
    place_points = "place_points"
    write_note = "write_note"
    propose_decision = "propose_decision"
    approve_decision = "approve_decision"
    reply_officially = "reply_officially"
    enter_offline = "enter_offline"
    keep_documents = "keep_documents"
    make_preview = "make_preview"
    open_musyawarah = "open_musyawarah"
    moderate = "moderate"
    watch_words = "watch_words"
    steer = "steer"
    administer = "administer"


class Scope(StrEnum):
    """Where a grant counts: for anyone, for who is signed in, for a role on the site, or in a draft's team."""

    anyone = "anyone"
    signed_in = "signed_in"
    site = "site"
    team = "team"


class Grant(msgspec.Struct, frozen=True):
    """One line of the table. `role` is a site role or a team role, as the scope says."""

    act: Act
    scope: Scope
    role: str = ""


def _site(act: Act, *roles: str) -> tuple[Grant, ...]:
    return tuple(Grant(act, Scope.site, role) for role in roles)


def _team(act: Act, *roles: str) -> tuple[Grant, ...]:
    return tuple(Grant(act, Scope.team, role) for role in roles)


GRANTS: tuple[Grant, ...] = (
    Grant(Act.read_public, Scope.anyone),
    Grant(Act.contribute, Scope.anyone),
    Grant(Act.report, Scope.anyone),
    Grant(Act.support, Scope.signed_in),
    Grant(Act.keep_account, Scope.signed_in),
    *_site(Act.enter_workbench, "officer", "reader", "administrator"),
    *_site(Act.create_draft, "officer"),
    *_site(Act.read_workbench, "reader"),
    *_team(Act.read_workbench, "drafter", "analyst", "legal", "approver", "reader"),
    *_site(Act.name_team, "administrator"),
    *_team(Act.name_team, "drafter"),
    *_team(Act.edit_concept, "drafter", "legal"),
    *_team(Act.publish_version, "approver"),
    *_team(Act.manage_rounds, "drafter", "approver"),
    *_team(Act.place_points, "drafter", "analyst", "legal"),
    *_team(Act.write_note, "drafter", "analyst", "legal", "approver"),
    *_team(Act.propose_decision, "drafter", "analyst", "legal", "approver"),
    *_team(Act.approve_decision, "approver"),
    *_team(Act.reply_officially, "drafter", "analyst", "legal", "approver"),
    *_team(Act.enter_offline, "drafter", "analyst"),
    *_team(Act.make_preview, "drafter", "approver"),
    *_team(Act.keep_documents, "drafter", "analyst", "legal", "approver"),
    *_site(Act.open_musyawarah, "officer", "moderator"),
    *_site(Act.moderate, "moderator"),
    *_site(Act.watch_words, "moderator", "administrator"),
    *_site(Act.steer, "moderator", "officer"),
    *_site(Act.administer, "administrator"),
)
_BY_ACT: dict[Act, tuple[Grant, ...]] = {act: tuple(g for g in GRANTS if g.act is act) for act in Act}


class Role(msgspec.Struct, frozen=True):
    """A role somebody holds now, perhaps only within a topic or an agency."""

    name: str
    topic_id: int | None = None
    agency_id: int | None = None


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever looks at a page or sends a form. Holds no address: nobody needs it to decide what to show."""

    account_id: int | None = None
    session_id: int | None = None
    number: int = 0
    display_name: str | None = None
    language: str = "id"
    confirmed: bool = False
    roles: tuple[Role, ...] = ()
    proved_at: datetime | None = None
    #: Whether they are known to work in the civil service: an attribute with an end, no role.
    verified: bool = False
    #: How many things they were told and have not read, for the menu.
    unread: int = 0
    #: Until when, and by which decision, they may not write; None where they may.
    suspended_until: datetime | None = None
    suspended_by: str = ""

    @property
    def signed_in(self) -> bool:
        """Whether this is an account and not a guest."""
        return self.account_id is not None

    @property
    def name(self) -> str:
        """The public name: the chosen one, or "Warga" and a number."""
        return self.display_name or gettext(N_("Resident %(number)s"), number=self.number)

    @property
    def is_staff(self) -> bool:
        """Whether this account works here in any role."""
        return any(role.name != "citizen" for role in self.roles)

    @property
    def reads_verified(self) -> bool:
        """Whether this account reads what is kept to verified people; whoever works here does too."""
        return self.verified or self.is_staff

    def has(self, name: str, *, topic_id: int | None = None, agency_id: int | None = None) -> bool:
        """Whether this account holds a role, everywhere or for this topic or agency."""
        return any(
            role.name == name
            and (role.topic_id is None or role.topic_id == topic_id)
            and (role.agency_id is None or role.agency_id == agency_id)
            for role in self.roles
        )

    def holds(self, name: str) -> bool:
        """Whether this account holds a role at all, be it for one topic or agency only."""
        return any(role.name == name for role in self.roles)


GUEST = Viewer()
#: The program itself: scheduled work, the command line of whoever runs the machine. It holds no role.
SYSTEM = Viewer()


def may(
    viewer: Viewer,
    act: Act,
    *,
    team: Collection[str] = (),
    topic_id: int | None = None,
    agency_id: int | None = None,
    anywhere: bool = False,
) -> bool:
    """Whether the table lets the viewer do this.

    Args:
        team: the viewer's roles in the draft concerned, if one is.
        topic_id, agency_id: what the thing belongs to, for roles given for one topic or agency.
        anywhere: whether a role for some topic or agency is enough (to enter a place, not to act on a thing in it).
    """
    for grant in _BY_ACT[act]:
        if grant.scope is Scope.anyone:
            return True
        if not viewer.signed_in:
            continue
        if grant.scope is Scope.signed_in:
            return True
        if grant.scope is Scope.team and grant.role in team:
            return True
        if grant.scope is Scope.site and (
            viewer.holds(grant.role) if anywhere else viewer.has(grant.role, topic_id=topic_id, agency_id=agency_id)
        ):
            return True
    return False


def demand(
    viewer: Viewer,
    act: Act,
    *,
    team: Collection[str] = (),
    topic_id: int | None = None,
    agency_id: int | None = None,
    anywhere: bool = False,
) -> None:
    """Refuse unless `may`.

    Raises:
        SignInNeeded: a guest; signing in may help.
        Forbidden: an account without the right.
    """
    if may(viewer, act, team=team, topic_id=topic_id, agency_id=agency_id, anywhere=anywhere):
        return
    if not viewer.signed_in:
        raise SignInNeeded(N_("Please sign in first."))
    raise Forbidden(N_("Your role does not include this."))
