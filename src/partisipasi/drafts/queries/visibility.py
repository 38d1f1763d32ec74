"""Who sees what of a draft, as conditions inside the SQL. Alias `d` is the draft, $1 the viewer's account (or NULL).

A draft is public once a version of it is. Its concept and all that hangs on it is for its team, for readers of the
site (council, inspectorate), and for nobody else, administrators included. That a draft exists before it is public is
also known to who made it and to administrators, who must be able to name its team.
"""

from __future__ import annotations

#: Whether account `m.account_id` still works here: a role that was taken away takes the place in every team with it.
_EMPLOYED = """EXISTS (SELECT 1 FROM role_grant g JOIN account w ON w.id = g.account_id
    WHERE g.account_id = m.account_id AND g.ended_at IS NULL AND g.role <> 'citizen'
      AND w.disabled_at IS NULL AND w.erased_at IS NULL)"""
#: Whether it is the time of a role that is held from one moment to another: a deputy's.
IN_ITS_TIME = "(m.begins_at IS NULL OR (m.begins_at <= now() AND m.ends_at > now()))"
#: Whether a row of a team counts now, besides that it was not ended.
WORKS_HERE = f"({IN_ITS_TIME} AND {_EMPLOYED})"

IN_TEAM = f"""EXISTS (SELECT 1 FROM team_member m
    WHERE m.draft_id = d.id AND m.account_id = $1 AND m.ended_at IS NULL AND {WORKS_HERE})"""

SEES_CONCEPT = f"""({IN_TEAM} OR EXISTS (SELECT 1 FROM role_grant g
    WHERE g.account_id = $1 AND g.role = 'reader' AND g.ended_at IS NULL
      AND (g.topic_id IS NULL OR g.topic_id = d.topic_id)
      AND (g.agency_id IS NULL OR g.agency_id = d.agency_id)))"""

IS_PUBLIC = "EXISTS (SELECT 1 FROM version pv WHERE pv.draft_id = d.id AND pv.state = 'published')"

SEES_DRAFT = f"""({IS_PUBLIC} OR {SEES_CONCEPT} OR d.created_by = $1 OR EXISTS (SELECT 1 FROM role_grant g
    WHERE g.account_id = $1 AND g.role = 'administrator' AND g.ended_at IS NULL))"""

#: Alias `v` is the version, `d` its draft.
SEES_VERSION = f"(v.state = 'published' OR {SEES_CONCEPT})"
