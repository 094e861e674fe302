import { nameOf, type Token } from "./tokens.ts";
import { isViewName, viewPrefix } from "./views.ts";

/** Words after which a name stands for a table. */
const beforeTable = new Set(["from", "join"]);
/** Words that may follow a table; any other word there is its alias. */
const afterTable = new Set(
  `where prewhere group order limit having join inner left right full cross any all asof semi anti global
   array on using union intersect except final sample qualify window settings format offset into with
   paste natural as`.split(/\s+/),
);

/**
 * Writes the views' names where a table is meant, and the old name as its alias, so that
 * `events.ts` keeps working. A table this overlooks is refused by the check that follows.
 */
export function rewriteTables(tokens: readonly Token[]): string {
  const pieces = tokens.map((token, i) => {
    const name = nameOf(token);
    const previous = tokens[i - 1];
    if (name === null || !isViewName(name) || previous?.kind !== "word") return token.source;
    if (!beforeTable.has(previous.source.toLowerCase())) return token.source;
    const following = tokens[i + 1];
    if (following?.source === "." || following?.source === "(") return token.source;
    const view = `${viewPrefix}${name}`;
    return hasAlias(following) ? view : `${view} AS ${name}`;
  });
  // Blanks between all tokens but around dots, where `a .b` and `1 .5` would read differently.
  return pieces.reduce((sql, piece, i) => {
    const previous = tokens[i - 1];
    const glued = previous !== undefined && previous.at + previous.source.length === tokens[i]?.at;
    return sql + (i > 0 && !glued ? " " : "") + piece;
  }, "");
}

function hasAlias(following: Token | undefined): boolean {
  if (following === undefined) return false;
  if (following.kind === "quotedName") return true;
  if (following.kind !== "word") return false;
  const word = following.source.toLowerCase();
  return word === "as" || !afterTable.has(word);
}
