"""What always holds of drafts: nothing breaks it in ordinary work, and each rule finds what would."""

from __future__ import annotations

from draft_scene import FIRST, SECOND, make_team, publish
from partisipasi.drafts import actions
from partisipasi.drafts.invariants import INVARIANTS
from partisipasi.drafts.queries import alignments_of
from partisipasi.drafts.sealing import seal_version
from partisipasi.kit.database import Database, Transaction

#: Acts against the rules, the database's own locks taken off; each with a word of the rule that must find it.
WRONGS = (
    ("numbered", "UPDATE version SET number = 7 WHERE state = 'published' AND number = 2"),
    ("digest", "UPDATE version SET sha256 = '' WHERE state = 'published'"),
    ("digest", "UPDATE alignment SET review = 'open'"),
    ("stands in", "UPDATE clause_text SET depth = 5 WHERE key = 'pasal-2'"),
    ("of another", "UPDATE clause SET draft_id = (SELECT max(id) FROM draft)"),
    ("missing", "DELETE FROM alignment WHERE op = 'inserted'"),
    ("other versions", "UPDATE alignment SET old_text_id = new_text_id WHERE op = 'reworded'"),
    ("by identity", "UPDATE alignment SET op = 'moved', old_text_id = (SELECT min(old_text_id) FROM alignment)"),
    (
        "same time",
        "INSERT INTO round (draft_id, version_id, number, opens_at, closes_at) "
        "SELECT draft_id, id, n, now(), now() + interval '1 day' FROM version, generate_series(1, 2) n "
        "WHERE state = 'published' AND number = 1",
    ),
    (
        "not published",
        "INSERT INTO round (draft_id, version_id, number, opens_at, closes_at) "
        "SELECT draft_id, id, 1, now(), now() + interval '1 day' FROM version WHERE state = 'concept'",
    ),
    ("ended before", "UPDATE team_member SET ended_at = added_at - interval '1 hour'"),
)


async def _broken(tx: Transaction) -> list[str]:
    return [rule.name for rule in INVARIANTS if await tx.rows(rule.sql)]


async def _work(tx: Transaction) -> None:
    """Two versions published with a person's eye on every doubt, a third as concept; and another draft."""
    team = await make_team(tx)
    await publish(tx, team, FIRST)
    second = await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=SECOND)
    for line in await alignments_of(tx, second.id):
        if line.review == "open":
            await actions.confirm_alignment(tx, team.legal, alignment_id=line.id)
    await seal_version(tx, version_id=second.id, actor_id=team.approver.account_id or 0)
    third = await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=FIRST)
    await actions.correct_clause(tx, team.legal, version_id=third.id, revision=1, key="pasal-3", label="Pasal 9")
    await make_team(tx)


async def test_ordinary_work_breaks_nothing_and_every_wrong_is_found(fresh_database: Database) -> None:
    async with fresh_database.transaction() as tx:
        await _work(tx)
        assert await _broken(tx) == []
    for word, wrong in WRONGS:
        tx = await fresh_database.begin()
        try:
            await tx.execute("SET LOCAL session_replication_role = replica")
            assert await tx.execute(wrong), wrong
            assert [name for name in await _broken(tx) if word in name], wrong
        finally:
            await tx.rollback()
            await fresh_database.release(tx)
