import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import models from "./zh/models.json" with { type: "json" };
import texts from "./zh/problems.json" with { type: "json" };

const packages = join(import.meta.dirname, "../../..");
const sources = ["core", "warehouse", "growth", "server"]
  .flatMap((name) =>
    readdirSync(join(packages, name, "src"), { recursive: true, encoding: "utf8" }).map((file) =>
      join(packages, name, "src", file),
    ),
  )
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

const found = (pattern: RegExp) =>
  [...new Set([...sources.matchAll(pattern)].map((match) => match[1] ?? ""))].sort();

/** Codes that no page is ever answered with, by why. */
const unseen: Record<string, readonly string[]> = {
  "capture answers programs; what it lists has a text below `reject`": [
    "CAPTURE_KEY_UNKNOWN",
    "CAPTURE_TOO_FAST",
    "CAPTURE_TRY_AGAIN",
  ],
  "told on the command line, before there is a page": [
    "BACKUP_DAMAGED",
    "BACKUP_EXISTS",
    "BACKUP_NOT_FOUND",
    "CANNOT_LISTEN",
    "FOLDER_EMPTY",
    "FOLDER_NOT_EMPTY",
    "META_TOO_NEW",
    "PORT_BUSY",
    "RESTORE_NOT_EMPTY",
    "WAREHOUSE_LOCKED",
    "WAREHOUSE_NEWER_DATA",
    "WAREHOUSE_OPTIONS",
  ],
  "nobody is there to read it": ["CLIENT_LEFT"],
  "names of ClickHouse's and Node's own errors, translated before they leave": [
    "AUTHENTICATION_FAILED",
    "ERR_BUFFER_TOO_LARGE",
    "QUERY_WAS_CANCELLED",
    "SYNTAX_ERROR",
    "TOO_MANY_ROWS_OR_BYTES",
    "TOO_MANY_SIMULTANEOUS_QUERIES",
    "UNKNOWN_QUERY_PARAMETER",
    "UNKNOWN_SETTING",
  ],
};
const exempt = new Set(Object.values(unseen).flat());

test("every code that can reach a page has a Chinese text", () => {
  const areas = [texts.error, texts.reject, texts.warning, models.warning, models.monitor.reason];
  const told = new Set(areas.flatMap((area) => Object.keys(area)));
  const codes = [
    ...found(/"([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)"/g),
    ...found(/(?:LeptonError\(\s*|code: )"([A-Z]+)"/g),
  ];
  expect(codes.length).toBeGreaterThan(120);
  expect(codes.filter((code) => !told.has(code) && !exempt.has(code))).toEqual([]);
});

test("refused rows and warnings have one below their own heading", () => {
  expect(found(/Refusal\(\s*"([A-Z_]+)"/g).filter((code) => !(code in texts.reject))).toEqual([]);
  expect(found(/\.warn\(\s*[`"]([A-Z_]+?)_?["$]/g).filter((code) => !(code in texts.warning))).toEqual([]);
});

test("no text stands for a code that is gone", () => {
  const ours = ["SERVER_UNREACHABLE", "HTTP_UNEXPECTED"];
  const all = [texts.error, texts.reject, texts.warning].flatMap((area) => Object.keys(area));
  expect(all.filter((code) => !sources.includes(code) && !ours.includes(code))).toEqual([]);
  expect([...exempt].filter((code) => !sources.includes(`"${code}"`))).toEqual([]);
});

test("every problem says what was wrong and what to do", () => {
  for (const [code, { problem, next }] of Object.entries(texts.error)) {
    expect(problem, code).toMatch(/[。：}]$/);
    expect(next, code).toMatch(/。$/);
  }
});
