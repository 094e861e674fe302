import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LeptonError } from "@lepton/core";
import { type NdArray, ndArray, type OpenOnnx, openOnnx } from "@lepton/nn";
import { z } from "zod";
import { breather } from "../../series/breathe.ts";
import { readOptions } from "../../tabular/options.ts";
import { checkTexts } from "../checkTexts.ts";
import { givenSpace, type TextSpace } from "../space/textSpace.ts";
import { type WordPiece, wordPieceFromJson, wordPieceFromVocab, wordPieceIds } from "./wordPiece.ts";

const optionsSchema = z.strictObject({
  /** How a text's tokens become one vector, where the network puts out one per token. Default "mean". */
  pooling: z.enum(["mean", "first"]).default("mean"),
  /** Most tokens read of a text. Default 128. */
  mostTokens: z.int().min(3).default(128),
  /** Texts in one run. Default 16. */
  batchSize: z.int().min(1).default(16),
});
export type SentenceEncoderOptions = z.input<typeof optionsSchema>;

/** A pretrained network that turns texts into vectors. */
export interface SentenceEncoder {
  /** [texts, size], each of length 1. Errors: LEARN_TEXT_KIND. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array>;
  /** The texts as a space for `similarTo` and for `discoverThemes`' option `space`. */
  space(texts: readonly string[], signal?: AbortSignal): Promise<TextSpace>;
  close(): Promise<void>;
}

/** Where exporters put the network in a folder. */
const networkPaths = ["model.onnx", "onnx/model.onnx"];

/**
 * A sentence encoder from a local folder: `model.onnx` (or onnx/model.onnx) and `tokenizer.json` or `vocab.txt` of a
 * BERT-type model. Nothing is downloaded. Inputs are told by their names: input_ids, attention_mask, token_type_ids; the
 * output is `sentence_embedding` [texts, size], or the first one [texts, tokens, size], pooled over real tokens.
 * Limit: WordPiece only; float32 outputs.
 * Errors: LEARN_ENCODER_MISSING, LEARN_ENCODER_SHAPE, LEARN_TOKENIZER, NN_ONNX_INVALID, NN_GRAPH_REFUSED, LEARN_OPTION.
 * @example
 * const encoder = await sentenceEncoder("models/bge-small-zh");
 * const found = await discoverThemes(feedback, { space: await encoder.space(feedback) });
 */
export async function sentenceEncoder(
  folder: string,
  options: SentenceEncoderOptions = {},
): Promise<SentenceEncoder> {
  const settings = readOptions(optionsSchema, options, "sentenceEncoder");
  const tokenizer = await tokenizerIn(folder);
  const network = await openOnnx(await bytesIn(folder));
  const known = ["input_ids", "attention_mask", "token_type_ids"];
  const strange = network.inputs.filter(({ name }) => !known.includes(name));
  if (strange.length > 0 || !network.inputs.some(({ name }) => name === "input_ids")) {
    await network.close();
    throw shapeError(`inputs ${network.inputs.map(({ name }) => name).join(", ")}`);
  }
  const embed = async (given: readonly string[], signal?: AbortSignal) => {
    const rest = breather(signal);
    const ids = checkTexts(given).map((text) => wordPieceIds(text, tokenizer, settings.mostTokens));
    const parts: Float32Array[] = [];
    for (let from = 0; from < ids.length; from += settings.batchSize) {
      parts.push(
        await vectorsOf(network, ids.slice(from, from + settings.batchSize), tokenizer, settings.pooling),
      );
      await rest();
    }
    return joined(parts);
  };
  return {
    embed,
    async space(texts, signal) {
      const vectors = await embed(texts, signal);
      return givenSpace(vectors, texts.length);
    },
    close: () => network.close(),
  };
}

