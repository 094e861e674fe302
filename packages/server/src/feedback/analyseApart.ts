import { fork } from "node:child_process";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { LeptonError } from "@lepton/core";
import type { TextsAnalysis, TextsMessage, TextsOrder } from "./messages.ts";

/** Ten thousand texts take some seconds; a text that takes the process with it must not hold the others up. */
const mostMs = 300_000;
const memoryMb = 1_024;

/**
 * `analyseTexts` in a process of its own, below normal priority, so that the server goes on answering.
 * Errors: FEEDBACK_ANALYSIS_FAILED; the signal's reason.
 */
export function analyseApart(order: TextsOrder, signal: AbortSignal): Promise<TextsAnalysis> {
  signal.throwIfAborted();
  const isSource = import.meta.url.endsWith(".ts");
  const child = fork(fileURLToPath(new URL(`./worker.${isSource ? "ts" : "js"}`, import.meta.url)), [], {
    execArgv: [
      `--max-old-space-size=${memoryMb}`,
      ...(isSource ? ["--conditions=lepton-source", "--import", "tsx"] : []),
    ],
    env: { ...process.env, NODE_OPTIONS: "" },
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  if (child.pid !== undefined) lowerPriority(child.pid);
  return new Promise<TextsAnalysis>((resolve, reject) => {
    const fail = (why: string) => reject(failed(why));
    const timer = setTimeout(() => fail(`it took longer than ${mostMs / 1000} s`), mostMs);
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    child.once("message", (message: TextsMessage) =>
      message.kind === "analysed" ? resolve(message.analysis) : fail(message.problem),
    );
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code, killed) => fail(`the process ended (${killed ?? `code ${code}`})`));
    child.send(order, (error) => error && fail(error.message));
    child.once("close", () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    });
  }).finally(() => child.kill("SIGKILL"));
}

const failed = (why: string) =>
  new LeptonError("FEEDBACK_ANALYSIS_FAILED", {
    problem: "The feedback could not be sorted into themes.",
    received: why.slice(0, 200),
    next: "Try again. If it stays, report it with the server's log.",
    status: 500,
  });

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Some systems allow no change; it then competes with the server as an equal.
  }
}
