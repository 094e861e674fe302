import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ServerConfig } from "./config.ts";

/** The built pages and tracker of this checkout or installation, and its sample company. */
export function builtParts(): Pick<ServerConfig, "webDirectory" | "sdkDirectory" | "sampleFile"> {
  const packages = join(import.meta.dirname, "..", "..");
  const found = (path: string) => (existsSync(path) ? path : null);
  return {
    webDirectory: found(join(packages, "web", "dist")),
    sdkDirectory: found(join(packages, "sdk", "dist")),
    sampleFile: found(join(packages, "..", "samples", "cdnow", "purchases.csv.gz")),
  };
}
