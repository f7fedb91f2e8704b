ALTER TABLE dossiers ADD COLUMN edition TEXT NOT NULL DEFAULT '';

UPDATE dossiers SET edition = md5(record);

CREATE TABLE tokens (
  name TEXT PRIMARY KEY,
  scope TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  made TEXT NOT NULL
);

CREATE TABLE looks (
  reader TEXT NOT NULL,
  story BIGINT NOT NULL REFERENCES stories (number) ON DELETE CASCADE,
  at TEXT NOT NULL,
  latest BIGINT NOT NULL,
  edition TEXT,
  before_at TEXT,
  before TEXT,
  PRIMARY KEY (reader, story)
);

CREATE INDEX looks_of_story ON looks (story);

CREATE TABLE seen (
  story BIGINT NOT NULL REFERENCES stories (number) ON DELETE CASCADE,
  edition TEXT NOT NULL,
  record BYTEA NOT NULL,
  PRIMARY KEY (story, edition)
);

CREATE TABLE seen_reports (
  story BIGINT NOT NULL,
  edition TEXT NOT NULL,
  arrival BIGINT NOT NULL REFERENCES reports (arrival),
  PRIMARY KEY (story, edition, arrival),
  FOREIGN KEY (story, edition) REFERENCES seen (story, edition) ON DELETE CASCADE
);

CREATE INDEX seen_of_report ON seen_reports (arrival);

CREATE TABLE handed (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  by_reader TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  outlet TEXT,
  title TEXT,
  url TEXT,
  published TEXT,
  data BYTEA,
  handed TEXT NOT NULL,
  done TEXT,
  unread TEXT NOT NULL
);

CREATE INDEX handed_waiting ON handed (number) WHERE done IS NULL;

CREATE TABLE handed_reports (
  handed BIGINT NOT NULL REFERENCES handed (number) ON DELETE CASCADE,
  arrival BIGINT NOT NULL REFERENCES reports (arrival),
  new BIGINT NOT NULL,
  PRIMARY KEY (handed, arrival)
);

CREATE INDEX handed_of_report ON handed_reports (arrival);
