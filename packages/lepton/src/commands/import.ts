import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { createInterface } from "node:readline/promises";
import { Readable } from "node:stream";
import { LeptonError } from "@lepton/core";
import type { ImportMapping, ImportPreview, ImportState } from "@lepton/server";
import type { Command } from "commander";
import { type Api, chooseProject, openApi } from "../api.ts";
import { type DataOption, dataFolder } from "../options.ts";
import { drawTable } from "../print.ts";
import { progress } from "../progress.ts";

interface ImportOptions extends DataOption {
  project?: string;
  event?: string;
  eventName?: string;
  person?: string;
  time?: string;
  timeFormat?: string;
  timezone?: string;
  uuid?: string;
  revenue?: string;
  yes?: boolean;
  json?: boolean;
}

export function importCommand(program: Command): void {
  program
    .command("import <file>")
    .description(
      "Import events from CSV, TSV, JSON lines, Parquet (also gzipped) or another product's export.",
    )
    .option("--project <id>", "project, by id or name (default: the only one)")
    .option("--event <column>", "column with the event's name")
    .option("--event-name <name>", "one name for every row")
    .option("--person <column>", "column with the person's id")
    .option("--time <column>", "column with the time")
    .option("--time-format <format>", "iso, epochSeconds, epochMs, yyyymmdd, ymd, dmy or mdy")
    .option("--timezone <zone>", "zone of times that carry none")
    .option("--uuid <column>", "column with the row's id at its source")
    .option("--revenue <column>", "column with the amount of money")
    .option("-y, --yes", "do not ask before importing")
    .option("--json", "print the receipt as JSON")
    .option("--data <dir>", "data folder (default: ./data)")
    .action(async (file: string, options: ImportOptions) => {
      const api = await openApi(dataFolder(options));
      try {
        const project = await chooseProject(api, options.project);
        await importFile(api, `/api/projects/${project.id}/imports`, file, options);
      } finally {
        await api.close();
      }
    });
}

async function importFile(api: Api, path: string, file: string, options: ImportOptions): Promise<void> {
  const { id } = await upload(api, path, file);
  const first = await api.call<ImportPreview>("POST", `${path}/${id}/preview`, {});
  const mapping = withOptions(first.mapping, options);
  const preview = await api.call<ImportPreview>("POST", `${path}/${id}/preview`, { mapping });
  console.error(describe(preview));
  const [open] = preview.questions;
  if (open)
    throw new LeptonError("CLI_IMPORT_OPEN", {
      problem: open.question,
      received: preview.columns
        .map(({ name, samples }) => `${name} (${samples.slice(0, 2).join(", ")})`)
        .join("; "),
      next: `Answer with ${flagOf(open.field)}${open.options.length > 0 ? `: one of ${open.options.join(", ")}` : ""}.`,
      field: open.field,
    });
  if (!(options.yes || (await confirmed()))) {
    await api.call("POST", `${path}/${id}/cancel`);
    console.error("Nothing was imported.");
    return;
  }
  await api.call("POST", `${path}/${id}/start`, { mapping: preview.mapping });
  report(await follow(api, `${path}/${id}`, basename(file)), options);
}

async function upload(api: Api, path: string, file: string): Promise<ImportState> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile())
    throw new LeptonError("CLI_FILE_UNREADABLE", {
      problem: "The file to import cannot be read.",
      received: file,
      next: "Check the path and its permissions.",
    });
  const reply = await api.send(path, {
    method: "POST",
    headers: {
      "content-type": "application/octet-stream",
      "x-file-name": encodeURIComponent(basename(file)),
      "content-length": String(found.size),
    },
    body: Readable.toWeb(createReadStream(file)) as ReadableStream,
    duplex: "half",
  } as RequestInit);
  return (await reply.json()) as ImportState;
}

/** The guess, corrected by what the command line says. */
function withOptions(guess: ImportMapping, options: ImportOptions): ImportMapping {
  const column = (name: string | undefined) => (name === undefined ? undefined : { column: name });
  const time = options.time ?? guess.time?.column;
  const format = (options.timeFormat ?? guess.time?.format ?? null) as NonNullable<
    ImportMapping["time"]
  >["format"];
  return {
    ...guess,
    event:
      options.eventName === undefined
        ? (column(options.event) ?? guess.event)
        : { constant: options.eventName },
    distinctId: column(options.person) ?? guess.distinctId,
    uuid: column(options.uuid) ?? guess.uuid,
    revenue: options.revenue === undefined ? guess.revenue : { column: options.revenue, currency: null },
    time:
      time === undefined
        ? null
        : { column: time, format, timezone: options.timezone ?? guess.time?.timezone ?? "UTC" },
  };
}

const flags: Record<string, string> = {
  event: "--event or --event-name",
  distinctId: "--person",
  time: "--time",
  "time.format": "--time-format",
  "time.timezone": "--timezone",
};
const flagOf = (field: string) =>
  flags[field] ?? flags[field.split(".")[0] ?? ""] ?? "the options of this command";

function describe({ mapping, events }: ImportPreview): string {
  if (mapping.vendor !== null) return `An export of ${mapping.vendor}.`;
  const name = (part: { column: string } | { constant: string } | null) =>
    part === null ? "?" : "column" in part ? `column ${part.column}` : `always "${part.constant}"`;
  const parts = [
    ["event", name(mapping.event)],
    ["person", name(mapping.distinctId)],
    [
      "time",
      mapping.time
        ? `column ${mapping.time.column}, ${mapping.time.format ?? "?"}, ${mapping.time.timezone}`
        : "?",
    ],
    ["revenue", mapping.revenue ? `column ${mapping.revenue.column}` : "none"],
  ];
  const rows = events
    .slice(0, 5)
    .map((one) => [
      one.row,
      one.event,
      one.distinctId,
      one.time,
      one.problem ?? JSON.stringify(one.properties),
    ]);
  return `${drawTable(["part", "read from"], parts)}\n\n${drawTable(["row", "event", "person", "time", "properties"], rows)}`;
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new LeptonError("CLI_NO_ANSWER", {
      problem: "The import waits for a yes, and nobody can give one here.",
      next: "Check the rows above and run the command again with --yes.",
    });
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const said = await lines.question("Import it like this? [y/N] ");
  lines.close();
  return /^y(es)?$/i.test(said.trim());
}

async function follow(api: Api, path: string, name: string): Promise<ImportState> {
  const bar = progress(`Importing ${name}`);
  for (;;) {
    const state = await api.call<ImportState>("GET", path);
    if (state.state !== "running" && state.state !== "uploaded") {
      bar.stop(state.rowsDone, state.rowsDone);
      return state;
    }
    const total =
      state.progress > 0 ? Math.max(state.rowsDone, Math.round(state.rowsDone / state.progress)) : null;
    bar.update(state.rowsDone, total);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function report({ state, receipt, error }: ImportState, { json }: ImportOptions): void {
  if (error) throw new LeptonError(error.code, error);
  if (json) {
    console.log(JSON.stringify(receipt));
    return;
  }
  const { read, accepted, duplicates, rejected, firstRejects } = receipt;
  console.log(
    `${state}: ${read} rows read, ${accepted} stored, ${duplicates} known already, ${rejected} rejected.`,
  );
  if (firstRejects.length > 0)
    console.log(
      drawTable(
        ["row", "field", "reason"],
        firstRejects.map((one) => [one.row, one.field, one.reason]),
      ),
    );
}
