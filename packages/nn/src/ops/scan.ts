import { LeptonError } from "@lepton/core";
import { int } from "../graph/attribute.ts";
import { dependents } from "../graph/emit.ts";
import { gradientsOf } from "../graph/gradients.ts";
import { constant, defineOp, type GradientContext, input } from "../graph/op.ts";
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
  gradient: (context, dy) => scanGradient(context, dy),
  copied: (attributes, copies) => {
    const { states, outputs } = attributes.step;
    const results = copies([...states, ...outputs]);
    const step = { states: results.slice(0, states.length), outputs: results.slice(states.length) };
    return { ...attributes, step };
  },
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
  const length = sequences[0]?.shape[0] as Dim;
  if (length === undefined || sequences.some((t) => t.shape[0] !== length))
    throw mismatch(
      "scan",
      `sequences ${sequences.map((t) => showShape(t.shape)).join(", ") || "none"}`,
      "Give at least one sequence [time, ...], all of one length.",
    );
  const stateIns = states.map((t, i) => input(`state${i}`, t.shape, t.dtype));
  const sliceIns = sequences.map((t, i) => input(`slice${i}`, t.shape.slice(1), t.dtype));
  const step = body(stateIns, sliceIns);
  if (step.states.length !== states.length)
    throw mismatch(
      "scan",
      `${states.length} states became ${step.states.length}`,
      "Give each state's next value.",
    );
  step.states.forEach((t, i) => {
    const start = states[i] as Tensor;
    if (!sameShape(t.shape, start.shape) || t.dtype !== start.dtype)
      throw mismatch(
        "scan",
        `state ${i}: ${start.dtype} ${showShape(start.shape)} became ${t.dtype} ${showShape(t.shape)}`,
        "Keep its shape and type.",
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
  { inputs, attributes, needs }: GradientContext<ScanAttributes>,
  dy: readonly (Tensor | undefined)[],
): (Tensor | undefined)[] {
  const { stateCount, sequenceCount, places, step, isReversed } = attributes;
  const starts = inputs.slice(0, stateCount);
  const sequences = inputs.slice(stateCount, stateCount + sequenceCount);
  const captured = inputs.filter((_, i) => i >= stateCount + sequenceCount && needs[i]);
  const replay = (ss: readonly Tensor[], xs: readonly Tensor[]): Step =>
    substituteStep(places, [...ss, ...xs], step);
  const before = scan(starts, sequences, (ss, xs) => ({ states: replay(ss, xs).states, outputs: ss }), {
    isReversed,
  });
  const zeros = (t: Tensor) => expandLike(constant(0), t);
  // Which outputs the loss sees; the others take no part.
  const seen = step.outputs.flatMap((_, i) => (dy[stateCount + i] ? [i] : []));
  const dOut = seen.map((i) => dy[stateCount + i] as Tensor);
  const dEnd = starts.map((t, i) => dy[i] ?? zeros(t));
  const isAsked = sequences.map((_, i) => needs[stateCount + i] === true);
  const back = scan(
    [...dEnd, ...captured.map(zeros)],
    [...before.outputs, ...sequences, ...dOut],
    (carried, slices) => {
      const ss = slices.slice(0, stateCount);
      const xs = slices.slice(stateCount, stateCount + sequenceCount);
      const dys = slices.slice(stateCount + sequenceCount);
      const again = replay(ss, xs);
      const asked = xs.filter((_, i) => isAsked[i]);
      const floats = again.states.flatMap((t, i) =>
        t.dtype === "float32" ? [[t, carried[i] as Tensor] as const] : [],
      );
      const collected = seen.map((i, at) => [again.outputs[i] as Tensor, dys[at] as Tensor] as const);
      // What is captured may be computed from other captured values; that way is taken outside of the loop.
      const sums = gradientsOf([...floats, ...collected], [...ss, ...asked, ...captured], true);
      const dcs = sums.slice(stateCount + asked.length);
      return {
        states: [
          ...sums.slice(0, stateCount),
          ...dcs.map((d, i) => addN([carried[stateCount + i] as Tensor, d])),
        ],
        outputs: sums.slice(stateCount, stateCount + asked.length),
      };
    },
    { isReversed: !isReversed },
  );
  let at = 0;
  const dSequences = isAsked.map((isOne) => (isOne ? back.outputs[at++] : undefined));
  const dCaptured = new Map(captured.map((t, i) => [t, back.states[stateCount + i]]));
  return [
    ...back.states.slice(0, stateCount),
    ...dSequences,
    ...inputs.slice(stateCount + sequenceCount).map((t) => dCaptured.get(t)),
  ];
}

/** The body again, over other values in its places. Errors: NN_RANDOM_IN_LOOP. */
function substituteStep(places: readonly Tensor[], values: readonly Tensor[], step: Step): Step {
  const copies = new Map<Tensor, Tensor>(places.map((place, i) => [place, values[i] as Tensor]));
  const substituted = substitute(copies, [...step.states, ...step.outputs]);
  return {
    states: substituted.slice(0, step.states.length),
    outputs: substituted.slice(step.states.length),
  };
}

/** `results` over the copies that are known, adding to them. */
function substitute(copies: Map<Tensor, Tensor>, results: readonly Tensor[]): Tensor[] {
  const replaced = [...copies.keys()];
  const inside = dependents(replaced, results);
  const known = new Set(replaced.map((t) => t.node));
  for (const node of order(results)) {
    if (!inside.has(node) || known.has(node)) continue;
    if (node.op.isRandom)
      throw new LeptonError("NN_RANDOM_IN_LOOP", {
        problem: `${node.op.name} inside a loop would draw anew when its gradient runs the loop again.`,
        received: node.scope || node.op.name,
        next: "Draw before the loop, and let the body use what was drawn.",
      });
    const inputs = node.inputs.map((t) => copies.get(t) ?? t);
    const made: Tensor[] = [];
    const { op: used, attributes: given } = node;
    const attributes = used.copied ? used.copied(given, (ts) => substitute(copies, ts)) : given;
    const copy = { ...node, inputs, outputs: made, attributes };
    node.outputs.forEach((t) => {
      made.push({ ...t, node: copy });
      copies.set(t, made.at(-1) as Tensor);
    });
  }
  return results.map((t) => copies.get(t) ?? t);
}

/** Rows shifted one step later along time, `first` in front: [T, …]. */
export function delayed(sequence: Tensor, first: Tensor): Tensor {
  const length = sequence.shape[0] as number;
  return concat([reshape(first, [1, ...first.shape], first), slice(sequence, 0, 0, length - 1)], 0);
}
