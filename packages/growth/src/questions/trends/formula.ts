import { LeptonError } from "@lepton/core";

type Numbers = Record<string, number | null>;
type Node = (values: Numbers) => number | null;

/**
 * Arithmetic over series letters: numbers, `A`–`J`, `+ - * /`, unary minus, brackets. Nothing is evaluated as code.
 * Division by zero and missing values give null.
 */
export function parseFormula(text: string, letters: readonly string[]): Node {
  const tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z_]+|\S/g) ?? [];
  let at = 0;
  const fail = (next: string): never => {
    throw new LeptonError("GROWTH_FORMULA", {
      problem: "The formula cannot be read.",
      received: `${text} (at ${tokens[at] ?? "its end"})`,
      next,
      field: "formula",
    });
  };
  const binary =
    (left: Node, right: Node, combine: (a: number, b: number) => number): Node =>
    (values) => {
      const a = left(values);
      const b = right(values);
      if (a === null || b === null) return null;
      const result = combine(a, b);
      return Number.isFinite(result) ? result : null;
    };
  const sum = (): Node => {
    let left = product();
    while (tokens[at] === "+" || tokens[at] === "-") {
      const isPlus = tokens[at++] === "+";
      left = binary(left, product(), (a, b) => (isPlus ? a + b : a - b));
    }
    return left;
  };
  const product = (): Node => {
    let left = atom();
    while (tokens[at] === "*" || tokens[at] === "/") {
      const isTimes = tokens[at++] === "*";
      left = binary(left, atom(), (a, b) => (isTimes ? a * b : a / b));
    }
    return left;
  };
  const atom = (): Node => {
    const token = tokens[at] ?? fail("Complete the formula.");
    if (token === "-") {
      at++;
      const inner = atom();
      return (values) => {
        const value = inner(values);
        return value === null ? null : -value;
      };
    }
    if (token === "(") {
      at++;
      const inner = sum();
      if (tokens[at] !== ")") fail("Close the bracket.");
      at++;
      return inner;
    }
    if (/^\d/.test(token)) {
      at++;
      return () => Number(token);
    }
    const letter = token.toUpperCase();
    if (!letters.includes(letter)) fail(`Use numbers, + - * / ( ) and the series ${letters.join(", ")}.`);
    at++;
    return (values) => values[letter] ?? null;
  };
  const formula = sum();
  if (at < tokens.length) fail("Put an operator (+ - * /) between two values.");
  return formula;
}
