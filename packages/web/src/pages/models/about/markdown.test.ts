import fc from "fast-check";
import { expect, test } from "vitest";
import { blocksOf, spansOf } from "./markdown.ts";

const plain = (text: string) => [{ kind: "text", text }];

test("headings, paragraphs, lists, tables and code become blocks", () => {
  const card = `# Churn

Who stays
away.
- one
- \`two\`

1. first

| Measure | Value |
| --- | ---: |
| AUC | 0.84 |
| a \\| b | 1 |

\`\`\`sh
curl -d '{}' | jq
\`\`\`
`;
  expect(blocksOf(card)).toEqual([
    { kind: "heading", level: 1, spans: plain("Churn") },
    { kind: "paragraph", spans: plain("Who stays away.") },
    { kind: "list", isOrdered: false, items: [plain("one"), [{ kind: "code", text: "two" }]] },
    { kind: "list", isOrdered: true, items: [plain("first")] },
    {
      kind: "table",
      head: [plain("Measure"), plain("Value")],
      rows: [
        [plain("AUC"), plain("0.84")],
        [plain("a | b"), plain("1")],
      ],
    },
    { kind: "code", text: "curl -d '{}' | jq" },
  ]);
});

test("HTML stays text, and only addresses of the web become links", () => {
  expect(spansOf("<img src=x onerror=alert(1)>")).toEqual(plain("<img src=x onerror=alert(1)>"));
  expect(spansOf("[a](javascript:alert(1))")).toEqual(plain("[a](javascript:alert(1))"));
  expect(spansOf("see **this** and [that](https://example.com/a)")).toEqual([
    { kind: "text", text: "see " },
    { kind: "strong", text: "this" },
    { kind: "text", text: " and " },
    { kind: "link", text: "that", href: "https://example.com/a" },
  ]);
});

test("any text comes to an end", () => {
  const signs = fc.constantFrom("#", "-", "|", "`", "\n", "*", " ", "1.", "a", "[", "](", "---");
  fc.assert(
    fc.property(fc.array(signs, { maxLength: 60 }), (parts) => {
      expect(Array.isArray(blocksOf(parts.join("")))).toBe(true);
    }),
  );
});
