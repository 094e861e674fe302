import { readFileSync } from "node:fs";
import i18next from "i18next";
import { expect, test } from "vitest";
import { funnelProse, retentionProse } from "./prose.ts";

const texts = (language: string) =>
  JSON.parse(readFileSync(new URL(`../../i18n/${language}/insights.json`, import.meta.url), "utf8"));
const i18n = i18next.createInstance();
await i18n.init({
  lng: "en",
  showSupportNotice: false,
  resources: { en: { insights: texts("en") }, zh: { insights: texts("zh") } },
  interpolation: { escapeValue: false },
});
const words = (language: string) => {
  const t = i18n.getFixedT(language, "insights");
  return (key: string, values?: Record<string, unknown>) => t(key, values ?? {});
};

const steps = [{ event: "Visited" }, { event: "Signed up" }, { event: "Paid" }];

test("a funnel reads as one line of prose", () => {
  expect(funnelProse({ kind: "funnel", steps }, words("en"))).toBe(
    "Visited then Signed up then Paid, within 14 days, any other events allowed.",
  );
  expect(
    funnelProse({ kind: "funnel", steps, order: "strict", window: { value: 1, unit: "hour" } }, words("en")),
  ).toBe("Visited then Signed up then Paid, within 1 hour, nothing else in between.");
});

test("any order joins with “and”, exclusions are named with their steps", () => {
  expect(
    funnelProse(
      { kind: "funnel", steps, order: "unordered", exclusions: [{ event: "Refunded", from: 0, to: 2 }] },
      words("en"),
    ),
  ).toBe(
    "Visited and Signed up and Paid, within 14 days, in any order, without Refunded between steps 1 and 3.",
  );
});

test("Chinese prose has no English left in it", () => {
  expect(funnelProse({ kind: "funnel", steps: [{ event: "访问" }, { event: null }] }, words("zh"))).toMatch(
    /^[^a-zA-Z]+$/,
  );
});

test("retention reads as who came back to do what, how often", () => {
  expect(
    retentionProse(
      { kind: "retention", start: { event: "Signed up" }, return: { event: null }, interval: "week" },
      words("en"),
    ),
  ).toBe("People who first did Signed up and came back to do any event each week.");
});
