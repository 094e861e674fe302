import { random } from "@lepton/core";
import {
  adam,
  add,
  dense,
  float32,
  input,
  type Model,
  model as network,
  oneCycle,
  type Symbolic,
  subtract,
} from "@lepton/nn";
import { z } from "zod";
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
const parameters = z.strictObject({
  lookback: z.int(),
  horizon: z.int(),
  /** Mean over the last season is taken off every window. */
  centre: z.int(),
  weights: z.array(z.object({ shape: z.array(z.int()), data: z.array(z.number()) })),
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
      const made = build(fitted, wanted, 0);
      try {
        await made.setWeights(
          fitted.weights.map(({ shape, data }) => float32(Float32Array.from(data), shape)),
        );
        return await continued(made, fitted, histories, { horizon, signal });
      } finally {
        await made.close();
      }
    },
  };
}

function build(
  { lookback, horizon }: Pick<Fitted, "lookback" | "horizon">,
  { blocks, units }: z.output<typeof optionSchema>,
  seed: number,
): Model {
  const x = input({ shape: [lookback] });
  let rest: Symbolic = x;
  let forecast: Symbolic | undefined;
  for (let i = 0; i < blocks; i++) {
    const hidden = dense(units, { activation: "relu" })(dense(units, { activation: "relu" })(rest));
    const part = dense(horizon)(hidden);
    forecast = forecast ? add()(forecast, part) : part;
    if (i < blocks - 1) rest = subtract()(rest, dense(lookback)(hidden));
  }
  return network({ inputs: [x], outputs: [forecast as Symbolic], seed });
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
  const made = build({ lookback, horizon }, wanted, seed);
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
    const weights = (await made.getWeights()).map(({ shape, data }) => ({
      shape: [...shape],
      data: Array.from(data as Float32Array),
    }));
    return { lookback, horizon, centre, weights };
  } finally {
    await made.close();
  }
}

/** Further than the trained horizon, forecasts join the window. */
async function continued(
  made: Model,
  { lookback, horizon: step, centre }: Fitted,
  histories: readonly Series[],
  { horizon, signal }: { horizon: number; signal?: AbortSignal | undefined },
): Promise<Float64Array[]> {
  const past = histories.map(({ values }) =>
    Float64Array.from(
      { length: lookback },
      (_, i) => values[values.length - lookback + i] ?? (values[0] as number),
    ),
  );
  const out = histories.map(() => new Float64Array(horizon));
  for (let done = 0; done < horizon; done += step) {
    const units = past.map((values) => unitOf(values, { from: 0, lookback, centre }));
    const x = Float32Array.from(
      past.flatMap((values, i) =>
        Array.from(values, (y) => (y - (units[i]?.c as number)) / (units[i]?.scale as number)),
      ),
    );
    const points = await made.predict(float32(x, [past.length, lookback]), {
      batchSize: 512,
      ...(signal ? { signal } : {}),
    });
    past.forEach((values, i) => {
      const { c, scale } = units[i] as { c: number; scale: number };
      const next = Float64Array.from(
        { length: step },
        (_, h) => c + scale * (points.data[i * step + h] as number),
      );
      out[i]?.set(next.subarray(0, Math.min(step, horizon - done)), done);
      past[i] = Float64Array.of(...values, ...next).slice(-lookback);
    });
  }
  return out;
}
