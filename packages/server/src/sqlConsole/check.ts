import { LeptonError } from "@lepton/core";
import { allowedTableFunctions, isAllowedFunction } from "./allowedFunctions.ts";
import type { AstNode } from "./tree.ts";
import { viewNames } from "./views.ts";

/** Kinds of nodes a reading query is made of. Everything else (SETTINGS, placeholders, INSERT …) is refused. */
const allowedKinds = new Set([
  "ArrayJoin",
  "Asterisk",
  "ColumnsExceptTransformer",
  "ColumnsRegexpMatcher",
  "ColumnsTransformerList",
  "ExpressionList",
  "Function",
  "Identifier",
  "InterpolateElement",
  "Literal",
  "OrderByElement",
  "QualifiedAsterisk",
  "QualifiedColumnsRegexpMatcher",
  "SelectIntersectExceptQuery",
  "SelectQuery",
  "SelectWithUnionQuery",
  "Subquery",
  "TableExpression",
  "TableIdentifier",
  "TableJoin",
  "TablesInSelectQuery",
  "TablesInSelectQueryElement",
  "WindowDefinition",
  "WindowListElement",
  "WithElement",
]);
/** The right side of these may be a bare table name, which the tree shows as a plain identifier. */
const membership = new Set([
  "in",
  "notin",
  "globalin",
  "globalnotin",
  "nullin",
  "notnullin",
  "globalnullin",
  "globalnotnullin",
]);

/**
 * Refuses every node that is not known to be harmless. `realTables` are the tables of the
 * database: none of them may be named, so that a name can only mean a view or a WITH of the query.
 */
export function checkTree(
  node: AstNode,
  realTables: ReadonlySet<string>,
  parent: AstNode | null = null,
): void {
  if (!allowedKinds.has(node.kind)) throw refused(`${node.kind} ${node.name}`.trim(), "This part of SQL");
  if (node.kind === "Function") checkFunction(node, parent);
  if (node.kind === "TableIdentifier") checkTable(node.name, realTables);
  for (const child of node.children) checkTree(child, realTables, node);
}

function checkFunction(node: AstNode, parent: AstNode | null): void {
  const name = node.name.toLowerCase();
  if (parent?.kind === "TableExpression") {
    if (!allowedTableFunctions.has(name)) throw refused(`${node.name}(…)`, "This table function");
    return;
  }
  if (!isAllowedFunction(node.name)) throw refused(`${node.name}(…)`, "This function");
  if (membership.has(name)) {
    const operands = node.children[0]?.children ?? [];
    const right = operands.at(-1);
    if (
      operands.length !== 2 ||
      right === undefined ||
      !["Literal", "Function", "Subquery"].includes(right.kind)
    )
      throw refused(
        `IN ${right?.name ?? ""}`,
        "A bare name after IN",
        "Write IN (SELECT …) or has(array, value).",
      );
  }
}

function checkTable(name: string, realTables: ReadonlySet<string>): void {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !realTables.has(name.toLowerCase())) return;
  const isView = (viewNames as string[]).includes(name);
  throw refused(
    name,
    isView ? "This way to name a table" : "This table",
    isView
      ? `Write FROM ${name} or JOIN ${name}, and call no WITH by that name.`
      : `Read from ${viewNames.join(", ")}; call no WITH by the name of another table.`,
  );
}

function refused(received: string, what: string, next?: string): LeptonError {
  return new LeptonError("SQL_NOT_ALLOWED", {
    problem: `${what} is not allowed in the console.`,
    received: received.slice(0, 200),
    next: next ?? `Write one SELECT over ${viewNames.join(", ")} with ClickHouse's analytical functions.`,
    field: "sql",
  });
}
