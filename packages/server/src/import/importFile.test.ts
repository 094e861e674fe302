import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { LeptonError } from "@lepton/core";
import { openWarehouse, type Warehouse } from "@lepton/warehouse";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { previewFile } from "./guess.ts";
import { type Checkpoint, importFile } from "./importFile.ts";
import type { ImportMapping } from "./schema.ts";

const directory = mkdtempSync(join(tmpdir(), "lepton-import-"));
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse({ directory: join(directory, "warehouse") });
});
afterAll(async () => {
  await warehouse.close();
  rmSync(directory, { recursive: true, force: true });
});

let files = 0;
function file(content: string | Buffer | ArrayBuffer): string {
  const path = join(directory, `file-${files++}`);
  writeFileSync(path, content instanceof ArrayBuffer ? Buffer.from(content) : content);
  return path;
}
let projects = 0;
const stored = (project: string) =>
  warehouse.query<{ event: string; person: string; day: string; properties: Record<string, unknown> }>(
    `SELECT event, distinct_id AS person, toString(toDate(ts)) AS day, properties FROM events FINAL
     WHERE project = {project:String} ORDER BY ts, event, person`,
    { project },
  );
/** Takes the guess, with `change` as a member's correction. */
async function run(source: string, change: Partial<ImportMapping> = {}, project = `p${projects++}`) {
  const { mapping } = await previewFile(source);
  const receipt = await importFile({
    source,
    mapping: { ...mapping, ...change },
    project,
    warehouse,
    name: "f",
  });
  return { receipt, project, rows: await stored(project) };
}

const people = Array.from({ length: 40 }, (_, i) => ({
  customer: `c${i % 7}`,
  date: `2026-0${i < 28 ? 1 : 2}-${String(1 + (i % 28)).padStart(2, "0")}`,
  amount: i + 0.5,
  vip: i % 2 === 0,
}));
const csv = (delimiter: string) =>
  ["customer", "date", "amount", "vip"].join(delimiter) +
  "\n" +
  people.map((row) => [row.customer, row.date, row.amount, row.vip].join(delimiter)).join("\n");
const jsonl = people.map((row) => JSON.stringify(row)).join("\n");
const parquet = () =>
  parquetWriteBuffer({
    rowGroupSize: 15,
    columnData: [
      { name: "customer", data: people.map((row) => row.customer), type: "STRING" },
      { name: "date", data: people.map((row) => new Date(row.date)), type: "TIMESTAMP" },
      { name: "amount", data: people.map((row) => row.amount), type: "DOUBLE" },
      { name: "vip", data: people.map((row) => row.vip), type: "BOOLEAN" },
    ],
  });

test.each<[string, () => string | Buffer | ArrayBuffer]>([
  ["CSV", () => csv(",")],
  ["TSV", () => csv("\t")],
  ["CSV with semicolons and a byte order mark", () => `\ufeff${csv(";")}`],
  ["CSV in UTF-16, as Excel writes it", () => Buffer.from(`\ufeff${csv(",")}`, "utf16le")],
  ["JSON lines", () => jsonl],
  ["a JSON array", () => JSON.stringify(people, null, 1)],
  ["Parquet of three row groups", parquet],
  ["gzip of CSV", () => gzipSync(csv(","))],
  ["gzip of JSON lines", () => gzipSync(jsonl)],
  ["gzip of Parquet", () => gzipSync(Buffer.from(parquet()))],
])(
  "%s: columns are guessed, every row becomes an event, a second time adds nothing",
  async (_name, content) => {
    const source = file(content());
    const { receipt, project, rows } = await run(source, { event: { constant: "order" } });
    expect(receipt).toEqual({ read: 40, accepted: 40, duplicates: 0, rejected: 0, firstRejects: [] });
    expect(rows).toHaveLength(40);
    expect(rows[0]).toEqual({
      event: "order",
      person: "c0",
      day: "2026-01-01",
      properties: { revenue: 0.5, vip: true },
    });
    const again = await run(source, { event: { constant: "order" } }, project);
    expect(again.receipt).toMatchObject({ accepted: 0, duplicates: 40 });
    expect(again.rows).toHaveLength(40);
  },
);

