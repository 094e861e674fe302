import { featuresOf } from "@lepton/growth";
import { expect, test } from "vitest";
import en from "../../i18n/en/models.json" with { type: "json" };
import { featureWords } from "./features.ts";

test("every feature that a recipe can make has words", () => {
  const all = featuresOf({
    windowsDays: [7, 30, 90],
    events: ["purchase", "a:b"],
    money: { event: "purchase", property: "revenue" },
    firstTouch: ["country"],
  });
  expect(all.length).toBeGreaterThan(30);
  const texts: Record<string, string> = en.feature;
  for (const { name } of all) expect(texts[featureWords(name)?.key ?? ""], name).toBeTruthy();
});

test("windows and events are told apart, also where the event's name has a colon", () => {
  expect(featureWords("count_30d:a:b")).toEqual({ key: "count_window", days: 30, of: "a:b" });
  expect(featureWords("days_since:purchase")).toEqual({ key: "days_since_of", of: "purchase" });
  expect(featureWords("trend_90d")).toEqual({ key: "trend_window", days: 90 });
  expect(featureWords("of another origin")).toBeNull();
});
