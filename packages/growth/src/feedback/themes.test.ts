import fc from "fast-check";
import { expect, test } from "vitest";
import { otherTheme, themes } from "./themes.ts";

const sizes = (texts: string[]) => themes(texts).map(({ theme, count }) => [theme, count]);

test("chosen answers group exactly, whatever their case, width or closing mark", () => {
  expect(sizes(["Speed", "speed ", "SPEED!", "Focus", "focus", "Ｓpeed"])).toEqual([
    ["Speed", 4],
    ["Focus", 2],
  ]);
});

test("free English text groups by the keyword most people share, with its usual neighbour", () => {
  expect(
    sizes([
      "Please add a mobile app",
      "a mobile app for my phone would be great",
      "I need the mobile app on Android",
      "More integrations with Slack",
      "integration with Google calendar",
      "nothing really",
    ]),
  ).toEqual([
    ["mobile app", 3],
    ["integration", 2],
    [otherTheme, 1],
  ]);
});

test("free Chinese text groups by words, not characters", () => {
  const found = themes(["希望有手机应用", "手机上不能用", "请支持手机", "价格太贵了", "价格可以再低一点"]);
  expect(found.map(({ theme, count }) => [theme, count])).toEqual([
    ["手机", 3],
    ["价格", 2],
  ]);
  expect(found[0]?.quotes).toContain("希望有手机应用");
});

test("words of one concept are one theme, however they are put", () => {
  expect(
    sizes([
      "it is so fast",
      "quick to load",
      "loads quickly, great speed",
      "good prices",
      "cheaper than the others",
      "the discounts",
    ]),
  ).toEqual([
    ["price", 3],
    ["speed", 3],
  ]);
});

test("blank answers are in no theme", () => {
  expect(themes(["", "  ", "…"])).toEqual([]);
});

test("every answer is in one theme at most, and quotes are its own words", () => {
  const text = fc.array(fc.constantFrom("mobile", "price", "fast", "手机", "dark mode", "the", " "), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(
      fc.array(
        text.map((parts) => parts.join(" ")),
        { maxLength: 30 },
      ),
      (texts) => {
        const found = themes(texts);
        const members = found.flatMap((t) => t.members);
        expect(new Set(members).size).toBe(members.length);
        expect(found.reduce((sum, t) => sum + t.count, 0)).toBe(texts.filter((t) => t.trim() !== "").length);
        for (const t of found)
          for (const quote of t.quotes) expect(texts.map((x) => x.trim())).toContain(quote);
      },
    ),
  );
});
