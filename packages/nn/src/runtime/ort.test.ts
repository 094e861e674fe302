import { expect, test } from "vitest";
import { array } from "../array/ndArray.ts";
import { dense } from "../layers/core/dense.ts";
import { input } from "../layers/input.ts";
import { sequential } from "../models/build.ts";
import { configureRuntime, createSession, type Provider, starts } from "./ort.ts";

async function fitOn(providers: readonly Provider[]): Promise<unknown> {
  const model = sequential([input({ shape: [2] }), dense(1)]);
  model.compile({ optimizer: "sgd", loss: "mse", providers });
  try {
    return await model.fit(array([[1, 2]]), array([[1]]));
  } finally {
    await model.close();
  }
}

// CUDA's libraries come with the install script of onnxruntime-node, which this project does not run.
test("a provider whose libraries are not there is named, in ONNX Runtime's own words and with what to do", async () => {
  await expect(fitOn(["cuda", "cpu"])).rejects.toMatchObject({
    code: "NN_PROVIDER_MISSING",
    problem: "ONNX Runtime cannot run on cuda here.",
    received: expect.stringContaining("Failed to load shared library"),
    next: "Install CUDA 12 and cuDNN 9, and the libraries that onnxruntime-node's install script fetches; or use 'cpu'.",
  });
});

test("the graph that tries a provider out is one that runs", async () => {
  expect(await starts("cpu")).toBe(true);
});

test("a provider that nobody knows is refused beside those there are", async () => {
  await expect(fitOn(["abacus" as Provider])).rejects.toMatchObject({
    code: "NN_PROVIDER_MISSING",
    received: expect.stringMatching(/^providers abacus; there are cpu/),
  });
});

test("bytes that are no graph are refused as such", async () => {
  await expect(createSession(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({ code: "NN_GRAPH_REFUSED" });
});

test("once ONNX Runtime is loaded its configuration stays; an option that does not exist is named", async () => {
  expect(() => configureRuntime({ thread: 2 } as object)).toThrow("thread");
  await createSession(new Uint8Array([1, 2, 3])).catch(() => {});
  expect(() => configureRuntime({ threads: 2 })).toThrow("loaded already");
});
