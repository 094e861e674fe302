import { int } from "../graph/attribute.ts";
import { dependents } from "../graph/emit.ts";
import { gradients } from "../graph/gradients.ts";
import { constant, defineOp, input } from "../graph/op.ts";
import { order } from "../graph/order.ts";
import { type Dim, mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { addN } from "./addN.ts";
import { concat } from "./concat.ts";
import { expandLike } from "./expand.ts";
import { reshape } from "./reshape.ts";
import { slice } from "./slice.ts";

/** What one step gives: the states for the next, and what is collected. */
export interface Step {
  readonly states: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}
interface ScanAttributes {
  readonly stateCount: number;
  readonly sequenceCount: number;
  /** Stand for the states and slices inside the body. */
  readonly places: readonly Tensor[];
  readonly step: Step;
  readonly isReversed: boolean;
  readonly length: Dim;
}

const op = defineOp<ScanAttributes>("scan", {
  infer: (inputs, { stateCount, step, length }) => [
    ...inputs.slice(0, stateCount),
    ...step.outputs.map(({ dtype, shape }) => ({ dtype, shape: [length, ...shape] })),
  ],
  emit: (to, names, { stateCount, sequenceCount, places, step, isReversed }) => {
    const body = to.body("body", places, [...step.states, ...step.outputs]);
    const direction = (count: number) => ({
      type: "ints" as const,
      value: Array(count).fill(isReversed ? 1 : 0),
    });
    return to.node("Scan", names.slice(0, stateCount + sequenceCount), {
      attributes: {
        body: { type: "graph", value: body },
        num_scan_inputs: int(sequenceCount),
        scan_input_directions: direction(sequenceCount),
        scan_output_directions: direction(step.outputs.length),
      },
      outputs: stateCount + step.outputs.length,
    });
  },
  gradient: ({ inputs, outputs, attributes }, dy) => scanGradient(inputs, outputs, attributes, dy),
});

interface ScanOptions {
  /** From the last step to the first; what is collected stays in the order of time. */
  isReversed?: boolean;
}

/**
 * A loop over the first axis of `sequences`: (states, slices) → step. Shapes: sequences [T, …], states as they start,
 * collected outputs [T, …]. The body may use values from outside. Its gradient is a loop backwards that computes each
 * step again from its kept states.
 * Errors: NN_SHAPE_MISMATCH when a state changes its shape, or the sequences differ in length.
 */
export function scan(
  states: readonly Tensor[],
  sequences: readonly Tensor[],
  body: (states: readonly Tensor[], slices: readonly Tensor[]) => Step,
  { isReversed = false }: ScanOptions = {},
): { states: readonly Tensor[]; outputs: readonly Tensor[] } {
  const [first] = sequences as [Tensor];
  const length = first.shape[0] as Dim;
  if (sequences.some((t) => t.shape[0] !== length))
    throw mismatch(
      "scan",
      sequences.map((t) => showShape(t.shape)).join(", "),
      "Give sequences of one length.",
    );
  const stateIns = states.map((t, i) => input(`state${i}`, t.shape, t.dtype));
  const sliceIns = sequences.map((t, i) => input(`slice${i}`, t.shape.slice(1), t.dtype));
  const step = body(stateIns, sliceIns);
  step.states.forEach((t, i) => {
    const start = states[i] as Tensor;
    if (!sameShape(t.shape, start.shape))
      throw mismatch(
        "scan",
        `state ${i}: ${showShape(start.shape)} became ${showShape(t.shape)}`,
        "Keep its shape.",
      );
  });
  const places = [...stateIns, ...sliceIns];
  const captured = capturedBy(places, [...step.states, ...step.outputs]);
  const results = op.apply([...states, ...sequences, ...captured], {
    stateCount: states.length,
    sequenceCount: sequences.length,
    places,
    step,
    isReversed,
    length,
  });
  return { states: results.slice(0, states.length), outputs: results.slice(states.length) };
}

/** Values from outside that the body uses; constants are part of it. */
function capturedBy(places: readonly Tensor[], results: readonly Tensor[]): Tensor[] {
  const inside = dependents(places, results);
  const captured = new Set<Tensor>();
  for (const node of order(results)) {
    if (!inside.has(node)) continue;
    for (const t of node.inputs) if (!inside.has(t.node) && t.node.op.name !== "constant") captured.add(t);
  }
  for (const t of results) if (!inside.has(t.node)) captured.add(t);
  return [...captured];
}

/**
 * With s the states and c what is captured, step t gives dsₜ₋₁, dxₜ and its part of dc from dsₜ and dyₜ.
 * The states before each step are collected by running forward once more, with them as outputs.
 */
function scanGradient(
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  { stateCount, sequenceCount, places, step, isReversed }: ScanAttributes,
  dy: readonly (Tensor | undefined)[],
): (Tensor | undefined)[] {
  const starts = inputs.slice(0, stateCount);
  const sequences = inputs.slice(stateCount, stateCount + sequenceCount);
  const captured = inputs.slice(stateCount + sequenceCount).filter((t) => t.dtype === "float32");
  const collected = step.outputs.length;
  const replay = (ss: readonly Tensor[], xs: readonly Tensor[]): Step =>
    substituteStep(places, [...ss, ...xs], step);
  const before = scan(starts, sequences, (ss, xs) => ({ states: replay(ss, xs).states, outputs: ss }), {
    isReversed,
  });
  const zeros = (t: Tensor) => expandLike(constant(0), t);
  const dOut = Array.from(
    { length: collected },
    (_, i) => dy[stateCount + i] ?? zeros(outputs[stateCount + i] as Tensor),
  );
  const dEnd = starts.map((t, i) => dy[i] ?? zeros(t));
  const floats = sequences.map((t) => t.dtype === "float32");
  const back = scan(
    [...dEnd, ...captured.map(zeros)],
    [...before.outputs, ...sequences, ...dOut],
    (carried, slices) => {
      const ss = slices.slice(0, stateCount);
      const xs = slices.slice(stateCount, stateCount + sequenceCount);
      const dys = slices.slice(stateCount + sequenceCount);
      const again = replay(ss, xs);
      const wanted = [...ss, ...xs.filter((_, i) => floats[i]), ...captured];
      const parts = [...again.states, ...again.outputs].map((t, i) =>
        gradients(t, wanted, i < stateCount ? carried[i] : dys[i - stateCount]),
      );
      const sums = wanted.map((_, i) => addN(parts.map((part) => part[i] as Tensor)));
      const dxs = sums.slice(stateCount, sums.length - captured.length);
      const dcs = sums.slice(sums.length - captured.length);
      return {
        states: [
          ...sums.slice(0, stateCount),
          ...dcs.map((d, i) => addN([carried[stateCount + i] as Tensor, d])),
        ],
        outputs: dxs,
      };
    },
    { isReversed: !isReversed },
  );
  let at = 0;
  const dSequences = floats.map((isFloat) => (isFloat ? back.outputs[at++] : undefined));
  const dCaptured = new Map(captured.map((t, i) => [t, back.states[stateCount + i]]));
  return [
    ...back.states.slice(0, stateCount),
    ...dSequences,
    ...inputs.slice(stateCount + sequenceCount).map((t) => dCaptured.get(t)),
  ];
}

/** The body again, over other values in its places. */
function substituteStep(places: readonly Tensor[], values: readonly Tensor[], step: Step): Step {
  const results = [...step.states, ...step.outputs];
  const copies = new Map<Tensor, Tensor>(places.map((place, i) => [place, values[i] as Tensor]));
  const inside = dependents(places, results);
  for (const node of order(results)) {
    if (!inside.has(node) || places.some((t) => t.node === node)) continue;
    const inputs = node.inputs.map((t) => copies.get(t) ?? t);
    const made: Tensor[] = [];
    const copy = { ...node, inputs, outputs: made };
    node.outputs.forEach((t) => {
      made.push({ ...t, node: copy });
      copies.set(t, made.at(-1) as Tensor);
    });
  }
  const of = (t: Tensor) => copies.get(t) ?? t;
  return { states: step.states.map(of), outputs: step.outputs.map(of) };
}

/** Rows shifted one step later along time, `first` in front: [T, …]. */
export function delayed(sequence: Tensor, first: Tensor): Tensor {
  const length = sequence.shape[0] as number;
  return concat([reshape(first, [1, ...first.shape], first), slice(sequence, 0, 0, length - 1)], 0);
}
