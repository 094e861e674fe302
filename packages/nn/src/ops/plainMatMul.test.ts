import { expect, test } from "vitest";
import { input } from "../graph/op.ts";
import { writeGraph } from "../graph/writeGraph.ts";
import { createSession, fromOrt, type OrtTensor, toOrt } from "../runtime/ort.ts";
import { draws } from "../testing/gradientCheck.ts";
import { matMul } from "./matMul.ts";

const sides = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

test.each(sides)(
  "transposed %s, %s: ONNX's own operators give the fused one's product",
  async (transA, transB) => {
    const a = input("a", transA ? ["batch", 4, 3] : ["batch", 3, 4]);
    const b = input("b", transB ? ["batch", 5, 4] : ["batch", 4, 5]);
    const y = matMul(a, b, { transA, transB });
    const feeds = {
      a: await toOrt(draws(transA ? [2, 4, 3] : [2, 3, 4], 1)),
      b: await toOrt(draws(transB ? [2, 5, 4] : [2, 4, 5], 2)),
    };
    const products = await Promise.all(
      [false, true].map(async (isPortable) => {
        const spec = {
          name: "product",
          inputs: [a, b],
          outputs: { y },
          variable: () => "constant" as const,
          isPortable,
        };
        const { bytes, model } = writeGraph(spec);
        const domains = model.graph.nodes.map(({ domain }) => domain);
        if (isPortable) expect(domains).not.toContain("com.microsoft");
        const session = await createSession(bytes);
        const { y: product } = await session.run(feeds);
        await session.release();
        return fromOrt(product as OrtTensor);
      }),
    );
    const [fused, plain] = products;
    expect(plain?.shape).toEqual([2, 3, 5]);
    plain?.data.forEach((value, i) => {
      expect(Number(value)).toBeCloseTo(Number(fused?.data[i]), 5);
    });
  },
);
