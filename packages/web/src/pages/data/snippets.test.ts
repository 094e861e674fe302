import { describe, expect, test } from "vitest";
import { snippetFor, snippetTabs } from "./snippets.ts";

const at = { key: "lw_abc", host: "https://lepton.example.com/" };

describe("ready-to-paste code", () => {
  test.each(snippetTabs)("%s carries the key and the address without a trailing slash", (tab) => {
    const { code } = snippetFor(tab, at, `<script>"lw_abc" "https://lepton.example.com"</script>`);
    expect(code).toContain("lw_abc");
    expect(code).toMatch(/https:\/\/lepton\.example\.com(?!\/")/);
  });

  test("a key with a quote stays inside its string", () => {
    expect(snippetFor("posthog", { ...at, key: 'a"b' }, "").code).toContain('posthog.init("a\\"b"');
  });
});
