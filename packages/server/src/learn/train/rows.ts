import { createHash } from "node:crypto";
import { LeptonError } from "@lepton/core";
import type { Feature, FeatureRow } from "@lepton/growth";
import { type Column, classTarget, regressionTarget, type Table, type Target, tableOf } from "@lepton/learn";
import type { ModelTask } from "../../contract/model.ts";

/** Feature rows as columns of a table, in the order of the features. */
export function tableOfRows(features: readonly Feature[], rows: readonly FeatureRow[]): Table {
  let numbers = 0;
  let texts = 0;
  return tableOf(
    features.map(({ name, type }): Column => {
      if (type === "number") {
        const at = numbers++;
        return {
          name,
          kind: "number",
          values: Float64Array.from(rows, (row) => row.numbers[at] ?? Number.NaN),
        };
      }
      const at = texts++;
      return { name, kind: "category", values: rows.map((row) => row.texts[at] || null) };
    }),
  );
}

export const truthOf = (rows: readonly FeatureRow[]): Float64Array =>
  Float64Array.from(rows, ({ outcome }) => outcome ?? 0);

/** Classes are "0" and "1": it did not happen, it happened. */
export function targetOfRows(task: ModelTask, rows: readonly FeatureRow[]): Target {
  return task === "classification"
    ? classTarget(
        rows.map(({ outcome }) => String(outcome ?? 0)),
        ["0", "1"],
      )
    : regressionTarget(truthOf(rows));
}

/** In [0, 1), the same for a person whatever the rows. FNV-1a of key and seed, scattered. */
export function personShare(person: string, seed: number): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < person.length; i++) h = Math.imul(h ^ person.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

export interface PersonTimeSplit {
  /** Three in four of the training people at all cutoffs but the last: what candidates learn from. */
  fit: FeatureRow[];
  /** The other training people, at the same cutoffs: what chooses among candidates. */
  choose: FeatureRow[];
  /** People of neither, at the last cutoff: what judges. */
  test: FeatureRow[];
}
const testShare = 0.3;
const chooseShare = 0.175;

/** By person and time: nobody of the test is in training, and the test is later than all of it. */
export function splitRows(byCutoff: readonly FeatureRow[][], seed: number): PersonTimeSplit {
  const split: PersonTimeSplit = { fit: [], choose: [], test: [] };
  for (const [cutoff, rows] of byCutoff.entries()) {
    const isLast = cutoff === byCutoff.length - 1;
    for (const row of rows) {
      const share = personShare(row.person, seed);
      if (isLast && share < testShare) split.test.push(row);
      if (isLast || share < testShare) continue;
      (share < testShare + chooseShare ? split.choose : split.fit).push(row);
    }
  }
  return split;
}

const least = { rows: 100, test: 30, ofEach: 10 };

/** Errors: RECIPE_TOO_FEW_PEOPLE, RECIPE_OUTCOME_CONSTANT. */
export function checkRows(task: ModelTask, { fit, choose, test }: PersonTimeSplit): void {
  const rows = fit.length + choose.length;
  if (rows < least.rows || test.length < least.test || choose.length < least.ofEach)
    throw new LeptonError("RECIPE_TOO_FEW_PEOPLE", {
      problem: `There are too few people to learn from and to test on: at least ${least.rows} rows of training and ${least.test} people of the test are needed.`,
      received: `${rows} rows, ${test.length} people`,
      next: "Widen the population (withinDays, minTimes), or wait for more people.",
      field: "population",
    });
  for (const [part, of] of [
    ["training", [...fit, ...choose]],
    ["the test", test],
  ] as const) {
    const values = new Set(of.map(({ outcome }) => outcome));
    const happened = truthOf(of).reduce((sum, outcome) => sum + outcome, 0);
    const fewest = Math.min(happened, of.length - happened);
    if (values.size < 2 || (task === "classification" && fewest < least.ofEach))
      throw new LeptonError("RECIPE_OUTCOME_CONSTANT", {
        problem:
          values.size < 2
            ? `The outcome is the same for everybody in ${part}, so there is nothing to learn.`
            : `One outcome is so rare in ${part} that nothing can be learnt: at least ${least.ofEach} people of each are needed.`,
        received:
          task === "classification"
            ? `${happened} of ${of.length} rows`
            : `${[...values][0]} in all ${of.length} rows`,
        next: "Choose another horizon, target or population.",
        field: "target",
      });
  }
}

/** SHA-256 over rows in order: their person, features and outcome. */
export function hashOf(byCutoff: readonly FeatureRow[][]): string {
  const hash = createHash("sha256");
  for (const rows of byCutoff) {
    hash.update("cutoff");
    for (const { person, numbers, texts, outcome } of rows)
      hash.update(JSON.stringify([person, numbers, texts, outcome]));
  }
  return hash.digest("hex");
}
