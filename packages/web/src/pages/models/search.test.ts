import { expect, test } from "vitest";
import { modelSearch, modelsSearch } from "./search.ts";

test("the address keeps what it knows and drops the rest", () => {
  expect(modelSearch({ tab: "people", threshold: 0.4, person: 42, other: 1 })).toEqual({
    tab: "people",
    threshold: 0.4,
    person: "42",
  });
  expect(modelSearch({ tab: "nonsense", threshold: "high", person: "" })).toEqual({});
  expect(modelsSearch({ train: "churn" })).toEqual({ train: "churn" });
  expect(modelsSearch({ train: "world peace" })).toEqual({});
});
