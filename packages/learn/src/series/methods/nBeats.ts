import { random } from "@lepton/core";
import {
  adam,
  add,
  dense,
  float32,
  input,
  type Layer,
  type Model,
  model as network,
  oneCycle,
  type Symbolic,
  subtract,
  type Weight,
} from "@lepton/nn";
import { z } from "zod";
import { breather } from "../breathe.ts";
import { naiveScale } from "../measures.ts";
import type { Method, MethodContext } from "../method.ts";
import type { Series } from "../series.ts";

const optionSchema = z.strictObject({
  /** Values looked back on; three horizons within what the shortest series allows unless told. */
  lookback: z.int().min(2).optional(),
  blocks: z.int().min(1).default(3),
  units: z.int().min(1).default(128),
  epochs: z.int().min(1).default(12),
  /** Windows drawn per epoch, evenly over the series. */
  windows: z.int().min(1).default(8192),
  learningRate: z.number().positive().default(2e-3),
  batchSize: z.int().min(1).default(256),
});
export type NBeatsOptions = z.input<typeof optionSchema>;
const denseSchema = z.strictObject({
  /** [inputs, units] row-major. */
  kernel: z.array(z.number()),
  /** [units]. */
  bias: z.array(z.number()),
});
type Dense = z.output<typeof denseSchema>;
const parameters = z.strictObject({
  lookback: z.int(),
  horizon: z.int(),
  /** Mean over the last season is taken off every window. */
  centre: z.int(),
  /** Per block its layers in order: two hidden ones, the forecast's, and but for the last the window's account. */
  blocks: z.array(z.array(denseSchema)),
});
type Fitted = z.output<typeof parameters>;

/**
 * N-BEATS with generic blocks, one network for all series: each block sees what the ones before left of the window,
 * takes its own account of it off, and adds its part of the forecast. Windows are centred on their last season's mean
 * and scaled by their own mean absolute deviation; trained on mean absolute error.
 * Source: Oreshkin et al. 2020, arXiv:1905.10437 (smaller, one stack).
 */
export function nBeatsMethod(options: NBeatsOptions = {}): Method<Fitted> {
  const wanted = optionSchema.parse(options);
  return {
    name: "nBeats",
    options: wanted,
    parameters,
    minimum: (_, horizon) => (wanted.lookback ?? Math.max(2, Math.ceil(horizon / 2))) + horizon + 4,
    fit: (histories, context) => train(histories, context, wanted),
    points: async (fitted, histories, horizon, signal) => {
      const breathe = breather(signal);
      const out: Float64Array[] = [];
      for (const { values } of histories) {
        out.push(continued(fitted, values, horizon));
        await breathe();
      }
      return out;
    },
  };
}

function build(
  { lookback, horizon }: Pick<Fitted, "lookback" | "horizon">,
  { blocks, units }: z.output<typeof optionSchema>,
  seed: number,
): { made: Model; layers: Layer[][] } {
  const x = input({ shape: [lookback] });
  let rest: Symbolic = x;
  let forecast: Symbolic | undefined;
  const layers: Layer[][] = [];
  for (let i = 0; i < blocks; i++) {
    const [first, second, out] = [
      dense(units, { activation: "relu" }),
      dense(units, { activation: "relu" }),
      dense(horizon),
    ] as const;
    const hidden = second(first(rest));
    const part = out(hidden);
    forecast = forecast ? add()(forecast, part) : part;
    const block = [first, second, out];
    if (i < blocks - 1) {
      const account = dense(lookback);
      rest = subtract()(rest, account(hidden));
      block.push(account);
    }
    layers.push(block);
  }
  return { made: network({ inputs: [x], outputs: [forecast as Symbolic], seed }), layers };
}

/** A window's centre and scale from its past alone. */
function unitOf(
  values: Float64Array,
  { from, lookback, centre }: { from: number; lookback: number; centre: number },
) {
  let c = 0;
  const end = from + lookback;
  for (let t = end - centre; t < end; t++) c += (values[t] as number) / centre;
  let scale = 0;
  for (let t = from; t < end; t++) scale += Math.abs((values[t] as number) - c) / lookback;
  return { c, scale: scale > 1e-9 * Math.abs(c) ? scale : Math.max(Math.abs(c), 1) };
}

