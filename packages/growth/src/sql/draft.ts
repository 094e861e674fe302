import type { SqlParams } from "@lepton/warehouse";
import type { QuestionContext, Sql } from "../context.ts";
import type { CohortDefinition } from "../schema/filter.ts";
import type { Clock } from "./range.ts";

type Value = SqlParams[string];

/** What is known of the project before SQL is written: looked up once per question. */
export interface Facts extends Clock {
  context: QuestionContext;
  project: string;
  /** False: nobody was ever merged, so an event's own key is the person's. */
  hasIdentities: boolean;
  /** Every cohort the question names, and those they name. */
  cohorts: ReadonlyMap<string, CohortDefinition>;
}

/** One statement being written: collects its values, so that no piece can clash with another's. */
export class Draft {
  readonly facts: Facts;
  readonly #params: SqlParams = {};
  readonly #names = new Map<string, string>();

  constructor(facts: Facts) {
    this.facts = facts;
  }

  /** The placeholder of a value; the same value of the same type shares one. */
  bind(value: Value, type: string): string {
    const key = `${type}:${JSON.stringify(value)}`;
    let name = this.#names.get(key);
    if (name === undefined) {
      name = `p${this.#names.size}`;
      this.#names.set(key, name);
      this.#params[name] = value;
    }
    return `{${name}:${type}}`;
  }
  text(value: string): string {
    return this.bind(value, "String");
  }
  int(value: number): string {
    return this.bind(Math.trunc(value), "Int64");
  }
  /** An instant as the events table stores it. */
  instant(ms: number): string {
    return `fromUnixTimestamp64Milli(${this.int(ms)}, 'UTC')`;
  }
  get project(): string {
    return this.text(this.facts.project);
  }
  get zone(): string {
    return this.text(this.facts.timezone);
  }

  sql(text: string): Sql {
    return { text, params: this.#params };
  }
}
