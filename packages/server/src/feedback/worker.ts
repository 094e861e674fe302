import { LeptonError } from "@lepton/core";
import { analyseTexts } from "./analyseTexts.ts";
import type { TextsMessage, TextsOrder } from "./messages.ts";

/** Entry of the process that reads feedback; it takes one order; the server ends it. */
const send = (message: TextsMessage): Promise<void> =>
  new Promise((resolve) => (process.send ? process.send(message, () => resolve()) : resolve()));

process.once("message", async (order: TextsOrder) => {
  try {
    await send({ kind: "analysed", analysis: await analyseTexts(order) });
  } catch (error) {
    if (!(error instanceof LeptonError)) console.error(error);
    await send({
      kind: "failed",
      problem: error instanceof Error ? error.message : String(error),
    });
  }
});
// The server is gone: nobody waits for an answer.
process.once("disconnect", () => process.exit(0));
