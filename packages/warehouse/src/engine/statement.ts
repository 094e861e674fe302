/** What the engine has to know about a statement's text before it runs it; nothing here rewrites SQL. */

/** The kinds that end in rows, and so take `FORMAT … SETTINGS …` at their end. */
const withOutput = new Set(["SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXISTS", "EXPLAIN", "CHECK"]);

/** String literals (heredocs and typographic quotes too), quoted names and comments. */
const opaque =
  /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`|‘[^’]*’|“[^”]*”|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?\*\//g;

/** The statement's code with everything opaque blanked, same length as the text. */
export const codeOf = (sql: string): string => sql.replace(opaque, (quoted) => " ".repeat(quoted.length));

export interface Statement {
  /** First word, upper case. */
  kind: string;
  /** Its rows can be formatted and limited by a suffix. */
  hasOutput: boolean;
  /** FORMAT named by the text. */
  format: string | undefined;
  /** Where that clause begins. */
  formatAt: number | undefined;
  /** The text ends in a SETTINGS clause behind its FORMAT, which a suffix has to continue. */
  endsInSettings: boolean;
  /** Names of `{name:Type}` placeholders. */
  placeholders: string[];
  /** More than one statement; the engine would run them all, ClickHouse's HTTP interface refuses. */
  isMultiple: boolean;
}

export function readStatement(sql: string): Statement {
  const code = codeOf(sql);
  const kind = /[A-Za-z]+/.exec(code)?.[0].toUpperCase() ?? "";
  const tail = /\bFORMAT\s+(\w+)(\s+SETTINGS\b[^()]*)?[\s;]*$/i.exec(code);
  return {
    kind,
    hasOutput: withOutput.has(kind),
    format: tail?.[1],
    formatAt: tail?.index,
    endsInSettings: tail?.[2] !== undefined,
    placeholders: [...code.matchAll(/\{\s*([A-Za-z_]\w*)\s*:/g)].map((match) => match[1] as string),
    isMultiple: /;\s*\S/.test(code.replace(/[\s;]+$/, "")),
  };
}

/** The parts of `INSERT INTO table (columns) FORMAT x` whose rows come in the body; undefined for any other insert. */
export function readInsert(sql: string): { table: string; columns?: string[]; format: string } | undefined {
  const match =
    /^\s*INSERT\s+INTO\s+(?:TABLE\s+)?([\w.]+|`[\w.]+`)\s*(?:\(([\w\s,`"]*)\))?\s*FORMAT\s+(\w+)\s*;?\s*$/i.exec(
      sql,
    );
  if (!match) return undefined;
  const bare = (name: string) => name.trim().replace(/^[`"]|[`"]$/g, "");
  const columns = match[2]?.split(",").map(bare);
  return { table: bare(match[1] as string), ...(columns ? { columns } : {}), format: match[3] as string };
}

/** A string as a ClickHouse literal. */
export const literal = (text: string) => `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;