async function vectorsOf(
  network: OpenOnnx,
  ids: readonly (readonly number[])[],
  { vocabulary, padding }: WordPiece,
  pooling: "mean" | "first",
): Promise<Float32Array> {
  const length = Math.max(...ids.map((row) => row.length));
  const shape = [ids.length, length];
  const filled = (of: (row: readonly number[], t: number) => number) =>
    ids.flatMap((row) => Array.from({ length }, (_, t) => of(row, t)));
  const pad = vocabulary.get(padding) ?? 0;
  const values: Record<string, number[]> = {
    input_ids: filled((row, t) => row[t] ?? pad),
    attention_mask: filled((row, t) => Number(t < row.length)),
    token_type_ids: filled(() => 0),
  };
  const feeds = Object.fromEntries(
    network.inputs.map(({ name, dataType }) => {
      const data = values[name] as number[];
      const value: NdArray =
        dataType === "int32"
          ? ndArray(Int32Array.from(data), shape, "int32")
          : ndArray(BigInt64Array.from(data, BigInt), shape, "int64");
      return [name, value];
    }),
  );
  const outputs = await network.run(feeds);
  const name =
    network.outputs.find((one) => one.name === "sentence_embedding")?.name ?? network.outputs[0]?.name;
  const output = outputs[name ?? ""];
  const size = output?.shape.at(-1) ?? 0;
  const isPooled = output?.shape.length === 2;
  if (
    output?.dtype !== "float32" ||
    output.shape[0] !== ids.length ||
    !(isPooled || output.shape[1] === length)
  )
    throw shapeError(`output ${name} ${output?.dtype} [${output?.shape.join(", ")}]`);
  const data = output.data as Float32Array;
  return unit(
    isPooled
      ? Float32Array.from(data)
      : pooled(
          data,
          ids.map((row) => row.length),
          length,
          size,
          pooling,
        ),
    size,
  );
}

/** Mean over the real tokens, or the first token. [texts, tokens, size] → [texts, size]. */
function pooled(
  data: Float32Array,
  lengths: readonly number[],
  length: number,
  size: number,
  pooling: "mean" | "first",
): Float32Array {
  const out = new Float32Array(lengths.length * size);
  lengths.forEach((tokens, row) => {
    const used = pooling === "first" ? 1 : tokens;
    for (let t = 0; t < used; t++)
      for (let k = 0; k < size; k++)
        out[row * size + k] =
          (out[row * size + k] as number) + (data[(row * length + t) * size + k] as number) / used;
  });
  return out;
}

function unit(vectors: Float32Array, size: number): Float32Array {
  for (let from = 0; from < vectors.length; from += size) {
    const row = vectors.subarray(from, from + size);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) row.set(row.map((value) => value / length));
  }
  return vectors;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

async function tokenizerIn(folder: string): Promise<WordPiece> {
  const json = await textIn(folder, "tokenizer.json");
  if (json !== null) return wordPieceFromJson(parsed(json, "tokenizer.json"));
  const vocabulary = await textIn(folder, "vocab.txt");
  if (vocabulary === null) throw missing(folder, "tokenizer.json or vocab.txt");
  const config = await textIn(folder, "tokenizer_config.json");
  const read = z
    .object({ do_lower_case: z.boolean().default(true) })
    .safeParse(config === null ? {} : parsed(config, "tokenizer_config.json"));
  return wordPieceFromVocab(vocabulary, { isLowercase: read.data?.do_lower_case ?? true });
}

async function bytesIn(folder: string): Promise<Uint8Array> {
  for (const path of networkPaths) {
    const bytes = await readFile(join(folder, path)).catch(() => null);
    if (bytes) return bytes;
  }
  throw missing(folder, networkPaths.join(" or "));
}
const textIn = (folder: string, name: string): Promise<string | null> =>
  readFile(join(folder, name), "utf8").catch(() => null);

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LeptonError(
      "LEARN_TOKENIZER",
      {
        problem: "The tokenizer cannot be read.",
        received: `${name}, which is no JSON`,
        next: "Export the model again.",
      },
      { cause },
    );
  }
}

const missing = (folder: string, what: string) =>
  new LeptonError("LEARN_ENCODER_MISSING", {
    problem: "The folder has no complete sentence encoder.",
    received: `${folder} without ${what}`,
    next: "Give a folder with model.onnx and tokenizer.json or vocab.txt of a BERT-type model.",
  });
const shapeError = (received: string) =>
  new LeptonError("LEARN_ENCODER_SHAPE", {
    problem: "The network is no sentence encoder that can be fed.",
    received,
    next: "It must take input_ids (attention_mask, token_type_ids) and put out [texts, tokens, size] or [texts, size].",
  });
