-- SPDX-License-Identifier: GPL-3.0-or-later
-- The journal of mutasid. Times are RFC 3339 in UTC. Bytes (MessagePack) lie in parts of at most 1 MiB: SQLite
-- builds a row in memory before it writes it, and has an upper limit for one. Triggers keep together what
-- belongs together, also when somebody cleans up by hand.

CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice, also not that of a forgotten job
  client TEXT NOT NULL,
  key TEXT NOT NULL,                     -- names the job within its client
  op TEXT NOT NULL,
  state TEXT NOT NULL,                   -- queued, running, done, failed, cancelled
  priority INTEGER NOT NULL,
  content TEXT NOT NULL,                 -- SHA-256 of what was asked
  instance TEXT,                         -- sha256 of the stored instance that the body names
  time_s REAL, gap REAL, effort INTEGER, seed INTEGER, threads INTEGER, memory_mb INTEGER,  -- its limits
  accepted_at TEXT NOT NULL,
  started_at TEXT,                       -- its first run
  finished_at TEXT,                      -- NULL: queued or running
  attempts INTEGER NOT NULL,
  losses INTEGER NOT NULL,               -- workers that died on it
  told INTEGER NOT NULL,                 -- somebody was given the error
  incumbent REAL, bound REAL, reached_gap REAL, spent_effort INTEGER,  -- the last progress
  error TEXT, error_path TEXT, error_text TEXT,                        -- failed, cancelled
  body_bytes INTEGER NOT NULL,
  result_bytes INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX jobs_key ON jobs(client, key);
CREATE INDEX jobs_client ON jobs(client);
CREATE INDEX jobs_open ON jobs(id) WHERE finished_at IS NULL;
CREATE INDEX jobs_ended ON jobs(finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_instance ON jobs(client, instance) WHERE instance IS NOT NULL AND finished_at IS NULL;

-- What was asked, until the job has ended; what came out, when it is done.
CREATE TABLE bodies (
  job INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (job, part)) STRICT;
CREATE TABLE results (
  job INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (job, part)) STRICT;

CREATE TABLE instances (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  client TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  stored_at TEXT NOT NULL,
  used_at TEXT NOT NULL,                 -- stored, or named by a job
  UNIQUE (client, sha256)
) STRICT;
CREATE TABLE instance_parts (
  instance INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (instance, part)) STRICT;

-- What retention looks at: jobs that have ended and their results; instances.
CREATE TABLE totals (name TEXT PRIMARY KEY, count INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
INSERT INTO totals VALUES ('ended', 0, 0), ('instances', 0, 0);

-- Bytes of what is gone are overwritten (PRAGMA secure_delete). Those of more than one part are noted here and go
-- bit by bit when nothing else is to be written.
CREATE TABLE rubbish (kind TEXT NOT NULL, owner INTEGER NOT NULL) STRICT;

CREATE TRIGGER jobs_end AFTER UPDATE OF finished_at ON jobs
  WHEN old.finished_at IS NULL AND new.finished_at IS NOT NULL BEGIN
  UPDATE totals SET count = count + 1, bytes = bytes + new.result_bytes WHERE name = 'ended';
  DELETE FROM bodies WHERE job = old.id AND old.body_bytes <= 1048576;
  INSERT INTO rubbish SELECT 'body', old.id WHERE old.body_bytes > 1048576;
END;
CREATE TRIGGER jobs_gone AFTER DELETE ON jobs BEGIN
  UPDATE totals SET count = count - 1, bytes = bytes - old.result_bytes
    WHERE name = 'ended' AND old.finished_at IS NOT NULL;
  DELETE FROM bodies WHERE job = old.id AND old.body_bytes <= 1048576;
  INSERT INTO rubbish SELECT 'body', old.id WHERE old.body_bytes > 1048576 AND old.finished_at IS NULL;
  DELETE FROM results WHERE job = old.id AND old.result_bytes <= 1048576;
  INSERT INTO rubbish SELECT 'result', old.id WHERE old.result_bytes > 1048576;
END;
CREATE TRIGGER instances_come AFTER INSERT ON instances BEGIN
  UPDATE totals SET count = count + 1, bytes = bytes + new.bytes WHERE name = 'instances';
END;
CREATE TRIGGER instances_gone AFTER DELETE ON instances BEGIN
  UPDATE totals SET count = count - 1, bytes = bytes - old.bytes WHERE name = 'instances';
  DELETE FROM instance_parts WHERE instance = old.id AND old.bytes <= 1048576;
  INSERT INTO rubbish SELECT 'instance', old.id WHERE old.bytes > 1048576;
END;

-- For people: sqlite3 journal.db 'SELECT * FROM overview LIMIT 20'
CREATE VIEW overview AS
SELECT id, client, key, op, state, priority, accepted_at, started_at, finished_at,
  round((julianday(coalesce(started_at, finished_at, 'now')) - julianday(accepted_at)) * 86400, 3) AS waited_s,
  round((julianday(coalesce(finished_at, 'now')) - julianday(started_at)) * 86400, 3) AS ran_s,
  time_s AS time_limit_s, attempts, losses, incumbent, bound, reached_gap AS gap,
  error, error_path, error_text, body_bytes, result_bytes
FROM jobs ORDER BY id DESC;
