-- what the encoders made of the texts of stories, so that a story which is linked anew asks for its new texts alone
CREATE TABLE encoded (
  number INTEGER PRIMARY KEY,
  stage INTEGER NOT NULL REFERENCES stages (id),
  made TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;

CREATE TABLE encoded_reports (
  encoded INTEGER NOT NULL REFERENCES encoded (number) ON DELETE CASCADE,
  arrival INTEGER NOT NULL REFERENCES reports (arrival),
  PRIMARY KEY (encoded, arrival)
) STRICT;

CREATE INDEX encoded_of_report ON encoded_reports (arrival);
