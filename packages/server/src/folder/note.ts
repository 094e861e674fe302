import { readFile } from "node:fs/promises";
import { z } from "zod";
import { layout } from "./layout.ts";

/** `server.json` in the data folder: where the running server is, for commands on the same folder. */
export const serverNote = z.object({ url: z.string(), localToken: z.string() });
export type ServerNote = z.infer<typeof serverNote>;

/** The server that runs on this folder; null when there is none or it does not answer. */
export async function findServer(directory: string): Promise<ServerNote | null> {
  try {
    const note = serverNote.parse(JSON.parse(await readFile(layout(directory).note, "utf8")));
    const reply = await fetch(new URL("/healthz", note.url), { signal: AbortSignal.timeout(3_000) });
    return reply.ok ? note : null;
  } catch {
    // No note, or one that a killed server left.
    return null;
  }
}
