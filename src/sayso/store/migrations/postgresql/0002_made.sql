-- what accepted a report, and what a dossier was made of also when that has changed since
ALTER TABLE reports ADD COLUMN stage BIGINT REFERENCES stages (id);
ALTER TABLE dossiers ADD COLUMN made_of TEXT NOT NULL DEFAULT '';
UPDATE dossiers SET made_of = input;

-- where every derived row comes from
CREATE VIEW made AS
SELECT 'reports' AS kind, CAST(NULL AS BIGINT) AS story, r.id, g.name AS stage, g.version, r.input, r.added AS made
  FROM reports r LEFT JOIN stages g ON g.id = r.stage
UNION ALL
SELECT 'readings', NULL, a.id, g.name, g.version, r.input, r.made
  FROM readings r JOIN arrivals a ON a.arrival = r.arrival JOIN stages g ON g.id = r.stage
UNION ALL
SELECT t.kind, t.story, t.id, g.name, g.version, d.made_of, d.made
  FROM (SELECT 'dossiers' AS kind, story, CAST(NULL AS TEXT) AS id FROM dossiers
        UNION ALL SELECT 'statements', story, id FROM statements
        UNION ALL SELECT 'figures', story, id FROM figures
        UNION ALL SELECT 'entities', story, id FROM entities) AS t
  JOIN dossiers d ON d.story = t.story JOIN stages g ON g.id = d.stage;
