import { LeptonError } from "@lepton/core";
import { Refusal } from "../capture/limits.ts";
import { guessDelimiter, guessHeader } from "./csv.ts";
import type { Row } from "./row.ts";
import { isParquet, rowsOf } from "./rows.ts";
import type { FileFormat, ImportMapping, ImportPreview, ImportQuestion, Vendor } from "./schema.ts";
import { openSource, type Source } from "./source.ts";
import { guessEncoding, looksBinary } from "./text.ts";
import { timeFormats } from "./times.ts";
import { toEvent } from "./toEvent.ts";

type Fields = Record<string, unknown>;
const sampleRows = 200;
const shownRows = 20;

/** Words by which columns are recognised, best first; compared without case and punctuation. */
const words = {
  event: ["event", "eventname", "eventtype", "action", "activity", "type", "name", "事件", "事件名"],
  distinctId: [
    "distinctid",
    "userid",
    "customerid",
    "personid",
    "customer",
    "user",
    "memberid",
    "accountid",
    "clientid",
    "visitorid",
    "email",
    "uid",
    "用户",
    "用户id",
    "客户",
  ],
  time: [
    "timestamp",
    "time",
    "eventtime",
    "datetime",
    "occurredat",
    "createdat",
    "date",
    "ts",
    "day",
    "orderdate",
    "时间",
    "日期",
  ],
  uuid: ["uuid", "insertid", "eventid", "messageid", "orderid", "transactionid", "id", "订单号"],
  revenue: [
    "revenue",
    "amount",
    "dollarvalue",
    "dollars",
    "price",
    "total",
    "totalprice",
    "sales",
    "value",
    "金额",
    "收入",
  ],
} as const;

/**
 * Reads the first rows and says how the file would be imported: format, columns, what is sure and what
 * only a member can know. `given` replaces parts that a member has corrected.
 */
export async function previewFile(
  source: Source,
  {
    given,
    timezone = "UTC",
    now = Date.now(),
  }: { given?: ImportMapping; timezone?: string; now?: number } = {},
): Promise<ImportPreview> {
  const opened = await openSource(source);
  const questions: ImportQuestion[] = [];
  const format = given?.format ?? guessFormat(opened.head, questions);
  let columns: string[] = [];
  const rows: Row[] = [];
  const onColumns = (names: string[]) => {
    columns = names;
  };
  for await (const block of rowsOf(source, opened, { format, onColumns, limit: sampleRows })) {
    rows.push(...block);
    if (rows.length >= sampleRows) break;
  }
  const values = rows.slice(0, sampleRows).flatMap((row) => ("value" in row ? [row.value] : []));
  if (columns.length === 0) columns = [...new Set(values.flatMap((value) => Object.keys(value)))];
  if (rows.length === 0)
    throw new LeptonError("IMPORT_EMPTY", {
      problem: "The file has no rows.",
      next: "Choose a file with rows.",
    });
  const guessed = guessMapping(values, columns, format, timezone);
  const mapping = given ? withTimeFormat(given, values) : guessed.mapping;
  questions.push(...openQuestions(mapping, values, columns));
  return {
    mapping,
    confidence: given ? {} : guessed.confidence,
    questions,
    columns: columns.map((name) => ({ name, samples: samples(values, name) })),
    events: previewEvents(rows.slice(0, shownRows), mapping, now),
  };
}

/** Format by the first bytes. Refuses what is no table. */
function guessFormat(head: Buffer, questions: ImportQuestion[]): FileFormat {
  if (isParquet(head)) return { kind: "parquet" };
  if (head.length === 0)
    throw new LeptonError("IMPORT_EMPTY", {
      problem: "The file is empty.",
      next: "Choose a file with rows.",
    });
  if (looksBinary(head))
    throw new LeptonError("IMPORT_BINARY", {
      problem: "The file is binary, no table.",
      received: `bytes ${head.subarray(0, 8).toString("hex")}`,
      next: "Import CSV, TSV, JSON, JSONL or Parquet, plain or gzipped.",
    });
  const sure = guessEncoding(head);
  if (sure === null)
    questions.push({
      field: "format.encoding",
      question: "The file is not UTF-8. Which encoding was it written in?",
      options: ["windows-1252", "gb18030"],
    });
  const encoding = sure ?? "windows-1252";
  const text = new TextDecoder(encoding).decode(head).trimStart();
  if (text.startsWith("[")) return { kind: "json", encoding };
  if (text.startsWith("{")) return { kind: "jsonl", encoding };
  const delimiter = guessDelimiter(text);
  return { kind: "csv", delimiter, header: guessHeader(text, delimiter), encoding };
}

