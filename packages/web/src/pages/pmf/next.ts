import type { useFormat } from "../../i18n/useFormat.ts";
import type { PmfReport } from "./types.ts";

/** Values that are shares in [0, 1]; everything else is a count or a text. */
const shares = /share|score|rate|threshold|retention|value|low|high/i;

/** The text key of the report's next step, and its values as people read them. */
export function nextSentence(
  next: PmfReport["next"],
  format: Pick<ReturnType<typeof useFormat>, "share" | "number">,
): { key: string; values: Record<string, string> } {
  const values = Object.entries(next.values).map(([name, value]): [string, string] => [
    name,
    typeof value === "string"
      ? value
      : shares.test(name) && Math.abs(value) <= 1
        ? format.share(value)
        : format.number(value),
  ]);
  return { key: `step.${next.code}`, values: Object.fromEntries(values) };
}
