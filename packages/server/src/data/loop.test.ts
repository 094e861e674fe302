import { expect, test } from "vitest";
import { loopOf, readsProperty } from "./loop.ts";

const nothing = { collects: false, analyses: false, learns: false, decides: false, acts: false };
const states = (facts: Partial<typeof nothing>) =>
  loopOf({ ...nothing, ...facts })
    .map(({ state }) => state)
    .join(" ");

test("the first step that is not done is next; one done out of turn counts as done", () => {
  expect(states({})).toBe("next later later later later");
  expect(states({ collects: true, analyses: true })).toBe("done done next later later");
  expect(states({ collects: true, learns: true })).toBe("done next done later later");
  expect(states({ collects: true, analyses: true, learns: true })).toBe("done done done next later");
  expect(states({ collects: true, analyses: true, learns: true, decides: true, acts: true })).toBe(
    "done done done done done",
  );
});

test("a cohort is chosen by a score wherever in its definition the person property stands", () => {
  const scores = new Set(["lepton_churn_risk"]);
  const by = (on: string, key: string) => ({
    kind: "dynamic",
    op: "and",
    criteria: [
      { type: "group", op: "or", filters: [{ type: "property", on, key, operator: "gte", value: 0.6 }] },
    ],
  });
  expect(readsProperty(by("person", "lepton_churn_risk"), scores)).toBe(true);
  expect(readsProperty(by("event", "lepton_churn_risk"), scores)).toBe(false);
  expect(readsProperty(by("person", "plan"), scores)).toBe(false);
  expect(readsProperty(null, scores)).toBe(false);
});
