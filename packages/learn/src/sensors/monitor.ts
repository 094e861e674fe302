import { type Estimate, LeptonError, quantile, wilson } from "@lepton/core";
import type { Model } from "@lepton/nn";
import { z } from "zod";
import { holdOut } from "../evaluate/splits.ts";
import type { FitOptions } from "../tabular/estimator.ts";
import { readOptions } from "../tabular/options.ts";
import { regressionTarget } from "../tabular/target.ts";
import {
  type Autoencoder,
  autoencoderSchema,
  fitAutoencoder,
  loadAutoencoder,
  reconstructionErrors,
} from "./autoencoder.ts";
import { type Pca, pcaDistances, pcaOf, pcaSchema } from "./pcaMonitor.ts";
import { windowsFor } from "./prepare.ts";
import { type Readings, takeUnits } from "./readings.ts";
import { readSaved } from "./savedWindows.ts";
import { scalingOf, scalingSchema } from "./scaling.ts";
import type { Windows } from "./windows.ts";

const optionsSchema = z.strictObject({
  /** `pca`: T² and Q of the window's mean; `autoencoder`: error of the window given back. Default pca. */
  method: z.enum(["pca", "autoencoder"]).default("pca"),
  /** Readings judged together. Default 10. */
  length: z.int().min(1).default(10),
  /** Share of healthy windows, on machines held out, below the threshold. Default 0.99. */
  quantile: z.number().gt(0.5).lt(1).default(0.99),
  conditions: z.array(z.string()).default([]),
  regimes: z.int().min(1).default(6),
  /** Train in a thread of its own. Default true. */
  worker: z.boolean().default(true),
});
export type MonitorOptions = z.input<typeof optionsSchema>;

export interface Alarm {
  unit: string;
  cycle: number;
  /** Times the threshold: above 1 it is unlike healthy machines. */
  score: number;
  isAnomaly: boolean;
  /** Channels that add most to it, with their share. */
  channels: { name: string; share: number }[];
  isPadded: boolean;
}
export interface FittedMonitor {
  readonly kind: "sensorMonitor";
  readonly method: "pca" | "autoencoder";
  readonly channels: readonly string[];
  readonly warnings: readonly string[];
  /** Share of healthy windows of held-out machines above the threshold; n counts windows, which are not independent. */
  readonly falseAlarms: Estimate;
  detect(readings: Readings): Promise<Alarm[]>;
  toJSON(): Promise<unknown>;
  close(): Promise<void>;
}

const fewUnits = 4;

/**
 * Anomalies of machines against readings of healthy ones. The threshold is a quantile over machines held out (a quarter);
 * below four machines over all, which the warnings say. Errors: LEARN_OPTION, LEARN_CHANNELS_CONSTANT, LEARN_READINGS_SHORT.
 * @example
 * const monitor = await sensorMonitor().fit(healthy, { seed: 7 });
 * (await monitor.detect(today)).filter(({ isAnomaly }) => isAnomaly);
 */
export function sensorMonitor(options: MonitorOptions = {}) {
  const settings = readOptions(optionsSchema, options, "sensorMonitor");
  const { method, length } = settings;
  return {
    name: method === "pca" ? "T² and Q of principal components" : "autoencoder",
    async fit(healthy: Readings, fitOptions: Omit<FitOptions, "weights">): Promise<FittedMonitor> {
      const { training, heldOut, warnings } = splitUnits(healthy, fitOptions.seed);
      const scaling = scalingOf(training, settings);
      warnings.push(...scaling.dropped.map((name) => `${name} is left out: it never changes.`));
      const windows = wholeWindows(training, { scaling, length });
      if (windows.rows < 2)
        throw new LeptonError("LEARN_READINGS_SHORT", {
          problem: `No healthy machine has enough readings for windows of ${length}.`,
          received: `${windows.rows} windows`,
          next: "Give a shorter length, or more readings.",
          field: "length",
        });
      const core: Pca | Autoencoder =
        method === "pca"
          ? pcaOf(meansOf(windows))
          : await fitAutoencoder(windows, fitOptions, settings.worker);
      const judged = judgeOf(core);
      const parts = await judged.parts(wholeWindows(heldOut, { scaling, length }));
      const limits = [0, 1].map((part) =>
        Math.max(
          1e-12,
          quantile(
            parts.map((row) => row.distances[part] ?? 0),
            settings.quantile,
          ) ?? 1,
        ),
      );
      const above = parts.filter((row) => scoreOf(row.distances, limits) > 1).length;
      await judged.close();
      const falseAlarms = wilson(above, parts.length);
      return fittedMonitor({
        kind: "sensorMonitor",
        method,
        length,
        scaling,
        warnings,
        limits,
        falseAlarms,
        core,
      });
    },
  };
}

