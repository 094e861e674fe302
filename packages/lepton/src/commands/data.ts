import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { backupData, doctorData, restoreData } from "@lepton/server";
import type { Command } from "commander";
import { chooseProject, openApi } from "../api.ts";
import { type DataOption, dataFolder } from "../options.ts";
import { drawTable } from "../print.ts";

/** `export`, `backup`, `restore`, `doctor`. */
export function dataCommands(program: Command): void {
  program
    .command("export [file]")
    .description("Write a project's events to a file (default: standard output).")
    .option("--project <id>", "project, by id or name (default: the only one)")
    .option("--format <format>", "ndjson or csv", "ndjson")
    .option("--from <date>", "first day")
    .option("--to <date>", "last day, included")
    .option("--data <dir>", "data folder (default: ./data)")
    .action(
      async (
        file: string | undefined,
        options: DataOption & { project?: string; format: string; from?: string; to?: string },
      ) => {
        const api = await openApi(dataFolder(options));
        try {
          const project = await chooseProject(api, options.project);
          const search = new URLSearchParams({ format: options.format });
          if (options.from) search.set("from", options.from);
          if (options.to) search.set("to", options.to);
          const reply = await api.send(`/api/projects/${project.id}/export?${search}`);
          const target = file === undefined ? process.stdout : createWriteStream(file);
          if (reply.body) await pipeline(Readable.fromWeb(reply.body), target, { end: file !== undefined });
        } finally {
          await api.close();
        }
      },
    );

  program
    .command("backup <folder>")
    .description("Copy everything into a new folder, also while Lepton runs.")
    .option("--data <dir>", "data folder (default: ./data)")
    .action(async (folder: string, options: DataOption) => {
      const { bytes } = await backupData({ directory: dataFolder(options), to: resolve(folder) });
      console.log(`Backup written to ${resolve(folder)} (${(bytes / 1e6).toFixed(1)} MB).`);
    });

  program
    .command("restore <folder>")
    .description("Make a data folder from a backup; the folder must not hold data yet.")
    .option("--data <dir>", "data folder (default: ./data)")
    .action(async (folder: string, options: DataOption) => {
      await restoreData({ from: resolve(folder), directory: dataFolder(options) });
      console.log(
        `Restored into ${dataFolder(options)}. Start it with: lepton start --data ${dataFolder(options)}`,
      );
    });

  program
    .command("doctor")
    .description("Check the data folder and the machine, and say what to do.")
    .option("--data <dir>", "data folder (default: ./data)")
    .option("--json", "print JSON")
    .action(async (options: DataOption & { json?: boolean }) => {
      const checks = await doctorData(dataFolder(options));
      if (options.json) console.log(JSON.stringify(checks, null, 2));
      else
        console.log(
          drawTable(
            ["check", "state", "found", "what to do"],
            checks.map((one) => [one.name, one.state, one.found, one.next ?? ""]),
          ),
        );
      if (checks.some(({ state }) => state === "fail")) process.exitCode = 1;
    });
}
