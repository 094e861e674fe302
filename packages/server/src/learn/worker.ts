import { LeptonError } from "@lepton/core";
import type { FeatureRow } from "@lepton/growth";
import { explainRows } from "./explain.ts";
import type { ScoredRow, TrainOrder, WorkerMessage, WorkerOrder } from "./messages.ts";
import { type LoadedModel, loadModelFile } from "./modelFile.ts";
import { scoresOf } from "./train/board.ts";
import { tableOfRows } from "./train/rows.ts";
import { trainModel } from "./train/trainModel.ts";

/** Entry of the process that trains and scores; it takes one job and ends with it. */
const send = (message: WorkerMessage): Promise<void> =>
  new Promise((resolve) => (process.send ? process.send(message, () => resolve()) : resolve()));

let order: TrainOrder | undefined;
let model: LoadedModel | undefined;
let reasons = 0;
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
      reasons = message.reasons;
      return send({ kind: "ready" });
    case "rows":
      if (model) return send({ kind: "scored", rows: await scored(model, message.rows) });
      byCutoff[message.cutoff]?.push(...message.rows);
      return send({ kind: "ready" });
    case "fit":
      if (order) await train(order);
  }
}

async function train(asked: TrainOrder): Promise<void> {
  const started = Date.now();
  let told = 0;
  const result = await trainModel(asked, byCutoff, {
    onProgress(share, step, said) {
      // Four times a second is smooth enough for an eye; lines always go.
      if (said === undefined && Date.now() - told < 250) return;
      told = Date.now();
      const elapsed = (Date.now() - started) / 1000;
      const secondsLeft = share > 0.02 ? Math.round((elapsed * (1 - share)) / share) : asked.budgetSeconds;
      void send({
        kind: "progress",
        share,
        step,
        secondsLeft,
        ...(said === undefined ? {} : { line: said }),
      });
    },
  });
  await send({ kind: "trained", result });
}

async function scored(loaded: LoadedModel, rows: readonly FeatureRow[]): Promise<ScoredRow[]> {
  const table = tableOfRows(loaded.features, rows);
  const scores = await scoresOf(loaded.fitted, table);
  const explained = reasons > 0 ? await explainRows(loaded, table, scores) : [];
  return rows.map(({ personId }, i) => ({
    personId,
    score: scores[i] as number,
    reasons: (explained[i]?.reasons ?? []).slice(0, reasons),
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