test("an export's own ids and event names are found; numbers, truth and empty fields are typed, 00123 stays text", async () => {
  const { rows } = await run(
    file(
      'event,user_id,timestamp,uuid,score,ok,code,note\nlogin,u1,2026-02-01T10:00:00Z,a-1,5,true,00123,\nbuy,u2,2026-02-02 10:00:00,a-2,1.5,FALSE,7e2,"x, ""y"""\n',
    ),
  );
  expect(rows.map(({ event, person, properties }) => [event, person, properties])).toEqual([
    ["login", "u1", { score: "5", ok: true, code: "00123" }],
    ["buy", "u2", { score: 1.5, ok: false, code: "700", note: 'x, "y"' }],
  ]);
});

test("days and months that may be either are asked, not guessed; the answer decides", async () => {
  const source = file("event,user,date\na,u,03/04/2026\na,u,05/06/2026\n");
  const preview = await previewFile(source);
  expect(preview.mapping.time).toEqual({ column: "date", format: null, timezone: "UTC" });
  expect(preview.questions).toEqual([
    { field: "time.format", question: 'How is "03/04/2026" to be read?', options: ["dmy", "mdy"] },
  ]);
  await expect(run(source)).rejects.toMatchObject({
    code: "IMPORT_MAPPING_OPEN",
    field: "mapping.time.format",
  });
  const { rows } = await run(source, { time: { column: "date", format: "dmy", timezone: "UTC" } });
  expect(rows.map((row) => row.day)).toEqual(["2026-04-03", "2026-06-05"]);
  const settled = await previewFile(file("event,user,date\na,u,03/04/2026\na,u,25/06/2026\n"));
  expect(settled.mapping.time?.format).toBe("dmy");
});

test("a time column chosen by a member is read in the format its values show", async () => {
  const source = file("event,user,date,paid\na,u,2026-01-01,20260203\n");
  const { mapping } = await previewFile(source);
  const given = { ...mapping, time: { column: "paid", format: null, timezone: "UTC" } };
  const preview = await previewFile(source, { given });
  expect(preview.mapping.time?.format).toBe("yyyymmdd");
  expect(preview.events[0]?.time).toBe("2026-02-03T00:00:00.000Z");
});

test("bad rows are listed with their line, the others are stored", async () => {
  const source = file(
    "event,user_id,time\na,u,2026-01-01\n,u,2026-01-01\na,,2026-01-01\na,u\na,u,2026-01-02\n",
  );
  const { receipt, project, rows } = await run(source, {
    time: { column: "time", format: "iso", timezone: "UTC" },
  });
  expect(rows).toHaveLength(2);
  expect(receipt).toMatchObject({ read: 5, accepted: 2, rejected: 3 });
  expect(receipt.firstRejects.map(({ row, code }) => [row, code])).toEqual([
    [3, "EVENT_NAME_MISSING"],
    [4, "DISTINCT_ID_MISSING"],
    [5, "ROW_UNREADABLE"],
  ]);
  const rejects = await warehouse.query<{ source: string; reason: string }>(
    "SELECT source, reason FROM rejects WHERE project = {project:String} ORDER BY reason",
    { project },
  );
  expect(rejects[0]).toEqual({ source: "import:f", reason: 'Row 3: "event" must be a non-empty text.' });
});

