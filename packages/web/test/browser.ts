import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "@lepton/server";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";

/** Lepton as a newcomer meets it: the built pages, a real server on an empty folder, a real browser. */
export interface Site {
  url: string;
  /** A page in a browser context of its own; whatever fails in it is collected in `faults`. */
  page(locale?: "en-US" | "zh-CN"): Promise<Page>;
  /** Errors of scripts and refused resources, the refusals that pages expect left out. */
  faults: string[];
  close(): Promise<void>;
}

const switches = [
  "--no-sandbox",
  "--headless",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function openSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "lepton-web-"));
  const webDirectory = join(folder, "pages");
  // Under a test runner React is built with its warnings on: they count as faults.
  await build({
    root: join(import.meta.dirname, ".."),
    logLevel: "error",
    build: { outDir: webDirectory, emptyOutDir: true },
  });
  const server = await startServer({
    directory: join(folder, "data"),
    port: 0,
    quiet: true,
    config: { webDirectory, apiPerSecond: 10_000 },
  });
  await server.ready;
  const browser: Browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: switches });
  const faults: string[] = [];
  return {
    url: server.url,
    faults,
    async page(locale = "en-US") {
      const context = await browser.newContext({ locale, timezoneId: "Asia/Shanghai" });
      const page = await context.newPage();
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => {
        // A visitor without a session is answered 401: that is how a page learns where to send them.
        if (message.type() === "error" && !message.text().includes("401")) faults.push(message.text());
      });
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
