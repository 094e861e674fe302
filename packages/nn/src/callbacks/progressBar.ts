import type { Callback, TrainingPlan } from "../models/callback.ts";

/** Where lines go: a terminal or a file. */
export interface LineStream {
  write(text: string): unknown;
  isTTY?: boolean;
}
export interface ProgressBarOptions {
  /** process.stdout unless told. */
  stream?: LineStream;
  /** Nothing within an epoch, one line at its end. */
  isLinePerEpoch?: boolean;
}

const width = 20;

/** Keras' bar: `Epoch 1/5`, then `12/100 ━━━━ 3s 25ms/step - accuracy: 0.9012 - loss: 0.3123`. */
export function progressBar({ stream, isLinePerEpoch = false }: ProgressBarOptions = {}): Callback {
  const to: LineStream | undefined = stream ?? globalThis.process?.stdout;
  let plan: TrainingPlan | undefined;
  let started = 0;
  let done = 0;
  let longest = 0;
  const line = (steps: number, logs: Readonly<Record<string, number>>) => {
    const seconds = (performance.now() - started) / 1000;
    const share = plan?.steps ? steps / plan.steps : 1;
    const full = Math.min(width, Math.floor(share * width));
    const bar = `${"━".repeat(full)}${"─".repeat(width - full)}`;
    const values = Object.entries(logs).map(([name, value]) => ` - ${name}: ${shown(value)}`);
    return `${steps}/${plan?.steps ?? "?"} ${bar} ${Math.round(seconds)}s ${perStep(seconds / steps)}${values.join("")}`;
  };
  const show = (text: string) => {
    longest = Math.max(longest, text.length);
    to?.write(`\r${text.padEnd(longest)}`);
  };
  return {
    onTrainBegin: (_, given) => {
      plan = given;
    },
    onEpochBegin: (epoch) => {
      started = performance.now();
      done = 0;
      longest = 0;
      to?.write(`Epoch ${epoch + 1}/${plan?.epochs}\n`);
    },
    ...(isLinePerEpoch
      ? {}
      : {
          onProgress: ({ batch, logs }) => {
            done = batch + 1;
            if (to?.isTTY !== false) show(line(done, logs));
          },
        }),
    onEpochEnd: (_, logs) => {
      const text = line(plan?.steps ?? Math.max(done, 1), logs);
      if (isLinePerEpoch) to?.write(`${text}\n`);
      else {
        show(text);
        to?.write("\n");
      }
    },
  };
}

const shown = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(4) : value.toFixed(4);
const perStep = (seconds: number): string =>
  seconds >= 1
    ? `${seconds.toFixed(1)}s/step`
    : seconds >= 1e-3
      ? `${Math.round(seconds * 1e3)}ms/step`
      : `${Math.round(seconds * 1e6)}us/step`;
