"""The sums that hold of whoever answers, a draft or an agency: points are decided or open, and add up by outcome."""

from __future__ import annotations

from typing import Literal

from partisipasi.kit.invariants import Invariant

_SUMS = """
    SELECT f.id FROM {owner} f
    CROSS JOIN LATERAL (
      SELECT count(*) AS points, count(*) FILTER (WHERE k.outcome IS NOT NULL) AS decided,
             count(*) FILTER (WHERE k.outcome IS NULL) AS open
      FROM counted_point k WHERE k.{owner}_id = f.id) s
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(n), 0) AS by_outcome FROM (
        SELECT count(*) AS n FROM counted_point k WHERE k.{owner}_id = f.id AND k.outcome IS NOT NULL
        GROUP BY k.outcome) x) o
    CROSS JOIN LATERAL (
      SELECT count(*) AS standing FROM point p JOIN issue i ON i.id = p.issue_id
      JOIN contribution c ON c.id = p.contribution_id
      WHERE i.{owner}_id = f.id AND p.removed_at IS NULL AND (c.state = 'published'
        OR (c.state = 'hidden' AND c.hidden_rule IS DISTINCT FROM 'spam'))) p
    WHERE s.decided + s.open <> s.points OR o.by_outcome <> s.decided OR p.standing <> s.points"""


def sums_add_up(owner: Literal["draft", "agency"], called: str) -> Invariant:
    """That the points of every draft or agency add up. `called`: how one of them is called in the invariant's name."""
    return Invariant(
        f"points with a public decision and open points are not all points of {called}", _SUMS.format(owner=owner)
    )
