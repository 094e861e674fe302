import { createRequire } from "node:module";
import { LeptonError } from "@lepton/core";
import { Command } from "commander";
import { askCommands } from "./commands/ask.ts";
import { dataCommands } from "./commands/data.ts";
import { forecastCommand } from "./commands/forecast.ts";
import { importCommand } from "./commands/import.ts";
import { manageCommands } from "./commands/manage.ts";
import { startCommand } from "./commands/start.ts";
import { trainCommands } from "./commands/train.ts";

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

const program = new Command("lepton")
  .description("Product-driven growth: collect, analyse, learn, decide, act.")
  .version(version)
  .showHelpAfterError("(lepton COMMAND --help lists the options)");
startCommand(program);
importCommand(program);
askCommands(program);
forecastCommand(program);
trainCommands(program);
dataCommands(program);
manageCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  // 2: the command was given something wrong; 1: anything else.
  if (error instanceof LeptonError) {
    const received = error.received === undefined ? "" : `\n  received: ${error.received}`;
    console.error(`${error.problem}${received}\n  next: ${error.next} [${error.code}]`);
    process.exitCode = error.status < 500 ? 2 : 1;
  } else {
    console.error(`Lepton failed in a way it should not: ${(error as Error).message}`);
    if (process.env.LEPTON_DEBUG) console.error(error);
    else console.error("  next: run it again with LEPTON_DEBUG=1 and report what it prints.");
    process.exitCode = 1;
  }
}
