import { expect, test } from "vitest";
import { hasOptedOut, identify, init, snippet, track } from "./index.ts";

test("imported where there is no browser (server rendering) it does nothing and throws nothing", () => {
  for (let i = 0; i < 200; i++) track("rendered");
  init({ key: "k", host: "http://127.0.0.1:9" });
  identify("ada");
  expect(hasOptedOut()).toBe(false);
});

test("a key cannot break out of the snippet", () => {
  const html = snippet('</script><script>alert("x")', "https://lepton.test/");
  expect(html.match(/<\/?script>/g)).toEqual(["<script>", "</script>"]);
  expect(html).toContain('"https://lepton.test/lepton.js"');
});
