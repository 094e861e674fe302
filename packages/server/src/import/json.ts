import { LeptonError } from "@lepton/core";
import { isObject } from "../capture/limits.ts";
import { blockRows, maxRowChars, type Row, type Rows } from "./row.ts";

/** One JSON object per line. A line that is none is refused, the others go on. */
export async function* jsonLines(text: AsyncIterable<string>): Rows {
  let rest = "";
  let number = 0;
  for await (const chunk of text) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > maxRowChars) throw tooLong(number + 1);
    const block: Row[] = [];
    for (const line of lines) {
      number += 1;
      if (line.trim() !== "") block.push(toRow(line, number));
    }
    yield* inBlocks(block);
  }
  if (rest.trim() !== "") yield [toRow(rest, ++number)];
}

/** Elements of one JSON array, cut out by counting brackets outside of strings: the file is never whole in memory. */
export async function* jsonArray(text: AsyncIterable<string>): Rows {
  let number = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let current = "";
  let opened = false;
  let closed = false;
  for await (const chunk of text) {
    const block: Row[] = [];
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const letter = chunk.charCodeAt(i);
      if (inString) {
        if (escaped) escaped = false;
        else if (letter === 0x5c) escaped = true;
        else if (letter === 0x22) inString = false;
        continue;
      }
      if (letter === 0x22) inString = true;
      else if (letter === 0x5b || letter === 0x7b) {
        if (depth++ === 0) {
          opened = true;
          start = i + 1;
        }
      } else if (letter === 0x5d || letter === 0x7d) depth--;
      const ends = opened && !closed && ((depth === 1 && letter === 0x2c) || depth === 0);
      if (!ends) continue;
      const element = (current + chunk.slice(start, i)).trim();
      if (element !== "") block.push(toRow(element, ++number));
      current = "";
      start = i + 1;
      if (depth === 0) closed = true;
    }
    if (opened && !closed) current += chunk.slice(start);
    if (current.length > maxRowChars) throw tooLong(number + 1);
    yield* inBlocks(block);
  }
  if (!closed)
    throw new LeptonError("IMPORT_JSON_CUT", {
      problem: `The JSON array does not end; row ${number + 1} is cut off.`,
      next: "Fetch the file again; the rows before are stored and will not be doubled.",
    });
}

function toRow(text: string, number: number): Row {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return { number, problem: "The row is not a JSON object.", raw: text };
    return { number, value };
  } catch (error) {
    return { number, problem: `The row is not JSON: ${(error as Error).message}.`, raw: text };
  }
}

function* inBlocks(rows: Row[]): Generator<Row[]> {
  for (let i = 0; i < rows.length; i += blockRows) yield rows.slice(i, i + blockRows);
}

function tooLong(row: number): LeptonError {
  return new LeptonError("IMPORT_ROW_TOO_LONG", {
    problem: `Row ${row} is longer than ${maxRowChars / 1024 / 1024} MB.`,
    next: "Check that the file is what its name says; split long values.",
  });
}
