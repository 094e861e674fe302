import type { ResultOf } from "@lepton/growth";
import { drawTable, readable } from "./print.ts";

type Report = ResultOf<"pmfReport">;
type Measure = Report["measures"][number];

const names: Record<Measure["id"], string> = {
  ellis: "Very disappointed without it (40% test)",
  nps: "Net promoter score",
  retention: "Retention",
  growth: "Quick ratio",
  revenue: "Revenue growth",
  marketShare: "Market share",
};

const shown = (value: number | null, unit: Measure["unit"]): string =>
  value === null ? "–" : unit === "share" ? `${(value * 100).toFixed(1)}%` : readable(value);

function verdictText({ verdict, have, need }: Measure): string {
  switch (verdict) {
    case "reached":
      return "reached";
    case "reachedUncertain":
      return "reached, uncertain";
    case "notReached":
      return "not reached";
    case "notEnoughData":
      return `not enough data yet: ${have} of ${need}`;
    case "noData":
      return "no data";
  }
}

/** The report as a terminal shows it. Same numbers as the page and `--json`. */
export function drawPmfReport({ measures, reached, judged, segments, next }: Report): string {
  const rows = measures.map((measure) => {
    const { value, unit, threshold, simulated } = measure;
    const interval = value.low === null ? "" : `${shown(value.low, unit)} … ${shown(value.high, unit)}`;
    return [
      names[measure.id] + (simulated ? " (simulated)" : ""),
      shown(value.value, unit),
      interval,
      value.n,
      shown(threshold.value, unit),
      verdictText(measure),
    ];
  });
  const lines = [
    `Product–market fit: ${reached} of ${judged} judged measures reached`,
    "",
    drawTable(["measure", "value", "95% interval", "n", "bar", "verdict"], rows),
  ];
  if (segments) {
    const kept = segments.personas.filter((persona) => persona.kept).map(({ persona }) => persona);
    if (kept.length > 0) lines.push("", `Fits best: ${kept.join(", ")}`);
    if (segments.winningBenefit) lines.push(`Loved for: ${segments.winningBenefit}`);
    const [blocker] = segments.blockers;
    if (blocker) lines.push(`Asked for by the somewhat disappointed: ${blocker.theme} (${blocker.count})`);
  }
  const figures = Object.entries(next.values).map(([name, value]) => `${name} ${readable(value)}`);
  lines.push(
    "",
    `What would move it most: ${next.code}${figures.length > 0 ? ` (${figures.join(", ")})` : ""}`,
    "",
  );
  return lines.join("\n");
}
