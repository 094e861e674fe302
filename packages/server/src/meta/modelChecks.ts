import type { ModelCheck, OutcomeCheck, Shifted } from "../contract/monitor.ts";
import { newId } from "./ids.ts";
import type { Store } from "./open.ts";
import type { ModelCheckRow } from "./tables.ts";

/** What a check found, before outcomes are known. */
export type CheckBody = Pick<ModelCheck, "people" | "state" | "reasons" | "scorePsi" | "worst"> & {
  shifts: Shifted[];
};
/** Some of the people scored, with their scores: judged once what happened is known. */
export type ScoreSample = [personId: string, score: number][];

export interface NewCheck {
  model: string;
  at: Date;
  cutoffMs: number;
  dueMs: number;
  body: CheckBody;
  sample: ScoreSample;
}
export interface DueCheck {
  id: string;
  cutoffMs: number;
  sample: ScoreSample;
}

/** How a model's inputs, scores and outcomes were at each scoring. */
export interface ModelChecks {
  add(project: string, check: NewCheck): Promise<void>;
  /** Newest first, at most 100. */
  list(model: string): Promise<ModelCheck[]>;
  /** Distributions of the newest one. */
  latest(model: string): Promise<Shifted[]>;
  /** Those whose outcomes are known by then and not judged yet. */
  due(model: string, now: Date): Promise<DueCheck[]>;
  /** Keeps what happened; the scores of single people go. */
  judged(id: string, outcomes: OutcomeCheck): Promise<void>;
  remove(model: string): Promise<void>;
}

const mostListed = 100;

export function modelChecksOf({ db }: Store): ModelChecks {
  const of = (model: string) =>
    db.selectFrom("model_checks").selectAll().where("model_id", "=", model).orderBy("at", "desc");
  return {
    async add(project, { model, at, cutoffMs, dueMs, body, sample }) {
      await db
        .insertInto("model_checks")
        .values({
          id: newId("chk"),
          project_id: project,
          model_id: model,
          at: at.toISOString(),
          cutoff: new Date(cutoffMs).toISOString(),
          due: new Date(dueMs).toISOString(),
          body: JSON.stringify(body),
          sample: JSON.stringify(sample),
          outcomes: null,
        })
        .execute();
    },
    async list(model) {
      return (await of(model).limit(mostListed).execute()).map(toCheck);
    },
    async latest(model) {
      const row = await of(model).limit(1).executeTakeFirst();
      return row === undefined ? [] : (JSON.parse(row.body) as CheckBody).shifts;
    },
    async due(model, now) {
      const rows = await of(model)
        .where("due", "<=", now.toISOString())
        .where("sample", "is not", null)
        .limit(mostListed)
        .execute();
      return rows.map(({ id, cutoff, sample }) => ({
        id,
        cutoffMs: Date.parse(cutoff),
        sample: JSON.parse(sample ?? "[]") as ScoreSample,
      }));
    },
    async judged(id, outcomes) {
      await db
        .updateTable("model_checks")
        .set({ outcomes: JSON.stringify(outcomes), sample: null })
        .where("id", "=", id)
        .execute();
    },
    async remove(model) {
      await db.deleteFrom("model_checks").where("model_id", "=", model).execute();
    },
  };
}

function toCheck(row: ModelCheckRow): ModelCheck {
  const { shifts: _, ...body } = JSON.parse(row.body) as CheckBody;
  return {
    ...body,
    id: row.id,
    at: row.at,
    outcomesDue: row.due,
    outcomes: row.outcomes === null ? null : (JSON.parse(row.outcomes) as OutcomeCheck),
  };
}
