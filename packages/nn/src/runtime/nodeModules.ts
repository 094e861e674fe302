import { LeptonError } from "@lepton/core";

/**
 * Node's own modules, for a file that browsers load too: there is no import here that a bundler would follow.
 * Errors: NN_NODE_ONLY, naming what needs them.
 */
export function nodeModules(user: string) {
  const { process } = globalThis as { process?: NodeJS.Process };
  if (process?.getBuiltinModule === undefined)
    throw new LeptonError("NN_NODE_ONLY", {
      problem: `${user} works in Node only.`,
      received: process?.version ?? "a browser",
      next: "Run it in Node 20.19 or newer.",
    });
  return {
    fs: process.getBuiltinModule("node:fs/promises"),
    os: process.getBuiltinModule("node:os"),
    path: process.getBuiltinModule("node:path"),
  };
}
