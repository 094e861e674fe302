import fc from "fast-check";
import { expect, test } from "vitest";
import { pieces, Rows, rowsOf } from "./rows.ts";

test("the pieces of any rows, in any order, are their text in UTF-8", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: "grapheme", maxLength: 50 }), fc.boolean()), { maxLength: 50 }),
      (lines) => {
        const rows = rowsOf(lines.map(([line]) => `${line}\n`)).filter((_, at) => lines[at]?.[1]);
        const text = lines.flatMap(([line, kept]) => (kept ? [`${line}\n`] : [])).join("");
        expect(Buffer.concat(pieces(rows)).toString("utf8")).toBe(text);
      },
    ),
  );
});

test("rows written one behind the other are one piece, a row left out splits it", () => {
  const rows = rowsOf(["a\n", "b\n", "c\n"]);
  expect(pieces(rows).map(String)).toEqual(["a\nb\nc\n"]);
  expect(pieces(rows.filter((_, at) => at !== 1)).map(String)).toEqual(["a\n", "c\n"]);
});

test("a row longer than a slab has one of its own", () => {
  const rows = new Rows();
  const long = "ü".repeat(2 ** 20);
  const all = [rows.add("a\n"), rows.add(long), rows.add("b\n")];
  expect(Buffer.concat(pieces(all)).toString("utf8")).toBe(`a\n${long}b\n`);
});
