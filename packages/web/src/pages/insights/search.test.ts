import { defaultParseSearch, defaultStringifySearch } from "@tanstack/react-router";
import { expect, test } from "vitest";
import { insightSearch } from "./search.ts";

test("the whole state survives the way through an address", () => {
  const state = {
    kind: "funnel" as const,
    q: {
      kind: "funnel" as const,
      steps: [{ event: "a & b=c" }, { event: "注册" }],
      window: { value: 2, unit: "hour" as const },
    },
    view: "line" as const,
    sql: true,
  };
  expect(insightSearch(defaultParseSearch(defaultStringifySearch(state)))).toEqual(state);
});

test("what is not known is dropped; the kind of the question wins", () => {
  expect(insightSearch({ kind: "nonsense", q: "x", view: 3 })).toEqual({});
  expect(insightSearch({ kind: "trends", q: { kind: "paths" } })).toEqual({
    kind: "paths",
    q: { kind: "paths" },
  });
  expect(insightSearch({ q: { kind: "dropTables" } })).toEqual({});
});
