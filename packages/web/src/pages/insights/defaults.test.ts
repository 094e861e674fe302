import { question } from "@lepton/growth";
import { expect, test } from "vitest";
import { carryOver, defaultQuestion, missing } from "./defaults.ts";
import { questionKinds } from "./kinds.ts";

const settings = { coreEvent: "opened", revenueEvent: "paid", revenueProperty: "amount", pmfThreshold: 0.4 };

test.each(questionKinds.map(({ kind }) => kind))(
  "%s starts as a question that the server accepts",
  (kind) => {
    const start = defaultQuestion(kind, settings, ["viewed", "paid"]);
    expect(question.safeParse(start).error).toBeUndefined();
    expect(missing(start)).toBeNull();
  },
);

test("what is missing is named instead of asked", () => {
  const none = { coreEvent: null, revenueEvent: null, revenueProperty: null, pmfThreshold: 0.4 };
  expect(missing(defaultQuestion("revenue", none, []))).toBe("revenueEvent");
  expect(missing({ kind: "funnel", steps: [{ event: "a" }] })).toBe("twoSteps");
  expect(missing({ kind: "trends", series: [{ event: "a", measure: { type: "sum", property: "" } }] })).toBe(
    "numericProperty",
  );
});

test("another kind keeps the people it asks about", () => {
  const filter = {
    type: "group" as const,
    op: "and" as const,
    filters: [
      {
        type: "property" as const,
        on: "person" as const,
        key: "plan",
        operator: "is" as const,
        value: "pro",
      },
    ],
  };
  const from = { ...defaultQuestion("trends", settings, []), filter, excludeInternal: true };
  const to = carryOver(from, defaultQuestion("retention", settings, []));
  expect(to).toMatchObject({ kind: "retention", filter, excludeInternal: true });
  expect(
    question.safeParse(carryOver(from, defaultQuestion("marketShare", settings, []))).error,
  ).toBeUndefined();
});
