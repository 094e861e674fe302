import { expect, test } from "vitest";
import { stepValues } from "./next.ts";

test("shares become percent, counts stay counts, a ratio below one is no share", () => {
  const format = { share: (x: number | null | undefined) => `${(x ?? 0) * 100}%`, number: String };
  const values = { quickRatio: 0.94, grossRetention: 0.5, gained: 120, lost: 128 };
  expect(stepValues({ code: "reduceChurn", values }, format)).toEqual({
    quickRatio: "0.94",
    grossRetention: "50%",
    gained: "120",
    lost: "128",
  });
});
