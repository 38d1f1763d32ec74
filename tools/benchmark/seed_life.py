"""What moderators, agencies and readers have in a large city, made by SQL: cases, decisions, services, marks, news."""

from __future__ import annotations

import msgspec

from benchmark.seed import Seeded, analyse
from partisipasi.accounts.sessions import start_session
from partisipasi.accounts.tables import RoleGrant
from partisipasi.kit.codes import new_receipt
from partisipasi.kit.database import Database, Transaction

#: Every tenth open case is held, the others are reported by one to three people.
_CASES = (
    """CREATE TEMP TABLE chosen ON COMMIT DROP AS
       SELECT id, row_number() OVER (ORDER BY id) AS n FROM contribution
       WHERE draft_id IS NULL AND id % greatest(1, (SELECT count(*) FROM contribution) / $1::int) = 0
       ORDER BY id LIMIT $1::int""",
    """INSERT INTO report (contribution_id, account_id, reporter, reason, created_at)
       SELECT h.id, p.id, sha256((h.id || ' ' || p.id)::bytea),
              (ARRAY['spam', 'abuse', 'personal_data', 'off_topic', 'other'])[1 + h.n % 5],
              now() - (h.n % 3000 + k) * interval '1 minute'
       FROM chosen h CROSS JOIN generate_series(1, 3) k JOIN LATERAL (
         SELECT id FROM account WHERE id = (SELECT min(id) FROM account) + 10 + (h.n * 7 + k) % 4000) p ON true
       WHERE h.n % 10 <> 0 AND k <= 1 + h.n % 3""",
    """UPDATE contribution c SET state = 'held', held_reason = 'links', held_at = now(), published_at = NULL
       FROM chosen h WHERE h.id = c.id AND h.n % 10 = 0""",
)
#: Decisions of two years; every fiftieth is contested.
_DECISIONS = (
    """INSERT INTO moderation_decision (public_ref, contribution_id, author_id, act, rule, public_reason, at)
       SELECT 'K-UJI-' || n, c.id, c.contributor_id,
              (ARRAY['hide', 'mask', 'no_violation', 'warn', 'restore'])[1 + n % 5],
              (ARRAY['spam', 'abuse', 'personal_data', 'off_topic'])[1 + n % 4],
              'Menyebut nomor telepon orang lain.', now() - ($1::int - n) * interval '20 minutes'
       FROM (SELECT id, contributor_id, row_number() OVER (ORDER BY id) AS n FROM (
               SELECT id, contributor_id FROM contribution
               WHERE draft_id IS NULL AND id % greatest(1, (SELECT count(*) FROM contribution) / $1::int) = 1
               ORDER BY id LIMIT $1::int) c) c (id, contributor_id, n)""",
    """INSERT INTO objection (decision_id, side, due_on)
       SELECT id, 'author', current_date + 5 FROM moderation_decision WHERE id % 50 = 0""",
)
#: The first contributions of threads become what people told an agency; most are answered.
_SERVICES = (
    "INSERT INTO service (agency_id, topic_id, name) SELECT $2, min(id), 'Kartu pegawai' FROM topic",
    """INSERT INTO service_case (thread_id, contribution_id, agency_id, service_id, happened_on, status, heard_at,
                                 due_on, answered_at)
       SELECT t.id, t.opening, $2, (SELECT max(id) FROM service), current_date - 20,
              CASE WHEN t.n % 10 > 0 THEN 'done' ELSE 'received' END, now() - t.n % 500 * interval '1 hour',
              CASE WHEN t.n % 10 = 0 THEN current_date + (t.n % 9)::int - 2 END,
              CASE WHEN t.n % 10 > 0 THEN now() - t.n % 300 * interval '1 hour' END
       FROM (SELECT t.id, row_number() OVER (ORDER BY t.id) AS n,
                    (SELECT min(c.id) FROM contribution c WHERE c.thread_id = t.id) AS opening
             FROM thread t WHERE t.draft_id IS NULL AND t.id % greatest(1, (SELECT count(*) FROM thread) / $1::int) = 0
             ORDER BY t.id LIMIT $1::int) t""",
    "UPDATE thread t SET kind = 'service', agency_id = $2 FROM service_case k WHERE k.thread_id = t.id AND $1::int > 0",
)
#: A musyawarah with its proposal and so many arguments, a third on each side.
_MUSYAWARAH = (
    """INSERT INTO thread (topic_id, kind, title, slug)
       SELECT min(id), 'musyawarah', 'Jam masuk kantor', 'jam-masuk-kantor' FROM topic RETURNING id""",
    """WITH said AS (
         INSERT INTO contribution (receipt, thread_id, contributor_id, kind, source, html, markup_version, published_at)
         SELECT 'M-USUL', $1, min(id), 'statement', 'Usul.', '<p>Jam masuk menjadi pukul delapan.</p>', 1, now()
         FROM contributor RETURNING id),
       asked AS (INSERT INTO wording (thread_id, number, contribution_id) SELECT $1, 1, id FROM said RETURNING id)
       INSERT INTO wording_tally (wording_id, agree, unsure, object) SELECT id, 60, 20, 20 FROM asked""",
    """INSERT INTO contribution (receipt, thread_id, contributor_id, kind, stance, source, html, markup_version,
                                 published_at)
       SELECT 'M' || n, $1, (SELECT min(id) FROM contributor) + n % 5000, 'argument',
              (ARRAY['agree', 'agree_with_changes', 'disagree'])[1 + n % 3], 'Angkot belum ada sepagi itu ' || n,
              '<p>Angkot belum ada sepagi itu ' || n || '</p>', 1, now()
       FROM generate_series(1, $2::int) n""",
    """INSERT INTO thread_tally (thread_id, contributions, roots, last_at)
       SELECT thread_id, count(*), count(*), now() FROM contribution WHERE thread_id = $1 GROUP BY thread_id""",
)
#: A reader of the long threads, half way through each, who supports every third contribution and was told a lot.
_READER = (
    """INSERT INTO support (contribution_id, account_id)
       SELECT c.id, $1 FROM contribution c WHERE c.thread_id = ANY($2::bigint[]) AND c.id % 3 = 0""",
    """INSERT INTO thread_read (account_id, thread_id, last_id)
       SELECT $1, thread_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY id) FROM contribution
       WHERE thread_id = ANY($2::bigint[]) GROUP BY thread_id""",
    """INSERT INTO thread_read (account_id, thread_id, last_id)
       SELECT $1, t.id, (SELECT min(c.id) FROM contribution c WHERE c.thread_id = t.id)
       FROM thread t WHERE NOT t.id = ANY($2::bigint[]) ORDER BY t.id DESC LIMIT 500""",
    """INSERT INTO thread_event (thread_id, kind, by_role, reason, at)
       SELECT id, 'slowed', 'moderator', 'Banyak kiriman dalam waktu singkat.', now() - interval '1 hour'
       FROM unnest($2::bigint[]) id WHERE $1::bigint > 0""",
    """WITH told AS (
         INSERT INTO news (kind, family, once, thread_id, contribution_id)
         SELECT 'reply', 'replies', 'uji ' || id, thread_id, id FROM contribution
         WHERE id > (SELECT max(id) FROM contribution) - 500 AND state = 'published' AND $2::bigint[] IS NOT NULL
         RETURNING id)
       INSERT INTO notification (news_id, account_id) SELECT id, $1 FROM told""",
)


