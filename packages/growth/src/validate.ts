import { LeptonError } from "@lepton/core";
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** Parses at the border; the first fault becomes an error that names the field, its value and what to do. */
export function validate<S extends z.ZodType>(schema: S, input: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = deepest(parsed.error.issues[0] as Issue);
  const path = issue.path.map(String);
  throw new LeptonError("GROWTH_QUESTION_INVALID", {
    problem:
      `The ${what} is not well formed${path.length > 0 ? ` at ${path.join(".")}` : ""}: ${issue.message}.`.replace(
        /\.\.$/,
        ".",
      ),
    received: shorten(path.reduce<unknown>((value, key) => child(value, key), input)),
    next: nextStep(issue),
    field: path.join(".") || undefined,
  });
}

/** A fault inside a union is told by the branch that came furthest. */
function deepest(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors.flatMap((errors) => errors.slice(0, 1).map(deepest));
  const best = inner.sort((a, b) => b.path.length - a.path.length)[0];
  return best && best.path.length > 0 ? { ...best, path: [...issue.path, ...best.path] } : issue;
}

function nextStep(issue: Issue): string {
  if (issue.code === "unrecognized_keys") return `Leave out ${issue.keys.join(", ")}, or check the spelling.`;
  if (issue.code === "invalid_value") return `Use one of ${issue.values.map(String).join(", ")}.`;
  if (issue.code === "invalid_union" && issue.path.at(-1) === "kind")
    return "Ask one of the kinds listed in the documentation.";
  return "Correct this field and ask again.";
}

const child = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;

function shorten(value: unknown): string {
  const text = value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value));
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
