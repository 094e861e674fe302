import { LeptonError } from "@lepton/core";

/** A node of `EXPLAIN AST`. */
export interface AstNode {
  kind: string;
  /** Name of a function, identifier or table; empty for other kinds. */
  name: string;
  children: AstNode[];
}

const line = /^( *)([A-Za-z]+)(?: (?!\(children )(.*?))?(?: \(children (\d+)\))?$/s;
const alias = / \(alias [^()]*\)$/;

/**
 * The tree of `EXPLAIN AST`, one line per node, indented by depth. Every node says how many
 * children it has: text that tries to pass for further lines does not add up, and is refused.
 */
export function parseTree(lines: readonly string[]): AstNode {
  const read = lines.map((text) => {
    const match = line.exec(text);
    if (match === null) throw unreadable(text);
    const [, indent = "", kind = "", rest = "", children = "0"] = match;
    return { depth: indent.length, kind, name: rest.replace(alias, ""), children: Number(children) };
  });
  let at = 0;
  const node = (depth: number): AstNode => {
    const own = read[at];
    if (own === undefined || own.depth !== depth) throw unreadable(lines[at] ?? "end of the tree");
    at += 1;
    const children: AstNode[] = [];
    for (let i = 0; i < own.children; i++) children.push(node(depth + 1));
    return { kind: own.kind, name: own.name, children };
  };
  const root = node(0);
  if (at !== read.length) throw unreadable(lines[at] ?? "");
  return root;
}

function unreadable(text: string): LeptonError {
  return new LeptonError("SQL_NOT_ALLOWED", {
    problem: "The console cannot tell what this query would do.",
    received: text.trim().slice(0, 100),
    next: "Write it more plainly: names and aliases of letters, digits and _, texts without line breaks.",
    field: "sql",
  });
}
