-- What the database itself refuses, and the two definitions that pages, API and gate must share.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER record_entry_stays BEFORE UPDATE OR DELETE ON record_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER record_entry_kept BEFORE TRUNCATE ON record_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER record_link_stays BEFORE UPDATE OR DELETE ON record_link
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER record_link_kept BEFORE TRUNCATE ON record_link
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER moderation_decision_stays BEFORE UPDATE OR DELETE ON moderation_decision
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION wait_for_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO record_waiting (entry_id) VALUES (NEW.id);
  RETURN NEW;
END $$;
CREATE TRIGGER record_entry_waits AFTER INSERT ON record_entry
  FOR EACH ROW EXECUTE FUNCTION wait_for_chain();

CREATE FUNCTION refuse_published_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'published' THEN
    RAISE EXCEPTION 'a published version never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER version_stays BEFORE UPDATE OR DELETE ON version
  FOR EACH ROW EXECUTE FUNCTION refuse_published_version();

CREATE FUNCTION refuse_published_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  part record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  IF EXISTS (SELECT 1 FROM version WHERE id = part.version_id AND state = 'published') THEN
    RAISE EXCEPTION 'the text of a published version never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN part;
END $$;
CREATE TRIGGER clause_text_stays BEFORE INSERT OR UPDATE OR DELETE ON clause_text
  FOR EACH ROW EXECUTE FUNCTION refuse_published_part();
CREATE TRIGGER alignment_stays BEFORE INSERT OR UPDATE OR DELETE ON alignment
  FOR EACH ROW EXECUTE FUNCTION refuse_published_part();
CREATE TRIGGER change_stays BEFORE INSERT OR UPDATE OR DELETE ON change
  FOR EACH ROW EXECUTE FUNCTION refuse_published_part();

-- Who is owed an answer: top-level input in a round of a draft (and replies marked as input of their own), published,
-- or hidden under any rule but spam. A bare stance is counted, not decided; questions are answered by an official reply.
CREATE VIEW owed_contribution AS
SELECT c.id AS contribution_id, c.draft_id, c.version_id, c.round_id, c.kind = 'question' AS question,
       c.kind = 'question' AND EXISTS (
         SELECT 1 FROM contribution r WHERE (r.root_id = c.id OR r.parent_id = c.id)
           AND r.kind = 'official' AND r.state = 'published') AS replied,
       EXISTS (SELECT 1 FROM point p WHERE p.contribution_id = c.id AND p.removed_at IS NULL) AS placed
FROM contribution c
WHERE c.draft_id IS NOT NULL
  AND c.round_id IS NOT NULL
  AND (c.depth = 0 OR c.own_input)
  AND c.kind IN ('comment', 'suggestion', 'question')
  AND (c.source <> '' OR c.kind = 'suggestion')
  AND (c.state = 'published' OR (c.state = 'hidden' AND c.hidden_rule IS DISTINCT FROM 'spam'));

-- The points that count: placed, of input that stands (withdrawn and spam are counted in their own line), with the
-- decision that answers them now, if one is public. Points with a decision and open points are all points.
CREATE VIEW counted_point AS
SELECT p.id AS point_id, i.draft_id, p.issue_id, p.contribution_id, p.placed_at,
       d.id AS decision_id, d.outcome, d.released_at
FROM point p
JOIN issue i ON i.id = p.issue_id
JOIN contribution c ON c.id = p.contribution_id
LEFT JOIN decision d ON d.issue_id = p.issue_id AND d.state = 'released'
WHERE p.removed_at IS NULL
  AND (c.state = 'published' OR (c.state = 'hidden' AND c.hidden_rule IS DISTINCT FROM 'spam'));

-- What a decision caused is fixed when the version is published.
CREATE FUNCTION refuse_published_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  part record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  IF EXISTS (SELECT 1 FROM change h JOIN version v ON v.id = h.version_id
             WHERE h.id = part.change_id AND v.state = 'published') THEN
    RAISE EXCEPTION 'what caused a published change never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN part;
END $$;
CREATE TRIGGER decision_change_stays BEFORE INSERT OR UPDATE OR DELETE ON decision_change
  FOR EACH ROW EXECUTE FUNCTION refuse_published_link();

