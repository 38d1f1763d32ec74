"""What was published is what is there: `verify` works out the digest of every published text again."""

from __future__ import annotations

from draft_scene import FIRST, make_team, publish
from partisipasi.cli.verifying import verify_state
from partisipasi.kit.database import Database
from partisipasi.settings import Settings


async def test_a_word_changed_behind_the_programs_back_is_found(fresh_database: Database, settings: Settings) -> None:
    async with fresh_database.transaction() as tx:
        version = await publish(tx, await make_team(tx), FIRST)
    assert (await verify_state(fresh_database, settings)).ok
    async with fresh_database.transaction() as tx:
        await tx.execute("SET LOCAL session_replication_role = replica")
        await tx.execute("UPDATE clause_text SET text = text || '!' WHERE version_id = $1 AND text <> ''", version.id)
    report = await verify_state(fresh_database, settings)
    assert not report.ok
    assert report.broken == {"published texts that are not those of their digests": 1}
