import { expect, test } from "vitest";
import { actSearch } from "./search.ts";

test("the address keeps a tab, an open dialog and ids; anything else falls away", () => {
  expect(actSearch({ tab: "audiences", make: true })).toEqual({ tab: "audiences", make: true });
  expect(actSearch({ tab: "experiments", make: "true", audience: "aud_a-1" })).toEqual({
    tab: "experiments",
    make: true,
    audience: "aud_a-1",
  });
  expect(actSearch({ tab: "campaigns", make: 1, audience: "a b", insight: "<x>" })).toEqual({});
});