-- How far the answer to a contribution has come. A reply that is not input of its own follows its root. A point is
-- answered when its decision is public and the notice is there.
CREATE VIEW contribution_stage AS
SELECT c.id AS contribution_id,
       CASE WHEN c.state IN ('awaiting', 'held') THEN 'waiting'
            WHEN official.at IS NOT NULL OR (placed.points > 0 AND placed.answered = placed.points) THEN 'answered'
            WHEN placed.points > 0 THEN 'considered'
            ELSE 'heard' END AS stage,
       coalesce(c.published_at, c.created_at) AS heard_at,
       coalesce(placed.considered_at, official.at) AS considered_at,
       CASE WHEN official.at IS NOT NULL THEN official.at
            WHEN placed.points > 0 AND placed.answered = placed.points THEN placed.answered_at END AS answered_at,
       placed.points,
       placed.answered
FROM contribution c
CROSS JOIN LATERAL (
  SELECT count(*) AS points, count(n.id) AS answered,
         min(p.placed_at) AS considered_at, max(n.created_at) AS answered_at
  FROM point p
  LEFT JOIN decision d ON d.issue_id = p.issue_id AND d.state = 'released'
  LEFT JOIN notice n ON n.contribution_id = p.contribution_id AND n.decision_id = d.id
  WHERE p.contribution_id = CASE WHEN c.depth > 0 AND NOT c.own_input THEN c.root_id ELSE c.id END
    AND p.removed_at IS NULL
) placed
LEFT JOIN LATERAL (
  SELECT min(r.published_at) AS at
  FROM contribution r
  WHERE c.kind = 'question' AND (r.root_id = c.id OR r.parent_id = c.id) AND r.kind = 'official' AND r.state = 'published'
) official ON true;

-- What has to be indexed for search again. Triggers, so that no room below search has to know of it.
CREATE FUNCTION search_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_due (kind, object_id) VALUES (TG_ARGV[0], NEW.id) ON CONFLICT DO NOTHING;
  RETURN NEW;
END $$;
CREATE TRIGGER contribution_search AFTER INSERT OR UPDATE OF source, state ON contribution
  FOR EACH ROW EXECUTE FUNCTION search_is_due('contribution');
CREATE TRIGGER addition_search AFTER INSERT ON addition
  FOR EACH ROW EXECUTE FUNCTION search_is_due('addition');
CREATE TRIGGER version_search AFTER UPDATE OF state ON version
  FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION search_is_due('version');
CREATE TRIGGER draft_search AFTER INSERT OR UPDATE OF title, summary ON draft
  FOR EACH ROW EXECUTE FUNCTION search_is_due('draft');
CREATE TRIGGER thread_search AFTER INSERT OR UPDATE OF title ON thread
  FOR EACH ROW WHEN (NEW.draft_id IS NULL) EXECUTE FUNCTION search_is_due('thread');

-- Threads are opened, moved, merged and imported by many acts; their topic counts them in one place.
CREATE FUNCTION count_threads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.draft_id IS NULL THEN
    UPDATE topic_tally SET threads = threads - 1, public = public - (OLD.audience = 'public')::int
      WHERE topic_id = OLD.topic_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.draft_id IS NULL THEN
    INSERT INTO topic_tally (topic_id, threads, public) VALUES (NEW.topic_id, 1, (NEW.audience = 'public')::int)
      ON CONFLICT (topic_id) DO UPDATE SET
        threads = topic_tally.threads + 1, public = topic_tally.public + excluded.public;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER thread_counted AFTER INSERT OR DELETE OR UPDATE OF topic_id, audience, draft_id ON thread
  FOR EACH ROW EXECUTE FUNCTION count_threads();

-- Whose progress has to be counted again. Rows are only added here, never updated: a post never waits for another.
CREATE FUNCTION progress_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'contribution' THEN
    INSERT INTO progress_due (draft_id) VALUES (NEW.draft_id);
  ELSIF TG_TABLE_NAME = 'point' THEN
    INSERT INTO progress_due (draft_id) SELECT DISTINCT i.draft_id FROM touched t JOIN issue i ON i.id = t.issue_id;
  ELSE
    INSERT INTO progress_due (draft_id) SELECT DISTINCT r.draft_id FROM touched t JOIN release r ON r.id = t.release_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER contribution_made_progress AFTER INSERT ON contribution
  FOR EACH ROW WHEN (NEW.draft_id IS NOT NULL) EXECUTE FUNCTION progress_is_due();
CREATE TRIGGER contribution_progress AFTER UPDATE OF state, kind, own_input, hidden_rule, source ON contribution
  FOR EACH ROW WHEN (NEW.draft_id IS NOT NULL) EXECUTE FUNCTION progress_is_due();
CREATE TRIGGER point_placed_progress AFTER INSERT ON point
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION progress_is_due();
CREATE TRIGGER point_progress AFTER UPDATE ON point
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION progress_is_due();
CREATE TRIGGER notice_progress AFTER INSERT ON notice
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION progress_is_due();

INSERT INTO city (id) VALUES (1);
