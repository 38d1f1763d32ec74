"""The example city happens through the ordinary actions, and its state keeps every rule."""

from __future__ import annotations

from partisipasi.demo.city import ACCOUNTS_FILE, load_once
from partisipasi.feedback.facts import gate_of_version
from partisipasi.invariants import INVARIANTS
from partisipasi.kit.database import Database
from partisipasi.settings import Settings


async def test_the_example_city_loads_once_and_keeps_every_invariant(
    fresh_database: Database, settings: Settings
) -> None:
    assert await load_once(fresh_database, settings)
    assert not await load_once(fresh_database, settings)
    async with fresh_database.transaction(writes=False) as tx:
        broken = {rule.name: len(rows) for rule in INVARIANTS if (rows := await tx.rows(rule.sql))}
        assert broken == {}
        assert await tx.value("SELECT count(*) FROM contribution") >= 150
        assert (
            await tx.value(
                "SELECT count(*) FROM thread WHERE draft_id IS NULL AND clause_id IS NULL AND kind <> 'service'"
            )
            == 9
        )
        assert await tx.value("SELECT count(*) FROM document_version") == 4
        assert (
            await tx.value("SELECT count(*) FROM contribution JOIN thread t ON t.id = thread_id AND document_id > 0")
            == 4
        )
        assert await tx.value("SELECT count(DISTINCT outcome) FROM decision WHERE state = 'released'") == 8
        assert await tx.value("SELECT array_agg(number ORDER BY number) FROM version WHERE state = 'concept'") == [3]
        assert await tx.value("SELECT count(*) FROM round WHERE opens_at <= now() AND closes_at > now()") == 2
        late = "SELECT count(*) FROM contribution WHERE created_at > now() OR published_at > now()"
        assert await tx.value(late) == 0
    accounts = settings.data / ACCOUNTS_FILE
    assert accounts.stat().st_mode & 0o077 == 0
    assert "administrator" in accounts.read_text()


async def test_the_example_shows_the_whole_way_of_a_draft(fresh_database: Database, settings: Settings) -> None:
    await load_once(fresh_database, settings)
    async with fresh_database.transaction(writes=False) as tx:
        draft_id = await tx.value("SELECT id FROM draft WHERE closed_how = 'enacted'")
        row = (
            await tx.rows(
                "SELECT enacted_number, enacted_on, enacted_url, closed_at FROM draft WHERE id = $1", draft_id
            )
        )[0]
        assert row["enacted_number"] and row["enacted_on"] < row["closed_at"].date()
        assert row["enacted_url"].startswith("https://jdih.")
        published = "SELECT array_agg(number ORDER BY number) FROM version WHERE draft_id = $1 AND state = 'published'"
        assert await tx.value(published, draft_id) == [1, 2, 3, 4]
        ops = await tx.values(
            "SELECT DISTINCT h.op FROM change h JOIN version v ON v.id = h.version_id WHERE v.draft_id = $1", draft_id
        )
        assert {"split", "merged", "moved", "deleted", "inserted", "reworded", "renumbered"} <= set(ops)
        # The paragraph that came back is the one that went: one clause in all versions that have it.
        numbers = await tx.value(
            """SELECT array_agg(v.number ORDER BY v.number) FROM clause_text x JOIN version v ON v.id = x.version_id
               WHERE v.draft_id = $1 AND x.text LIKE '%tanpa nama%'""",
            draft_id,
        )
        clauses = "SELECT count(DISTINCT clause_id) FROM clause_text WHERE text LIKE 'Pengaduan tanpa nama%'"
        assert (numbers, await tx.value(clauses)) == ([1, 3, 4], 1)
        kinds = await tx.rows(
            "SELECT kind, at < now() - interval '30 days' AS past FROM release WHERE draft_id = $1", draft_id
        )
        assert sorted(row["kind"] for row in kinds) == ["closing", "interim", *["version"] * 4]
        assert all(row["past"] for row in kinds)
        later = """SELECT array_agg(DISTINCT h.cause) FROM change h JOIN version v ON v.id = h.version_id
                   JOIN draft f ON f.id = v.draft_id AND v.published_at > f.closed_at WHERE f.id = $1"""
        assert await tx.value(later, draft_id) == ["facilitation"]
        waiting = """SELECT count(*) FROM contribution_stage s JOIN owed_contribution o USING (contribution_id)
                     WHERE o.draft_id = $1 AND s.stage <> 'answered'"""
        assert await tx.value(waiting, draft_id) == 0
        extended = """SELECT count(*) FROM round_change c JOIN round r ON r.id = c.round_id
                      WHERE r.draft_id = $1 AND c.closes_at > c.closed_before"""
        assert await tx.value(extended, draft_id) == 1
        concept = await tx.value("SELECT id FROM version WHERE state = 'concept'")
        gate = await gate_of_version(tx, concept)
        undone = next(gap for gap in gate.gaps if gap.code == "decision_undone")
        assert [item.label for item in undone.items] == ["M-007"]


