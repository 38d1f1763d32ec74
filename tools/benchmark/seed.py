"""A large city made by SQL: many accounts, threads and contributions, a draft of 300 clauses, a law of 1,000."""

from __future__ import annotations

import msgspec

from partisipasi.kit.codes import new_receipt
from partisipasi.kit.database import Database, Transaction

#: Contributions in a thread of ordinary size, which is what one page shows.
PER_THREAD = 50

_QUIET = (
    "ALTER TABLE contribution DISABLE TRIGGER contribution_search",
    "ALTER TABLE thread DISABLE TRIGGER thread_search",
)
_LOUD = (
    "ALTER TABLE contribution ENABLE TRIGGER contribution_search",
    "ALTER TABLE thread ENABLE TRIGGER thread_search",
)
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
    """Ids of what is measured."""

    thread_id: int
    thread_slug: str
    long_thread_id: int
    draft_id: int = 0
    draft_slug: str = ""
    clause_key: str = ""


async def seed_forum(database: Database, contributions: int, *, longest: int) -> Seeded:
    """Threads of fifty contributions until there are so many, one of them with `longest` contributions."""
    async with database.transaction() as tx:
        await tx.execute("SET LOCAL statement_timeout = 0")
        for statement in (*_QUIET, *_PEOPLE):
            await tx.execute(statement)
        threads = max(2, (contributions - longest) // PER_THREAD)
        await tx.execute(
            """INSERT INTO thread (topic_id, title, slug, created_at)
               SELECT (SELECT min(id) FROM topic) + n % 8, 'Diskusi uji nomor ' || n, 'diskusi-uji-' || n,
                      now() - make_interval(mins => n) FROM generate_series(1, $1::int) n""",
            threads,
        )
        first = await tx.value("SELECT min(id) FROM thread")
        for low in range(0, threads * PER_THREAD, 200_000):
            high = min(low + 200_000, threads * PER_THREAD)
            await _contribute(tx, f"$1::bigint + (n / {PER_THREAD})", first, low, high)
        long_thread = await tx.value("SELECT max(id) FROM thread")
        if longest > PER_THREAD:
            await _contribute(tx, "$1::bigint", long_thread, 10_000_000, 10_000_000 + longest)
        await _finish(tx)
        await tx.execute(_INDEX, contributions)
        for statement in _LOUD:
            await tx.execute(statement)
    await analyse(database)
    middle = first + threads // 2
    return Seeded(middle, f"diskusi-uji-{threads // 2 + 1}", long_thread)


async def seed_draft(database: Database, seeded: Seeded, *, clauses: int, contributions: int) -> None:
    """A published draft with an open round, so many clauses, and so many contributions on them."""
    async with database.transaction() as tx:
        for statement in _QUIET:
            await tx.execute(statement)
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
        await _finish(tx)
        for statement in _LOUD:
            await tx.execute(statement)
    await analyse(database)
    seeded.draft_id, seeded.draft_slug, seeded.clause_key = draft["id"], draft["slug"], f"pasal-{clauses // 2}"


async def _contribute(tx: Transaction, thread: str, first: int, low: int, high: int) -> None:
    await tx.execute(
        f"""INSERT INTO contribution (receipt, thread_id, contributor_id, kind, source, html, markup_version,
                                      published_at)
            SELECT 'F' || n, {thread}, (SELECT min(id) FROM contributor) + n % 5000, 'comment', {_TEXT},
                   '<p>' || {_TEXT} || '</p>', 1, now() - interval '1 day'
            FROM generate_series($2::int, $3::int - 1) n""",
        first, low, high,
    )  # fmt: skip


async def _finish(tx: Transaction) -> None:
    await tx.execute(
        """INSERT INTO contribution_tally (contribution_id, supports) SELECT id, id % 40 FROM contribution
           ON CONFLICT (contribution_id) DO UPDATE SET supports = excluded.supports"""
    )
    await tx.execute(
        """INSERT INTO thread_tally (thread_id, contributions, roots, last_at)
           SELECT thread_id, count(*), count(*), max(published_at) FROM contribution GROUP BY thread_id
           ON CONFLICT DO NOTHING"""
    )


async def analyse(database: Database) -> None:
    """What the server does by itself within a minute of so many rows."""
    connection = await database.connect(statement_timeout=0)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
