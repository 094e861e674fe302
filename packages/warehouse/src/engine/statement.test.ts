import { expect, test } from "vitest";
import { codeOf, literal, readInsert, readStatement } from "./statement.ts";

test("literals, quoted names and comments are blanked at the same length", () => {
  const sql = "SELECT 'a;''b\\'c' AS `x;y` -- z;\n, \"q\" /* ; */, $t$ ' $t$, ‘;’";
  const code = codeOf(sql);
  expect(code).toHaveLength(sql.length);
  expect(code.replace(/\s+/g, " ").trim()).toBe("SELECT AS , , ,");
});

test.each([
  ["SELECT 1; DROP TABLE events", true],
  ["SELECT $$ ' $$; DROP TABLE events -- '", true],
  ["SELECT ‘ ' ’; DROP TABLE events -- '", true],
  ["# '\n SELECT 1; DROP TABLE events -- '", true],
  ["SELECT 1;", false],
  ["SELECT ';' -- ;", false],
])("%s holds several statements: %s", (sql, isMultiple) => {
  expect(readStatement(sql).isMultiple).toBe(isMultiple);
});

test("a placeholder inside a string is none", () => {
  expect(readStatement("SELECT {a:String}, '{b:String}', { c : UInt8 }").placeholders).toEqual(["a", "c"]);
});

test("the format at the end is found, with settings behind it too", () => {
  expect(readStatement("SELECT 1 FORMAT JSON")).toMatchObject({ format: "JSON", endsInSettings: false });
  expect(readStatement("SELECT 1 FORMAT JSON SETTINGS a = 1")).toMatchObject({ endsInSettings: true });
  expect(readStatement("SELECT 'FORMAT JSON'").format).toBeUndefined();
});

test("an insert whose rows come in the body is taken apart", () => {
  expect(readInsert("INSERT INTO events (a, `b`) FORMAT TabSeparated")).toEqual({
    table: "events",
    columns: ["a", "b"],
    format: "TabSeparated",
  });
  expect(readInsert("INSERT INTO events SELECT 1")).toBeUndefined();
});

test("a literal cannot be left", () => {
  expect(literal("it's \\ here")).toBe("'it\\'s \\\\ here'");
});
