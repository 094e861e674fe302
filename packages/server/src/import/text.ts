import { isUtf8 } from "node:buffer";
import { LeptonError } from "@lepton/core";
import type { FileFormat } from "./schema.ts";

type Encoding = Exclude<FileFormat, { kind: "parquet" }>["encoding"];

/** Bytes → text; bytes that the encoding does not have stop the import at that place. */
export async function* decoded(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let offset = 0;
  const decode = (bytes: Buffer | undefined) => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw new LeptonError("IMPORT_ENCODING_WRONG", {
        problem: `The file is not ${encoding} near byte ${offset}.`,
        next: "Choose the encoding it was written in (windows-1252 and gb18030 are common), or save it as UTF-8.",
        field: "format.encoding",
      });
    }
  };
  for await (const chunk of chunks) {
    const text = decode(chunk);
    offset += chunk.length;
    if (text !== "") yield text;
  }
  const rest = decode(undefined);
  if (rest !== "") yield rest;
}

/** The encoding of a file by its first bytes; null when a member must say. */
export function guessEncoding(head: Buffer): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  // A character may be cut at the end of what was read.
  for (let cut = 0; cut < 4; cut++) if (isUtf8(head.subarray(0, head.length - cut))) return "utf-8";
  return null;
}

/** Control characters and zeros that no text file has. */
export function looksBinary(head: Buffer): boolean {
  if (head[0] === 0xff && head[1] === 0xfe) return false;
  const sample = head.subarray(0, 8192);
  let odd = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) odd++;
  return odd > sample.length / 500;
}
