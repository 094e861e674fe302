import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bottomUp, hierarchy, reconcile, topDown } from "./hierarchy.ts";

// Made by test/golden/series.py with NumPy's solve.
const golden = JSON.parse(
  readFileSync(new URL("../../test/golden/series.json", import.meta.url), "utf8"),
).reconcile;
const parts = { total: ["north", "south"], north: ["a", "b"], south: ["c", "d"] };
const tree = hierarchy(parts);
const of = (values: readonly number[]) =>
  Object.fromEntries(tree.ids.map((id, i) => [id, Float64Array.of(values[i] as number)]));

describe("hierarchies", () => {
  test("least squares and weighted least squares agree with NumPy", () => {
    expect(tree.ids).toEqual(["total", "north", "a", "b", "south", "c", "d"]);
    const variances = Object.fromEntries(tree.ids.map((id, i) => [id, golden.variances[i]]));
    const [ols, wls] = [reconcile(tree, of(golden.base)), reconcile(tree, of(golden.base), variances)];
    tree.ids.forEach((id, i) => {
      expect(ols[id]?.[0]).toBeCloseTo(golden.ols[i], 9);
      expect(wls[id]?.[0]).toBeCloseTo(golden.wls[i], 9);
    });
  });
  test("whatever is forecast, every way of reconciling adds up exactly", () => {
    const forecast = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: 7,
      maxLength: 7,
    });
    const history = { a: [1, 2], b: [3, 4], c: [5, 6], d: [7, 8] };
    fc.assert(
      fc.property(forecast, (values) => {
        for (const out of [
          reconcile(tree, of(values)),
          bottomUp(tree, of(values)),
          topDown(tree, of(values), history),
        ]) {
          const at = (id: string) => out[id]?.[0] as number;
          expect(at("north")).toBe(0 + at("a") + at("b"));
          expect(at("south")).toBe(0 + at("c") + at("d"));
          expect(at("total")).toBe(0 + at("a") + at("b") + at("c") + at("d"));
        }
      }),
    );
  });
  test("what adds up already stays; top down shares by history", () => {
    const coherent = of([10, 3, 1, 2, 7, 3, 4]);
    const out = reconcile(tree, coherent);
    for (const id of tree.ids) expect(out[id]?.[0]).toBeCloseTo(coherent[id]?.[0] as number, 9);
    const shared = topDown(tree, coherent, { a: [1], b: [1], c: [2], d: [4] });
    expect(shared.d?.[0]).toBeCloseTo(5, 12);
  });
  test.each([
    ["two parents", { t: ["a", "b"], a: ["b"] }],
    ["a circle", { a: ["b"], b: ["a"] }],
    ["two tops", { t: ["a"], u: ["b"] }],
  ])("%s is refused", (_, wrong) => {
    expect(() => hierarchy(wrong as unknown as Record<string, string[]>)).toThrow(
      expect.objectContaining({ code: "LEARN_HIERARCHY" }),
    );
  });
  test("a node without values is named", () => {
    expect(() => bottomUp(tree, { a: Float64Array.of(1) })).toThrow(/Received: b/);
  });
});
