"""Ending a draft, with its enacted text where that differs, and answering early: what no next version waits for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Literal, get_args
from urllib.parse import urlsplit

import msgspec

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.drafts.actions.stages import enacted_stages
from partisipasi.feedback.facts import gate_of_closing
from partisipasi.feedback.owners import Owner
from partisipasi.feedback.publishing import approved_decisions, demand_gate, demand_publisher, publish_version
from partisipasi.feedback.releasing import release_decisions
from partisipasi.feedback.standing import stand, touch
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, clean_text
from partisipasi.record.actions import write_record

How = Literal["enacted", "unchanged", "withdrawn"]
LONGEST_REASON = 5000
_WHICH = N_(
    "A concept of this draft is open. Say whether it is the text that was enacted, or the version published last."
)
_NO_TEXT = N_(
    "Nothing of this draft is published yet. Make the enacted text its first version, then close the draft with it."
)
_OTHER = N_("This is neither the version published last nor the concept that follows it.")


class Enacted(msgspec.Struct, frozen=True, kw_only=True):
    """Under which number and when a draft was enacted, and where the official text is found."""

    number: str = ""
    on: date | None = None
    url: str = ""


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """The text that was enacted: the version published last, or the concept that is published with the end.

    `revision` and `summary_edits` are what the closer saw of a concept; a later text is not published unseen.
    """

    version_id: int
    revision: int | None = None
    summary_edits: int | None = None
    introduction: str = ""
    introduction_en: str = ""


class _Texts(msgspec.Struct):
    published: int | None
    concept: int | None


async def close_draft(
    tx: Transaction,
    viewer: Viewer,
    *,
    draft_id: int,
    how: str,
    reason: str = "",
    enacted: Enacted | None = None,
    text: Text | None = None,
) -> int:
    """End a draft and answer everyone: the gate is that of a version, less what concerns changes.

    An enacted text that differs from the version published last is a concept. It is published first, through the
    whole gate of a version, then the draft ends, all in the caller's transaction. A concept that is not the enacted
    text stays with the team, unpublished; the record says so.

    Args:
        how: enacted, unchanged (no new text) or withdrawn.
        reason: for everybody to read; may be left out when enacted.
        text: what was enacted. May be left out while no concept makes it doubtful.

    Returns:
        The id of the release.

    Raises:
        NotFound, Forbidden: as for publishing.
        Conflict: the gate is not open (code `gate`); a concept is open and nobody says whether it is what was enacted
            (`concept_open`); neither the version published last nor the concept is meant (`not_newest`); nothing is
            published that could have been enacted (`no_text`); or the draft ended before (`draft_closed`).
        Invalid: no reason, an unknown way to end, an address that is none.
    """
    draft = await stand(tx, viewer, draft_id, Act.publish_version)
    reason, enacted = _checked(how, reason, enacted or Enacted())
    texts = await _texts(tx, draft_id)
    if how == "enacted" or text is not None:
        _demand_text(texts, text, enacted=how == "enacted")
    if text is not None and text.version_id == texts.concept:
        await publish_version(tx, viewer, **msgspec.structs.asdict(text))
        texts = _Texts(text.version_id, None)
    gate = await gate_of_closing(tx, draft_id)
    demand_publisher(viewer, gate)
    demand_gate(gate)
    release_id = await release_decisions(
        tx,
        owner=Owner(draft_id),
        kind="closing",
        actor_id=viewer.account_id,
        decision_ids=await approved_decisions(tx, draft_id),
        reason=reason,
    )
    await tx.execute(
        "UPDATE draft SET closed_at = now(), closed_how = $2, closed_reason = $3 WHERE id = $1", draft_id, how, reason
    )
    if how == "enacted":
        await _enact(tx, viewer, draft_id, enacted)
    await write_record(
        tx,
        "draft.closed",
        actor_id=viewer.account_id,
        subject=("draft", draft_id),
        details={"how": how, "release": release_id, "version": texts.published, "unpublished": texts.concept},
    )
    tx.changed(f"topic:{draft.topic_id}")
    return release_id


async def tell_enactment(tx: Transaction, viewer: Viewer, *, draft_id: int, enacted: Enacted) -> None:
    """Say under which number and when an enacted draft became a rule, once that is known, or put it right.

    Raises:
        NotFound: the viewer may not know of the draft.
        Forbidden: no approver of its team.
        Conflict: it was not enacted (code `not_enacted`).
        Invalid: a number that is too long, an address that is none.
    """
    draft = await stand(tx, viewer, draft_id, Act.publish_version, closed=True)
    if not draft.enacted:
        raise Conflict(N_("This draft was not enacted."), code="not_enacted")
    _, enacted = _checked("enacted", "", enacted)
    await _enact(tx, viewer, draft_id, enacted)
    await write_record(
        tx,
        "draft.enactment_told",
        actor_id=viewer.account_id,
        subject=("draft", draft_id),
        details={"on": enacted.on, "number": enacted.number, "promulgated": bool(enacted.url)},
    )
    touch(tx, draft_id)
    tx.changed(f"topic:{draft.topic_id}")


async def release_interim(
    tx: Transaction, viewer: Viewer, *, draft_id: int, decision_ids: Collection[int], reason: str
) -> int:
    """Make approved decisions public before the next version is ready.

    Returns:
        The id of the release.

    Raises:
        NotFound: an outsider, or no such draft.
        Forbidden: no approver of the team, or one who proposed one of these decisions.
        Conflict: one of them is not approved, or is public already.
        Invalid: no decision or no reason.
    """
    await stand(tx, viewer, draft_id, Act.publish_version)
    reason = clean_text(reason)
    errors = {}
    if not reason.strip() or len(reason) > LONGEST_REASON:
        errors["reason"] = N_("Say why these answers are given now.")
    if not decision_ids:
        errors["decision_ids"] = N_("Choose at least one decision.")
    if errors:
        raise Invalid(errors)
    wanted = set(decision_ids)
    if not wanted <= set(await approved_decisions(tx, draft_id)):
        raise Conflict(N_("One of these decisions is not approved, or is public already."), code="state")
    own = await tx.value(
        """SELECT EXISTS (SELECT 1 FROM decision d WHERE d.id = ANY ($1::bigint[])
                            AND (d.proposed_by = $2 OR $2 = ANY (d.proposers)))""",
        list(wanted),
        viewer.account_id,
    )
    if own:
        raise Forbidden(N_("You proposed one of these decisions. Another approver releases it."))
    return await release_decisions(
        tx, owner=Owner(draft_id), kind="interim", actor_id=viewer.account_id, decision_ids=wanted, reason=reason
    )


def _checked(how: str, reason: str, enacted: Enacted) -> tuple[str, Enacted]:
    reason = clean_text(reason)
    enacted = Enacted(number=clean_line(enacted.number), on=enacted.on, url=enacted.url.strip())
    errors = {}
    if how not in get_args(How):
        errors["how"] = N_("Choose how the draft ends.")
    if how in ("unchanged", "withdrawn") and not reason.strip():
        errors["reason"] = N_("Say why, for everybody to read.")
    if len(reason) > LONGEST_REASON:
        errors["reason"] = N_("The reason is too long.")
    if len(enacted.number) > 200:
        errors["number"] = N_("The number is too long.")
    if enacted.url and (urlsplit(enacted.url).scheme not in ("http", "https") or not urlsplit(enacted.url).netloc):
        errors["link"] = N_("Write the whole address, beginning with https://.")
    if errors:
        raise Invalid(errors)
    return reason, enacted if how == "enacted" else Enacted()


async def _enact(tx: Transaction, viewer: Viewer, draft_id: int, enacted: Enacted) -> None:
    await tx.execute(
        "UPDATE draft SET enacted_number = $2, enacted_on = $3, enacted_url = $4 WHERE id = $1",
        draft_id,
        enacted.number,
        enacted.on,
        enacted.url,
    )
    await enacted_stages(tx, draft_id, on=enacted.on, promulgated=bool(enacted.url), actor_id=viewer.account_id)


async def _texts(tx: Transaction, draft_id: int) -> _Texts:
    found = await tx.one(
        _Texts,
        """SELECT (SELECT id FROM version WHERE draft_id = $1 AND state = 'published' ORDER BY number DESC LIMIT 1)
                    AS published,
                  (SELECT id FROM version WHERE draft_id = $1 AND state = 'concept') AS concept""",
        draft_id,
    )
    return found or _Texts(None, None)


def _demand_text(texts: _Texts, text: Text | None, *, enacted: bool) -> None:
    if text is None:
        if texts.concept is not None:
            raise Conflict(_WHICH, code="concept_open")
        if texts.published is None:
            raise Conflict(_NO_TEXT, code="no_text")
        return
    known = (texts.published, texts.concept) if enacted else (texts.published,)
    if text.version_id not in known:
        raise Conflict(_OTHER, code="not_newest")
