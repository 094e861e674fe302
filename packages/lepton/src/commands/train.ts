import { readFile, writeFile } from "node:fs/promises";
import { LeptonError } from "@lepton/core";
import type { Job, LeaderboardRow, Model, ModelList, OnnxUsage, PredictReply } from "@lepton/server";
import { type Command, InvalidArgumentError } from "commander";
import { type Api, chooseProject, openApi } from "../api.ts";
import { type DataOption, dataFolder } from "../options.ts";
import { drawTable } from "../print.ts";
import { progress } from "../progress.ts";

interface ModelOptions extends DataOption {
  project?: string;
  json?: boolean;
}
interface TrainOptions extends ModelOptions {
  horizon?: number;
  budget: number;
  seed: number;
  publish?: boolean;
}
interface OnnxOptions extends ModelOptions {
  python?: boolean;
}
interface PredictOptions extends ModelOptions {
  person?: string;
}

const ready = ["churn", "conversion", "lifetime-value"];
const withCommon = (command: Command): Command =>
  command
    .option("--project <id>", "project, by id or name (default: the only one)")
    .option("--data <dir>", "data folder (default: ./data)")
    .option("--json", "print JSON");

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("give a whole number.");
  return value;
};

async function withProject<T>(
  options: ModelOptions,
  work: (api: Api, path: string) => Promise<T>,
): Promise<T> {
  const api = await openApi(dataFolder(options));
  try {
    const { id } = await chooseProject(api, options.project);
    return await work(api, `/api/projects/${id}`);
  } finally {
    await api.close();
  }
}

/** `train RECIPE`, `models`, `predict NAME`, `onnx NAME`. */
export function trainCommands(program: Command): void {
  withCommon(program.command("train <recipe>"))
    .description(`Train a model: ${ready.join(", ")}, or the recipe in a JSON file.`)
    .option("--horizon <days>", "days to look ahead (default: from the data)", wholeNumber)
    .option("--budget <seconds>", "seconds for the search over models", wholeNumber, 60)
    .option("--seed <n>", "the same seed and data give the same model", wholeNumber, 1)
    .option("--publish", "publish it when it beats recency alone, and write everybody's score")
    .action(async (recipe: string, options: TrainOptions) => {
      const body = {
        recipe: ready.includes(recipe) ? recipe : await readJson(recipe),
        budgetSeconds: options.budget,
        seed: options.seed,
        ...(options.horizon === undefined ? {} : { horizonDays: options.horizon }),
      };
      await withProject(options, async (api, path) => {
        const job = await api.call<Job>("POST", `${path}/models`, body);
        const { result } = await followLearning(api, path, job, `Training ${job.subject ?? recipe}`);
        const model = await api.call<Model>("GET", `${path}/models/${result}`);
        if (options.json) console.log(JSON.stringify(model, null, 2));
        else console.log(drawModel(model));
        if (!options.publish) return;
        await api.call("POST", `${path}/models/${model.id}/publish`, {});
        const scoring = await api.call<Job>("POST", `${path}/models/${model.id}/score`);
        await followLearning(api, path, scoring, "Scoring everybody");
        console.error(`Published. Everybody's score is the person property ${model.personProperty}.`);
      });
    });

  withCommon(program.command("models"))
    .description("List the trained models.")
    .action((options: ModelOptions) =>
      withProject(options, async (api, path) => {
        const { items } = await api.call<ModelList>("GET", `${path}/models`);
        if (options.json) console.log(JSON.stringify(items, null, 2));
        else if (items.length === 0) console.log("No model yet. Make one with: lepton train churn");
        else
          console.log(
            drawTable(
              ["model", "version", "stage", "estimator", "measure", "value", "verdict", "made"],
              items.map((one) => [
                one.name,
                one.version,
                one.stage,
                one.estimator,
                one.headline.metric,
                measure(one.headline),
                one.verdict.code,
                one.createdAt.slice(0, 10),
              ]),
            ),
          );
      }),
    );

  withCommon(program.command("predict <model> [file]"))
    .description("Score one person (--person), or the rows of features in a JSON file.")
    .option("--person <id>", "a person by any of their ids")
    .action((name: string, file: string | undefined, options: PredictOptions) =>
      withProject(options, async (api, path) => {
        const reply = await api.call<PredictReply>(
          "POST",
          `${path}/models/${encodeURIComponent(name)}/predict`,
          await asked(file, options),
        );
        if (options.json) console.log(JSON.stringify(reply, null, 2));
        else console.log(drawPrediction(reply));
      }),
    );

  withCommon(program.command("onnx <model> [file]"))
    .description("Write a model as an ONNX file, and print a program that runs it.")
    .option("--python", "print a Python program (default: Node)")
    .action(writeOnnx);
}

