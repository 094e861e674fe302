import { LeptonError } from "@lepton/core";
import type { QuestionContext } from "../context.ts";
import type { TextValues } from "../schema/result.ts";
import type { DateRange, Interval } from "../schema/time.ts";
import { Draft, type Facts } from "./draft.ts";
import { lookUpFacts, spanOf } from "./facts.ts";
import { type Buckets, cutBuckets, type Span } from "./range.ts";
import { renderSql } from "./render.ts";

export interface Warning {
  code: string;
  text: string;
  values?: TextValues | undefined;
}

/** One question being answered: what is known of the project, the statements that ran, what to warn of. */
export class Inquiry {
  readonly facts: Facts;
  /** Statements that ran, values filled in. */
  readonly sql: string[] = [];
  readonly warnings: Warning[] = [];

  constructor(facts: Facts) {
    this.facts = facts;
  }

  static async open(context: QuestionContext, asked: unknown): Promise<Inquiry> {
    return new Inquiry(await lookUpFacts(context, asked));
  }

  draft(): Draft {
    return new Draft(this.facts);
  }

  /** Runs a statement within the question's limits; 64-bit integers arrive as strings unless cast in SQL. */
  async rows<Row>(draft: Draft, text: string): Promise<Row[]> {
    const { warehouse, limits, signal } = this.facts.context;
    signal?.throwIfAborted();
    const statement = draft.sql(text);
    this.sql.push(renderSql(statement));
    return warehouse.query<Row>(statement.text, statement.params, { ...limits, signal, readOnly: true });
  }

  async span(range: DateRange): Promise<Span> {
    return spanOf(this.facts, range);
  }

  buckets(span: Span, interval: Interval): Buckets {
    return cutBuckets(span, interval, this.facts);
  }

  warn(code: string, text: string, values?: TextValues): void {
    if (!this.warnings.some((warning) => warning.code === code))
      this.warnings.push({ code, text, ...(values && { values }) });
  }
}

/** Index of the bucket a chart point names. */
export function bucketIndex(buckets: Buckets, start: string): number {
  const index = buckets.list.findIndex((bucket) => bucket.start === start);
  if (index < 0)
    throw new LeptonError("GROWTH_POINT_UNKNOWN", {
      problem: "The chart has no bucket that starts here.",
      received: start,
      next: "Name a bucket by its `start` as the answer gave it.",
      field: "point.bucket",
    });
  return index;
}
