import { type FileHandle, mkdir, open } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { LeptonError } from "@lepton/core";
import { ProtoWriter } from "../onnx/protoWriter.ts";
import { crc32c } from "./crc32c.ts";

/** Buffered records are written once they reach this many bytes. */
const flushFrom = 64 * 1024;

/** Counts of values between consecutive limits. */
export interface Histogram {
  /** Upper limit of each bucket, ascending; a value belongs to the first bucket whose limit is above it. */
  readonly limits: readonly number[];
  /** Values in each bucket. */
  readonly counts: readonly number[];
  readonly min: number;
  readonly max: number;
  /** Σ x and Σ x² over the values. */
  readonly sum: number;
  readonly sumOfSquares: number;
}

/**
 * A TensorBoard event file: `events.out.tfevents.<seconds>.<host>` in a folder that `tensorboard --logdir` is given.
 * Values are buffered; `flush` and `close` put them on disk, and so does each 64 KiB.
 * Errors: NN_TENSORBOARD_UNWRITABLE when the folder or file cannot be written, NN_TENSORBOARD_CLOSED after `close`.
 * Source: tensorflow/core/lib/io/record_writer.h (framing), tensorflow/core/util/event.proto and
 * framework/summary.proto (fields).
 * @example
 * ```ts
 * const file = await EventFile.create("logs/run1");
 * file.scalar("loss", 1, 0.25);
 * await file.close();
 * ```
 */
export class EventFile {
  /** Path of the file. */
  readonly path: string;
  readonly #handle: FileHandle;
  #records: Uint8Array[] = [];
  #recordBytes = 0;
  /** Writes in order, one behind the other; rejected as soon as one failed. */
  #written: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** Makes `folder` if need be and a new file in it, whose first record says its version. */
  static async create(folder: string): Promise<EventFile> {
    const createdMs = Date.now();
    const name = `events.out.tfevents.${Math.floor(createdMs / 1000)}.${hostname()}`;
    const file = await mkdir(folder, { recursive: true })
      .then(() => openNew(join(folder, name)))
      .then(([path, handle]) => new EventFile(path, handle))
      .catch((cause) => {
        throw unwritable(join(folder, name), cause);
      });
    file.#add(encodeEvent(createdMs, 0, (event) => event.string(3, "brain.Event:2")));
    await file.flush();
    return file;
  }

  /** One point of the curve `tag`. `wallTimeMs`: milliseconds since 1970, now unless told. */
  scalar(tag: string, step: number, value: number, wallTimeMs = Date.now()): void {
    this.#summary(tag, step, wallTimeMs, (to) => to.float(2, value));
  }

  /** The distribution of `tag` at one step. */
  histogram(tag: string, step: number, histogram: Histogram, wallTimeMs = Date.now()): void {
    this.#summary(tag, step, wallTimeMs, (to) =>
      to.message(5, () => {
        to.double(1, histogram.min);
        to.double(2, histogram.max);
        to.double(
          3,
          histogram.counts.reduce((sum, count) => sum + count, 0),
        );
        to.double(4, histogram.sum);
        to.double(5, histogram.sumOfSquares);
        to.packedDouble(6, histogram.limits);
        to.packedDouble(7, histogram.counts);
      }),
    );
  }

  /** Puts on disk what was added so far. */
  flush(): Promise<void> {
    const bytes = Buffer.concat(this.#records, this.#recordBytes);
    this.#records = [];
    this.#recordBytes = 0;
    if (bytes.length > 0)
      this.#written = this.#written.then(async () => {
        try {
          await this.#handle.appendFile(bytes);
        } catch (cause) {
          throw unwritable(this.path, cause);
        }
      });
    return this.#written;
  }

  /** Flushes and closes; closing again does nothing. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      await this.flush();
    } finally {
      await this.#handle.close();
    }
  }

  #summary(tag: string, step: number, wallTimeMs: number, value: (to: ProtoWriter) => void): void {
    this.#add(
      encodeEvent(wallTimeMs, step, (event) =>
        event.message(5, () =>
          event.message(1, () => {
            event.string(1, tag);
            value(event);
          }),
        ),
      ),
    );
  }

  #add(event: Uint8Array): void {
    if (this.#isClosed)
      throw new LeptonError("NN_TENSORBOARD_CLOSED", {
        problem: "The event file is closed.",
        received: this.path,
        next: "Create a new EventFile; TensorBoard shows all files of a folder together.",
      });
    const record = frame(event);
    this.#records.push(record);
    this.#recordBytes += record.length;
    // A failure stays in #written and reaches whoever flushes or closes.
    if (this.#recordBytes >= flushFrom) this.flush().catch(() => {});
  }
}

/** Event: wall_time 1 (double, seconds), step 2 (int64), file_version 3 or summary 5. */
function encodeEvent(wallTimeMs: number, step: number, what: (event: ProtoWriter) => void): Uint8Array {
  const event = new ProtoWriter();
  event.double(1, wallTimeMs / 1000);
  if (step !== 0) event.int64(2, step); // proto3: zero is said by leaving it out
  what(event);
  return event.finish();
}

/** TFRecord: length (uint64), its masked CRC, data, its masked CRC; all little-endian. */
function frame(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc(data), true);
  return record;
}

/** Rotated right by 15 bits plus a constant, so that a CRC stored within the data checked by another is not special. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Opens a file that did not exist: `path`, or `path.1`, `path.2` … when several start within one second. */
async function openNew(path: string): Promise<[string, FileHandle]> {
  for (let copy = 0; ; copy++) {
    const free = copy === 0 ? path : `${path}.${copy}`;
    try {
      return [free, await open(free, "ax")];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function unwritable(path: string, cause: unknown): LeptonError {
  return new LeptonError(
    "NN_TENSORBOARD_UNWRITABLE",
    {
      problem: `The TensorBoard event file cannot be written: ${cause instanceof Error ? cause.message : cause}.`,
      received: path,
      next: "Give a folder that exists or can be made, on a disk with space.",
    },
    { cause },
  );
}
