CREATE TABLE state (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE learnt (
  key TEXT PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;

CREATE TABLE stories (
  number INTEGER PRIMARY KEY,
  title TEXT,
  first_day INTEGER,
  last_day INTEGER,
  continues INTEGER,
  closed INTEGER NOT NULL
) STRICT;

CREATE TABLE arrivals (
  arrival INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  given TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  url TEXT NOT NULL,
  story INTEGER NOT NULL REFERENCES stories (number),
  told INTEGER,
  score REAL,
  title TEXT,
  day INTEGER,
  headline INTEGER,
  vector BLOB,
  terms BLOB,
  lines BLOB,
  UNIQUE (given, sha256, url)
) STRICT;

CREATE INDEX arrivals_of_story ON arrivals (story, arrival);
CREATE INDEX arrivals_untold ON arrivals (arrival) WHERE told IS NOT story;

CREATE TABLE inputs (
  sha256 TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;

CREATE TABLE reports (
  arrival INTEGER PRIMARY KEY REFERENCES arrivals (arrival),
  id TEXT NOT NULL UNIQUE,
  input TEXT NOT NULL REFERENCES inputs (sha256),
  whole TEXT REFERENCES inputs (sha256),
  given_as TEXT NOT NULL,
  charset TEXT,
  source TEXT NOT NULL,
  url TEXT,
  outlet TEXT,
  title TEXT,
  published TEXT,
  text TEXT NOT NULL,
  record TEXT NOT NULL,
  added TEXT NOT NULL
) STRICT;

CREATE INDEX reports_of_input ON reports (input);
CREATE INDEX reports_of_whole ON reports (whole);
CREATE INDEX reports_of_url ON reports (url);

CREATE TABLE stages (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  UNIQUE (name, version)
) STRICT;

CREATE TABLE readings (
  arrival INTEGER PRIMARY KEY REFERENCES reports (arrival) ON DELETE CASCADE,
  stage INTEGER NOT NULL REFERENCES stages (id),
  input TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  made TEXT NOT NULL,
  clues TEXT NOT NULL,
  annotations BLOB NOT NULL
) STRICT;

CREATE INDEX readings_of_stage ON readings (stage);
CREATE INDEX readings_of_input ON readings (input);

CREATE TABLE dossiers (
  story INTEGER PRIMARY KEY REFERENCES stories (number) ON DELETE CASCADE,
  stage INTEGER NOT NULL REFERENCES stages (id),
  input TEXT NOT NULL,
  made TEXT NOT NULL,
  title TEXT,
  first_day TEXT,
  last_day TEXT,
  record BLOB NOT NULL
) STRICT;

CREATE INDEX dossiers_of_stage ON dossiers (stage);
CREATE INDEX dossiers_of_input ON dossiers (input);

CREATE TABLE dossier_reports (
  story INTEGER NOT NULL REFERENCES dossiers (story) ON DELETE CASCADE,
  arrival INTEGER NOT NULL REFERENCES reports (arrival),
  PRIMARY KEY (story, arrival)
) STRICT;

CREATE INDEX dossiers_of_report ON dossier_reports (arrival);

CREATE TABLE statements (
  number INTEGER PRIMARY KEY,
  story INTEGER NOT NULL REFERENCES dossiers (story) ON DELETE CASCADE,
  arrival INTEGER NOT NULL REFERENCES reports (arrival),
  id TEXT NOT NULL,
  entity TEXT,
  speaker TEXT,
  speaker_type TEXT NOT NULL,
  cue TEXT,
  content TEXT NOT NULL,
  mode TEXT NOT NULL,
  kind TEXT NOT NULL,
  published TEXT,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  score REAL NOT NULL,
  UNIQUE (story, id)
) STRICT;

CREATE INDEX statements_of_report ON statements (arrival);

CREATE TABLE figures (
  number INTEGER PRIMARY KEY,
  story INTEGER NOT NULL REFERENCES dossiers (story) ON DELETE CASCADE,
  arrival INTEGER NOT NULL REFERENCES reports (arrival),
  id TEXT NOT NULL,
  words TEXT NOT NULL,
  low REAL,
  high REAL,
  modifier TEXT NOT NULL,
  unit TEXT,
  counted TEXT NOT NULL,
  giver TEXT,
  quantity TEXT,
  as_of TEXT,
  status TEXT NOT NULL,
  published TEXT,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  score REAL NOT NULL,
  UNIQUE (story, id)
) STRICT;

CREATE INDEX figures_of_report ON figures (arrival);

CREATE TABLE entities (
  number INTEGER PRIMARY KEY,
  story INTEGER NOT NULL REFERENCES dossiers (story) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  aliases TEXT NOT NULL,
  roles TEXT NOT NULL,
  mentions INTEGER NOT NULL,
  UNIQUE (story, id)
) STRICT;

CREATE TABLE judgements (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  about TEXT NOT NULL,
  decides TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  made TEXT NOT NULL,
  added TEXT NOT NULL,
  record TEXT,
  forgotten TEXT
) STRICT;

CREATE TRIGGER judgements_stay BEFORE DELETE ON judgements
BEGIN
  SELECT raise(ABORT, 'judgements are never deleted');
END;

CREATE TRIGGER judgements_hold BEFORE UPDATE ON judgements
WHEN new.record IS NOT NULL OR new.id <> old.id OR new.made <> old.made
BEGIN
  SELECT raise(ABORT, 'judgements are never changed');
END;

CREATE VIRTUAL TABLE reports_words USING fts5 (
  title, text, content = 'reports', content_rowid = 'arrival', tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER reports_words_in AFTER INSERT ON reports
BEGIN
  INSERT INTO reports_words (rowid, title, text) VALUES (new.arrival, new.title, new.text);
END;

CREATE TRIGGER reports_words_out AFTER DELETE ON reports
BEGIN
  INSERT INTO reports_words (reports_words, rowid, title, text) VALUES ('delete', old.arrival, old.title, old.text);
END;

CREATE VIRTUAL TABLE statements_words USING fts5 (
  speaker, cue, content, content = 'statements', content_rowid = 'number',
  tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER statements_words_in AFTER INSERT ON statements
BEGIN
  INSERT INTO statements_words (rowid, speaker, cue, content)
  VALUES (new.number, new.speaker, new.cue, new.content);
END;

CREATE TRIGGER statements_words_out AFTER DELETE ON statements
BEGIN
  INSERT INTO statements_words (statements_words, rowid, speaker, cue, content)
  VALUES ('delete', old.number, old.speaker, old.cue, old.content);
END;

CREATE VIRTUAL TABLE figures_words USING fts5 (
  counted, unit, giver, content = 'figures', content_rowid = 'number',
  tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER figures_words_in AFTER INSERT ON figures
BEGIN
  INSERT INTO figures_words (rowid, counted, unit, giver) VALUES (new.number, new.counted, new.unit, new.giver);
END;

CREATE TRIGGER figures_words_out AFTER DELETE ON figures
BEGIN
  INSERT INTO figures_words (figures_words, rowid, counted, unit, giver)
  VALUES ('delete', old.number, old.counted, old.unit, old.giver);
END;

CREATE VIRTUAL TABLE entities_words USING fts5 (
  name, aliases, roles, content = 'entities', content_rowid = 'number',
  tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER entities_words_in AFTER INSERT ON entities
BEGIN
  INSERT INTO entities_words (rowid, name, aliases, roles) VALUES (new.number, new.name, new.aliases, new.roles);
END;

CREATE TRIGGER entities_words_out AFTER DELETE ON entities
BEGIN
  INSERT INTO entities_words (entities_words, rowid, name, aliases, roles)
  VALUES ('delete', old.number, old.name, old.aliases, old.roles);
END;
