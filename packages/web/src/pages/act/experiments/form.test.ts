import { describe, expect, test } from "vitest";
import { createBody, emptyDraft, emptyMetric, keyFrom, problemsOf } from "./form.ts";

test.each([
  ["Shorter checkout", "shorter-checkout"],
  ["  -- A/B: 2nd try!", "a-b-2nd-try"],
  ["更短的结账", ""],
  [`${"x".repeat(63)} y`, "x".repeat(63)],
])("%s becomes the key %s", (name, key) => expect(keyFrom(name)).toBe(key));

describe("a draft", () => {
  const whole = {
    ...emptyDraft("Shorter checkout"),
    metrics: [{ ...emptyMetric("primary"), event: "buy" }],
  };
  test("lacks an event at first, and a key where the name gives none", () => {
    expect(problemsOf(emptyDraft("Shorter checkout"))).toEqual(["problem.metric"]);
    expect(problemsOf({ ...whole, name: "更短的结账" })).toEqual(["problem.key"]);
    expect(problemsOf({ ...whole, name: "更短的结账", key: "checkout" })).toEqual([]);
    const twins = [
      { key: "new", weight: 1 },
      { key: "new", weight: 1 },
    ];
    expect(problemsOf({ ...whole, variants: twins })).toEqual(["problem.variants"]);
  });
  test("a sum needs its property, and only a sum sends one", () => {
    const metric = { ...emptyMetric("primary"), event: "buy", kind: "sum" as const };
    expect(problemsOf({ ...whole, metrics: [metric] })).toEqual(["problem.metric"]);
    const body = createBody({ ...whole, metrics: [{ ...metric, property: "amount" }] }, () => "Spend");
    expect(body.metrics[0]).toMatchObject({ id: "m1", name: "Spend", property: "amount" });
    expect(
      createBody({ ...whole, metrics: [{ ...metric, kind: "count", property: "amount" }] }, () => "n")
        .metrics[0],
    ).not.toHaveProperty("property");
  });
});
