import { LeptonError } from "@lepton/core";
import type { StudyMessage, StudyOrder } from "./messages.ts";
import { probabilityIn, type Study, studyOf } from "./study.ts";

/** Entry of the process that forecasts: one order after another, until the server ends it. */
const send = (message: StudyMessage) => process.send?.(message);
/** Studies of late, so that another target is answered at once. */
const studies = new Map<string, Study>();
const mostStudies = 20;
let line: Promise<void> = Promise.resolve();

process.on("message", ({ id, order }: { id: number; order: StudyOrder }) => {
  line = line.then(() => take(id, order));
});
process.once("disconnect", () => process.exit(0));

async function take(id: number, order: StudyOrder): Promise<void> {
  try {
    const { target: _target, budgetSeconds: _budget, ...rest } = order;
    const key = JSON.stringify(rest);
    let told = 0;
    const study =
      studies.get(key) ??
      (await studyOf(order, (share, step) => {
        if (Date.now() - told < 100) return;
        told = Date.now();
        send({ id, kind: "progress", share, step });
      }));
    studies.delete(key);
    studies.set(key, study);
    const oldest = studies.keys().next().value;
    if (studies.size > mostStudies && oldest !== undefined) studies.delete(oldest);
    send({ id, kind: "done", result: { ...study.result, probability: await probabilityIn(study, order) } });
  } catch (error) {
    const { code, problem, next } =
      error instanceof LeptonError
        ? error
        : {
            code: "FORECAST_FAILED",
            problem: `The forecast stopped for a reason that was not foreseen: ${(error as Error).message}.`,
            next: "Change the range or the horizon; if it stays, report it.",
          };
    send({ id, kind: "failed", problem: { code, problem, next } });
  }
}
