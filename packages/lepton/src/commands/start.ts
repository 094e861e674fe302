import { startServer } from "@lepton/server";
import type { Command } from "commander";
import { openApi } from "../api.ts";
import { type DataOption, dataFolder, portNumber } from "../options.ts";
import { loadSample } from "./sample.ts";

interface StartOptions extends DataOption {
  port: number;
  host: string;
  sample?: boolean;
}

export function startCommand(program: Command): void {
  program
    .command("start")
    .description("Start Lepton and print its address.")
    .option("--port <n>", "port to listen on", portNumber, 8600)
    .option("--host <address>", "address to listen on; 0.0.0.0 opens it to the network", "127.0.0.1")
    .option("--data <dir>", "folder for everything Lepton keeps (default: ./data)")
    .option("--sample", "load the sample company")
    .action(async ({ port, host, sample, ...options }: StartOptions) => {
      const directory = dataFolder(options);
      const server = await startServer({ directory, port, host });
      const stop = async () => {
        process.removeAllListeners("SIGINT");
        console.log("Stopping: finishing what is being written …");
        await server.close();
        process.exit(0);
      };
      process.once("SIGINT", stop);
      process.once("SIGTERM", stop);
      await server.ready.catch(async (error: unknown) => {
        await server.close();
        throw error;
      });
      console.log(`Lepton runs on ${server.url}\nData: ${directory}\nStop it with Ctrl-C.`);
      if (sample) {
        const api = await openApi(directory);
        await loadSample(api);
      }
    });
}
