"""Each invariant can fail: what breaks it is found."""

from __future__ import annotations

import pytest

from builders import breaches, change_of, decide, make_concept, make_desk, raise_issue, speak
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.publishing import publish_version
from partisipasi.kit.database import Transaction

BREAKING = {
    "a point of a contribution of another draft": (
        "UPDATE point SET contribution_id = (SELECT max(id) FROM contribution)"
    ),
    "a point in an issue that was merged into another": "UPDATE issue SET merged_into_id = id",
    "a decision public without a release, or released before its time": "UPDATE decision SET release_id = NULL",
    "a decision approved by one of those who proposed it, or public without approval": (
        "UPDATE decision SET approved_at = NULL"
    ),
    "a superseded decision with no newer one that names it": "UPDATE decision SET state = 'superseded'",
    "a change in a published version whose clause does not differ": (
        "UPDATE change SET old_text_id = new_text_id, flags = '{}'"
    ),
    "a change said to come from the public whose words are the same": "UPDATE change SET technical = true",
    "a published change from public input without a decision that was in force": "DELETE FROM decision_change",
    "a published change linked with a decision that was never public": "UPDATE decision SET state = 'approved'",
    "a decision released with a version that accepts without a change": "DELETE FROM decision_change",
    "a trace that cannot be walked: a change linked with a decision of another draft": (
        "UPDATE issue SET draft_id = (SELECT max(id) FROM draft)"
    ),
    "a notice whose contribution has no point in the decision's issue": "DELETE FROM point",
    "a notice of a decision that is not public, or of another draft's release": (
        "UPDATE decision SET released_at = NULL"
    ),
    "an answer without a notice: a point that stood when its decision was released": "DELETE FROM notice",
    "a version published by somebody who made part of it": (
        "INSERT INTO version_maker SELECT id, published_by FROM version WHERE number = 2"
    ),
    "a version published by somebody who proposed a decision it released": (
        "UPDATE decision d SET proposers = ARRAY[v.published_by] FROM version v WHERE v.number = 2"
    ),
}


@pytest.mark.parametrize("name", list(BREAKING))
async def test_a_breach_is_found(tx: Transaction, name: str) -> None:
    desk, other = await make_desk(tx), await make_desk(tx)
    issue = await raise_issue(tx, desk, await speak(tx, desk.scene))
    await decide(tx, desk, issue, "accepted")
    version_id = await make_concept(tx, desk, {"pasal-7.ayat-1": "Potongan sebesar 1%."})
    change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
    await set_change(tx, desk.analyst, change_id=change_id, cause="public_input", issue_numbers=[1])
    await publish_version(tx, desk.chief, version_id=version_id)
    # Everything happened in one transaction, at one time: let the release be later than what it answers.
    await tx.execute("UPDATE decision SET released_at = released_at + interval '1 hour'")
    await tx.execute("ALTER TABLE version DISABLE TRIGGER version_stays")
    await tx.execute("UPDATE version SET published_at = published_at + interval '1 hour' WHERE id = $1", version_id)
    await speak(tx, other.scene)
    assert await breaches(tx) == {}
    for table in ("change", "decision_change"):
        await tx.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_stays")
    await tx.execute(BREAKING[name])
    assert name in await breaches(tx)
