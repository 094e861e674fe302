import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { LeptonError } from "@lepton/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { crc32c } from "./crc32c.ts";
import { EventFile } from "./tensorBoardFile.ts";

const nowMs = 1_700_000_000_500;
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lepton-tensorboard-"));
  vi.useFakeTimers({ toFake: ["Date"], now: nowMs });
});

afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

/** The data of each record; its lengths and both CRCs are checked as a reader would. */
function recordsOf(file: Buffer): Buffer[] {
  const unmasked = (masked: number) => {
    const rotated = (masked - 0xa282ead8) >>> 0;
    return ((rotated >>> 17) | (rotated << 15)) >>> 0;
  };
  const records: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    const data = file.subarray(at + 12, at + 12 + length);
    expect(unmasked(file.readUInt32LE(at + 8))).toBe(crc32c(file.subarray(at, at + 8)));
    expect(unmasked(file.readUInt32LE(at + 12 + length))).toBe(crc32c(data));
    records.push(data);
    at += 16 + length;
  }
  return records;
}

const codeOf = (error: unknown): string => (error instanceof LeptonError ? error.code : String(error));

test("the file equals that of TensorBoard's own writer byte for byte (tensorBoardFile.py)", async () => {
  const file = await EventFile.create(join(folder, "run", "1"));
  file.scalar("loss", 0, 0.25);
  file.scalar("val/准确率", 1000, 0, nowMs + 1000);
  const histogram = {
    limits: [-1, 0.5, 2.5],
    counts: [1, 3, 1],
    min: -1.5,
    max: 2,
    sum: 1.25,
    sumOfSquares: 7.5,
  };
  file.histogram("dense/kernel", 2000, histogram, nowMs + 2000);
  file.scalar("loss", 3000, Number.NaN, nowMs + 3000);
  await file.close();
  const expected = await readFile(new URL("../../test/golden/tensorBoardFile.tfevents", import.meta.url));
  expect(file.path).toBe(join(folder, "run", "1", `events.out.tfevents.1700000000.${hostname()}`));
  expect((await readFile(file.path)).toString("hex")).toBe(expected.toString("hex"));
  expect(recordsOf(expected)).toHaveLength(5);
});

test("flush puts what was added on disk while the file stays open", async () => {
  const file = await EventFile.create(folder);
  expect(recordsOf(await readFile(file.path))).toHaveLength(1); // its version, so that TensorBoard lists the run
  file.scalar("loss", 1, 0.5);
  expect(recordsOf(await readFile(file.path))).toHaveLength(1);
  await file.flush();
  expect(recordsOf(await readFile(file.path))).toHaveLength(2);
  await file.close();
});

test("ten thousand points keep their order over many writes", async () => {
  const file = await EventFile.create(folder);
  for (let step = 0; step < 10_000; step++) file.scalar("loss", step, step);
  await file.close();
  const steps = recordsOf(await readFile(file.path))
    .slice(1)
    .map((record) => record.readFloatLE(record.length - 4));
  expect(steps).toEqual(Array.from({ length: 10_000 }, (_zero, step) => step));
});

test("two files begun within one second in one folder do not mix", async () => {
  const [first, second] = [await EventFile.create(folder), await EventFile.create(folder)];
  await Promise.all([first.close(), second.close()]);
  expect((await readdir(folder)).toSorted()).toEqual([
    `events.out.tfevents.1700000000.${hostname()}`,
    `events.out.tfevents.1700000000.${hostname()}.1`,
  ]);
});

test("closing twice is no error, adding after it is", async () => {
  const file = await EventFile.create(folder);
  await file.close();
  await file.close();
  expect(() => file.scalar("loss", 1, 0)).toThrow("The event file is closed.");
});

test("a folder that cannot be made is named", async () => {
  await writeFile(join(folder, "taken"), "");
  const error = await EventFile.create(join(folder, "taken", "run")).catch((thrown) => thrown);
  expect(codeOf(error)).toBe("NN_TENSORBOARD_UNWRITABLE");
  expect(error.received).toContain(join("taken", "run", "events.out.tfevents."));
});

test("a fractional step is refused and writes nothing", async () => {
  const file = await EventFile.create(folder);
  expect(() => file.scalar("loss", 1.5, 0)).toThrow("not a whole number");
  await file.close();
  expect(recordsOf(await readFile(file.path))).toHaveLength(1);
});
