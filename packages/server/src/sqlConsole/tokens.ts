import { LeptonError } from "@lepton/core";

/** A piece of SQL text. Comments and white space are gone; literals keep their exact spelling. */
export interface Token {
  kind: "word" | "quotedName" | "text" | "number" | "symbol";
  /** As written, quotes included. */
  source: string;
  /** Position in the member's text. */
  at: number;
}

const space = /[ \t\r\n]+/y;
const lineComment = /--[^\n]*/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /(?:0[xX][0-9A-Fa-f]+|(?:[0-9][0-9_]*\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)/y;
const text = /'(?:[^'\\\0]|\\[^\0]|'')*'(?!')/y;
// Printable ASCII without quote and backslash; a doubled quote would be part of the name.
const quotedName = /"[ -!#-[\]-~]+"(?!")|`[ -[\]-_a-~]+`(?!`)/y;
const symbol = /::|->|<=>|<=|>=|<>|!=|==|\|\||[-+*/%=<>!?:.,()[\]^]/y;
const deepest = 60;

/**
 * Cuts SQL into tokens and refuses what ClickHouse might read differently from us: other quotes,
 * heredocs, escapes in names, control and non-ASCII characters outside of literals, semicolons,
 * placeholders, comments inside comments.
 */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let depth = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(sql)?.[0];
    return found === undefined ? null : found;
  };
  while (at < sql.length) {
    const blank = take(space) ?? take(lineComment) ?? blockComment(sql, at);
    if (blank !== null) {
      at += blank.length;
      continue;
    }
    const token = next(take, at);
    if (token === null) throw unreadable(sql, at);
    if (token.source === "(" || token.source === "[") depth += 1;
    if (token.source === ")" || token.source === "]") depth -= 1;
    if (depth < 0) throw unbalanced(sql, at);
    if (depth > deepest) throw tooDeep();
    tokens.push(token);
    at += token.source.length;
  }
  if (depth !== 0) throw unbalanced(sql, sql.length);
  return tokens;
}

function next(take: (pattern: RegExp) => string | null, at: number): Token | null {
  const kinds = [
    ["text", text],
    ["quotedName", quotedName],
    ["number", number],
    ["word", word],
    ["symbol", symbol],
  ] as const;
  for (const [kind, pattern] of kinds) {
    const source = take(pattern);
    if (source !== null) return { kind, source, at };
  }
  return null;
}

function blockComment(sql: string, at: number): string | null {
  if (!sql.startsWith("/*", at)) return null;
  const end = sql.indexOf("*/", at + 2);
  const comment = end < 0 ? sql.slice(at) : sql.slice(at, end + 2);
  if (end < 0 || comment.includes("/*", 2)) throw unreadable(sql, at);
  return comment;
}

/** The name a word or quoted name stands for; null for other tokens. */
export function nameOf(token: Token | undefined): string | null {
  if (token?.kind === "word") return token.source;
  if (token?.kind === "quotedName") return token.source.slice(1, -1);
  return null;
}

function unreadable(sql: string, at: number): LeptonError {
  return new LeptonError("SQL_NOT_ALLOWED", {
    problem: "The console does not take this character here.",
    received: `${JSON.stringify(sql.slice(at, at + 20))} at position ${at}`,
    next: "Write one SELECT in plain ASCII outside of 'texts': no semicolons, braces, heredocs or escapes in names.",
    field: "sql",
  });
}

function unbalanced(sql: string, at: number): LeptonError {
  return new LeptonError("SQL_NOT_ALLOWED", {
    problem: "The brackets do not match.",
    received: `${JSON.stringify(sql.slice(Math.max(0, at - 20), at + 1))} at position ${at}`,
    next: "Close every bracket that was opened, and no other.",
    field: "sql",
  });
}

function tooDeep(): LeptonError {
  return new LeptonError("SQL_NOT_ALLOWED", {
    problem: `The query nests deeper than ${deepest} brackets.`,
    next: "Split it with WITH name AS (…).",
    field: "sql",
  });
}
