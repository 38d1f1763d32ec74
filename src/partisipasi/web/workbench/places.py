"""What every page of the workbench begins with: the draft or concept, and what the viewer may do with it."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.drafts.actions import may_name_team
from partisipasi.drafts.queries import DraftView, VersionView, draft_view, roles_and_sight, version_view
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.owners import Owner, reads_work_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_
from partisipasi.topics.officers import agency_roles
from partisipasi.topics.queries import agency_view


class WorkPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A draft in the workbench, and the viewer in it. Who sees no concept is there only to name the team.

    Once a draft was enacted its text may still be edited: the official text may differ.
    """

    draft: DraftView
    roles: frozenset[str]
    sees_concept: bool
    may_name: bool
    may_edit: bool
    may_keep_rounds: bool

    @property
    def title(self) -> str:
        """What it is called."""
        return self.draft.title

    @property
    def closed(self) -> bool:
        """Whether it takes nothing new."""
        return self.draft.closed_at is not None

    @property
    def inbox_path(self) -> str:
        """Where its input waits to be placed, without language."""
        return f"{self.path}/masukan?tempat=belum"

    def issue_path(self, number: int) -> str:
        """Where everybody reads an issue of it, without language."""
        return f"{self.draft.path}/pokok/{number}"

    @property
    def text_open(self) -> bool:
        """Whether a further text may follow."""
        return self.draft.closed_how in (None, "enacted")

    @property
    def path(self) -> str:
        """Address of its page in the workbench, without language."""
        return draft_path(self.draft.id)


class OfficePlace(msgspec.Struct, frozen=True, kw_only=True):
    """An agency in the workbench, and the viewer in it. It has no draft: what it decides changes no text."""

    id: int
    title: str
    public_path: str
    roles: frozenset[str]
    draft: None = None
    closed: bool = False
    may_edit: bool = False

    @property
    def path(self) -> str:
        """Address of its page in the workbench, without language."""
        return f"/ruang-kerja/perangkat/{self.id}"

    @property
    def inbox_path(self) -> str:
        """Where its input waits to be placed, without language."""
        return self.path

    def issue_path(self, number: int) -> str:
        """Where everybody reads an issue of it, without language."""
        return f"{self.public_path}/masukan/{issue_label(number)}"


async def office_place(tx: Transaction, viewer: Viewer, agency_id: int) -> OfficePlace:
    """An agency in the workbench.

    Raises:
        NotFound: it is not there, or the viewer has nothing to do with it.
    """
    agency = await agency_view(tx, agency_id)
    if not await reads_work_of(tx, viewer, Owner(agency_id=agency_id)):
        raise NotFound(N_("There is no such agency."))
    roles = await agency_roles(tx, agency_id, viewer.account_id)
    return OfficePlace(id=agency.id, title=agency.name, public_path=agency.path, roles=roles)


async def place_of_issue(tx: Transaction, viewer: Viewer, owner: Owner) -> WorkPlace | OfficePlace:
    """Where the issues of a draft or an agency are worked on.

    Raises:
        NotFound: it is not there, or the viewer has nothing to do with it.
    """
    if owner.draft_id is not None:
        return await work_place(tx, viewer, owner.draft_id, inside=True)
    return await office_place(tx, viewer, owner.id)


def draft_path(draft_id: int) -> str:
    """Address of a draft's page in the workbench, without language."""
    return f"/ruang-kerja/rancangan/{draft_id}"


def concept_path(version_id: int) -> str:
    """Address of a concept in the workbench, without language."""
    return f"/ruang-kerja/versi/{version_id}"


async def work_place(tx: Transaction, viewer: Viewer, draft_id: int, *, inside: bool = False) -> WorkPlace:
    """A draft in the workbench.

    Args:
        inside: whether the page is only for those who see the concept.

    Raises:
        NotFound: it is not there, or the viewer has nothing to do with it.
    """
    draft = await draft_view(tx, viewer, draft_id)
    roles, sees = await roles_and_sight(tx, viewer, draft_id)
    may_name = may_name_team(viewer, created_by=draft.created_by, roles=roles)
    if not sees and (inside or not may_name):
        raise NotFound(N_("There is no such draft."))
    open_still = draft.closed_at is None
    return WorkPlace(
        draft=draft,
        roles=roles,
        sees_concept=sees,
        may_name=may_name,
        may_edit=draft.closed_how in (None, "enacted") and may(viewer, Act.edit_concept, team=roles),
        may_keep_rounds=open_still and may(viewer, Act.manage_rounds, team=roles),
    )


async def concept_place(tx: Transaction, viewer: Viewer, version_id: int) -> tuple[WorkPlace, VersionView]:
    """A version in the workbench, with its draft.

    Raises:
        NotFound: it is not there, or the viewer has nothing to do with it.
    """
    version = await version_view(tx, viewer, version_id)
    return await work_place(tx, viewer, version.draft_id, inside=True), version
