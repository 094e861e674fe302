import type { LeaderboardRow } from "@lepton/server";
import { toCsv } from "../../../charts/csv.ts";
import { metricsOf } from "../metrics.ts";

/** One line per model; each measure with the ends of its interval. */
export function leaderboardCsv(rows: readonly LeaderboardRow[], nameOf: (name: string) => string): string {
  const [first] = Object.keys(rows.find(({ chosen }) => chosen)?.metrics ?? {});
  const metrics = metricsOf(rows, first ?? "").filter((metric) => metric !== "");
  return toCsv(
    [
      "model",
      "baseline",
      "chosen",
      ...metrics.flatMap((it) => [it, `${it}_low`, `${it}_high`]),
      "seconds",
      "problem",
    ],
    rows.map(({ name, baseline, chosen, metrics: of, seconds, problem }) => [
      nameOf(name),
      baseline,
      chosen,
      ...metrics.flatMap((it) => [of[it]?.value ?? null, of[it]?.low ?? null, of[it]?.high ?? null]),
      seconds,
      problem,
    ]),
  );
}
