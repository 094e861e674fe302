import { type Recipe, recipe } from "@lepton/growth";
import { expect, test } from "vitest";
import { formOf, problemsOf, requestOf } from "./form.ts";

const churn: Recipe = recipe.parse({
  name: "churn",
  population: { event: "purchase", withinDays: 180 },
  target: { kind: "noEvent", event: "purchase" },
  horizonDays: 90,
  features: { money: { event: "purchase", property: "revenue" } },
});
const form = formOf({ recipe: churn });

test("a ready recipe travels by its name, with a horizon only where it was changed", () => {
  expect(requestOf("churn", churn, form)).toEqual({ recipe: "churn", budgetSeconds: 60, seed: 1 });
  expect(requestOf("churn", churn, { ...form, horizonDays: 30 })).toEqual({
    recipe: "churn",
    horizonDays: 30,
    budgetSeconds: 60,
    seed: 1,
  });
});

test("another event, other cutoffs or other windows travel as a whole recipe that the schema takes", () => {
  const asked = requestOf("churn", churn, { ...form, event: "visit", cutoffs: 3, horizonDays: 60 });
  const whole = recipe.parse(asked?.recipe);
  expect(whole).toMatchObject({
    name: "churn",
    target: { kind: "noEvent", event: "visit" },
    population: { event: "visit", withinDays: 120 },
    cutoffs: { count: 3 },
    features: { money: { event: "purchase", property: "revenue" } },
  });
  expect(recipe.parse(requestOf("churn", churn, { ...form, windowsDays: [14] })?.recipe).features).toEqual({
    ...churn.features,
    windowsDays: [14],
  });
});

test("without a proposal a goal can be chosen; money cannot be guessed", () => {
  const blank = formOf({ recipe: null });
  expect(problemsOf("conversion", blank)).toEqual(["event"]);
  expect(problemsOf("churn", { ...blank, windowsDays: [] })).toEqual(["windowsDays"]);
  const asked = requestOf("conversion", null, { ...blank, event: "paid" });
  expect(recipe.parse(asked?.recipe)).toMatchObject({
    target: { kind: "event", event: "paid" },
    population: { event: null, without: "paid", withinDays: 60 },
  });
  expect(requestOf("lifetime-value", null, { ...blank, event: "paid" })).toBeNull();
});