test("an import that stops goes on where it was, with the same totals", async () => {
  const lines = Array.from(
    { length: 9000 },
    (_, i) => `e,u${i % 50},2026-01-${String(1 + (i % 28)).padStart(2, "0")},${i}`,
  );
  const source = file(`event,user_id,time,n\n${lines.join("\n")}\n`);
  const { mapping } = await previewFile(source);
  const stop = new AbortController();
  let last: Checkpoint | undefined;
  const first = importFile({
    source,
    mapping,
    project: "resume",
    warehouse,
    signal: stop.signal,
    onProgress: (progress) => {
      last = { row: progress.row, receipt: progress.receipt };
      if (progress.receipt.accepted >= 4000) stop.abort();
    },
  });
  await expect(first).rejects.toThrow();
  expect(last?.receipt.accepted).toBeLessThan(9000);
  const receipt = await importFile({ source, mapping, project: "resume", warehouse, resumeFrom: last });
  expect(receipt).toMatchObject({ read: 9000, accepted: 9000, duplicates: 0, rejected: 0 });
  expect(await stored("resume")).toHaveLength(9000);
});

test("a busy warehouse is waited for", async () => {
  let refusals = 2;
  const busy = {
    reject: warehouse.reject,
    write: async (...given: Parameters<Warehouse["write"]>) => {
      if (refusals-- > 0)
        throw new LeptonError("WAREHOUSE_BUSY", { problem: "busy", next: "wait", status: 503 });
      return warehouse.write(...given);
    },
  };
  const source = file(csv(","));
  const { mapping } = await previewFile(source);
  const event = { constant: "order" };
  expect(
    await importFile({ source, mapping: { ...mapping, event }, project: "busy", warehouse: busy }),
  ).toMatchObject({
    accepted: 40,
  });
});

const amplitude = [
  {
    event_type: "Open",
    amplitude_id: 1,
    device_id: "d1",
    user_id: null,
    event_time: "2026-01-01 10:00:00.123000",
    $insert_id: "i1",
    session_id: -1,
    event_properties: { page: "x" },
    user_properties: {},
    os_name: "ios",
    ip_address: "192.0.2.1",
  },
  {
    event_type: "Login",
    amplitude_id: 1,
    device_id: "d1",
    user_id: "u1",
    event_time: "2026-01-01 10:01:00.000000",
    $insert_id: "i2",
    session_id: 5,
    event_properties: {},
    user_properties: { plan: "pro" },
  },
];
const mixpanel = {
  event: "Open",
  properties: { time: 1_767_261_600, distinct_id: "u1", $insert_id: "i1", page: "x" },
};
const posthog = {
  uuid: "0195a000-0000-7000-8000-000000000009",
  event: "$identify",
  distinct_id: "u1",
  timestamp: "2026-01-01T10:00:00Z",
  properties: { $anon_distinct_id: "a1", $set: { plan: "pro" } },
};

test("an Amplitude export: devices join users, sessions and person properties are kept, addresses are not", async () => {
  const { rows, project } = await run(file(gzipSync(amplitude.map((row) => JSON.stringify(row)).join("\n"))));
  expect(rows.map(({ event, person, properties }) => [event, person, properties])).toEqual([
    ["Open", "d1", { page: "x", $os: "ios" }],
    ["Login", "u1", {}],
  ]);
  const merges = await warehouse.query(
    "SELECT distinct_id, person_id FROM identities FINAL WHERE project = {project:String}",
    { project },
  );
  expect(merges).toEqual([{ distinct_id: "d1", person_id: "u1" }]);
});

test("Mixpanel's and PostHog's exports are known by their shape, PostHog's CSV too", async () => {
  expect((await run(file(`${JSON.stringify(mixpanel)}\n`))).rows).toMatchObject([
    { event: "Open", person: "u1", properties: { page: "x" } },
  ]);
  const fromLines = await run(file(`${JSON.stringify(posthog)}\n`));
  expect(fromLines.rows).toMatchObject([{ event: "$identify", person: "u1", day: "2026-01-01" }]);
  const quoted = JSON.stringify(JSON.stringify(posthog.properties)).replaceAll('\\"', '""');
  const table = `uuid,event,distinct_id,timestamp,properties\n${posthog.uuid},$identify,u1,${posthog.timestamp},${quoted}\n`;
  expect((await run(file(table), {}, fromLines.project)).receipt).toMatchObject({
    accepted: 0,
    duplicates: 1,
  });
});

