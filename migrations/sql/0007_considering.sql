-- Progress counts what was read and what is decided too: whatever changes these names the draft to be counted again.
CREATE FUNCTION consideration_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'reading' THEN
    INSERT INTO progress_due (draft_id)
      SELECT DISTINCT c.draft_id FROM touched t JOIN contribution c ON c.id = t.contribution_id
      WHERE c.draft_id IS NOT NULL;
  ELSE
    INSERT INTO progress_due (draft_id) SELECT DISTINCT i.draft_id FROM touched t JOIN issue i ON i.id = t.issue_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER reading_progress AFTER INSERT ON reading
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION consideration_is_due();
CREATE TRIGGER decision_progress AFTER UPDATE ON decision
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION consideration_is_due();

-- What was counted before knows nothing of the new columns.
INSERT INTO progress_due (draft_id) SELECT draft_id FROM draft_progress;
