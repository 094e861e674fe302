import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeModel, type ModelProto } from "@lepton/nn";
import { afterAll, beforeAll, expect, test } from "vitest";
import { similarTo } from "../space/similar.ts";
import { discoverThemes } from "../themes/discoverThemes.ts";
import { sentenceEncoder } from "./sentenceEncoder.ts";

const tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "late", "slow", "refund", "charge", "##d", "慢"];
/** [tokens, 3]: delivery, money, and how much anything. */
const table = [
  [9, 9, 9],
  [0, 0, 1],
  [0, 0, 1],
  [0, 0, 1],
  [4, 0, 0],
  [3, 1, 0],
  [0, 4, 0],
  [0, 3, 0],
  [0, 1, 0],
  [4, 0, 0],
];
const floats = (values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);
const ids = (name: string) => ({ name, dataType: "int64" as const, dims: ["texts", "tokens"] });

/** last_hidden_state = table[input_ids] + 0 · attention_mask: an encoder of one layer. */
function tinyEncoder(over: Partial<ModelProto["graph"]> = {}): Uint8Array {
  return encodeModel({
    irVersion: 8,
    opsetImports: [{ domain: "", version: 17 }],
    graph: {
      name: "tiny encoder",
      inputs: [ids("input_ids"), ids("attention_mask")],
      outputs: [{ name: "last_hidden_state", dataType: "float32", dims: ["texts", "tokens", 3] }],
      initializers: [
        { name: "table", dims: [tokens.length, 3], dataType: "float32", rawData: floats(table.flat()) },
      ],
      nodes: [
        { opType: "Gather", inputs: ["table", "input_ids"], outputs: ["last_hidden_state"] },
        { opType: "Identity", inputs: ["attention_mask"], outputs: ["unused"] },
      ],
      ...over,
    },
  });
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lepton-encoder-"));
  await writeFile(join(folder, "model.onnx"), tinyEncoder());
  await writeFile(join(folder, "vocab.txt"), tokens.join("\n"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const unit = (row: readonly number[]) => row.map((value) => value / Math.hypot(...row));

test("a text is the mean over its own tokens, made of length 1, however long its neighbours are", async () => {
  const encoder = await sentenceEncoder(folder, { batchSize: 2 });
  const vectors = await encoder.embed(["Late", "charged refund slow", "慢"]);
  const expected = [
    unit([4, 0, 2]), // [CLS] late [SEP]
    unit([3, 9, 2]), // [CLS] charge ##d refund slow [SEP]
    unit([4, 0, 2]), // [CLS] 慢 [SEP]
  ];
  expected.flat().forEach((value, at) => {
    expect(vectors[at]).toBeCloseTo(value, 6);
  });
  await encoder.close();
});

test("pooling by the first token asks [CLS] alone", async () => {
  const encoder = await sentenceEncoder(folder, { pooling: "first" });
  expect([...(await encoder.embed(["late refund"]))]).toEqual([0, 0, 1]);
  await encoder.close();
});

test("its space serves similar search and themes", async () => {
  const encoder = await sentenceEncoder(folder);
  const texts = Array.from(
    { length: 24 },
    (_, i) => `${i % 2 === 0 ? "late slow" : "refund charged"} ${"late ".repeat(i % 2 === 0 ? i : 0)}x${i}`,
  );
  const space = await encoder.space(texts);
  const [nearest] = similarTo(space, await encoder.embed(["慢 late"]), { limit: 1 });
  expect(texts[nearest?.row as number]).toMatch(/^late/);
  const found = await discoverThemes(texts, { space, themes: 2, seed: 1 });
  expect(found).toMatchObject({ kind: "themes", themes: [{ size: 12 }, { size: 12 }] });
  expect(() => space.embed(["late"])).toThrow(expect.objectContaining({ code: "LEARN_TEXT_SPACE" }));
  await encoder.close();
});

test("an incomplete folder, another network and an unknown option are named", async () => {
  const other = await mkdtemp(join(tmpdir(), "lepton-encoder-"));
  await expect(sentenceEncoder(other)).rejects.toMatchObject({ code: "LEARN_ENCODER_MISSING" });
  await writeFile(join(other, "tokenizer.json"), "{ no json");
  await expect(sentenceEncoder(other)).rejects.toMatchObject({ code: "LEARN_TOKENIZER" });
  await rm(join(other, "tokenizer.json"));
  await writeFile(join(other, "vocab.txt"), tokens.join("\n"));
  await expect(sentenceEncoder(other)).rejects.toMatchObject({ code: "LEARN_ENCODER_MISSING" });
  await writeFile(join(other, "model.onnx"), new Uint8Array([1, 2, 3]));
  await expect(sentenceEncoder(other)).rejects.toMatchObject({ code: expect.stringMatching(/^NN_/) });
  const pictures = tinyEncoder({
    inputs: [{ name: "pixels", dataType: "float32", dims: [1, 3] }],
    nodes: [{ opType: "Identity", inputs: ["pixels"], outputs: ["last_hidden_state"] }],
    outputs: [{ name: "last_hidden_state", dataType: "float32", dims: [1, 3] }],
    initializers: [],
  });
  await writeFile(join(other, "model.onnx"), pictures);
  await expect(sentenceEncoder(other)).rejects.toMatchObject({
    code: "LEARN_ENCODER_SHAPE",
    received: "inputs pixels",
  });
  await expect(sentenceEncoder(folder, { pool: "mean" } as object)).rejects.toMatchObject({
    code: "LEARN_OPTION",
  });
  await rm(other, { recursive: true });
});
