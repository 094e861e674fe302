import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CapturedEvent, openWarehouse, type Properties, type Warehouse } from "@lepton/warehouse";
import type { QuestionContext } from "../context.ts";
import type { CohortDefinition } from "../schema/filter.ts";

/** `[person, event, time, properties?]`; the time is ISO, without a zone read as UTC. */
export type Row = readonly [distinctId: string, event: string, at: string | number, properties?: Properties];

/** An embedded warehouse in a temporary folder, for tests; every `project()` is a fresh one. */
export interface World {
  warehouse: Warehouse;
  /** Writes the rows into a new project and gives a context to ask it in. */
  project(rows: readonly Row[], options?: Partial<QuestionContext> & WorldOptions): Promise<QuestionContext>;
  /** Writes more rows into a project. */
  add(context: QuestionContext, rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}
export interface WorldOptions {
  /** Anonymous id → person. */
  merged?: Record<string, string>;
  profiles?: Record<string, Properties>;
  cohorts?: Record<string, CohortDefinition>;
  /** How often the same batch is sent; duplicates count once. */
  sent?: number;
}

export async function openWorld(): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), "lepton-growth-"));
  const warehouse = await openWarehouse({ directory });
  let count = 0;
  return {
    warehouse,
    async project(rows, { merged = {}, profiles = {}, cohorts = {}, sent = 1, ...context } = {}) {
      const project = `p${++count}`;
      const now = context.now ?? new Date("2026-04-01T00:00:00Z");
      const batch = eventsOf(project, rows, now);
      for (let time = 0; time < sent; time++) await warehouse.write(batch);
      await warehouse.insert(
        "identities",
        Object.entries(merged).map(([from, to]) => ({
          project,
          distinct_id: from,
          person_id: to,
          version: 1,
        })),
      );
      await warehouse.insert(
        "people",
        Object.entries(profiles).map(([id, properties]) => ({
          project,
          person_id: id,
          identified: true,
          created_at: "2026-01-01 00:00:00",
          properties,
          version: 1,
        })),
      );
      return {
        warehouse,
        project,
        timezone: "UTC",
        weekStart: "monday",
        currency: "USD",
        now,
        async cohort(id) {
          const definition = cohorts[id];
          if (!definition) throw new Error(`no cohort ${id}`);
          return definition;
        },
        ...context,
      };
    },
    async add({ project, now }, rows) {
      await warehouse.write(eventsOf(project, rows, now));
    },
    async close() {
      await warehouse.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Rows are told apart by what they say and how often, not by their place. */
function eventsOf(project: string, rows: readonly Row[], now: Date): CapturedEvent[] {
  const seen = new Map<string, number>();
  return rows.map(([distinctId, event, at, properties = {}]) => {
    const ts = timeOf(at);
    const text = `${distinctId} ${event} ${ts}`;
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    const dedupeKey = `${text} ${times}`;
    return { project, event, distinctId, ts, receivedAt: now.getTime(), dedupeKey, properties };
  });
}

/** UTC milliseconds of a compact time: `2026-03-01`, `2026-03-01T10:00`, with or without a zone. */
export function timeOf(at: string | number): number {
  if (typeof at === "number") return at;
  const hasZone = /(Z|[+-]\d{2}:\d{2})$/.test(at);
  const text = at.length === 10 ? `${at}T00:00:00Z` : hasZone ? at : `${at}Z`;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new Error(`not a time: ${at}`);
  return ms;
}