const bytes = (length: number) => Buffer.from(Array.from({ length }, (_, i) => (i * 7919) % 256));
test.each<[string, () => string | Buffer, Partial<ImportMapping>, string]>([
  ["an empty file", () => "", {}, "IMPORT_EMPTY"],
  ["a header alone", () => "event,user_id,time\n", {}, "IMPORT_EMPTY"],
  ["binary garbage", () => bytes(5000), {}, "IMPORT_BINARY"],
  ["a truncated Parquet file", () => Buffer.from(parquet()).subarray(0, 400), {}, "IMPORT_PARQUET_BROKEN"],
  ["a Parquet file damaged within", () => damaged(Buffer.from(parquet())), {}, "IMPORT_PARQUET_BROKEN"],
  [
    "a truncated gzip file",
    () =>
      gzipSync(
        bytes(20_000)
          .toString("base64")
          .replace(/(.{60})/g, "$1\n"),
      ).subarray(0, 500),
    {},
    "IMPORT_GZIP_BROKEN",
  ],
  [
    "a cut JSON array",
    () => JSON.stringify(people).slice(0, -30),
    { event: { constant: "x" } },
    "IMPORT_JSON_CUT",
  ],
  [
    "a column that is not there",
    () => csv(","),
    { event: { constant: "x" }, distinctId: { column: "kunde" } },
    "IMPORT_COLUMN_UNKNOWN",
  ],
  [
    "the wrong delimiter",
    () => csv(";"),
    { event: { constant: "x" }, format: { kind: "csv", delimiter: ",", header: true, encoding: "utf-8" } },
    "IMPORT_COLUMN_UNKNOWN",
  ],
  [
    "the wrong encoding",
    () => Buffer.concat([Buffer.from(csv(",")), Buffer.from([0x0a, 0xff, 0xfe, 0x2c])]),
    { event: { constant: "x" }, format: { kind: "csv", delimiter: ",", header: true, encoding: "utf-8" } },
    "IMPORT_ENCODING_WRONG",
  ],
  [
    "a time zone that does not exist",
    () => csv(","),
    { event: { constant: "x" }, time: { column: "date", format: "iso", timezone: "Mars/Olympus" } },
    "IMPORT_TIMEZONE_UNKNOWN",
  ],
  [
    "columns that fit no row",
    () => `a,b,c\n${"x,y,z\n".repeat(1500)}`,
    {
      event: { constant: "x" },
      distinctId: { column: "a" },
      time: { column: "b", format: "iso", timezone: "UTC" },
    },
    "IMPORT_NOTHING_FITS",
  ],
])("%s is told in words, and nothing is stored", async (_name, content, change, code) => {
  const project = `bad${projects++}`;
  await expect(run(file(content()), change, project)).rejects.toMatchObject({ name: "LeptonError", code });
  expect(await stored(project)).toEqual([]);
});

function damaged(whole: Buffer): Buffer {
  return Buffer.concat([whole.subarray(0, 4), Buffer.alloc(120, 0xaa), whole.subarray(124)]);
}

test("text that is not UTF-8 is asked about; windows-1252 reads it", async () => {
  const source = file(Buffer.from("event,user_id,time\ncaf\u00e9,u,2026-01-01\n", "latin1"));
  const preview = await previewFile(source);
  expect(preview.questions[0]).toMatchObject({
    field: "format.encoding",
    options: ["windows-1252", "gb18030"],
  });
  expect((await run(source)).rows[0]?.event).toBe("café");
});

test("the real file that the sample company rests on is understood without help", async () => {
  const source = join(import.meta.dirname, "../../../../samples/cdnow/purchases.csv.gz");
  expect(readFileSync(source).length).toBeLessThan(3_000_000);
  const { mapping } = await previewFile(source);
  expect(mapping).toMatchObject({
    distinctId: { column: "customer" },
    time: { column: "date", format: "iso" },
    revenue: { column: "dollars" },
    event: null,
  });
});
