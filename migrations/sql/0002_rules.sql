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
SELECT c.id AS contribution_id, c.draft_id, c.version_id, c.round_id, c.kind = 'question' AS question
FROM contribution c
WHERE c.draft_id IS NOT NULL
  AND c.round_id IS NOT NULL
  AND (c.depth = 0 OR c.own_input)
  AND c.kind IN ('comment', 'suggestion', 'question')
  AND (c.source <> '' OR c.kind = 'suggestion')
  AND (c.state = 'published' OR (c.state = 'hidden' AND c.hidden_rule IS DISTINCT FROM 'spam'));

-- How far the answer to a contribution has come. A reply that is not input of its own follows its root.
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
  SELECT count(*) AS points, count(d.id) AS answered,
         min(p.placed_at) AS considered_at, max(d.released_at) AS answered_at
  FROM point p
  LEFT JOIN decision d ON d.issue_id = p.issue_id AND d.state = 'released'
  WHERE p.contribution_id = CASE WHEN c.depth > 0 AND NOT c.own_input THEN c.root_id ELSE c.id END
    AND p.removed_at IS NULL
) placed
LEFT JOIN LATERAL (
  SELECT min(r.published_at) AS at
  FROM contribution r
  WHERE c.kind = 'question' AND r.root_id = c.id AND r.kind = 'official' AND r.state = 'published'
) official ON true;

INSERT INTO city (id) VALUES (1);