async function train(
  histories: readonly Series[],
  { horizon, seed, signal, onProgress }: MethodContext,
  wanted: z.output<typeof optionSchema>,
): Promise<Fitted> {
  const shortest = Math.min(...histories.map(({ values }) => values.length));
  const lookback =
    wanted.lookback ?? Math.max(2, Math.min(3 * horizon, Math.floor((shortest - horizon) / 2)));
  const season = Math.min(...histories.map(({ seasons }) => seasons[0] ?? 1));
  const centre = Math.min(season, lookback);
  const taught = histories.filter(({ values }) => Number.isFinite(naiveScale(values)));
  const source = taught.length > 0 ? taught : histories;
  const draw = random(seed);
  const { made, layers } = build({ lookback, horizon }, wanted, seed);
  const places = source.reduce((sum, { values }) => sum + values.length - lookback - horizon + 1, 0);
  const windows = Math.min(wanted.windows, 4 * places);
  const epochSteps = Math.ceil(windows / wanted.batchSize);
  made.compile({
    optimizer: adam(
      oneCycle({ maxLearningRate: wanted.learningRate, totalSteps: wanted.epochs * epochSteps }),
    ),
    loss: "meanAbsoluteError",
    threads: 2,
  });
  try {
    for (let epoch = 0; epoch < wanted.epochs; epoch++) {
      signal?.throwIfAborted();
      const [x, y] = [new Float32Array(windows * lookback), new Float32Array(windows * horizon)];
      for (let i = 0; i < windows; i++) {
        const { values } = source[draw.int(source.length)] as Series;
        const from = draw.int(values.length - lookback - horizon + 1);
        const { c, scale } = unitOf(values, { from, lookback, centre });
        for (let j = 0; j < lookback; j++) x[i * lookback + j] = ((values[from + j] as number) - c) / scale;
        for (let h = 0; h < horizon; h++)
          y[i * horizon + h] = ((values[from + lookback + h] as number) - c) / scale;
      }
      const history = await made.fit(float32(x, [windows, lookback]), float32(y, [windows, horizon]), {
        epochs: 1,
        batchSize: wanted.batchSize,
        verbose: 0,
        ...(signal ? { signal } : {}),
      });
      const loss = history.metrics.loss?.at(-1);
      onProgress?.({
        share: (epoch + 1) / wanted.epochs,
        step: `epoch ${epoch + 1} of ${wanted.epochs}`,
        ...(loss === undefined ? {} : { values: { loss } }),
      });
    }
    const values = await made.getWeights();
    const numbersOf = (weight: Weight) =>
      Array.from(values[made.weights.indexOf(weight)]?.data as Float32Array);
    const blocks = layers.map((block) =>
      block.map(({ weights: [kernel, bias] }) => ({
        kernel: numbersOf(kernel as Weight),
        bias: numbersOf(bias as Weight),
      })),
    );
    return { lookback, horizon, centre, blocks };
  } finally {
    await made.close();
  }
}

/** y = xW + b, with relu where `isBent`. */
function through(x: Float64Array, { kernel, bias }: Dense, isBent: boolean): Float64Array {
  const y = Float64Array.from(bias);
  const units = y.length;
  for (let i = 0; i < x.length; i++) {
    const value = x[i] as number;
    if (value !== 0)
      for (let j = 0; j < units; j++) y[j] = (y[j] as number) + value * (kernel[i * units + j] as number);
  }
  return isBent ? y.map((value) => Math.max(value, 0)) : y;
}

/**
 * The network's forward pass in plain loops: [lookback] → [horizon]. A thread and a session for every forecast cost
 * a second, this a millisecond; float64 sums differ from the network's by about 1e-6.
 */
export function nBeatsForward(
  { blocks, horizon }: Pick<Fitted, "blocks" | "horizon">,
  window: Float64Array,
): Float64Array {
  let rest = window;
  const forecast = new Float64Array(horizon);
  for (const [first, second, out, account] of blocks) {
    const hidden = through(through(rest, first as Dense, true), second as Dense, true);
    through(hidden, out as Dense, false).forEach((value, h) => {
      forecast[h] = (forecast[h] as number) + value;
    });
    if (account) {
      const told = through(hidden, account, false);
      rest = rest.map((value, i) => value - (told[i] as number));
    }
  }
  return forecast;
}

/** Further than the trained horizon, forecasts join the window. */
function continued(fitted: Fitted, values: Float64Array, horizon: number): Float64Array {
  const { lookback, horizon: step, centre } = fitted;
  const first = values[0] as number;
  let past = Float64Array.from({ length: lookback }, (_, i) => values[values.length - lookback + i] ?? first);
  const out = new Float64Array(horizon);
  for (let done = 0; done < horizon; done += step) {
    const { c, scale } = unitOf(past, { from: 0, lookback, centre });
    const next = nBeatsForward(
      fitted,
      past.map((y) => (y - c) / scale),
    ).map((y) => c + scale * y);
    out.set(next.subarray(0, Math.min(step, horizon - done)), done);
    past = Float64Array.of(...past, ...next).slice(-lookback);
  }
  return out;
}
