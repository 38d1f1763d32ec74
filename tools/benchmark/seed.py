"""A large city made by SQL: many accounts, threads and contributions, a draft of 300 clauses, a law of 1,000."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from partisipasi.kit.codes import new_receipt
from partisipasi.kit.database import Database, Transaction

#: Triggers and references checked a million times would take most of the time; the counters are written at the end.
_QUIET, _LOUD = "SET LOCAL session_replication_role = replica", "SET LOCAL session_replication_role = origin"
_PEOPLE = (
    "INSERT INTO topic (slug, name) SELECT 'topik-' || n, 'Topik ' || n FROM generate_series(1, 8) n",
    "INSERT INTO agency (slug, name) SELECT 'dinas-' || n, 'Dinas ' || n FROM generate_series(1, 8) n",
    """INSERT INTO account (display_name, created_at)
       SELECT CASE WHEN n % 2 = 0 THEN 'Warga Uji ' || n END, now() - interval '90 days'
       FROM generate_series(1, 5000) n""",
    """INSERT INTO email_address (account_id, address, confirmed_at)
       SELECT id, 'uji' || id || '@example.org', now() FROM account""",
    "INSERT INTO contributor (account_id) SELECT id FROM account",
)
_TEXT = """'Potongan ini perlu ditinjau kembali karena pegawai yang rumahnya jauh sulit datang tepat waktu. Contoh '
           || n || ' dari kantor kami: angkot berhenti lama, hujan deras, mesin presensi sering rusak pagi hari.'"""
#: As the chore would, but in SQL: a million stemmings in Python take an hour. One word stands in a thousand.
_INDEX = """INSERT INTO search_entry (kind, object_id, stemmer, vector)
            SELECT 'contribution', id, 1, to_tsvector('simple', source || ' kata' || id % greatest(1, $1 / 1000))
            FROM contribution"""


class Seeded(msgspec.Struct):
    """Ids of what is measured. `sized`: contributions → the thread that has so many."""

    sized: dict[int, int]
    draft_id: int = 0
    draft_slug: str = ""
    clause_key: str = ""


async def seed_forum(database: Database, contributions: int, *, ordinary: int, sizes: Sequence[int]) -> Seeded:
    """Threads of ordinary size until there are so many contributions, and one thread of each of the other sizes."""
    async with database.transaction() as tx:
        await tx.execute("SET LOCAL statement_timeout = 0")
        for statement in _PEOPLE:
            await tx.execute(statement)
        many = max(2, (contributions - sum(sizes)) // ordinary)
        await tx.execute(
            """INSERT INTO thread (topic_id, title, slug, created_at)
               SELECT (SELECT min(id) FROM topic) + CASE WHEN n % 2 = 0 OR n > $2::int THEN 0 ELSE n % 8 END,
                      'Diskusi uji nomor ' || n, 'diskusi-uji-' || n, now() - make_interval(mins => n)
               FROM generate_series(1, $1::int) n""",
            many + len(sizes),
            many,
        )
        first = await tx.value("SELECT min(id) FROM thread")
        await tx.execute(_QUIET)
        for low in range(0, many * ordinary, 200_000):
            await _contribute(tx, first, ordinary, 0, low, min(low + 200_000, many * ordinary))
        sized, done = {}, many * ordinary
        for number, size in enumerate(sizes):
            sized[size] = first + many + number
            await _contribute(tx, sized[size], size, done, done, done + size)
            done += size
        await tx.execute("SELECT setval(pg_get_serial_sequence('contribution', 'id'), max(id)) FROM contribution")
        await _finish(tx, 0)
        await tx.execute(_INDEX, contributions)
        await tx.execute(_LOUD)
    await analyse(database)
    return Seeded(sized)


async def seed_draft(database: Database, seeded: Seeded, *, clauses: int, contributions: int) -> None:
    """A published draft with an open round, so many clauses, and so many contributions on them."""
    async with database.transaction() as tx:
        before = await tx.value("SELECT max(id) FROM contribution")
        draft = (
            await tx.rows(
                """INSERT INTO draft (topic_id, agency_id, kind, title, slug)
                   SELECT (SELECT min(id) FROM topic), (SELECT min(id) FROM agency), 'perda', 'Rancangan uji',
                          'rancangan-uji'
                   RETURNING id, slug"""
            )
        )[0]
        version = await tx.value(
            """INSERT INTO version (draft_id, number, source, title, coverage)
               VALUES ($1, 1, '', 'Rancangan uji', 1) RETURNING id""",
            draft["id"],
        )
        await tx.execute(
            "INSERT INTO clause (draft_id, born_version_id) SELECT $1, $2 FROM generate_series(1, $3::int)",
            draft["id"], version, clauses,
        )  # fmt: skip
        await tx.execute(
            """INSERT INTO clause_text (version_id, clause_id, parent_id, position, depth, kind, key, label, path,
                                        heading, text, fingerprint)
               SELECT $1, id, NULL, n, 0, 'pasal', 'pasal-' || n, 'Pasal ' || n, 'pasal-' || n, '',
                      'Setiap perangkat daerah wajib menyelenggarakan pelayanan sesuai dengan standar pelayanan ' || n
                      || ' dan melaporkannya kepada Wali Kota paling lambat 14 (empat belas) hari kerja.', md5(n::text)
               FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM clause WHERE draft_id = $2) c""",
            version, draft["id"],
        )  # fmt: skip
        await tx.execute("UPDATE version SET state = 'published', published_at = now() WHERE id = $1", version)
        round_id = await tx.value(
            """INSERT INTO round (draft_id, version_id, number, opens_at, closes_at)
               VALUES ($1, $2, 1, now() - interval '5 days', now() + interval '20 days') RETURNING id""",
            draft["id"], version,
        )  # fmt: skip
        await tx.execute(
            """INSERT INTO thread (topic_id, draft_id, clause_id, title)
               SELECT (SELECT min(id) FROM topic), $1, id, '' FROM clause WHERE draft_id = $1""",
            draft["id"],
        )
        await tx.execute(_QUIET)
        await tx.execute(
            f"""INSERT INTO contribution (receipt, thread_id, draft_id, clause_id, version_id, round_id, contributor_id,
                                          kind, stance, source, html, markup_version, published_at)
                SELECT 'D' || $1 || '-' || n, t.id, t.draft_id, t.clause_id, $2, $3,
                       (SELECT min(id) FROM contributor) + n % 5000, 'comment', 'disagree', {_TEXT},
                       '<p>' || {_TEXT} || '</p>', 1,
                       now() - make_interval(mins => n)
                FROM generate_series(1, $4::int) n
                JOIN (SELECT id, draft_id, clause_id, row_number() OVER (ORDER BY id) AS r
                      FROM thread WHERE draft_id = $1) t
                  ON t.r = 1 + n % $5""",
            draft["id"], version, round_id, contributions, clauses,
        )  # fmt: skip
        ids = await tx.values("SELECT id FROM contribution WHERE draft_id = $1", draft["id"])
        await tx.execute_many(
            "UPDATE contribution SET receipt = $2 WHERE id = $1",
            [(contribution, new_receipt()) for contribution in ids],
        )
        await _finish(tx, before)
        await tx.execute(_LOUD)
    await analyse(database)
    seeded.draft_id, seeded.draft_slug, seeded.clause_key = draft["id"], draft["slug"], f"pasal-{clauses // 2}"


async def _contribute(tx: Transaction, thread: int, size: int, begin: int, low: int, high: int) -> None:
    """Contributions `low` to `high` in threads of `size`, the first of which is `thread` and begins with `begin`.

    Of six in a row one has three replies, the last of them a reply to a reply, and one has one.
    """
    await tx.execute(
        f"""INSERT INTO contribution (id, receipt, thread_id, parent_id, root_id, depth, contributor_id, kind, source,
                                      html, markup_version, published_at)
            SELECT n + 1, 'F' || n, $1::bigint + (n - $3::bigint) / $2,
                   CASE k WHEN 0 THEN NULL WHEN 4 THEN NULL WHEN 2 THEN n - 1 ELSE n END,
                   CASE k WHEN 0 THEN NULL WHEN 4 THEN NULL WHEN 5 THEN n ELSE n - k + 1 END,
                   CASE k WHEN 0 THEN 0 WHEN 4 THEN 0 WHEN 3 THEN 2 ELSE 1 END,
                   (SELECT min(id) FROM contributor) + n % 5000,
                   CASE WHEN k IN (0, 4) THEN 'comment' ELSE 'reply' END,
                   {_TEXT}, '<p>' || {_TEXT} || '</p>', 1, now() - make_interval(secs => 2000000 - n)
            FROM (SELECT n::bigint AS n, (n - $3::bigint) % $2 % 6 AS k
                  FROM generate_series($4::int, $5::int - 1) n) said""",
        thread, size, begin, low, high,
    )  # fmt: skip


async def _finish(tx: Transaction, after: int) -> None:
    """The counters of what was said after a contribution, which is whole threads."""
    await tx.execute(
        """INSERT INTO contribution_tally (contribution_id, thread_id, supports, best, replies)
           SELECT c.id, CASE WHEN c.depth = 0 THEN c.thread_id END, c.id % 40,
                  CASE WHEN c.depth = 0 THEN talk_best((c.id % 40)::int) ELSE 0 END, coalesce(r.replies, 0)
           FROM contribution c LEFT JOIN (
             SELECT up, count(*) AS replies FROM (
               SELECT root_id AS up FROM contribution WHERE id > $1 AND root_id IS NOT NULL
               UNION ALL SELECT parent_id FROM contribution WHERE id > $1 AND parent_id <> root_id) answers
             GROUP BY up) r ON r.up = c.id
           WHERE c.id > $1""",
        after,
    )
    await tx.execute(
        """INSERT INTO thread_tally (thread_id, contributions, roots, last_at)
           SELECT thread_id, count(*), count(*) FILTER (WHERE depth = 0), max(published_at)
           FROM contribution WHERE id > $1 GROUP BY thread_id""",
        after,
    )


async def analyse(database: Database) -> None:
    """What the server does by itself within a minute of so many rows."""
    connection = await database.connect(statement_timeout=0)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
