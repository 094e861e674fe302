import { randomBytes } from "node:crypto";
import { createWriteStream, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { LeptonError } from "@lepton/core";
import { type ImportState, importState } from "./schema.ts";
import { emptyReceipt } from "./sink.ts";

/** Larger files are split, or imported with `lepton import` on the machine itself. */
const maxUploadBytes = 20 * 1024 ** 3;

/** Files of imports that nobody finished are kept this long. */
const keptMs = 7 * 86_400_000;

/**
 * Uploaded files and how far each has come, in one folder: `ID.data` and `ID.json`. States are written
 * whole and renamed into place, so a crash leaves the one before.
 */
export class ImportStore {
  readonly #directory: string;
  readonly #states = new Map<string, ImportState>();

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(directory)) {
      if (!name.endsWith(".json")) continue;
      const parsed = importState.safeParse(readJson(join(directory, name)));
      if (parsed.success) this.#states.set(parsed.data.id, parsed.data);
    }
  }

  path(id: string): string {
    return join(this.#directory, `${id}.data`);
  }

  /** Newest first. */
  list(project: string): ImportState[] {
    const own = [...this.#states.values()].filter((state) => state.project === project);
    return own.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  running(): ImportState[] {
    return [...this.#states.values()].filter((state) => state.state === "running");
  }

  get(project: string, id: string): ImportState {
    const state = this.#states.get(id);
    if (state?.project === project) return state;
    throw new LeptonError("IMPORT_UNKNOWN", {
      problem: "There is no such import.",
      received: id,
      next: "List the project's imports.",
      status: 404,
    });
  }

  async save(state: ImportState): Promise<ImportState> {
    this.#states.set(state.id, state);
    const path = join(this.#directory, `${state.id}.json`);
    await writeFile(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
    await rename(`${path}.new`, path);
    return state;
  }

  async remove(id: string): Promise<void> {
    this.#states.delete(id);
    await rm(join(this.#directory, `${id}.json`), { force: true });
    await this.removeFile(id);
  }

  async removeFile(id: string): Promise<void> {
    await rm(this.path(id), { force: true });
  }

  /** Removes the files of imports that were left lying; what became of them stays listed. */
  async sweep(now: number): Promise<void> {
    for (const { id, state, createdAt } of this.#states.values())
      if (state !== "running" && now - Date.parse(createdAt) > keptMs) await this.removeFile(id);
  }

  /** Takes an upload to disk; half an upload leaves nothing. */
  async receive(project: string, name: string, body: Readable): Promise<ImportState> {
    const id = `imp_${randomBytes(9).toString("base64url")}`;
    let bytes = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        done(bytes > maxUploadBytes ? tooLarge() : null, chunk);
      },
    });
    try {
      await pipeline(body, counted, createWriteStream(this.path(id), { mode: 0o600 }));
    } catch (error) {
      await this.removeFile(id);
      if (error instanceof LeptonError) throw error;
      throw uploadFailed(error);
    }
    if (bytes === 0) {
      await this.removeFile(id);
      throw new LeptonError("IMPORT_EMPTY", {
        problem: "The file is empty.",
        next: "Choose a file with rows.",
      });
    }
    return this.save({
      id,
      project,
      name,
      bytes,
      state: "uploaded",
      mapping: null,
      progress: 0,
      rowsDone: 0,
      receipt: emptyReceipt(),
      error: null,
      createdAt: new Date().toISOString(),
      finishedAt: null,
    });
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function tooLarge(): LeptonError {
  return new LeptonError("IMPORT_TOO_LARGE", {
    problem: `The file is larger than ${maxUploadBytes / 1024 ** 3} GB.`,
    next: "Split it, or run `lepton import FILE` on the machine itself.",
    status: 413,
  });
}

function uploadFailed(cause: unknown): LeptonError {
  const isFull = (cause as NodeJS.ErrnoException).code === "ENOSPC";
  return new LeptonError(
    isFull ? "DISK_FULL" : "IMPORT_UPLOAD_CUT",
    {
      problem: isFull
        ? "The disk is full; the upload was removed."
        : "The upload broke off; nothing of it was kept.",
      next: isFull ? "Free some space and upload again." : "Upload the file again.",
      status: isFull ? 507 : 400,
    },
    { cause },
  );
}
