import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CapturedEvent } from "../types.ts";

/** A new empty folder, and how to remove it. */
export function folder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "lepton-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** An event with everything a test does not care about filled in. */
export const event = (some: Partial<CapturedEvent> = {}): CapturedEvent => ({
  project: "p",
  event: "visit",
  distinctId: "u",
  ts: 1_700_000_000_123,
  receivedAt: Date.now(),
  properties: {},
  ...some,
});
