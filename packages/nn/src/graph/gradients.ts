import { LeptonError } from "@lepton/core";
import { addN } from "../ops/addN.ts";
import { expandLike } from "../ops/expand.ts";
import { constant, inScope } from "./op.ts";
import { order } from "./order.ts";
import { sameShape, showShape } from "./shape.ts";
import type { GraphNode, Tensor } from "./tensor.ts";

/**
 * Reverse mode: dloss/dx for every x of `of`, as tensors of the same graph.
 * Shape: `loss` may have any shape; the gradient is that of its sum, weighted by `seed` where one is given. What
 * `loss` does not depend on gets zeros.
 * Errors: NN_NO_GRADIENT when the way passes an operation without a derivative, or there is a way only through
 * comparisons and indices.
 */
export function gradients(loss: Tensor, of: readonly Tensor[], seed?: Tensor): Tensor[] {
  const nodes = order([loss]);
  if (!leading(nodes, of, isFloat).has(loss.node)) {
    const any = leading(nodes, of, () => true);
    // What leads on, though no float goes in: the loss counts or compares, as an accuracy does.
    const cut = nodes.find((node) => any.has(node) && node.op.gradient === "none" && node.inputs.length > 0);
    if (any.has(loss.node) && cut) throw noGradient(cut);
  }
  return gradientsOf([[loss, seed ?? expandLike(constant(1), loss)]], of);
}

/**
 * The same for Σ roots · seeds, in one pass. Ways through comparisons and indices count as constant.
 * `areLeaves`: each of `of` counts as given, also where one is computed from another.
 */
export function gradientsOf(
  roots: readonly (readonly [root: Tensor, seed: Tensor])[],
  of: readonly Tensor[],
  areLeaves = false,
): Tensor[] {
  const nodes = order(roots.map(([root]) => root));
  const leads = leading(nodes, of, isFloat);
  const ends = new Set(areLeaves ? of.map(({ node }) => node) : []);
  const parts = new Map<Tensor, Tensor[]>();
  const collect = (to: Tensor, part: Tensor, by: string) => {
    if (!sameShape(to.shape, part.shape))
      throw new LeptonError("NN_GRADIENT_SHAPE", {
        problem: `${by} gives a gradient of another shape than the value has.`,
        received: `${showShape(part.shape)} for ${showShape(to.shape)} of ${to.node.op.name}`,
        next: "Give a gradient for each element: sum over what was broadcast.",
      });
    const list = parts.get(to);
    if (list) list.push(part);
    else parts.set(to, [part]);
  };
  const summed = (t: Tensor): Tensor | undefined => {
    const list = parts.get(t);
    if (list === undefined) return undefined;
    const sum = list.length === 1 ? (list[0] as Tensor) : addN(list);
    parts.set(t, [sum]);
    return sum;
  };
  for (const [root, seed] of roots) collect(root, seed, "The seed");
  for (const node of nodes.toReversed()) {
    if (!leads.has(node) || ends.has(node)) continue;
    const needs = node.inputs.map((t) => isFloat(t) && leads.has(t.node));
    if (!needs.includes(true)) continue;
    const dy = node.outputs.map(summed);
    if (dy.every((d) => d === undefined)) continue;
    if (node.op.gradient === "none") throw noGradient(node);
    const { inputs, outputs, attributes } = node;
    const rule = node.op.gradient;
    // In the scope of the layer, so that a profile counts both passes there.
    const dx = inScope(node.scope, () => rule({ inputs, outputs, attributes, needs }, dy));
    inputs.forEach((t, i) => {
      const d = dx[i];
      if (needs[i] && d !== undefined) collect(t, d, `The rule of ${node.op.name}`);
    });
  }
  return of.map((t) => summed(t) ?? expandLike(constant(0), t));
}

/** Indices and masks carry no gradient. */
const isFloat = (t: Tensor): boolean => t.dtype === "float32";

/** The nodes through which `of` reaches the last one, over values that pass `carries`. */
function leading(
  nodes: readonly GraphNode[],
  of: readonly Tensor[],
  carries: (t: Tensor) => boolean,
): Set<GraphNode> {
  const wanted = new Set(of);
  const leads = new Set<GraphNode>();
  for (const node of nodes)
    if (node.outputs.some((t) => wanted.has(t)) || node.inputs.some((t) => carries(t) && leads.has(t.node)))
      leads.add(node);
  return leads;
}

const noGradient = (node: GraphNode): LeptonError =>
  new LeptonError("NN_NO_GRADIENT", {
    problem: `${node.op.name} has no derivative, and the loss depends on parameters through it.`,
    received: node.scope || node.op.name,
    next: "Use a differentiable operation, or stop the gradient before it.",
  });
