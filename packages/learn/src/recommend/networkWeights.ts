import { LeptonError } from "@lepton/core";
import { float32, type NdArray } from "@lepton/nn";

/** Weights of a network, float32, one after the other, in base64. */
export function weightsText(weights: readonly NdArray[]): string {
  const size = weights.reduce((sum, { data }) => sum + data.length, 0);
  const all = new Float32Array(size);
  let at = 0;
  for (const { data } of weights) {
    all.set(data as Float32Array, at);
    at += data.length;
  }
  return Buffer.from(all.buffer).toString("base64");
}

/** Errors: LEARN_SAVED_MODEL when there are not as many numbers as the weights take. */
export function weightsFromText(
  text: string,
  weights: readonly { readonly shape: readonly number[] }[],
): NdArray[] {
  const bytes = Buffer.from(text, "base64");
  const sizes = weights.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  if (bytes.length !== 4 * sizes.reduce((a, b) => a + b, 0))
    throw new LeptonError("LEARN_SAVED_MODEL", {
      problem: "The network's weights do not fit its architecture.",
      received: `${bytes.length} bytes`,
      next: "Give what `toJSON` of a fitted model returned.",
    });
  const all = new Float32Array(new Uint8Array(bytes).buffer);
  let at = 0;
  return weights.map(({ shape }, i) => {
    const from = at;
    at += sizes[i] as number;
    return float32(all.slice(from, at), [...shape]);
  });
}
