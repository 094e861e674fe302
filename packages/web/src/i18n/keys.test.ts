import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = new URL(".", import.meta.url).pathname;
const areas = readdirSync(join(folder, "en")).sort();
type Texts = { [key: string]: string | Texts };
const read = (language: string, area: string) =>
  JSON.parse(readFileSync(join(folder, language, area), "utf8")) as Texts;

/** Plural forms (`_one`, `_other`) differ by language and count as one key. */
const flatten = (texts: Texts, path = ""): [string, string][] =>
  Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === "string"
      ? [[`${path}${key}`.replace(/_(zero|one|two|few|many|other)$/, ""), value]]
      : flatten(value, `${path}${key}.`),
  );
const keysOf = (texts: Texts) => [...new Set(flatten(texts).map(([key]) => key))].sort();
const placeholders = (text: string) => [...new Set(text.match(/\{\{\s*(\w+)/g) ?? [])].sort();

test("both languages have the same areas; the server's own texts are English already", () => {
  expect(readdirSync(join(folder, "zh")).sort()).toEqual([...areas, "problems.json"].sort());
});

test.each(areas)("%s: both languages have the same keys and placeholders, and no empty text", (area) => {
  const [en, zh] = [read("en", area), read("zh", area)];
  expect(keysOf(zh)).toEqual(keysOf(en));
  const chinese = new Map(flatten(zh));
  for (const [key, text] of flatten(en)) {
    expect(text, key).not.toBe("");
    expect(chinese.get(key), key).not.toBe("");
    if (key in { ...Object.fromEntries(chinese) })
      for (const placeholder of placeholders(chinese.get(key) ?? ""))
        expect([...placeholders(text), "{{count"], key).toContain(placeholder);
  }
});