async def test_the_forum_of_the_example_has_something_of_everything(
    fresh_database: Database, settings: Settings
) -> None:
    await load_once(fresh_database, settings)
    async with fresh_database.transaction(writes=False) as tx:
        kinds = await tx.values("SELECT DISTINCT kind FROM thread_event")
        assert {"slowed", "split", "pinned", "summarised", "concluded", "wording_changed"} <= set(kinds)
        assert {"masked", "accepted", "status_changed"} <= set(kinds)
        standing = """SELECT status || coalesce('-' || verdict, '')
                        || CASE WHEN due_on < current_date THEN ' late' ELSE '' END FROM service_case"""
        assert {
            "received", "received late", "reopened-unresolved late", "in_progress late", "scheduled", "done",
            "done-resolved", "declined", "out_of_scope",
        } <= set(await tx.values(standing))  # fmt: skip
        acts = await tx.values("SELECT DISTINCT act FROM moderation_decision")
        assert {
            "hide", "mask", "ask_edit", "restore", "warn", "pace", "suspend", "no_violation",
        } <= set(acts)  # fmt: skip
        objections = "SELECT coalesce(result, 'open') FROM objection ORDER BY 1"
        assert await tx.values(objections) == ["open", "overturned", "upheld"]
        assert await tx.value("SELECT count(*) FROM objection WHERE decided_at IS NULL AND due_on < current_date") == 0
        files = """SELECT f.kind FROM attachment f JOIN contribution c ON c.id = f.contribution_id
                   WHERE c.state = 'published' ORDER BY 1"""
        assert await tx.values(files) == ["pdf", "png"]
        assert await tx.value("SELECT count(*) FROM thread WHERE audience = 'verified'") == 1
        assert await tx.values("SELECT DISTINCT method FROM verification ORDER BY 1") == [
            "administrator", "mail_domain", "roster",
        ]  # fmt: skip
        placed = (
            "SELECT count(*) FROM conclusion_line n JOIN decision d ON d.issue_id = n.issue_id AND d.state = 'released'"
        )
        assert await tx.value(placed) == 1
        released = """SELECT count(*) FROM issue i JOIN decision d ON d.issue_id = i.id
                      WHERE i.agency_id > 0 AND d.state = 'released'"""
        assert await tx.value(released) == 3


#: Times of what happened in the example: none of them is the moment of loading.
_TIMES = (
    "wording.at", "temperature.at", "conclusion.begun_at", "line_wording.at", "contest.at", "report.created_at",
    "objection.filed_at", "moderation_proposal.proposed_at", "masked_text.masked_at", "edit_request.asked_at",
    "restriction.starts_at", "attachment.created_at", "thread_event.at", "thread_text.at", "moderation_decision.at",
    "service_answer.at", "thread.created_at",
)  # fmt: skip


async def test_what_happened_in_the_example_happened_before_it_was_loaded(
    fresh_database: Database, settings: Settings
) -> None:
    await load_once(fresh_database, settings)
    async with fresh_database.transaction(writes=False) as tx:
        late = [
            name
            for name in _TIMES
            if await tx.value(
                f"SELECT true FROM {name.split('.')[0]} WHERE {name.split('.')[1]} > now() - interval '1 hour' LIMIT 1"
            )
        ]
    assert late == []
