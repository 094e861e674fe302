import type { ClickHouseClient } from "@clickhouse/client";
import { asLeptonError } from "../errors.ts";
import type { CapturedEvent, Properties } from "../types.ts";
import { applyTo, type Ledger, type Refusal, rootOf } from "./identity.ts";
import { type Person, saysSomething } from "./people.ts";
import { Recent } from "./recent.ts";
import { rowsOf } from "./rows.ts";
import { insertReadable } from "./sink.ts";
import { clock, field, jsonField } from "./text.ts";

/** An event of a batch, with its place in it. */
export interface Indexed {
  event: CapturedEvent;
  index: number;
}

export interface Applied {
  refusals: Map<number, Refusal>;
  /** Events whose person's properties could not be stored, by index, with ClickHouse's reason. */
  unreadable: Map<number, string>;
}

/** The event says something about a person or a group, beyond having happened. */
export const concernsPeople = (event: CapturedEvent) => needsLedger(event) || event.group !== undefined;

const needsLedger = (event: CapturedEvent) =>
  event.merge !== undefined || event.identified === true || saysSomething(event);

/** Where SELECTs of the writer run: with the inserts, so that they never wait behind analytics. */
const lane = { "x-lepton-lane": "write" };

/**
 * Who people are and what is known of them: reads the few rows a batch is about, applies its events in order,
 * writes what changed. Rows read or written lately are remembered; the one writer makes that safe.
 */
export class People {
  /** Root of an id; the id itself when it belongs to nobody else. */
  readonly #roots = new Recent<string>(200_000);
  readonly #people = new Recent<{ person: Person | null }>(50_000);
  #version = 0;

  constructor(private readonly client: ClickHouseClient) {}

  forget(): void {
    this.#roots.clear();
    this.#people.clear();
  }

  async apply(batch: readonly Indexed[]): Promise<Applied> {
    const applied: Applied = { refusals: new Map(), unreadable: new Map() };
    const byProject = new Map<string, Indexed[]>();
    for (const item of batch)
      if (needsLedger(item.event) && !this.#isKnown(item.event)) {
        const same = byProject.get(item.event.project);
        if (same) same.push(item);
        else byProject.set(item.event.project, [item]);
      }
    for (const [project, items] of byProject) await this.#applyProject(project, items, applied);
    return applied;
  }

