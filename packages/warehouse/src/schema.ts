/**
 * The tables, written out in full. Migration 1 creates them; later migrations only add.
 *
 * People are merged at query time: an event keeps the distinct id it came with, and `identities`
 * maps the ids that belong to somebody else. Keys are 64-bit hashes of ids, because grouping by
 * UInt64 was measured about nine times faster than by the id's text (3 M rows, 100,000 people);
 * two ids of a million collide with probability 3e-8.
 */
export const tables: Record<string, string> = {
  events: `CREATE TABLE IF NOT EXISTS events (
    project LowCardinality(String),
    event LowCardinality(String),
    ts DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    distinct_id String CODEC(ZSTD(1)),
    distinct_key UInt64 MATERIALIZED cityHash64(distinct_id),
    session_id String CODEC(ZSTD(1)),
    uuid UUID,
    received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    properties JSON(max_dynamic_paths = 256),
    INDEX received_at received_at TYPE minmax GRANULARITY 1
  ) ENGINE = ReplacingMergeTree(received_at)
  PARTITION BY toYYYYMM(ts)
  ORDER BY (project, event, ts, distinct_key, uuid)`,

  // Only ids that resolve to another person stand here; latest version wins.
  identities: `CREATE TABLE IF NOT EXISTS identities (
    project LowCardinality(String),
    distinct_id String,
    distinct_key UInt64 MATERIALIZED cityHash64(distinct_id),
    person_id String,
    person_key UInt64 MATERIALIZED cityHash64(person_id),
    version UInt64,
    INDEX person_key person_key TYPE bloom_filter GRANULARITY 1
  ) ENGINE = ReplacingMergeTree(version)
  ORDER BY (project, distinct_key, distinct_id)`,

  people: `CREATE TABLE IF NOT EXISTS people (
    project LowCardinality(String),
    person_id String,
    person_key UInt64 MATERIALIZED cityHash64(person_id),
    identified Bool,
    created_at DateTime64(3, 'UTC'),
    properties JSON(max_dynamic_paths = 256),
    version UInt64,
    is_deleted UInt8 DEFAULT 0
  ) ENGINE = ReplacingMergeTree(version, is_deleted)
  ORDER BY (project, person_key, person_id)`,

  groups: `CREATE TABLE IF NOT EXISTS groups (
    project LowCardinality(String),
    group_type LowCardinality(String),
    group_key String,
    properties JSON(max_dynamic_paths = 256),
    version UInt64
  ) ENGINE = ReplacingMergeTree(version)
  ORDER BY (project, group_type, group_key)`,

  // One row per player and period: player 'own', 'market' (the total) or a rival's name.
  market_sizes: `CREATE TABLE IF NOT EXISTS market_sizes (
    project LowCardinality(String),
    segment LowCardinality(String),
    period Date,
    player String,
    value Float64,
    low Nullable(Float64),
    high Nullable(Float64),
    unit LowCardinality(String),
    source String,
    as_of Date,
    version UInt64,
    is_deleted UInt8 DEFAULT 0
  ) ENGINE = ReplacingMergeTree(version, is_deleted)
  ORDER BY (project, segment, period, player)`,

  // Members of static cohorts (saved lists of people).
  cohort_members: `CREATE TABLE IF NOT EXISTS cohort_members (
    project LowCardinality(String),
    cohort String,
    person_id String,
    person_key UInt64 MATERIALIZED cityHash64(person_id),
    version UInt64,
    is_deleted UInt8 DEFAULT 0
  ) ENGINE = ReplacingMergeTree(version, is_deleted)
  ORDER BY (project, cohort, person_key, person_id)`,

  // Scores of people, one row per model and person; the latest version wins.
  predictions: `CREATE TABLE IF NOT EXISTS predictions (
    project LowCardinality(String),
    model LowCardinality(String),
    person_id String,
    person_key UInt64 MATERIALIZED cityHash64(person_id),
    score Float64,
    reasons String CODEC(ZSTD(3)),
    cutoff DateTime64(3, 'UTC'),
    version UInt64
  ) ENGINE = ReplacingMergeTree(version)
  ORDER BY (project, model, person_key, person_id)`,

  rejects: `CREATE TABLE IF NOT EXISTS rejects (
    project LowCardinality(String),
    received_at DateTime64(3, 'UTC'),
    source LowCardinality(String),
    code LowCardinality(String),
    field String,
    reason String,
    raw String CODEC(ZSTD(3))
  ) ENGINE = MergeTree
  ORDER BY (project, received_at)
  TTL toDateTime(received_at) + INTERVAL 30 DAY`,
};
