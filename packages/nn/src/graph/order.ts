import type { GraphNode, Tensor } from "./tensor.ts";

/** All nodes that `outputs` reach, each after what it needs. Iterative: a graph may be thousands of nodes deep. */
export function order(outputs: readonly Tensor[]): GraphNode[] {
  const done = new Set<GraphNode>();
  const sorted: GraphNode[] = [];
  const stack: { node: GraphNode; next: number }[] = [];
  for (const { node: root } of outputs) {
    if (done.has(root)) continue;
    stack.push({ node: root, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as { node: GraphNode; next: number };
      const input = top.node.inputs[top.next++];
      if (input === undefined) {
        stack.pop();
        if (!done.has(top.node)) {
          done.add(top.node);
          sorted.push(top.node);
        }
      } else if (!done.has(input.node)) stack.push({ node: input.node, next: 0 });
    }
  }
  return sorted;
}
