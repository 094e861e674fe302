import type { ClickHouseClient } from "@clickhouse/client";
import { asLeptonError } from "../errors.ts";
import type { CapturedEvent } from "../types.ts";
import { keyOfWords, RecentKeys } from "./dedupe.ts";
import { clock } from "./text.ts";

/** A retry's corrected time may differ by this much from the first try's, ms. */
const driftMs = 3_600_000;
const chunk = 10_000;

/** Which of these events the table already holds, as `project\0uuid`. Exact: it reads the table. */
export async function storedAmong(
  client: ClickHouseClient,
  items: readonly { event: CapturedEvent; uuid: string }[],
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const [project, all] of groupedByProject(items))
    for (let from = 0; from < all.length; from += chunk) {
      const some = all.slice(from, from + chunk);
      const times = some.map(({ event }) => event.ts);
      try {
        const result = await client.query({
          query: `SELECT toString(uuid) AS id FROM events
            WHERE project = {project:String} AND event IN {events:Array(String)}
              AND ts BETWEEN {first:DateTime64(3, 'UTC')} AND {last:DateTime64(3, 'UTC')}
              AND uuid IN {uuids:Array(UUID)}`,
          query_params: {
            project,
            events: [...new Set(some.map(({ event }) => event.event))],
            first: clock(times.reduce((a, b) => Math.min(a, b)) - driftMs),
            last: clock(times.reduce((a, b) => Math.max(a, b)) + driftMs),
            uuids: some.map(({ uuid }) => uuid),
          },
          format: "JSONEachRow",
          http_headers: { "x-lepton-lane": "write" },
        });
        for (const { id } of await result.json<{ id: string }>()) found.add(`${project}\0${id}`);
      } catch (error) {
        throw asLeptonError(error);
      }
    }
  return found;
}

function groupedByProject<Item extends { event: CapturedEvent }>(
  items: readonly Item[],
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const same = groups.get(item.event.project);
    if (same) same.push(item);
    else groups.set(item.event.project, [item]);
  }
  return groups;
}

/** Events received within this time are remembered across a restart, up to half the capacity. */
const rememberedMs = 3 * 86_400_000;

/** The keys of the latest stored events. */
export async function loadRecent(client: ClickHouseClient, capacity: number): Promise<RecentKeys> {
  const keys = new RecentKeys(capacity);
  const { stream } = await client
    .exec({
      query: `SELECT project, groupArray(uuid) FROM (
          SELECT toString(project) AS project, uuid FROM events
          WHERE received_at >= {since:DateTime64(3, 'UTC')}
          ORDER BY received_at DESC LIMIT {limit:UInt64}
        ) GROUP BY project FORMAT RowBinary`,
      query_params: { since: clock(Date.now() - rememberedMs), limit: Math.floor(capacity / 2) },
      http_headers: { "x-lepton-lane": "write" },
    })
    .catch((error: unknown) => Promise.reject(asLeptonError(error)));
  const chunks: Buffer[] = [];
  for await (const part of stream) chunks.push(part as Buffer);
  const bytes = Buffer.concat(chunks);
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] as number;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const length = varint();
    const project = bytes.toString("utf8", at, at + length);
    at += length;
    for (let left = varint(); left > 0; left--, at += 16)
      // RowBinary writes a UUID as two little-endian words of 64 bits.
      keys.add(
        keyOfWords(
          project,
          bytes.readUInt32LE(at + 4),
          bytes.readUInt32LE(at),
          bytes.readUInt32LE(at + 12),
          bytes.readUInt32LE(at + 8),
        ),
      );
  }
  return keys;
}
