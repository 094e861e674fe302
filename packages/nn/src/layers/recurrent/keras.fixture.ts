/** Recurrent cells and Keras' masked loop once more, in plain loops over numbers: slow, and independent of the graph. */
export type Vector = number[];
export type Matrix = number[][];

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const dot = (x: Vector, w: Matrix, from: number, to: number): Vector =>
  Array.from({ length: to - from }, (_, j) =>
    x.reduce((sum, v, i) => sum + v * ((w[i] as Vector)[from + j] as number), 0),
  );
const zip = (f: (...v: number[]) => number, ...vs: Vector[]): Vector =>
  (vs[0] as Vector).map((_, i) => f(...vs.map((v) => v[i] as number)));
const plus = (...vs: Vector[]): Vector => zip((...v) => v.reduce((a, b) => a + b, 0), ...vs);

/** What a cell makes of one step: the new states; the first is the output. */
export type Cell = (x: Vector, states: Vector[]) => Vector[];

/** Keras' LSTMCell: gates i, f, c, o. */
export const lstmCell =
  (units: number, w: Matrix, u: Matrix, b: Vector): Cell =>
  (x, [h, c]) => {
    const gate = (k: number) =>
      plus(
        dot(x, w, k * units, (k + 1) * units),
        dot(h as Vector, u, k * units, (k + 1) * units),
        b.slice(k * units, (k + 1) * units),
      );
    const [i, f, g, o] = [
      gate(0).map(sigmoid),
      gate(1).map(sigmoid),
      gate(2).map(Math.tanh),
      gate(3).map(sigmoid),
    ];
    const next = zip((fv, cv, iv, gv) => fv * cv + iv * gv, f, c as Vector, i, g);
    return [zip((ov, cv) => ov * Math.tanh(cv), o, next), next];
  };

/** Keras' GRUCell: gates z, r, h; the reset before or after the product with the recurrent kernel. */
export const gruCell =
  (units: number, w: Matrix, u: Matrix, bias: Matrix, resetAfter: boolean): Cell =>
  (x, [state]) => {
    const h = state as Vector;
    const [input, recurrent] = bias as [Vector, Vector | undefined];
    const part = (b: Vector | undefined, k: number) =>
      b ? b.slice(k * units, (k + 1) * units) : Array<number>(units).fill(0);
    const ofX = (k: number) => plus(dot(x, w, k * units, (k + 1) * units), part(input, k));
    const ofH = (v: Vector, k: number) => plus(dot(v, u, k * units, (k + 1) * units), part(recurrent, k));
    const z = plus(ofX(0), ofH(h, 0)).map(sigmoid);
    const r = plus(ofX(1), ofH(h, 1)).map(sigmoid);
    const inner = resetAfter
      ? zip((rv, hv) => rv * hv, r, ofH(h, 2))
      : ofH(
          zip((rv, hv) => rv * hv, r, h),
          2,
        );
    const candidate = plus(ofX(2), inner).map(Math.tanh);
    return [zip((zv, hv, cv) => zv * hv + (1 - zv) * cv, z, h, candidate)];
  };

/** Keras' SimpleRNNCell. */
export const simpleCell =
  (units: number, w: Matrix, u: Matrix, b: Vector): Cell =>
  (x, [h]) => [plus(dot(x, w, 0, units), dot(h as Vector, u, 0, units), b).map(Math.tanh)];

interface Loop {
  start: Vector[];
  mask?: readonly number[] | undefined;
  goBackwards?: boolean;
  zeroOutputForMask?: boolean;
}
/** keras.backend.rnn of one series: outputs in order of computation, and the last states. */
export function kerasRnn(cell: Cell, series: Matrix, { start, mask, goBackwards, zeroOutputForMask }: Loop) {
  const order = [...series.keys()];
  if (goBackwards) order.reverse();
  let states = start;
  let shown = start[0] as Vector;
  const outputs = order.map((t) => {
    if (mask && mask[t] === 0) return zeroOutputForMask ? shown.map(() => 0) : shown;
    states = cell(series[t] as Vector, states);
    shown = states[0] as Vector;
    return shown;
  });
  return { outputs, last: shown, states };
}
