"""Release: the moment in which decisions become public and their notices due. Within the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection

from partisipasi.feedback.owners import Owner, touch_owner
from partisipasi.feedback.standing import touch_places
from partisipasi.feedback.tables import Release
from partisipasi.kit.database import Transaction
from partisipasi.kit.jobs import enqueue
from partisipasi.record.actions import write_record

#: The job that mails the notices of a release: `{"release": id}`.
MAIL_NOTICES = "mail_notices"
#: The job that tells followers of a release: `{"release": id}`.
TELL_RELEASE = "tell_release"


async def release_decisions(
    tx: Transaction,
    *,
    owner: Owner,
    kind: str,
    actor_id: int | None,
    decision_ids: Collection[int],
    version_id: int | None = None,
    reason: str = "",
) -> int:
    """Make approved decisions public, each in place of the one it supersedes, and their notices due.

    Notices are also made for points that joined an issue after its decision was public (placed late, or restored).

    Returns:
        The id of the release.
    """
    release = await tx.add(
        Release(
            draft_id=owner.draft_id,
            agency_id=owner.agency_id,
            kind=kind,
            version_id=version_id,
            reason=reason,
            released_by=actor_id,
        )
    )
    ids = list(decision_ids)
    await tx.execute(
        """UPDATE decision SET state = 'superseded' WHERE state = 'released'
             AND issue_id IN (SELECT issue_id FROM decision WHERE id = ANY ($1::bigint[]))""",
        ids,
    )
    await tx.execute(
        """UPDATE decision SET state = 'released', release_id = $2, released_at = now()
           WHERE id = ANY ($1::bigint[]) AND state = 'approved'""",
        ids,
        release.id,
    )
    notices = await tx.execute(_NOTICES[owner.column], owner.id, release.id)
    if notices:
        await enqueue(tx, MAIL_NOTICES, {"release": release.id})
        # Those who spoke elsewhere read there how far the answer has come; on the draft its own tag drops all.
        linked = await tx.values(
            """SELECT n.contribution_id FROM notice n JOIN contribution c ON c.id = n.contribution_id
               WHERE n.release_id = $1 AND c.draft_id IS NULL""",
            release.id,
        )
        await touch_places(tx, linked)
    await enqueue(tx, TELL_RELEASE, {"release": release.id})
    await write_record(
        tx,
        "decisions.released",
        actor_id=actor_id,
        subject=("release", release.id),
        details={
            "kind": kind,
            owner.column.removesuffix("_id"): owner.id,
            "decisions": sorted(ids),
            "notices": notices,
        },
    )
    touch_owner(tx, owner)
    return release.id


#: Notices for every point with a public decision that has none yet, by whose decisions they are.
_NOTICES = {
    column: f"""INSERT INTO notice (release_id, contribution_id, decision_id, contributor_id)
        SELECT DISTINCT $2::bigint, k.contribution_id, k.decision_id, c.contributor_id
        FROM counted_point k JOIN contribution c ON c.id = k.contribution_id
        WHERE k.{column} = $1 AND k.decision_id IS NOT NULL
        ON CONFLICT (contribution_id, decision_id) DO NOTHING"""
    for column in ("draft_id", "agency_id")
}
