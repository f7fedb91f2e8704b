-- the bodies of the pages of large dossiers, which go with these
CREATE TABLE bodies (
  story INTEGER PRIMARY KEY REFERENCES dossiers (story) ON DELETE CASCADE,
  edition TEXT NOT NULL,
  version TEXT NOT NULL,
  data BLOB NOT NULL
) STRICT;