/** The mapping that sample rows suggest, with a certainty in [0, 1] per part. */
export function guessMapping(
  rows: readonly Fields[],
  columns: readonly string[],
  format: FileFormat,
  timezone: string,
): { mapping: ImportMapping; confidence: Record<string, number> } {
  const vendor = guessVendor(rows[0]);
  const base = { format, vendor, event: null, distinctId: null, time: null, uuid: null, revenue: null };
  if (vendor !== null) return { mapping: { ...base, properties: "rest" }, confidence: { vendor: 1 } };
  const taken = new Set<string>();
  const take = (part: keyof typeof words, fits: (values: unknown[]) => boolean) => {
    const found = bestColumn(part, columns, (name) => !taken.has(name) && fits(rows.map((row) => row[name])));
    if (found) taken.add(found.column);
    return found;
  };
  const filled = (values: unknown[]) =>
    values.some((value) => value !== undefined && value !== null && value !== "");
  const time = take("time", (values) => timeFormats(values).length > 0) ?? anyTime(rows, columns);
  if (time) taken.add(time.column);
  const distinctId = take("distinctId", filled);
  const uuid = take("uuid", (values) => filled(values) && new Set(values.map(String)).size === values.length);
  const revenue = take("revenue", (values) => filled(values) && values.every(isNumberOrEmpty));
  const event = take("event", (values) => filled(values) && !values.every(isNumberOrEmpty));
  const formats = time ? timeFormats(rows.map((row) => row[time.column])) : [];
  const mapping: ImportMapping = {
    ...base,
    event: event ? { column: event.column } : null,
    distinctId: distinctId ? { column: distinctId.column } : null,
    time: time
      ? { column: time.column, format: formats.length === 1 ? (formats[0] ?? null) : null, timezone }
      : null,
    uuid: uuid ? { column: uuid.column } : null,
    revenue: revenue ? { column: revenue.column, currency: null } : null,
    properties: "rest",
  };
  const parts = { event, distinctId, time, uuid, revenue };
  const confidence = Object.fromEntries(
    Object.entries(parts).map(([part, found]) => [part, found?.confidence ?? 0]),
  );
  if (formats.length !== 1) confidence.time = Math.min(confidence.time ?? 0, 0.5);
  return { mapping, confidence };
}

/** Another column may have been chosen for the time: its format is found where it can be. */
function withTimeFormat(mapping: ImportMapping, rows: readonly Fields[]): ImportMapping {
  const { time } = mapping;
  if (time === null || time.format !== null) return mapping;
  const formats = timeFormats(rows.map((row) => row[time.column]));
  return { ...mapping, time: { ...time, format: formats.length === 1 ? (formats[0] ?? null) : null } };
}

/** Exports are known by the fields that only they have. */
function guessVendor(row: Fields | undefined): Vendor | null {
  if (!row) return null;
  const has = (...names: string[]) => names.every((name) => name in row);
  if (has("event_type", "amplitude_id") || has("event_type", "event_properties")) return "amplitude";
  const inner = row.properties;
  if (has("event", "properties", "distinct_id", "timestamp")) return "posthog";
  if (
    has("event", "properties") &&
    typeof inner === "object" &&
    inner !== null &&
    "distinct_id" in inner &&
    "time" in inner
  )
    return "mixpanel";
  return null;
}

const letters = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

function bestColumn(part: keyof typeof words, columns: readonly string[], fits: (name: string) => boolean) {
  const known: readonly string[] = words[part];
  for (const [rank, word] of known.entries()) {
    const column = columns.find((name) => letters(name) === word && fits(name));
    if (column !== undefined) return { column, confidence: Math.max(0.6, 1 - rank * 0.04) };
  }
  for (const word of known.filter((word) => word.length > 3)) {
    const column = columns.find((name) => letters(name).includes(word) && fits(name));
    if (column !== undefined) return { column, confidence: 0.5 };
  }
  return undefined;
}

/** No column is called like a time: one whose values are dates all the same. Bare numbers prove nothing. */
function anyTime(rows: readonly Fields[], columns: readonly string[]) {
  const column = columns.find((name) => {
    const formats = timeFormats(rows.map((row) => row[name]));
    return formats.length > 0 && !formats.some((format) => format.startsWith("epoch"));
  });
  return column === undefined ? undefined : { column, confidence: 0.4 };
}

function isNumberOrEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || typeof value === "number") return true;
  return typeof value === "string" && /^[($€£¥-]*\d[\d,]*(\.\d+)?\)?$/.test(value.trim());
}

function openQuestions(
  mapping: ImportMapping,
  rows: readonly Fields[],
  columns: readonly string[],
): ImportQuestion[] {
  if (mapping.vendor !== null) return [];
  const asked: ImportQuestion[] = [];
  const ask = (field: string, question: string, options: readonly string[] = columns) =>
    asked.push({ field, question, options: [...options] });
  if (!mapping.event)
    ask("event", "What are these rows: which column names the event, or what is it called in all rows?");
  if (!mapping.distinctId) ask("distinctId", "Which column says whose event it is?");
  if (!mapping.time) ask("time", "Which column says when it happened?");
  else if (mapping.time.format === null) {
    const { column } = mapping.time;
    const values = rows.map((row) => row[column]);
    const example = String(values.find((value) => value !== undefined && value !== "") ?? "");
    const formats = timeFormats(values);
    ask(
      "time.format",
      `How is "${example}" to be read?`,
      formats.length > 0 ? formats : ["iso", "dmy", "mdy", "epochSeconds", "epochMs"],
    );
  }
  return asked;
}

function samples(rows: readonly Fields[], name: string): string[] {
  const texts = rows
    .map((row) => row[name])
    .filter((value) => value !== undefined && value !== null && value !== "");
  return [
    ...new Set(
      texts.map((value) => (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 80)),
    ),
  ].slice(0, 3);
}

function previewEvents(rows: readonly Row[], mapping: ImportMapping, now: number): ImportPreview["events"] {
  const nothing = { event: null, distinctId: null, time: null, properties: {} };
  let make: ReturnType<typeof toEvent>;
  try {
    make = toEvent(mapping, "", now);
  } catch (error) {
    // Open questions: the rows are shown under `columns`, events once they are answered.
    if (error instanceof LeptonError && error.code === "IMPORT_MAPPING_OPEN") return [];
    throw error;
  }
  return rows.map((row) => {
    if ("problem" in row) return { row: row.number, ...nothing, problem: row.problem };
    try {
      const { event, distinctId, ts, properties } = make(row.value, row.number);
      return {
        row: row.number,
        event,
        distinctId,
        time: new Date(ts).toISOString(),
        properties,
        problem: null,
      };
    } catch (error) {
      if (error instanceof Refusal) return { row: row.number, ...nothing, problem: error.reason };
      throw error;
    }
  });
}
