import { readFile } from "node:fs/promises";
import { LeptonError } from "@lepton/core";
import type { Answer } from "@lepton/growth";
import type { Command } from "commander";
import { chooseProject, openApi } from "../api.ts";
import { type DataOption, dataFolder, type FormatOptions, formatOf } from "../options.ts";
import { drawPmfReport } from "../pmfText.ts";
import { printResult } from "../print.ts";

type AskOptions = DataOption & FormatOptions & { project?: string };

const withCommon = (command: Command): Command =>
  command
    .option("--project <id>", "project, by id or name (default: the only one)")
    .option("--data <dir>", "data folder (default: ./data)")
    .option("--json", "print JSON")
    .option("--csv", "print CSV");

async function answered(
  options: AskOptions,
  ask: (path: string) => [method: "GET" | "POST", path: string, body?: unknown],
) {
  const api = await openApi(dataFolder(options));
  try {
    const project = await chooseProject(api, options.project);
    return await api.call<Answer>(...ask(`/api/projects/${project.id}`));
  } finally {
    await api.close();
  }
}

/** `query FILE.json` and `pmf`. */
export function askCommands(program: Command): void {
  withCommon(program.command("query <file>"))
    .description("Answer the question in a JSON file (- reads standard input).")
    .action(async (file: string, options: AskOptions) => {
      const format = formatOf(options);
      const question = parseQuestion(await readQuestion(file), file);
      const answer = await answered(options, (project) => ["POST", `${project}/query`, question]);
      process.stdout.write(printResult(answer.result, format));
      for (const { text } of answer.warnings) console.error(`Note: ${text}`);
    });

  withCommon(program.command("pmf"))
    .description("Print the product–market-fit report.")
    .action(async (options: AskOptions) => {
      const format = formatOf(options);
      const { result } = await answered(options, (project) => ["GET", `${project}/pmf`]);
      const asText = format === "table" && result.kind === "pmfReport";
      process.stdout.write(asText ? drawPmfReport(result) : printResult(result, format));
    });
}

async function readQuestion(file: string): Promise<string> {
  try {
    return await readFile(file === "-" ? "/dev/stdin" : file, "utf8");
  } catch (cause) {
    throw new LeptonError(
      "CLI_FILE_UNREADABLE",
      {
        problem: "The question's file cannot be read.",
        received: file,
        next: "Check the path and its permissions.",
      },
      { cause },
    );
  }
}

function parseQuestion(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LeptonError(
      "CLI_NOT_JSON",
      {
        problem: `${file} is not JSON: ${(cause as Error).message}.`,
        next: 'Write a question such as {"kind":"trends","series":[{"event":null}]}.',
      },
      { cause },
    );
  }
}