  /** The event only repeats that its person is known, as every event of a server-side SDK does. */
  #isKnown(event: CapturedEvent): boolean {
    if (event.merge || saysSomething(event)) return false;
    const root = this.#roots.get(`${event.project}\0${event.distinctId}`);
    return root !== undefined && this.#people.get(`${event.project}\0${root}`)?.person?.identified === true;
  }

  async #applyProject(project: string, items: Indexed[], applied: Applied): Promise<void> {
    const ledger: Ledger = {
      roots: new Map(),
      people: new Map(),
      changedIds: new Set(),
      changedPeople: new Map(),
    };
    await this.#loadRoots(project, items, ledger);
    await this.#loadPeople(project, items, ledger);
    for (const { event, index } of items) {
      const refusal = applyTo(ledger, event, index);
      if (refusal) applied.refusals.set(index, refusal);
    }
    // Wall clock, but never backwards: the latest version of a row wins.
    this.#version = Math.max(this.#version + 1, Date.now() * 1000);
    await this.#store(project, ledger, applied);
    this.#remember(project, items, ledger);
  }

  async #loadRoots(project: string, items: Indexed[], ledger: Ledger): Promise<void> {
    const missing = new Set<string>();
    const merging = new Set<string>();
    for (const { event } of items)
      for (const id of event.merge ? [event.distinctId, event.merge.otherId] : [event.distinctId]) {
        const root = this.#roots.get(`${project}\0${id}`);
        if (root === undefined) missing.add(id);
        else if (root !== id) ledger.roots.set(id, root);
        if (event.merge) merging.add(id);
      }
    if (missing.size > 0)
      for (const row of await this.#select<{ distinct_id: string; root: string }>(
        `SELECT distinct_id, argMax(person_id, version) AS root FROM identities
         WHERE project = {project:String}
           AND distinct_key IN (SELECT cityHash64(arrayJoin({ids:Array(String)})))
         GROUP BY distinct_id`,
        { project, ids: [...missing] },
      ))
        ledger.roots.set(row.distinct_id, row.root);
    // All ids of a person who may be absorbed move with them.
    const roots = new Set([...merging].map((id) => rootOf(ledger, id)));
    if (roots.size > 0)
      for (const row of await this.#select<{ distinct_id: string; root: string }>(
        `SELECT distinct_id, argMax(person_id, version) AS root FROM identities
         WHERE project = {project:String}
           AND distinct_key IN (SELECT distinct_key FROM identities WHERE project = {project:String}
             AND person_key IN (SELECT cityHash64(arrayJoin({ids:Array(String)}))))
         GROUP BY distinct_id`,
        { project, ids: [...roots] },
      ))
        if (row.root !== row.distinct_id) ledger.roots.set(row.distinct_id, row.root);
  }

  async #loadPeople(project: string, items: Indexed[], ledger: Ledger): Promise<void> {
    const ids = new Set<string>();
    for (const { event } of items) {
      ids.add(rootOf(ledger, event.distinctId));
      if (event.merge) ids.add(rootOf(ledger, event.merge.otherId));
    }
    const missing: string[] = [];
    for (const id of ids) {
      const cached = this.#people.get(`${project}\0${id}`);
      if (cached) ledger.people.set(id, cached.person);
      else missing.push(id);
    }
    if (missing.length === 0) return;
    for (const row of await this.#select<{
      person_id: string;
      identified: boolean;
      at: string;
      text: string;
    }>(
      `SELECT person_id, identified, toString(toUnixTimestamp64Milli(created_at)) AS at,
              toString(properties) AS text
       FROM people FINAL
       WHERE project = {project:String}
         AND person_key IN (SELECT cityHash64(arrayJoin({ids:Array(String)})))`,
      { project, ids: missing },
    ))
      ledger.people.set(row.person_id, {
        identified: row.identified,
        createdAt: Number(row.at),
        properties: JSON.parse(row.text) as Properties,
      });
  }

  async #select<Row>(query: string, params: Record<string, unknown>): Promise<Row[]> {
    try {
      const result = await this.client.query({
        query,
        query_params: params,
        format: "JSONEachRow",
        http_headers: lane,
        clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
      });
      return await result.json<Row>();
    } catch (error) {
      throw asLeptonError(error);
    }
  }

  async #store(project: string, ledger: Ledger, applied: Applied): Promise<void> {
    const version = this.#version;
    const identities = [...ledger.changedIds].map(
      (id) => `${field(project)}\t${field(id)}\t${field(rootOf(ledger, id))}\t${version}\n`,
    );
    await insertReadable(
      this.client,
      "identities",
      "project, distinct_id, person_id, version",
      rowsOf(identities),
    );
    const changed = [...ledger.changedPeople];
    const people = changed.map(([id]) => {
      const person = ledger.people.get(id);
      const { identified = false, createdAt = 0, properties = {} } = person ?? {};
      return `${field(project)}\t${field(id)}\t${identified}\t${clock(createdAt)}\t${jsonField(properties)}\t${version}\t${person ? 0 : 1}\n`;
    });
    const refused = await insertReadable(
      this.client,
      "people",
      "project, person_id, identified, created_at, properties, version, is_deleted",
      rowsOf(people),
    );
    for (const [at, reason] of refused) {
      const [id, index] = changed[at] as [string, number];
      applied.unreadable.set(index, reason);
      ledger.people.delete(id);
      this.forget();
    }
  }

  #remember(project: string, items: Indexed[], ledger: Ledger): void {
    const ids = new Set<string>(ledger.changedIds);
    for (const { event } of items) {
      ids.add(event.distinctId);
      if (event.merge) ids.add(event.merge.otherId);
    }
    for (const id of ids) {
      this.#roots.set(`${project}\0${id}`, rootOf(ledger, id));
      const root = rootOf(ledger, id);
      const person = ledger.people.get(root);
      if (person !== undefined) this.#people.set(`${project}\0${root}`, { person });
    }
    for (const id of ledger.changedPeople.keys())
      if (ledger.people.get(id) === null) this.#people.set(`${project}\0${id}`, { person: null });
  }
}
