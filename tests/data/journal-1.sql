-- A journal of schema 1, as sqlite3 .dump writes it. It stays as it is when there is a schema 2.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
INSERT INTO jobs VALUES(1,'kota','key 1','solve','running',1,'0101010101010101010101010101010101010101010101010101010101010101',NULL,60.0,0.00010000000000000000479,0,1,1,4096,'2026-01-01T00:00:01.000Z','2026-01-01T00:00:01.009Z',NULL,1,0,0,12.5,NULL,NULL,77,NULL,NULL,NULL,13,0);
INSERT INTO jobs VALUES(2,'kota','key 2','solve','done',2,'0202020202020202020202020202020202020202020202020202020202020202',NULL,60.0,0.00010000000000000000479,0,2,1,4096,'2026-01-01T00:00:02.000Z','2026-01-01T00:00:02.250Z','2026-01-01T00:00:06.000Z',1,0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,13,15);
INSERT INTO jobs VALUES(3,'kota','key 3','solve','failed',3,'0303030303030303030303030303030303030303030303030303030303030303',NULL,60.0,0.00010000000000000000479,0,3,1,4096,'2026-01-01T00:00:03.000Z','2026-01-01T00:00:03.250Z','2026-01-01T00:00:07.000Z',1,2,0,NULL,NULL,NULL,NULL,'worker_lost','','the worker died',13,0);
INSERT INTO jobs VALUES(4,'kota','key 4','solve','cancelled',4,'0404040404040404040404040404040404040404040404040404040404040404',NULL,60.0,0.00010000000000000000479,0,4,1,4096,'2026-01-01T00:00:04.000Z','2026-01-01T00:00:04.250Z','2026-01-01T00:00:08.000Z',1,0,0,NULL,NULL,NULL,NULL,'cancelled','','cancelled',13,0);
INSERT INTO jobs VALUES(5,'kota','key 5','solve','queued',5,'0505050505050505050505050505050505050505050505050505050505050505','ab00000000000000000000000000000000000000000000000000000000000000',60.0,0.00010000000000000000479,0,5,1,4096,'2026-01-01T00:00:05.000Z',NULL,NULL,0,0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,13,0);
CREATE TABLE bodies (
  job INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (job, part)) STRICT;
INSERT INTO bodies VALUES(1,0,X'626f6479206f66206a6f622031');
INSERT INTO bodies VALUES(5,0,X'626f6479206f66206a6f622035');
CREATE TABLE results (
  job INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (job, part)) STRICT;
INSERT INTO results VALUES(2,0,X'726573756c74206f66206a6f622032');
CREATE TABLE instances (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  client TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  stored_at TEXT NOT NULL,
  used_at TEXT NOT NULL,                 -- stored, or named by a job
  UNIQUE (client, sha256)
) STRICT;
INSERT INTO instances VALUES(1,'kota','ab00000000000000000000000000000000000000000000000000000000000000',8,'2026-01-01T00:00:00.000Z','2026-01-01T00:00:00.000Z');
CREATE TABLE instance_parts (
  instance INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (instance, part)) STRICT;
INSERT INTO instance_parts VALUES(1,0,X'696e7374616e6365');
CREATE TABLE totals (name TEXT PRIMARY KEY, count INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
INSERT INTO totals VALUES('ended',3,15);
INSERT INTO totals VALUES('instances',1,8);
CREATE TABLE rubbish (kind TEXT NOT NULL, owner INTEGER NOT NULL) STRICT;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('jobs',8);
INSERT INTO sqlite_sequence VALUES('instances',1);
CREATE UNIQUE INDEX jobs_key ON jobs(client, key);
CREATE INDEX jobs_client ON jobs(client);
CREATE INDEX jobs_open ON jobs(id) WHERE finished_at IS NULL;
CREATE INDEX jobs_ended ON jobs(finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_instance ON jobs(client, instance) WHERE instance IS NOT NULL AND finished_at IS NULL;
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
CREATE VIEW overview AS
SELECT id, client, key, op, state, priority, accepted_at, started_at, finished_at,
  round((julianday(coalesce(started_at, finished_at, 'now')) - julianday(accepted_at)) * 86400, 3) AS waited_s,
  round((julianday(coalesce(finished_at, 'now')) - julianday(started_at)) * 86400, 3) AS ran_s,
  time_s AS time_limit_s, attempts, losses, incumbent, bound, reached_gap AS gap,
  error, error_path, error_text, body_bytes, result_bytes
FROM jobs ORDER BY id DESC;
COMMIT;
PRAGMA application_id=1836414049;
PRAGMA user_version=1;
