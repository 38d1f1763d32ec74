"""Making a draft and changing what it is called."""

from __future__ import annotations

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.actions.stages import begin_stage
from partisipasi.drafts.actions.standing import lock_draft
from partisipasi.drafts.tables import KINDS, Draft, TeamMember
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, clean_text, slug
from partisipasi.record.actions import write_record

LONGEST_TITLE, LONGEST_SUMMARY = 300, 2000
_NO_TITLE = N_("Give the draft a title.")
_TITLE_LONG = N_("The title is too long: at most %(limit)s characters.")
_SUMMARY_LONG = N_("The summary is too long: at most %(limit)s characters.")
_NO_KIND = N_("Choose what kind of text it is.")
_NO_TOPIC = N_("Choose a topic that is in use.")
_NO_AGENCY = N_("Choose an agency that is in use.")


async def create_draft(
    tx: Transaction, viewer: Viewer, *, topic_id: int, agency_id: int, title: str, kind: str, summary: str = ""
) -> Draft:
    """Make a draft, in its planning. Its maker is a drafter of its team until another team is named.

    Raises:
        Forbidden: the viewer is no officer for this topic and agency.
        Invalid: a missing title, an unknown kind, topic or agency.
    """
    demand(viewer, Act.create_draft, topic_id=topic_id, agency_id=agency_id)
    title, summary = _checked(title, summary)
    if kind not in KINDS:
        raise Invalid({"kind": _NO_KIND})
    if not await tx.value("SELECT true FROM topic WHERE id = $1 AND closed_at IS NULL", topic_id):
        raise Invalid({"topic_id": _NO_TOPIC})
    if not await tx.value("SELECT true FROM agency WHERE id = $1 AND closed_at IS NULL", agency_id):
        raise Invalid({"agency_id": _NO_AGENCY})
    draft = await tx.add(
        Draft(
            topic_id=topic_id,
            agency_id=agency_id,
            kind=kind,
            title=title,
            slug=slug(title),
            summary=summary,
            created_by=viewer.account_id,
        )
    )
    await tx.add(
        TeamMember(draft_id=draft.id, account_id=viewer.account_id or 0, role="drafter", added_by=viewer.account_id)
    )
    await begin_stage(tx, draft.id, "planning", actor_id=viewer.account_id)
    await write_record(
        tx,
        "draft.created",
        actor_id=viewer.account_id,
        subject=("draft", draft.id),
        details={"topic": topic_id, "agency": agency_id, "kind": kind},
    )
    return draft


async def describe_draft(tx: Transaction, viewer: Viewer, *, draft_id: int, title: str, summary: str) -> None:
    """Change a draft's title and summary. Old addresses of its pages lead on to the new one.

    Raises:
        NotFound: the viewer may not know of it.
        Forbidden: the viewer is no drafter or legal reviewer of its team.
        Invalid: a missing or too long text.
    """
    draft = await lock_draft(tx, viewer, draft_id)
    demand(viewer, Act.edit_concept, team=draft.roles)
    title, summary = _checked(title, summary)
    await tx.execute(
        "UPDATE draft SET title = $2, summary = $3, slug = $4 WHERE id = $1", draft_id, title, summary, slug(title)
    )
    await write_record(tx, "draft.described", actor_id=viewer.account_id, subject=("draft", draft_id))
    tx.changed("home", "drafts", f"draft:{draft_id}", f"topic:{draft.topic_id}")


def _checked(title: str, summary: str) -> tuple[str, str]:
    title, summary = clean_line(title), clean_text(summary)
    if not title:
        raise Invalid({"title": _NO_TITLE})
    if len(title) > LONGEST_TITLE:
        raise Invalid({"title": _TITLE_LONG}, limit=LONGEST_TITLE)
    if len(summary) > LONGEST_SUMMARY:
        raise Invalid({"summary": _SUMMARY_LONG}, limit=LONGEST_SUMMARY)
    return title, summary
