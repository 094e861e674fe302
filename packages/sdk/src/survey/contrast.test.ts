import fc from "fast-check";
import { expect, test } from "vitest";
import { accentOf, contrast, textOn } from "./contrast.ts";
import { palette } from "./style.ts";

test("contrast of black and white is 21, of #777777 on white 4.48 (WebAIM's checker)", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 10);
  expect(contrast("#777777", "#ffffff").toFixed(2)).toBe("4.48");
});

test("the text on any accent colour reaches 4.5 : 1", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (n) => {
      const color = `#${n.toString(16).padStart(6, "0")}`;
      expect(contrast(color, textOn(color))).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test("in both themes text reaches 4.5 : 1 and the borders of controls 3 : 1", () => {
  for (const { card, soft, text, muted, error, line } of Object.values(palette)) {
    for (const ink of [text, muted, error]) expect(contrast(ink, card)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(text, soft)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(muted, soft)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(line, card)).toBeGreaterThanOrEqual(3);
  }
});

test("a colour that is none falls back, so that it cannot bring CSS of its own", () => {
  expect(accentOf("#ABC")).toBe("#aabbcc");
  expect(accentOf("red; } * { display: none")).toBe("#4f46e5");
});
