import { LeptonError } from "@lepton/core";
import type { FeatureRow } from "@lepton/growth";
import { addCounts, type Bins, columnNamed, emptied } from "@lepton/learn";
import type { ModelReference } from "../contract/monitor.ts";
import { explainRows } from "./explain.ts";
import type { ScoredRow, TrainOrder, WorkerMessage, WorkerOrder } from "./messages.ts";
import { type LoadedModel, loadModelFile } from "./modelFile.ts";
import { type Observed, scoreColumn } from "./monitor/reference.ts";
import { type CurvePoint, scoresOf } from "./train/board.ts";
import { tableOfRows } from "./train/rows.ts";
import { trainModel } from "./train/trainModel.ts";

/** Entry of the process that trains and scores; it takes one job and ends with it. */
const send = (message: WorkerMessage): Promise<void> =>
  new Promise((resolve) => (process.send ? process.send(message, () => resolve()) : resolve()));

let order: TrainOrder | undefined;
let model: LoadedModel | undefined;
let reference: ModelReference | null = null;
/** Distributions of the rows scored so far, in the bins of the reference. */
let observed: Observed | null = null;
/** Rows scored so far, the highest ones: those are explained at the end. */
let highest: { row: FeatureRow; score: number }[] = [];
const mostKept = 1_000;
const byCutoff: FeatureRow[][] = [];
/** Orders are taken one after another, in the order they came. */
let line: Promise<void> = Promise.resolve();

process.on("message", (message: WorkerOrder) => {
  line = line.then(() => take(message)).catch(fail);
});
// The server is gone: nobody waits for an answer.
process.once("disconnect", () => process.exit(0));

async function take(message: WorkerOrder): Promise<void> {
  switch (message.kind) {
    case "train":
      order = message.order;
      for (const _ of order.cutoffsMs) byCutoff.push([]);
      return send({ kind: "ready" });
    case "score":
      model = await loadModelFile(message.file);
      reference = message.reference;
      observed = reference && {
        inputs: reference.inputs.map(({ bins }) => emptied(bins)),
        score: emptied(reference.score),
      };
      return send({ kind: "ready" });
    case "rows":
      if (model) return send({ kind: "scored", rows: await scored(model, message.rows) });
      byCutoff[message.cutoff]?.push(...message.rows);
      return send({ kind: "ready" });
    case "explain":
      if (model) await send({ kind: "scored", rows: await explained(model, message) });
      return;
    case "observe":
      return send({ kind: "observed", observed });
    case "fit":
      if (order) await train(order);
  }
}

async function train(asked: TrainOrder): Promise<void> {
  const started = Date.now();
  let told = 0;
  let curve: CurvePoint[] = [];
  const result = await trainModel(asked, byCutoff, {
    onProgress(share, step, said) {
      // Four times a second is smooth enough for an eye; lines always go.
      if (said === undefined && Date.now() - told < 250) return;
      told = Date.now();
      const elapsed = (Date.now() - started) / 1000;
      const secondsLeft = share > 0.02 ? Math.round((elapsed * (1 - share)) / share) : asked.budgetSeconds;
      const since = curve;
      curve = [];
      void send({
        kind: "progress",
        share,
        step,
        secondsLeft,
        ...(said === undefined ? {} : { line: said }),
        ...(since.length === 0 ? {} : { curve: since }),
      });
    },
    onCurve: (point) => curve.push(point),
  });
  await send({ kind: "trained", result });
}

async function scored(loaded: LoadedModel, rows: readonly FeatureRow[]): Promise<ScoredRow[]> {
  const table = tableOfRows(loaded.features, rows);
  const scores = await scoresOf(loaded.fitted, table);
  if (reference && observed) {
    for (const [i, { feature }] of reference.inputs.entries())
      addCounts(observed.inputs[i] as Bins, columnNamed(table, feature));
    addCounts(observed.score, scoreColumn(scores));
  }
  highest = [...highest, ...rows.map((row, i) => ({ row, score: scores[i] as number }))]
    .sort((a, b) => b.score - a.score)
    .slice(0, mostKept);
  return rows.map(({ personId }, i) => ({ personId, score: scores[i] as number, reasons: [] }));
}

/** The highest scores of all rows so far, with their main reasons. */
async function explained(
  loaded: LoadedModel,
  { most, reasons }: Extract<WorkerOrder, { kind: "explain" }>,
): Promise<ScoredRow[]> {
  const top = highest.slice(0, most);
  if (top.length === 0) return [];
  const table = tableOfRows(
    loaded.features,
    top.map(({ row }) => row),
  );
  const found = await explainRows(
    loaded,
    table,
    top.map(({ score }) => score),
  );
  return top.map(({ row, score }, i) => ({
    personId: row.personId,
    score,
    reasons: (found[i]?.reasons ?? []).slice(0, reasons),
  }));
}

async function fail(error: unknown): Promise<void> {
  const { code, problem, next, field } =
    error instanceof LeptonError
      ? error
      : {
          code: "LEARN_FAILED",
          problem: `Learning stopped for a reason that was not foreseen: ${(error as Error).message}.`,
          next: "Start it again; if it stays, report it with the job's log.",
          field: undefined,
        };
  await send({ kind: "failed", problem: { code, problem, next, ...(field === undefined ? {} : { field }) } });
}
