import { LeptonError } from "@lepton/core";
import { type CsvError, type Options, parse } from "csv-parse";
import { parse as parseSync } from "csv-parse/sync";
import { blockRows, maxRowChars, type Row, type Rows } from "./row.ts";
import type { FileFormat } from "./schema.ts";

type CsvFormat = Extract<FileFormat, { kind: "csv" }>;
const options: Options = {
  bom: true,
  relax_column_count: true,
  skip_empty_lines: true,
  skip_records_with_error: true,
  max_record_size: maxRowChars,
};
/** A record with the line it ends on. */
type NumberedRecord = { record: string[]; info: { lines: number } };

/** Rows of a CSV or TSV text. Calls `onColumns` once, before the first row; it may throw. */
export async function* csvRows(
  text: AsyncIterable<string>,
  { delimiter, header }: CsvFormat,
  onColumns: (columns: string[]) => void,
): Rows {
  let broken: Row[] = [];
  let columns: string[] | undefined;
  const parser = parse({
    ...options,
    delimiter,
    info: true,
    on_skip: (error: CsvError | undefined) => {
      const number = Number(error?.lines ?? 0);
      broken.push({
        number,
        problem: error?.message ?? "The row cannot be read.",
        raw: String(error?.raw ?? ""),
      });
      return undefined;
    },
  });
  const accept = ({ record, info }: NumberedRecord): Row | undefined => {
    if (columns === undefined) {
      columns = header ? uniqueNames(record) : record.map((_, index) => `c${index + 1}`);
      onColumns(columns);
      if (header) return undefined;
    }
    const number = info.lines;
    if (record.length !== columns.length)
      return {
        number,
        problem: `The row has ${record.length} fields, the header ${columns.length}.`,
        raw: record.join(delimiter),
      };
    const value: Record<string, unknown> = {};
    for (let i = 0; i < columns.length; i++) value[columns[i] as string] = record[i];
    return { number, value };
  };
  let block: Row[] = [];
  for await (const chunk of text) {
    for (const record of await parsed(parser, chunk)) {
      const row = accept(record);
      if (row) block.push(row);
    }
    block.push(...broken);
    broken = [];
    if (block.length >= blockRows) {
      yield block;
      block = [];
    }
  }
  for (const record of await parsed(parser, null)) {
    const row = accept(record);
    if (row) block.push(row);
  }
  block.push(...broken);
  if (block.length > 0) yield block;
}

/** Feeds one piece of text and takes out the records that it completes. */
async function parsed(parser: ReturnType<typeof parse>, chunk: string | null): Promise<NumberedRecord[]> {
  const records: NumberedRecord[] = [];
  const drain = () => {
    for (let record = parser.read(); record !== null; record = parser.read())
      records.push(record as unknown as NumberedRecord);
  };
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error) =>
      reject(
        new LeptonError("IMPORT_CSV_BROKEN", {
          problem: `The table cannot be read: ${error.message}.`,
          next: "Check delimiter and quotes in the mapping.",
          field: "format",
        }),
      );
    parser.once("error", fail);
    const finish = () => {
      drain();
      parser.off("error", fail);
      resolve();
    };
    parser.on("readable", drain);
    const done = () => {
      parser.off("readable", drain);
      finish();
    };
    if (chunk === null) parser.once("end", done).end();
    else parser.write(chunk, () => setImmediate(done));
  });
  return records;
}

/** Names as they stand; empty and repeated ones get a number. */
function uniqueNames(record: string[]): string[] {
  const seen = new Set<string>();
  return record.map((raw, index) => {
    const base = raw.trim() || `c${index + 1}`;
    let name = base;
    for (let n = 2; seen.has(name); n++) name = `${base}_${n}`;
    seen.add(name);
    return name;
  });
}

/** Delimiter by which the sample falls into the most, and equally many, columns. */
export function guessDelimiter(sample: string): string {
  let best = { delimiter: ",", score: 0 };
  for (const delimiter of [",", "\t", ";", "|"]) {
    const widths = sampleRecords(sample, delimiter).map((record) => record.length);
    const width = widths[0] ?? 1;
    const same = widths.filter((other) => other === width).length / Math.max(1, widths.length);
    const score = width > 1 ? width * same ** 4 : 0;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** A header names things: no numbers, no blanks, no repeats, and unlike the row below it. */
export function guessHeader(sample: string, delimiter: string): boolean {
  const [first = []] = sampleRecords(sample, delimiter);
  const names = first.map((field) => field.trim());
  return (
    names.every((name) => name !== "" && !/^[-+]?[\d.,:/ -]+$/.test(name)) &&
    new Set(names).size === names.length
  );
}

function sampleRecords(sample: string, delimiter: string): string[][] {
  // The last line may be cut.
  const whole = sample.includes("\n") ? sample.slice(0, sample.lastIndexOf("\n")) : sample;
  return parseSync(whole, { ...options, delimiter, to: 50 }) as unknown as string[][];
}
