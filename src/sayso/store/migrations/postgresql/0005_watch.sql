-- what is watched: what people named, and the items of feeds
CREATE TABLE watched (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  feed BIGINT REFERENCES watched (number) ON DELETE CASCADE,
  key TEXT NOT NULL,
  address TEXT NOT NULL,
  host TEXT NOT NULL,
  kind TEXT NOT NULL,
  every BIGINT,
  title TEXT,
  published TEXT,
  added TEXT NOT NULL,
  asked TEXT,
  due TEXT,
  pause BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  wrong TEXT NOT NULL,
  etag TEXT,
  modified TEXT,
  body TEXT,
  item TEXT,
  held BYTEA,
  changed TEXT,
  arrival BIGINT REFERENCES reports (arrival) ON DELETE SET NULL
);

CREATE UNIQUE INDEX watched_named ON watched (address) WHERE feed IS NULL;
CREATE UNIQUE INDEX watched_items ON watched (feed, key) WHERE feed IS NOT NULL;
CREATE INDEX watched_due ON watched (host, due) WHERE due IS NOT NULL;
CREATE INDEX watched_held ON watched (number) WHERE held IS NOT NULL;
CREATE INDEX watched_of_report ON watched (arrival) WHERE arrival IS NOT NULL;

-- what was fetched and is not taken in yet
CREATE TABLE answers (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  watched BIGINT NOT NULL REFERENCES watched (number) ON DELETE CASCADE,
  address TEXT NOT NULL,
  media TEXT NOT NULL,
  data BYTEA NOT NULL,
  got TEXT NOT NULL
);

CREATE INDEX answers_of_watched ON answers (watched);

-- hosts that said when they may be asked again
CREATE TABLE busy (
  host TEXT PRIMARY KEY,
  until TEXT NOT NULL
);

CREATE TABLE versions (
  arrival BIGINT PRIMARY KEY REFERENCES reports (arrival) ON DELETE CASCADE,
  before BIGINT NOT NULL UNIQUE REFERENCES reports (arrival) ON DELETE CASCADE,
  seen TEXT NOT NULL
);

CREATE TABLE alerts (
  number BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  story BIGINT NOT NULL,
  made TEXT NOT NULL,
  record TEXT NOT NULL
);

CREATE TABLE alert_reports (
  alert BIGINT NOT NULL REFERENCES alerts (number) ON DELETE CASCADE,
  arrival BIGINT NOT NULL REFERENCES reports (arrival) ON DELETE CASCADE,
  PRIMARY KEY (alert, arrival)
);

CREATE INDEX alerts_of_report ON alert_reports (arrival);

-- where alerts go, and the last one that went there
CREATE TABLE alert_places (
  place TEXT PRIMARY KEY,
  told BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  due TEXT,
  wrong TEXT NOT NULL
);

-- to be read off alone: the rows themselves are large
CREATE INDEX dossiers_editions ON dossiers (story, edition, input);