class Life(msgspec.Struct):
    """Who looks on, by cookie; an agency; the last receipt of each thread of a known size."""

    reader: str = ""
    moderator: str = ""
    agency: str = ""
    musyawarah: str = ""
    last: dict[int, str] = {}


async def seed_life(
    database: Database, seeded: Seeded, *, cases: int, decisions: int, services: int, arguments: int
) -> Life:
    """So many open cases and decisions of moderators, so many service cases of one agency, so many arguments in a
    musyawarah, and a reader of it all.
    """
    async with database.transaction() as tx:
        await tx.execute("SET LOCAL statement_timeout = 0")
        agency = (await tx.rows("SELECT id, slug FROM agency ORDER BY id LIMIT 1"))[0]
        reader, moderator = await tx.values("SELECT id FROM account ORDER BY id LIMIT 2")
        await tx.execute(_CASES[0], cases)
        for statement in _CASES[1:]:
            await tx.execute(statement)
        await tx.execute(_DECISIONS[0], decisions)
        await tx.execute(_DECISIONS[1])
        await tx.execute(_SERVICES[0].replace("$2", "$1"), agency["id"])
        for statement in _SERVICES[1:]:
            await tx.execute(statement, services, agency["id"])
        asked = await tx.value(_MUSYAWARAH[0])
        await tx.execute(_MUSYAWARAH[1], asked)
        await tx.execute(_MUSYAWARAH[2], asked, arguments)
        await tx.execute(_MUSYAWARAH[3], asked)
        for statement in _READER:
            await tx.execute(statement, reader, list(seeded.sized.values()))
        await tx.add(RoleGrant(account_id=moderator, role="moderator"))
        last = {size: await _last(tx, thread) for size, thread in seeded.sized.items()}
        cookies = [f"sesi={await start_session(tx, account_id=one, device='bench')}" for one in (reader, moderator)]
    await analyse(database)
    return Life(*cookies, f"/perangkat/{agency['id']}-{agency['slug']}", f"/diskusi/{asked}-jam-masuk-kantor", last)


async def _last(tx: Transaction, thread_id: int) -> str:
    """A receipt that can be read for the last contribution of a thread."""
    receipt = new_receipt()
    await tx.execute(
        "UPDATE contribution SET receipt = $2 WHERE id = (SELECT max(id) FROM contribution WHERE thread_id = $1)",
        thread_id, receipt,
    )  # fmt: skip
    return receipt
