-- which story reports belong to, where a person said so
ALTER TABLE arrivals ADD COLUMN placed BIGINT;

CREATE TABLE placings (
  number BIGINT PRIMARY KEY,
  story BIGINT NOT NULL,
  placed_by TEXT NOT NULL,
  made TEXT NOT NULL,
  note TEXT,
  forgotten TEXT
);

CREATE FUNCTION placings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR new.note IS NOT NULL OR new.number <> old.number OR new.story <> old.story
      OR new.made <> old.made THEN
    RAISE EXCEPTION 'placings are never changed or deleted';
  END IF;
  RETURN new;
END
$$;

CREATE TRIGGER placings_stay BEFORE DELETE OR UPDATE ON placings
FOR EACH ROW EXECUTE FUNCTION placings_stay();

CREATE TABLE placed_reports (
  decision BIGINT NOT NULL REFERENCES placings (number),
  arrival BIGINT NOT NULL REFERENCES reports (arrival) ON DELETE CASCADE,
  came_from BIGINT NOT NULL,
  PRIMARY KEY (decision, arrival)
);

CREATE INDEX placings_of_report ON placed_reports (arrival);

-- the story that one went into which is no more
CREATE TABLE merged (
  number BIGINT PRIMARY KEY,
  story BIGINT NOT NULL
);
