import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Browser, chromium } from "playwright-core";

/** Bundles both scripts into a fresh folder, as `npm run build` does, and returns it. */
export async function buildScripts(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lepton-sdk-"));
  const script = fileURLToPath(new URL("../../bundle.js", import.meta.url));
  await promisify(execFile)(process.execPath, [script, folder]);
  return folder;
}

/** The system's Chromium, quiet: no calls of its own to the network. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