async function writeOnnx(name: string, file: string | undefined, options: OnnxOptions): Promise<void> {
  await withProject(options, async (api, path) => {
    const model = `${path}/models/${encodeURIComponent(name)}/onnx`;
    const usage = await api.call<OnnxUsage>("GET", `${model}/usage`);
    const to = file ?? usage.file;
    const bytes = new Uint8Array(await (await api.send(model)).arrayBuffer());
    await writeFile(to, bytes);
    if (options.json) console.log(JSON.stringify({ ...usage, file: to }, null, 2));
    else console.log(options.python ? usage.python : usage.node);
    console.error(`${to} written, ${bytes.length} bytes. The program above runs it.`);
  });
}

async function asked(file: string | undefined, { person }: PredictOptions): Promise<unknown> {
  if ((file === undefined) === (person === undefined))
    throw new LeptonError("CLI_PREDICT_OF_WHOM", {
      problem: "Say whom to score: one person, or a file with rows of features.",
      received: file === undefined ? "neither" : "both",
      next: "Give --person ID, or FILE.json with an object or a list of objects.",
    });
  if (person !== undefined) return { personIds: [person], explain: true };
  const features = await readJson(file ?? "");
  return { features, explain: !Array.isArray(features) || features.length <= 100 };
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file === "-" ? "/dev/stdin" : file, "utf8");
  } catch (cause) {
    throw new LeptonError(
      "CLI_FILE_UNREADABLE",
      {
        problem: "The file cannot be read.",
        received: file,
        next: `Check the path; ready recipes are ${ready.join(", ")}.`,
      },
      { cause },
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LeptonError(
      "CLI_NOT_JSON",
      { problem: `${file} is not JSON: ${(cause as Error).message}.`, next: "Correct the file." },
      { cause },
    );
  }
}

/** Draws a job's progress and its log until it ends. Errors: what the job failed with; JOB_CANCELLED. */
async function followLearning(api: Api, path: string, first: Job, title: string): Promise<Job> {
  const bar = progress(title);
  let job = first;
  while (job.status === "queued" || job.status === "running") {
    bar.update(job.done, job.total);
    await new Promise((resolve) => setTimeout(resolve, 250));
    job = await api.call<Job>("GET", `${path}/jobs/${job.id}`);
  }
  bar.stop(job.status === "done" ? 1000 : job.done, job.total);
  for (const { text } of job.log) console.error(`  ${text}`);
  if (job.problem) throw new LeptonError(job.problem.code, { ...job.problem, status: 400 });
  if (job.status === "cancelled")
    throw new LeptonError("JOB_CANCELLED", { problem: "The job was cancelled.", next: "Start it again." });
  return job;
}

const short = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : String(Number(value.toPrecision(3)));
const measure = (one: { value: number; low: number | null; high: number | null } | undefined): string =>
  one === undefined ? "" : `${short(one.value)} (${short(one.low)} … ${short(one.high)})`;

/** The leaderboard, the verdict and what the model looks at. Same numbers as `--json`. */
function drawModel({
  name,
  version,
  data,
  horizonDays,
  leaderboard,
  verdict,
  drivers,
  warnings,
}: Model): string {
  const metrics = [...new Set(leaderboard.flatMap((row) => Object.keys(row.metrics)))];
  const row = (one: LeaderboardRow) => [
    `${one.chosen ? "* " : "  "}${one.name}${one.baseline ? " (baseline)" : ""}`,
    ...metrics.map((metric) => measure(one.metrics[metric])),
    one.problem ?? `${one.seconds.toFixed(1)} s`,
  ];
  return [
    `${name}, version ${version}: ${horizonDays} days ahead, ${data.trainRows} rows of training, tested on ${data.testRows} other people at a later time`,
    "",
    drawTable(["model", ...metrics, "time"], leaderboard.map(row)),
    "",
    `Verdict: ${verdict.text}`,
    "",
    drawTable(
      ["what it looks at", "loss when shuffled", "score rises with it"],
      drivers
        .slice(0, 8)
        .map(({ feature, importance, direction }) => [
          feature,
          short(importance),
          direction === null ? "" : direction === "up" ? "yes" : "no, falls",
        ]),
    ),
    ...warnings.map(({ text }) => `Note: ${text}`),
  ].join("\n");
}

function drawPrediction({ model, items, unknown }: PredictReply): string {
  const rows = items.map(({ personId, score, reasons }, i) => [
    personId ?? `row ${i + 1}`,
    score,
    (reasons ?? [])
      .slice(0, 3)
      .map(
        ({ feature, value, effect }) =>
          `${feature} = ${value ?? "?"} (${effect > 0 ? "+" : ""}${short(effect)})`,
      )
      .join(", "),
  ]);
  const lines = [
    `${model.name}, version ${model.version} (${model.stage})`,
    drawTable(["who", "score", "because"], rows),
  ];
  if (unknown.length > 0) lines.push(`Nobody known: ${unknown.join(", ")}`);
  return lines.join("\n");
}
