import { expect, test } from "vitest";
import { inferSchema } from "./schema.ts";
import { columnNamed, takeTableRows } from "./table.ts";
import { tableFrom } from "./tableFrom.ts";

test("kinds are told from the values: numbers, codes, dates, yes/no, texts, gaps", () => {
  const table = tableFrom([
    {
      age: "31",
      code: "020",
      at: "2026-03-29",
      on: "true",
      note: "I really like this product a lot",
      plan: "pro",
    },
    {
      age: "",
      code: "030",
      at: "2026-03-30T10:00:00Z",
      on: "false",
      note: "The page is slow and it crashes",
      plan: "NA",
    },
    { age: "4.5", code: "", at: null, on: null, note: null },
  ]);
  expect(table.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    "age number",
    "code category",
    "at date",
    "on boolean",
    "note text",
    "plan category",
  ]);
  expect(columnNamed(table, "age").values).toEqual(Float64Array.of(31, Number.NaN, 4.5));
  expect(columnNamed(table, "at").values[0]).toBe(Date.UTC(2026, 2, 29));
  expect(columnNamed(table, "plan").values).toEqual(["pro", null, null]);
  expect(columnNamed(takeTableRows(table, [2, 0, 0]), "age").values[1]).toBe(31);
});

test("columns given, kinds told by hand, dates without a zone in UTC", () => {
  const table = tableFrom(
    { level: [1, 2], at: ["2026-01-01 12:00", "2026-01-02"] },
    { kinds: { level: "category" } },
  );
  expect(columnNamed(table, "level")).toMatchObject({ kind: "category", values: ["1", "2"] });
  expect(columnNamed(table, "at").values[0]).toBe(Date.UTC(2026, 0, 1, 12));
});

test("ids are told from their names, their single words, or because they count the rows; roles can be set", () => {
  const rows = 80;
  const table = tableFrom({
    customerID: Array.from({ length: rows }, (_, i) => `7590-${i * 37}`),
    order: Array.from({ length: rows }, (_, i) => i + 1),
    price: Array.from({ length: rows }, (_, i) => 1000 + 37 * i),
    age: Array.from({ length: rows }, (_, i) => 20 + (i % 40)),
  });
  const roles = (schema: ReturnType<typeof inferSchema>) => schema.columns.map(({ role }) => role);
  expect(roles(inferSchema(table))).toEqual(["id", "id", "number", "number"]);
  expect(roles(inferSchema(table, { roles: { order: "number" } }))[1]).toBe("number");
  expect(inferSchema(table).columns[1]?.reason).toMatchInlineSnapshot(`"It counts the rows."`);
});

test("unequal lengths, equal names and unknown columns are named", () => {
  expect(() => tableFrom({ a: [1], b: [1, 2] })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The columns of a table must be of equal length; a has 1 rows. Received: b with 2 rows. Give one value per row in every column, NaN or null where it is missing.]`,
  );
  expect(() => columnNamed(tableFrom({ plan: ["a"] }), "paln")).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The table has no column of this name. Received: paln. Use one of: plan.]`,
  );
});
