-- What partisipasi.discussions.ranking says, for the statements that count. A test compares the two.
CREATE FUNCTION talk_best(ups integer) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  z constant float8 := 1.281551565545;
  n float8 := ups + 4;
  share float8;
BEGIN
  IF ups <= 0 THEN
    RETURN 0;
  END IF;
  share := ups / n;
  RETURN floor(least(greatest(
    (share + z * z / (2 * n) - z * sqrt((share * (1 - share) + z * z / (4 * n)) / n)) / (1 + z * z / n),
    0), 1) * 1000000000000)::bigint;
END $$;

-- Where the root that a tally counts for stands in the orders of its thread. What waits has no place; a stub the last.
CREATE FUNCTION place_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT CASE WHEN c.depth = 0 AND c.state NOT IN ('awaiting', 'held') THEN c.thread_id END,
         CASE WHEN c.depth = 0 AND c.state = 'published' THEN talk_best(NEW.supports + NEW.brought) ELSE 0 END
    INTO NEW.thread_id, NEW.best
    FROM contribution c WHERE c.id = NEW.contribution_id;
  NEW.best := coalesce(NEW.best, 0);
  RETURN NEW;
END $$;
CREATE TRIGGER tally_placed BEFORE INSERT OR UPDATE ON contribution_tally
  FOR EACH ROW EXECUTE FUNCTION place_tally();

-- Each root that is shown has a tally, so that the index over tallies has all roots of a thread.
CREATE FUNCTION place_root() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO contribution_tally (contribution_id) VALUES (NEW.id)
    ON CONFLICT (contribution_id) DO UPDATE SET supports = contribution_tally.supports;
  RETURN NULL;
END $$;
CREATE TRIGGER contribution_placed AFTER INSERT ON contribution
  FOR EACH ROW WHEN (NEW.depth = 0 AND NEW.state NOT IN ('awaiting', 'held')) EXECUTE FUNCTION place_root();
CREATE TRIGGER contribution_placed_anew AFTER UPDATE OF state, thread_id, depth ON contribution
  FOR EACH ROW WHEN ((OLD.state, OLD.thread_id, OLD.depth) IS DISTINCT FROM (NEW.state, NEW.thread_id, NEW.depth)
                     AND (OLD.depth = 0 OR NEW.depth = 0)
                     AND NOT (NEW.state IN ('awaiting', 'held') AND OLD.state IN ('awaiting', 'held')))
  EXECUTE FUNCTION place_root();

INSERT INTO contribution_tally (contribution_id)
  SELECT id FROM contribution WHERE depth = 0 AND state NOT IN ('awaiting', 'held')
  ON CONFLICT (contribution_id) DO UPDATE SET supports = contribution_tally.supports;
