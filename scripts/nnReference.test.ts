import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { referencePath, referenceText } from "./nnReference.ts";

const text = referenceText();

test("docs/nn/reference.md is what the docstrings say; `npx tsx scripts/nnReference.ts` writes it anew", () => {
  expect(readFileSync(referencePath, "utf8")).toBe(text);
});

test("every function of @lepton/nn has a docstring", () => {
  const bare = [...text.matchAll(/^### (\S+).*\n\n```text\n\S+\(/gm)].map(([, name]) => name);
  expect(bare).toEqual([]);
});
