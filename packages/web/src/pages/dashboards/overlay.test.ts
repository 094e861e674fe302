import { question } from "@lepton/growth";
import { expect, test } from "vitest";
import type { Asked } from "../../charts/types.ts";
import { overlay } from "./overlay.ts";

const filter = {
  type: "group" as const,
  op: "and" as const,
  filters: [
    { type: "property" as const, on: "event" as const, key: "plan", operator: "is" as const, value: "pro" },
  ],
};
const trends: Asked = { kind: "trends", series: [{ event: "a" }], range: { from: "-30d", to: null } };

test("without an override a tile keeps its own question", () => {
  expect(overlay(trends, { from: null, to: null, filter: null })).toEqual(trends);
});

test("dates replace the tile's range, a filter narrows the tile's own", () => {
  const laid = overlay({ ...trends, filter }, { from: "-7d", filter });
  expect(laid).toMatchObject({
    range: { from: "-7d", to: null },
    filter: { op: "and", filters: [filter, filter] },
  });
  expect(question.safeParse(laid).error).toBeUndefined();
});

test("market sizes take dates and no filter", () => {
  expect(overlay({ kind: "marketShare" }, { from: "-1y", filter })).toEqual({
    kind: "marketShare",
    range: { from: "-1y", to: null },
  });
});
