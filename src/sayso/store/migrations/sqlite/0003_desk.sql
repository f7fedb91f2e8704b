ALTER TABLE dossiers ADD COLUMN edition TEXT NOT NULL DEFAULT '';

UPDATE dossiers SET edition = lower(hex(randomblob(16)));

CREATE TABLE tokens (
  name TEXT PRIMARY KEY,
  scope TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  made TEXT NOT NULL
) STRICT;

CREATE TABLE looks (
  reader TEXT NOT NULL,
  story INTEGER NOT NULL REFERENCES stories (number) ON DELETE CASCADE,
  at TEXT NOT NULL,
  latest INTEGER NOT NULL,
  edition TEXT,
  before_at TEXT,
  before TEXT,
  PRIMARY KEY (reader, story)
) STRICT;

CREATE INDEX looks_of_story ON looks (story);

CREATE TABLE seen (
  story INTEGER NOT NULL REFERENCES stories (number) ON DELETE CASCADE,
  edition TEXT NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (story, edition)
) STRICT;

CREATE TABLE seen_reports (
  story INTEGER NOT NULL,
  edition TEXT NOT NULL,
  arrival INTEGER NOT NULL REFERENCES reports (arrival),
  PRIMARY KEY (story, edition, arrival),
  FOREIGN KEY (story, edition) REFERENCES seen (story, edition) ON DELETE CASCADE
) STRICT;

CREATE INDEX seen_of_report ON seen_reports (arrival);

CREATE TABLE handed (
  number INTEGER PRIMARY KEY,
  by_reader TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  outlet TEXT,
  title TEXT,
  url TEXT,
  published TEXT,
  data BLOB,
  handed TEXT NOT NULL,
  done TEXT,
  unread TEXT NOT NULL
) STRICT;

CREATE INDEX handed_waiting ON handed (number) WHERE done IS NULL;

CREATE TABLE handed_reports (
  handed INTEGER NOT NULL REFERENCES handed (number) ON DELETE CASCADE,
  arrival INTEGER NOT NULL REFERENCES reports (arrival),
  new INTEGER NOT NULL,
  PRIMARY KEY (handed, arrival)
) STRICT;

CREATE INDEX handed_of_report ON handed_reports (arrival);
