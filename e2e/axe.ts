import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axeSource = readFileSync(
  createRequire(new URL("../packages/web/package.json", import.meta.url)).resolve("axe-core/axe.min.js"),
  "utf8",
);
type Violations = { violations: { id: string; impact: string; nodes: { html: string }[] }[] };

/** What axe calls serious or critical on a page that has come to rest. */
export async function faultsOn(page: Page): Promise<string[]> {
  // Colours fade from scheme to scheme; what pulses for ever is left alone.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((it) => it.playState !== "running" || it.effect?.getComputedTiming().iterations === Infinity),
  );
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<Violations> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}
