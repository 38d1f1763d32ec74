"""Decisions that moderators made before decisions could be about more than contributions."""

from __future__ import annotations

import asyncpg
import pytest

from partisipasi.kit.cluster import Cluster, create_database, drop_database
from partisipasi.kit.codes import parse_decision_ref
from partisipasi.kit.database import Database
from partisipasi.kit.migrating import migrate

_BEFORE = """
    WITH t AS (INSERT INTO topic (slug, name) VALUES ('disiplin', 'Disiplin pegawai') RETURNING id),
         h AS (INSERT INTO thread (topic_id, title) SELECT id, 'Antrean' FROM t RETURNING id),
         o AS (INSERT INTO contributor (kind) VALUES ('person') RETURNING id),
         c AS (INSERT INTO contribution (receipt, thread_id, contributor_id, source, html, markup_version)
               SELECT code, h.id, o.id, 'Kata', '<p>Kata</p>', 1 FROM h, o, unnest(ARRAY['A', 'B']) code
               RETURNING id, receipt),
         r AS (INSERT INTO report (contribution_id, reporter, reason, created_at, closed_at)
               SELECT id, '1', 'spam', now() - interval '1 hour', now() FROM c WHERE receipt = 'A')
    INSERT INTO moderation_decision (contribution_id, act, rule, public_reason)
    SELECT id, CASE receipt WHEN 'A' THEN 'hide' ELSE 'release' END, 'spam', 'Iklan.' FROM c ORDER BY receipt"""


async def test_earlier_decisions_get_a_reference_an_author_and_how_they_came_about(cluster: Cluster) -> None:
    database = Database(await create_database(cluster, "tests_of_old_decisions"), size=2)
    kept = await database.connect()
    try:
        await migrate(database, to="0021")
        await kept.execute(_BEFORE)
        await migrate(database)
        rows = await kept.fetch("SELECT * FROM moderation_decision ORDER BY id")
        assert [row["detection"] for row in rows] == ["report", "held"]
        assert all(parse_decision_ref(row["public_ref"]) == row["public_ref"] for row in rows)
        assert all(row["author_id"] for row in rows)
        assert await kept.fetchval("SELECT decision_id FROM report") == rows[0]["id"]
        with pytest.raises(asyncpg.RestrictViolationError):
            await kept.execute("UPDATE moderation_decision SET public_reason = 'Lain.'")
        with pytest.raises(asyncpg.RestrictViolationError):
            await kept.execute("DELETE FROM moderation_decision")
    finally:
        await kept.close()
        await database.close()
        await drop_database(cluster, "tests_of_old_decisions")
