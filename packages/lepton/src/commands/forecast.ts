import { readFile } from "node:fs/promises";
import { LeptonError } from "@lepton/core";
import type { ForecastedLine, ForecastReply, Project } from "@lepton/server";
import { type Command, InvalidArgumentError } from "commander";
import { chooseProject, openApi } from "../api.ts";
import { type DataOption, dataFolder, type FormatOptions, formatOf } from "../options.ts";
import { drawTable } from "../print.ts";

interface ForecastOptions extends DataOption, FormatOptions {
  project?: string;
  horizon?: number;
  level: number;
  target?: number;
  by?: string;
  on?: string;
  holidays?: string;
}

const finite = (text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("give a number.");
  return value;
};

/** `forecast [FILE.json]`. */
export function forecastCommand(program: Command): void {
  program
    .command("forecast [file]")
    .description(
      "Say how a trends question goes on: the question in a JSON file (- reads standard input), or daily active people.",
    )
    .option("--horizon <n>", "steps of the question's interval (default: a usual number)", finite)
    .option("--level <share>", "share the interval is to hold: 0.8, 0.9 or 0.95", finite, 0.9)
    .option("--target <value>", "how likely is this value (with --by or --on)", finite)
    .option("--by <date>", "reached until this day, YYYY-MM-DD")
    .option("--on <date>", "reached on this day, YYYY-MM-DD")
    .option("--holidays <dates>", "special days, past and coming, with commas between")
    .option("--project <id>", "project, by id or name (default: the only one)")
    .option("--data <dir>", "data folder (default: ./data)")
    .option("--json", "print JSON")
    .option("--csv", "print CSV")
    .action(async (file: string | undefined, options: ForecastOptions) => {
      const format = formatOf(options);
      const target = targetOf(options);
      const given = file === undefined ? null : await readQuestion(file);
      const api = await openApi(dataFolder(options));
      try {
        const { id } = await chooseProject(api, options.project);
        const path = `/api/projects/${id}`;
        const question = given ?? activePeople(await api.call<Project>("GET", path));
        const reply = await api.call<ForecastReply>("POST", `${path}/forecast`, {
          question,
          level: options.level,
          ...(options.horizon === undefined ? {} : { horizon: options.horizon }),
          ...(target ? { target } : {}),
          ...(options.holidays ? { holidays: options.holidays.split(",").map((date) => date.trim()) } : {}),
        });
        if (format === "json") console.log(JSON.stringify(reply, null, 2));
        else process.stdout.write(format === "csv" ? csvOf(reply) : `${drawForecast(reply)}\n`);
      } finally {
        await api.close();
      }
    });
}

const activePeople = ({ coreEvent }: Project) => ({
  kind: "trends",
  series: [{ event: coreEvent, measure: { type: "uniques" } }],
});

function targetOf({ target, by, on }: ForecastOptions) {
  const date = by ?? on;
  if (target === undefined && date === undefined) return null;
  if (target !== undefined && date !== undefined && (by === undefined || on === undefined))
    return { value: target, date, when: by === undefined ? "on" : "by" };
  throw new LeptonError("CLI_FORECAST_TARGET", {
    problem: "A target is a value and one date.",
    received: [target !== undefined && "--target", by && "--by", on && "--on"].filter(Boolean).join(" "),
    next: "Give --target 10000 --by 2027-03-31, for example; or --on instead of --by.",
  });
}

async function readQuestion(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file === "-" ? "/dev/stdin" : file, "utf8"));
  } catch (cause) {
    const isText = cause instanceof SyntaxError;
    throw new LeptonError(
      isText ? "CLI_NOT_JSON" : "CLI_FILE_UNREADABLE",
      {
        problem: isText ? `${file} is not JSON: ${cause.message}.` : "The question's file cannot be read.",
        received: file,
        next: isText
          ? 'Write a question such as {"kind":"trends","series":[{"event":null}]}.'
          : "Check the path and its permissions.",
      },
      { cause },
    );
  }
}

const nameOf = ({ label, breakdown }: Pick<ForecastedLine, "label" | "breakdown">) =>
  breakdown === null ? label : `${label} · ${breakdown}`;
const methodOf = ({ key, season, withHolidays }: ForecastedLine["method"]) =>
  `${key}${season === null ? "" : `(${season})`}${withHolidays ? " with holidays" : ""}`;

/** Path, backtest, verdict and sentence of every line. Same numbers as `--json`. */
function drawForecast({ lines, level, horizon, interval, warnings }: ForecastReply): string {
  const percent = `${Math.round(100 * level)}%`;
  const parts = lines.flatMap((line) => {
    if (line.kind === "short")
      return [
        `${nameOf(line)}: too short. ${line.need} ${interval}s are needed to look ${horizon} ahead, there are ${line.have}.${line.possibleHorizon > 0 ? ` --horizon ${line.possibleHorizon} would do.` : ""}`,
      ];
    const { backtest, verdict, target } = line;
    const { coverage } = backtest;
    const path = line.buckets.map((bucket, h) => [bucket, line.mean[h], line.low[h], line.high[h]]);
    const methods = backtest.methods.map((row) => [
      `${row.isShown ? "* " : "  "}${methodOf(row)}${row.isBaseline ? " (baseline)" : ""}`,
      row.choice?.mase,
      row.choice?.mae,
      row.check?.mase,
      row.check?.mae,
    ]);
    return [
      nameOf(line),
      drawTable([interval, "forecast", `low ${percent}`, `high ${percent}`], path),
      "",
      drawTable(["method", "MASE to choose", "MAE", "MASE to check", "MAE"], methods),
      `${backtest.choiceOrigins} origins to choose, ${backtest.checkOrigins} to check; the ${percent} interval held ${Math.round(100 * coverage.share)}% of ${coverage.n} values it had not seen.`,
      "",
      verdict.text,
      ...(target ? [target.text] : []),
      ...line.warnings.map(({ text }) => `Note: ${text}`),
    ];
  });
  return [...parts, ...warnings.map(({ text }) => `Note: ${text}`)].join("\n");
}

/** One row per line and coming bucket. */
function csvOf({ lines }: ForecastReply): string {
  const cell = (value: unknown) => {
    const text = String(value ?? "");
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = lines.flatMap((line) =>
    line.kind === "forecast"
      ? line.buckets.map((bucket, h) => [bucket, nameOf(line), line.mean[h], line.low[h], line.high[h]])
      : [],
  );
  return `${[["bucket", "series", "forecast", "low", "high"], ...rows].map((row) => row.map(cell).join(",")).join("\n")}\n`;
}
