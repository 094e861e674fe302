/**
 * The same synthetic events in ClickHouse and PostgreSQL, made inside each engine by integer arithmetic that both do
 * alike, so that answers can be compared without moving rows. 90 days from 1 January 2026 UTC, 50 events a person.
 */
export const firstMs = 1_767_225_600_000;
export const days = 90;
export const events = ["view", "signup", "add", "buy", "share", "search", "open", "close"] as const;
export const funnelSteps = events.slice(0, 4);
export const countries = [
  "US",
  "CN",
  "DE",
  "IN",
  "BR",
  "FR",
  "JP",
  "GB",
  "CA",
  "AU",
  "KR",
  "MX",
  "ES",
  "IT",
  "NL",
] as const;

/** A number below 2^32 from a row's number: two rounds of multiply and xor-shift; factors below 2^31 keep 63 bits. */
function mixed(
  i: string,
  seed: number,
  xor: (a: string, b: string) => string,
  shift: (a: string) => string,
): string {
  const once = `((${i} + ${seed}) * 1103515245 % 4294967296)`;
  const folded = xor(once, shift(once));
  const twice = `(${folded} * 1664525 % 4294967296)`;
  return `(${xor(twice, shift(twice))} * 134775813 % 4294967296)`;
}

interface Dialect {
  i: string;
  xor(a: string, b: string): string;
  shift(a: string): string;
  pick(list: readonly string[], index: string): string;
}

/** Columns as SQL of one dialect: event, milliseconds, person, country. */
function columns({ i, xor, shift, pick }: Dialect, count: number) {
  const draw = (seed: number) => mixed(i, seed, xor, shift);
  return {
    event: pick(events, `${draw(11)} % ${events.length}`),
    ms: `${firstMs} + (${draw(23)} * 1811 + ${draw(37)} % 1811) % ${days * 86_400_000}`,
    person: `${draw(41)} % ${Math.max(1, Math.floor(count / 50))}`,
    country: pick(countries, `${draw(53)} % ${countries.length}`),
  };
}

export function clickHouseInsert(project: string, count: number): string {
  const { event, ms, person, country } = columns(
    {
      i: "number",
      xor: (a, b) => `bitXor(${a}, ${b})`,
      shift: (a) => `bitShiftRight(${a}, 15)`,
      pick: (list, index) => `[${list.map((v) => `'${v}'`).join(", ")}][1 + ${index}]`,
    },
    count,
  );
  return `INSERT INTO events (project, event, ts, distinct_id, session_id, uuid, received_at, properties)
    SELECT '${project}', ${event}, fromUnixTimestamp64Milli(toInt64(${ms}), 'UTC') AS t, concat('person-', toString(${person})), '',
      generateUUIDv4(), t, concat('{"country":"', ${country}, '"}')
    FROM numbers(${count})`;
}

/** The columns of our table, properties as `jsonb`: the same rows, not a table made for one question. */
export const postgresTable =
  "CREATE UNLOGGED TABLE events (project text, event text, ts timestamptz, person text, session_id text, uuid uuid, received_at timestamptz, properties jsonb)";

export function postgresInsert(count: number): string {
  const { event, ms, person, country } = columns(
    {
      i: "number",
      xor: (a, b) => `(${a} # ${b})`,
      shift: (a) => `(${a} >> 15)`,
      pick: (list, index) => `(ARRAY[${list.map((v) => `'${v}'`).join(", ")}])[1 + ${index}]`,
    },
    count,
  );
  return `INSERT INTO events SELECT 'bench', ${event}, to_timestamp((${ms}) / 1000.0), 'person-' || ${person}, '', gen_random_uuid(), now(),
      jsonb_build_object('country', ${country})
    FROM generate_series(0::bigint, ${count - 1}::bigint) AS number`;
}
