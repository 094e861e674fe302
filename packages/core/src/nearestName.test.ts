import { expect, test } from "vitest";
import { nearestName } from "./nearestName.ts";

test("a misspelt name finds its neighbour, a foreign one none", () => {
  const names = ["accuracy", "precision", "mae", "mse"];
  expect(nearestName("acuracy", names)).toBe("accuracy");
  expect(nearestName("Precison", names)).toBe("precision");
  expect(nearestName("MAE", names)).toBe("mae");
  expect(nearestName("perplexity", names)).toBeNull();
  expect(nearestName("x", [])).toBeNull();
});
