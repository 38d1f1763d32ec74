"""Searching with operators: `oleh:`, `topik:`, `instansi:`, `status:`, `sebelum:`, `sesudah:`, with or without words.

Bounded whatever is typed: of a word that stands in many contributions, so many of the newest are narrowed further.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from partisipasi.discussions.places import SHUT
from partisipasi.kit.i18n import zone
from partisipasi.search.operators import Wanted

_NUMBER = re.compile(r"(?:(?:warga|resident)\s*)?#?(\d{1,12})", re.IGNORECASE)

#: With operators, of a word that stands in many, so many of the newest contributions are narrowed further; without any
#: word, so many of the newest contributions of all. The first look is at few: mostly they fill the page.
_FEW, _NARROWED, _LATEST = 1000, 20_000, 50_000
_TOPIC = "($4::text IS NULL OR k.slug = lower($4) OR k.name ILIKE $10 OR k.name_en ILIKE $10)"
_AGENCY = "($5::text IS NULL OR g.slug = lower($5) OR g.short_name ILIKE $5 OR g.name ILIKE $11)"
#: Those who show a number instead of a name.
_NUMBERED = """SELECT p.id FROM contributor p LEFT JOIN account a ON a.id = p.account_id
    WHERE coalesce(a.number, p.number) = $12::bigint"""
_MATCHES_IF_ANY = "($1 = '' OR e.vector @@ websearch_to_tsquery('simple', $1))"
#: What is found, each kind narrowed by what it has: a draft has no author, a clause no status of its own.
_FOUND = f"""
    said AS MATERIALIZED (
      SELECT e.object_id, e.vector, e.id FROM search_entry e
      WHERE $1 <> '' AND e.kind = 'contribution' AND {_MATCHES_IF_ANY} ORDER BY e.id DESC LIMIT {{narrowed}}),
    latest AS MATERIALIZED (
      SELECT c.id FROM contribution c WHERE $1 = '' AND $9::text IS NULL ORDER BY c.id DESC LIMIT {{latest}}),
    by_name AS MATERIALIZED (
      SELECT c.id FROM contribution c
      WHERE $1 = '' AND c.state = 'published' AND c.public_name ILIKE $9 ORDER BY c.id DESC LIMIT {{narrowed}}),
    by_number AS MATERIALIZED (
      SELECT c.id FROM contribution c
      WHERE $1 = '' AND c.state = 'published' AND c.public_name IS NULL AND c.contributor_id IN ({_NUMBERED})
      ORDER BY c.id DESC LIMIT {{narrowed}}),
    found AS MATERIALIZED (
      (SELECT 'draft' AS kind, d.id AS object_id, CASE WHEN $1 = '' THEN 0
                ELSE ts_rank(e.vector, websearch_to_tsquery('simple', $1)) * 4 END AS rank
       FROM search_entry e JOIN draft d ON d.id = e.object_id JOIN topic k ON k.id = d.topic_id
       JOIN agency g ON g.id = d.agency_id
       WHERE e.kind = 'draft' AND {_MATCHES_IF_ANY} AND {_TOPIC} AND {_AGENCY} AND $9::text IS NULL
         AND ($6::text IS NULL OR $6 = CASE WHEN EXISTS (
               SELECT 1 FROM round r JOIN version v ON v.id = r.version_id
               WHERE v.draft_id = d.id AND r.opens_at <= now() AND r.closes_at > now()) THEN 'open' ELSE 'closed' END)
         AND ($7::timestamptz IS NULL OR d.created_at < $7) AND ($8::timestamptz IS NULL OR d.created_at >= $8)
       ORDER BY rank DESC, d.id DESC LIMIT 100)
      UNION ALL
      (SELECT 'clause', t.id, ts_rank(e.vector, websearch_to_tsquery('simple', $1)) * 2 AS rank
       FROM search_entry e JOIN clause_text t ON t.id = e.object_id JOIN version v ON v.id = t.version_id
       JOIN draft d ON d.id = v.draft_id JOIN topic k ON k.id = d.topic_id JOIN agency g ON g.id = d.agency_id
       WHERE $1 <> '' AND e.kind = 'clause' AND {_MATCHES_IF_ANY} AND {_TOPIC} AND {_AGENCY}
         AND $9::text IS NULL AND $6::text IS NULL
         AND ($7::timestamptz IS NULL OR v.published_at < $7) AND ($8::timestamptz IS NULL OR v.published_at >= $8)
       ORDER BY rank DESC LIMIT 100)
      UNION ALL
      (SELECT 'thread', t.id, CASE WHEN $1 = '' THEN 0
                ELSE ts_rank(e.vector, websearch_to_tsquery('simple', $1)) END AS rank
       FROM search_entry e JOIN thread t ON t.id = e.object_id JOIN topic k ON k.id = t.topic_id
       LEFT JOIN agency g ON g.id = t.agency_id
       WHERE e.kind = 'thread' AND {_MATCHES_IF_ANY} AND {_TOPIC} AND {_AGENCY} AND $9::text IS NULL
         AND ($6::text IS NULL OR $6 = CASE WHEN {SHUT} THEN 'closed' ELSE 'open' END)
         AND ($7::timestamptz IS NULL OR t.created_at < $7) AND ($8::timestamptz IS NULL OR t.created_at >= $8)
       ORDER BY rank DESC, t.id DESC LIMIT 100)
      UNION ALL
      (SELECT 'contribution', c.id, CASE WHEN $1 = '' THEN 0
                ELSE ts_rank(m.vector, websearch_to_tsquery('simple', $1)) END AS rank
       FROM (SELECT object_id, vector FROM said UNION ALL SELECT id, NULL FROM latest
             UNION ALL SELECT id, NULL FROM by_name UNION ALL SELECT id, NULL FROM by_number) m
       JOIN contribution c ON c.id = m.object_id AND c.state = 'published'
       JOIN thread h ON h.id = c.thread_id JOIN topic k ON k.id = h.topic_id
       LEFT JOIN draft d ON d.id = h.draft_id LEFT JOIN agency g ON g.id = coalesce(d.agency_id, h.agency_id)
       WHERE {_TOPIC} AND {_AGENCY} AND ($9::text IS NULL OR c.public_name ILIKE $9
              OR (c.public_name IS NULL AND c.contributor_id IN ({_NUMBERED})))
         AND ($6::text IS NULL OR $6 = (SELECT s.stage FROM contribution_stage s WHERE s.contribution_id = c.id))
         AND ($7::timestamptz IS NULL OR coalesce(c.published_at, c.created_at) < $7)
         AND ($8::timestamptz IS NULL OR coalesce(c.published_at, c.created_at) >= $8)
       ORDER BY rank DESC, c.id DESC LIMIT 100))"""

#: The first look, and the one that is taken where it did not find enough.
FOUND_SOON = _FOUND.format(narrowed=_FEW, latest=_FEW)
FOUND = _FOUND.format(narrowed=_NARROWED, latest=_LATEST)


def parameters(wanted: Wanted) -> tuple[Any, ...]:
    """The values from $4 on of a statement with FOUND; days are the city's. $1 is the query, $2 a kind or NULL."""
    number = _NUMBER.fullmatch(wanted.by) if wanted.by else None
    return (
        wanted.topic,
        wanted.agency,
        wanted.status,
        _begins(wanted.before),
        _begins(wanted.after),
        _holding(wanted.by),
        _holding(wanted.topic),
        _holding(wanted.agency),
        int(number[1]) if number else None,
    )


def _begins(chosen: date | None) -> datetime | None:
    return datetime.combine(chosen, time.min, zone()) if chosen else None


def _holding(typed: str | None) -> str | None:
    """A pattern for what holds these words."""
    return None if typed is None else "%" + re.sub(r"([%_\\])", r"\\\1", typed) + "%"