function splitUnits(healthy: Readings, seed: number) {
  const { units } = healthy;
  if (units.length < fewUnits)
    return {
      training: healthy,
      heldOut: healthy,
      warnings: [
        `${units.length} machines are too few to hold any out: false alarms will be more than promised.`,
      ],
    };
  const split = holdOut(regressionTarget(units.map((_, i) => i)), 0.25, {
    seed,
    groups: units.map(({ id }) => id),
  });
  return {
    training: takeUnits(healthy, split.training),
    heldOut: takeUnits(healthy, split.heldOut),
    warnings: [] as string[],
  };
}

type Look = Pick<Saved, "scaling" | "length">;
function wholeWindows(readings: Readings, look: Look): Windows {
  const { windows, rows } = windowsFor(readings, { ...look, when: "every" });
  const size = look.length * windows.channels.length;
  const whole = rows.flatMap(({ isPadded }, row) => (isPadded ? [] : [row]));
  const values = new Float32Array(whole.length * size);
  whole.forEach((row, i) => {
    values.set(windows.values.subarray(row * size, (row + 1) * size), i * size);
  });
  return { ...windows, rows: whole.length, values };
}

function meansOf({ values, rows, length, channels }: Windows): Float64Array[] {
  const width = channels.length;
  return Array.from({ length: rows }, (_, row) =>
    Float64Array.from({ length: width }, (_, c) => {
      let sum = 0;
      for (let t = 0; t < length; t++) sum += values[(row * length + t) * width + c] as number;
      return sum / length;
    }),
  );
}

interface Part {
  /** T² and Q, or the error alone. */
  distances: number[];
  /** What each channel adds to each of them. */
  shares: number[][];
}

function judgeOf(core: Pca | Autoencoder): {
  parts(windows: Windows): Promise<Part[]>;
  close(): Promise<void>;
} {
  let net: Promise<Model> | undefined;
  return {
    async parts(windows) {
      if (windows.rows === 0) return [];
      if (core.as === "pca")
        return meansOf(windows).map((row) => {
          const { t2, q, within, off } = pcaDistances(core, row);
          return { distances: [t2, q], shares: [within, off] };
        });
      net ??= loadAutoencoder(core);
      const errors = await reconstructionErrors(await net, windows);
      return errors.map((squares) => ({
        distances: [squares.reduce((a, b) => a + b, 0) / squares.length],
        shares: [squares],
      }));
    },
    close: async () => (await net)?.close(),
  };
}

const scoreOf = (distances: readonly number[], limits: readonly number[]) =>
  Math.max(...distances.map((distance, i) => distance / (limits[i] as number)));

const number = z.number().nullable();
const savedSchema = z.object({
  kind: z.literal("sensorMonitor"),
  method: z.enum(["pca", "autoencoder"]),
  length: z.int().min(1),
  scaling: scalingSchema,
  warnings: z.array(z.string()),
  limits: z.array(z.number().positive()),
  falseAlarms: z.object({ value: number, low: number, high: number, level: z.number(), n: z.number() }),
  core: z.discriminatedUnion("as", [pcaSchema, autoencoderSchema]),
});
type Saved = z.infer<typeof savedSchema>;

const mostChannels = 3;
function fittedMonitor(saved: Saved): FittedMonitor {
  const { kind, method, scaling, warnings, limits, falseAlarms, core } = saved;
  const judged = judgeOf(core);
  return {
    kind,
    method,
    channels: [...scaling.channels, ...scaling.conditions],
    warnings,
    falseAlarms,
    async detect(readings) {
      const { windows, rows } = windowsFor(readings, { ...saved, when: "every" });
      const parts = await judged.parts(windows);
      return rows.map((row, i) => {
        const { distances, shares } = parts[i] as Part;
        const score = scoreOf(distances, limits);
        const leading = distances.findIndex((distance, d) => distance / (limits[d] as number) === score);
        const squares = (shares[Math.max(0, leading)] as number[]).map((part) => Math.max(0, part));
        const total = squares.reduce((a, b) => a + b, 0) || 1;
        const channels = squares
          .map((square, c) => ({ name: scaling.channels[c] as string, share: square / total }))
          .sort((a, b) => b.share - a.share)
          .slice(0, mostChannels);
        return { ...row, score, isAnomaly: score > 1, channels };
      });
    },
    toJSON: async () => saved,
    close: judged.close,
  };
}

/** From what `toJSON` gave. Errors: LEARN_SAVED_MODEL. */
export const sensorMonitorFromJSON = (json: unknown): FittedMonitor =>
  fittedMonitor(readSaved(savedSchema, json));
