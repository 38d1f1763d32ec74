"""What every page of the workbench begins with: the draft or concept, and what the viewer may do with it."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.drafts.actions import may_name_team
from partisipasi.drafts.queries import DraftView, VersionView, draft_view, roles_and_sight, version_view
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_


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
    def text_open(self) -> bool:
        """Whether a further text may follow."""
        return self.draft.closed_how in (None, "enacted")

    @property
    def path(self) -> str:
        """Address of its page in the workbench, without language."""
        return draft_path(self.draft.id)


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
