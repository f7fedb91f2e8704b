-- which story reports belong to, where a person said so
ALTER TABLE arrivals ADD COLUMN placed INTEGER;

CREATE TABLE placings (
  number INTEGER PRIMARY KEY,
  story INTEGER NOT NULL,
  placed_by TEXT NOT NULL,
  made TEXT NOT NULL,
  note TEXT,
  forgotten TEXT
) STRICT;

CREATE TRIGGER placings_stay BEFORE DELETE ON placings
BEGIN
  SELECT raise(ABORT, 'placings are never deleted');
END;

CREATE TRIGGER placings_hold BEFORE UPDATE ON placings
WHEN new.note IS NOT NULL OR new.number <> old.number OR new.story <> old.story OR new.made <> old.made
BEGIN
  SELECT raise(ABORT, 'placings are never changed');
END;

CREATE TABLE placed_reports (
  decision INTEGER NOT NULL REFERENCES placings (number),
  arrival INTEGER NOT NULL REFERENCES reports (arrival) ON DELETE CASCADE,
  came_from INTEGER NOT NULL,
  PRIMARY KEY (decision, arrival)
) STRICT;

CREATE INDEX placings_of_report ON placed_reports (arrival);

-- the story that one went into which is no more
CREATE TABLE merged (
  number INTEGER PRIMARY KEY,
  story INTEGER NOT NULL
) STRICT;
