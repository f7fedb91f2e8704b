-- as in SQLite, with indexes of words of another kind
CREATE FUNCTION folded(words TEXT) RETURNS TEXT
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(normalize(coalesce(words, ''), NFKD), U&'[\0300-\036f]', '', 'g');

-- stems as in English, and no word is too common to be looked for
CREATE TEXT SEARCH DICTIONARY stems (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION words
  ALTER MAPPING FOR asciiword, word, numword, hword, asciihword, numhword, hword_part, hword_asciipart, hword_numpart
  WITH stems;

CREATE TABLE state (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE learnt (
  key TEXT PRIMARY KEY,
  data BYTEA NOT NULL
);

CREATE TABLE stories (
  number BIGINT PRIMARY KEY,
  title TEXT,
  first_day BIGINT,
  last_day BIGINT,
  continues BIGINT,
  closed BIGINT NOT NULL
);

CREATE TABLE arrivals (
  arrival BIGINT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  given TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  url TEXT NOT NULL,
  story BIGINT NOT NULL REFERENCES stories (number),
  told BIGINT,
  score DOUBLE PRECISION,
  title TEXT,
  day BIGINT,
  headline BIGINT,
  vector BYTEA,
  terms BYTEA,
  lines BYTEA,
  UNIQUE (given, sha256, url)
);

CREATE INDEX arrivals_of_story ON arrivals (story, arrival);
CREATE INDEX arrivals_untold ON arrivals (arrival) WHERE told IS DISTINCT FROM story;

CREATE TABLE inputs (
  sha256 TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  data BYTEA NOT NULL
);

CREATE TABLE reports (
  arrival BIGINT PRIMARY KEY REFERENCES arrivals (arrival),
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
  added TEXT NOT NULL,
  all_words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('words', folded(coalesce(title, '') || ' ' || coalesce(text, '')))) STORED
);

CREATE INDEX reports_all_words ON reports USING gin (all_words);

CREATE INDEX reports_of_input ON reports (input);
CREATE INDEX reports_of_whole ON reports (whole);
CREATE INDEX reports_of_url ON reports (url);

CREATE TABLE stages (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  UNIQUE (name, version)
);

CREATE TABLE readings (
  arrival BIGINT PRIMARY KEY REFERENCES reports (arrival) ON DELETE CASCADE,
  stage BIGINT NOT NULL REFERENCES stages (id),
  input TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  made TEXT NOT NULL,
  clues TEXT NOT NULL,
  annotations BYTEA NOT NULL
);

CREATE INDEX readings_of_stage ON readings (stage);
CREATE INDEX readings_of_input ON readings (input);

CREATE TABLE dossiers (
  story BIGINT PRIMARY KEY REFERENCES stories (number) ON DELETE CASCADE,
  stage BIGINT NOT NULL REFERENCES stages (id),
  input TEXT NOT NULL,
  made TEXT NOT NULL,
  title TEXT,
  first_day TEXT,
  last_day TEXT,
  record BYTEA NOT NULL
);

CREATE INDEX dossiers_of_stage ON dossiers (stage);
CREATE INDEX dossiers_of_input ON dossiers (input);

CREATE TABLE dossier_reports (
  story BIGINT NOT NULL REFERENCES dossiers (story) ON DELETE CASCADE,
  arrival BIGINT NOT NULL REFERENCES reports (arrival),
  PRIMARY KEY (story, arrival)
);

CREATE INDEX dossiers_of_report ON dossier_reports (arrival);

CREATE TABLE statements (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  story BIGINT NOT NULL REFERENCES dossiers (story) ON DELETE CASCADE,
  arrival BIGINT NOT NULL REFERENCES reports (arrival),
  id TEXT NOT NULL,
  entity TEXT,
  speaker TEXT,
  speaker_type TEXT NOT NULL,
  cue TEXT,
  content TEXT NOT NULL,
  mode TEXT NOT NULL,
  kind TEXT NOT NULL,
  published TEXT,
  start BIGINT NOT NULL,
  stop BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  speaker_words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('words', folded(coalesce(speaker, '')))) STORED,
  cue_words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('words', folded(coalesce(cue, '')))) STORED,
  content_words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('words', folded(coalesce(content, '')))) STORED,
  UNIQUE (story, id)
);

CREATE INDEX statements_speaker_words ON statements USING gin (speaker_words);
CREATE INDEX statements_cue_words ON statements USING gin (cue_words);
CREATE INDEX statements_content_words ON statements USING gin (content_words);

CREATE INDEX statements_of_report ON statements (arrival);

CREATE TABLE figures (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  story BIGINT NOT NULL REFERENCES dossiers (story) ON DELETE CASCADE,
  arrival BIGINT NOT NULL REFERENCES reports (arrival),
  id TEXT NOT NULL,
  words TEXT NOT NULL,
  low DOUBLE PRECISION,
  high DOUBLE PRECISION,
  modifier TEXT NOT NULL,
  unit TEXT,
  counted TEXT NOT NULL,
  giver TEXT,
  quantity TEXT,
  as_of TEXT,
  status TEXT NOT NULL,
  published TEXT,
  start BIGINT NOT NULL,
  stop BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  all_words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('words', folded(coalesce(counted, '') || ' ' || coalesce(unit, '') || ' ' || coalesce(giver, '')))) STORED,
  UNIQUE (story, id)
);

CREATE INDEX figures_all_words ON figures USING gin (all_words);

CREATE INDEX figures_of_report ON figures (arrival);

CREATE TABLE entities (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  story BIGINT NOT NULL REFERENCES dossiers (story) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  aliases TEXT NOT NULL,
  roles TEXT NOT NULL,
  mentions BIGINT NOT NULL,
  all_words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('words', folded(coalesce(name, '') || ' ' || coalesce(aliases, '') || ' ' || coalesce(roles, '')))) STORED,
  UNIQUE (story, id)
);

CREATE INDEX entities_all_words ON entities USING gin (all_words);

CREATE TABLE judgements (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  about TEXT NOT NULL,
  decides TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  made TEXT NOT NULL,
  added TEXT NOT NULL,
  record TEXT,
  forgotten TEXT
);

CREATE FUNCTION judgements_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR new.record IS NOT NULL OR new.id <> old.id OR new.made <> old.made THEN
    RAISE EXCEPTION 'judgements are never changed or deleted';
  END IF;
  RETURN new;
END
$$;

CREATE TRIGGER judgements_stay BEFORE DELETE OR UPDATE ON judgements
FOR EACH ROW EXECUTE FUNCTION judgements_stay();
