-- SPDX-License-Identifier: GPL-3.0-or-later
-- Retention is by client: what each has kept, and its own in the order in which it goes.

CREATE TABLE kept (
  kind TEXT NOT NULL,                    -- ended: jobs that have ended; instances
  client TEXT NOT NULL,
  count INTEGER NOT NULL,
  bytes INTEGER NOT NULL,                -- of results, of instances
  PRIMARY KEY (kind, client)) STRICT, WITHOUT ROWID;
INSERT INTO kept SELECT 'ended', client, count(*), sum(result_bytes) FROM jobs
  WHERE finished_at IS NOT NULL GROUP BY client;
INSERT INTO kept SELECT 'instances', client, count(*), sum(bytes) FROM instances GROUP BY client;
CREATE INDEX kept_count ON kept(kind, count);
CREATE INDEX kept_bytes ON kept(kind, bytes);

CREATE INDEX jobs_ended_of ON jobs(client, finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX instances_used ON instances(used_at);
CREATE INDEX instances_used_of ON instances(client, used_at);

CREATE TRIGGER kept_job AFTER UPDATE OF finished_at ON jobs
  WHEN old.finished_at IS NULL AND new.finished_at IS NOT NULL BEGIN
  INSERT INTO kept VALUES ('ended', new.client, 1, new.result_bytes)
    ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + new.result_bytes;
END;
CREATE TRIGGER unkept_job AFTER DELETE ON jobs WHEN old.finished_at IS NOT NULL BEGIN
  UPDATE kept SET count = count - 1, bytes = bytes - old.result_bytes
    WHERE kind = 'ended' AND client = old.client;
  DELETE FROM kept WHERE kind = 'ended' AND client = old.client AND count = 0;
END;
CREATE TRIGGER kept_instance AFTER INSERT ON instances BEGIN
  INSERT INTO kept VALUES ('instances', new.client, 1, new.bytes)
    ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + new.bytes;
END;
CREATE TRIGGER unkept_instance AFTER DELETE ON instances BEGIN
  UPDATE kept SET count = count - 1, bytes = bytes - old.bytes
    WHERE kind = 'instances' AND client = old.client;
  DELETE FROM kept WHERE kind = 'instances' AND client = old.client AND count = 0;
END;
