#!/usr/bin/env -S node --max-semi-space-size=64
import { existsSync } from "node:fs";

const main = new URL("../dist/main.js", import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  console.error("Lepton is not built yet.\n  next: run npm run build (or npm start) in its folder.");
  process.exitCode = 1;
}
