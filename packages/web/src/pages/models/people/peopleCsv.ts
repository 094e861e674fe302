import type { ModelPeople } from "@lepton/server";
import { type Cell, toCsv } from "../../../charts/csv.ts";

const reasonColumns = 3;

/** One line per person: id, name, score, and the reasons with their values and effects. */
export function peopleCsv(items: ModelPeople["items"], nameOf: (feature: string) => string): string {
  const numbers = Array.from({ length: reasonColumns }, (_, i) => i + 1);
  return toCsv(
    ["person_id", "name", "score", ...numbers.flatMap((n) => [`reason_${n}`, `value_${n}`, `effect_${n}`])],
    items.map(({ personId, label, score, reasons }) => [
      personId,
      label,
      score,
      ...numbers.flatMap((n): Cell[] => {
        const reason = reasons[n - 1];
        return reason ? [nameOf(reason.feature), reason.value, reason.effect] : [null, null, null];
      }),
    ]),
  );
}
