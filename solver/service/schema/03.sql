-- SPDX-License-Identifier: GPL-3.0-or-later
-- A job may start from the plan of another, which is kept until it has.

ALTER TABLE jobs ADD COLUMN follows INTEGER;  -- id of that job
CREATE INDEX jobs_follows ON jobs(follows) WHERE follows IS NOT NULL AND finished_at IS NULL;
