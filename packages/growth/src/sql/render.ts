import type { Sql } from "../context.ts";

type Value = Sql["params"][string];

/** The statement with its values written in, ready to paste into a console. For reading; what runs keeps placeholders. */
export function renderSql({ text, params }: Sql): string {
  const filled = text.replace(/\{(\w+):([^}]+)\}/g, (whole, name: string, type: string) => {
    const value = params[name];
    return value === undefined ? whole : literal(value, type);
  });
  return filled
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .join("\n");
}

function literal(value: Value, type: string): string {
  if (value === null) return "NULL";
  if (Array.isArray(value))
    return `[${value.map((one: string | number) => literal(one, type.replace(/^Array\((.*)\)$/, "$1"))).join(", ")}]`;
  if (typeof value === "string") return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  // A Float64 placeholder must stay one: a bare 2 would be read as an integer.
  if (type === "Float64") return `toFloat64(${value})`;
  return String(value);
}
