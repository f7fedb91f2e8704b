-- what the encoders made of the texts of stories, so that a story which is linked anew asks for its new texts alone
CREATE TABLE encoded (
  number BIGINT PRIMARY KEY,
  stage BIGINT NOT NULL REFERENCES stages (id),
  made TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  data BYTEA NOT NULL
);

CREATE TABLE encoded_reports (
  encoded BIGINT NOT NULL REFERENCES encoded (number) ON DELETE CASCADE,
  arrival BIGINT NOT NULL REFERENCES reports (arrival),
  PRIMARY KEY (encoded, arrival)
);

CREATE INDEX encoded_of_report ON encoded_reports (arrival);
