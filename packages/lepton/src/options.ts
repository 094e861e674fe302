import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { LeptonError } from "@lepton/core";
import { InvalidArgumentError } from "commander";
import type { Format } from "./print.ts";

/** Where a command finds the data: `--data`, then `LEPTON_DATA`, then `./data`. */
export interface DataOption {
  data?: string;
}
export const dataFolder = ({ data }: DataOption): string =>
  resolve(data ?? process.env.LEPTON_DATA ?? "data");

export interface FormatOptions {
  json?: boolean;
  csv?: boolean;
}
export function formatOf({ json, csv }: FormatOptions): Format {
  if (json && csv)
    throw new LeptonError("CLI_TWO_FORMATS", {
      problem: "Only one output format can be printed.",
      received: "--json --csv",
      next: "Leave one of them out.",
    });
  return json ? "json" : csv ? "csv" : "table";
}

export function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new InvalidArgumentError("give a whole number from 0 (any free port) to 65535.");
  return port;
}

/** A password of 120 random bits, for members made from a script. */
export const newPassword = (): string => randomBytes(15).toString("base64url");
