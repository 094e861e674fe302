import type { QueryOptions, SqlParams, Warehouse } from "@lepton/warehouse";
import type { CohortDefinition, FilterGroup } from "./schema/filter.ts";

/** What a question needs to know of the project it is asked in. */
export interface QuestionContext {
  warehouse: Warehouse;
  project: string;
  /** IANA zone; buckets are cut in it. */
  timezone: string;
  weekStart: "sunday" | "monday";
  currency: string;
  /** The instant the question is asked; tests fix it. */
  now: Date;
  /** People the project marks as internal. */
  internalUsers?: FilterGroup;
  cohort(id: string): Promise<CohortDefinition>;
  signal?: AbortSignal;
  limits?: Pick<QueryOptions, "maxSeconds" | "maxMemoryBytes">;
}

/** A piece of SQL and the values of its `{name:Type}` placeholders. */
export interface Sql {
  text: string;
  params: SqlParams;
}
