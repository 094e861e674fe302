import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

/** Blocks of a document that share their variables: one with an import begins anew. */
export interface Example {
  readonly document: string;
  /** Line of the document that the first block begins at, 1-based. */
  readonly line: number;
  readonly code: string;
  /** What stands behind `ts` in the fence: "page" and "worker" are for a browser. */
  readonly kind: string;
}

const documents = fileURLToPath(new URL("../../../../docs/nn/", import.meta.url));

/** The README and the guides; not the reference, which holds no examples. */
export const documentPaths: readonly string[] = [
  fileURLToPath(new URL("../../README.md", import.meta.url)),
  ...readdirSync(documents)
    .filter((name) => name.endsWith(".md") && name !== "reference.md")
    .sort()
    .map((name) => documents + name),
];

/** The TypeScript examples of a document, in order. */
export function examplesOf(path: string): Example[] {
  const text = readFileSync(path, "utf8");
  const examples: Example[] = [];
  for (const match of text.matchAll(/^```ts(?: (\w+))?\n([\s\S]*?)^```$/gm)) {
    const [, kind = "", code = ""] = match;
    const line = text.slice(0, match.index).split("\n").length + 1;
    const last = examples.at(-1);
    if (/^import /m.test(code) || !last) examples.push({ document: basename(path), line, code, kind });
    else examples[examples.length - 1] = { ...last, code: `${last.code}\n${code}` };
  }
  return examples;
}

/**
 * The example with what it says it prints made a check: `console.log(x); // → 2` becomes `shown(x, "2")`. `→ > 0.9` and
 * `→ < 1` compare, other values are compared as printed.
 */
export const checkedCode = ({ code }: Example): string =>
  code.replace(
    /^(\s*)console\.log\((.*)\); \/\/ → (.*)$/gm,
    (_, indent, value, says) => `${indent}shown(${value}, ${JSON.stringify(says)});`,
  );

/** How many values an example says. */
export const claims = ({ code }: Example): number => [...code.matchAll(/\/\/ → /g)].length;

/** The function that examples call, as source. Every value it is shown is counted. */
export const shownSource = `
let count = 0;
export function shown(value: unknown, says: string): void {
  count++;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const [, sign, bound] = /^([<>]) (.*)$/.exec(says) ?? [];
  const holds = sign === ">" ? Number(value) > Number(bound) : sign === "<" ? Number(value) < Number(bound) : text === says;
  if (!holds) throw new Error(\`shows \${text}, the document says \${says}\`);
}
export const shownCount = (): number => count;
`;
