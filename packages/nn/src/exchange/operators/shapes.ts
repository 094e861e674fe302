import { type DType, type NdArray, sizeOf } from "../../array/ndArray.ts";
import { axisOf, type Dim, elementsOf, productDim } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { dataTypes } from "../../onnx/model.ts";
import { cast } from "../../ops/cast.ts";
import { concat } from "../../ops/concat.ts";
import { gather } from "../../ops/gather.ts";
import { pad } from "../../ops/pad.ts";
import { expandDims, reshape, squeeze } from "../../ops/reshape.ts";
import { slice } from "../../ops/slice.ts";
import { split } from "../../ops/split.ts";
import { transpose } from "../../ops/transpose.ts";
import { type Call, type Operator, ofArray, ofSizes, ofTensor, one } from "./call.ts";
import { int64, reshapeNumbers, view, wholeNumbers } from "./constants.ts";

const productOf = (shape: readonly Dim[]): Dim => {
  const { known, named } = elementsOf(shape);
  return productDim(known, named);
};

function reshaped(call: Call): Tensor {
  const x = call.tensor(0);
  const given = call.value(1) ? call.sizes(1) : (call.ints("shape") ?? []);
  const keepsZero = call.int("allowzero", 0) !== 0;
  const shape = given.map((size, i) => (size === 0 && !keepsZero ? (x.shape[i] as Dim) : size));
  // A file for one batch size is read for all: its number in front of a shape is the batch.
  const { fixedBatch } = call.around;
  const [batch] = x.shape;
  const isBatch = typeof batch === "string" && shape[0] === fixedBatch && fixedBatch !== undefined;
  return reshape(x, isBatch ? [batch, ...shape.slice(1)] : shape);
}

const reshapes: Operator = (call) => {
  const numbers = wholeNumbers(call.required(0));
  return numbers ? [ofArray(reshapeNumbers(numbers, call.numbers(1)))] : [ofTensor(reshaped(call))];
};

const transposed: Operator = (call) => {
  const numbers = wholeNumbers(call.required(0));
  const perm = (rank: number) => call.ints("perm") ?? [...Array(rank).keys()].reverse();
  if (numbers) {
    const whole = numbers.shape.map((size) => ({ from: 0, step: 1, size }));
    return [ofArray(view(numbers, whole, perm(whole.length)))];
  }
  const x = call.tensor(0);
  return [ofTensor(transpose(x, perm(x.shape.length)))];
};

/** A part of numbers that are known, backwards too. */
function slicedNumbers(numbers: NdArray<"int64">, call: Call): NdArray<"int64"> {
  const starts = call.numbersOr(1, "starts") ?? [];
  const ends = call.numbersOr(2, "ends") ?? [];
  const axes = call.numbersOr(3, "axes") ?? starts.map((_, i) => i);
  const steps = call.value(4) ? call.numbers(4) : starts.map(() => 1);
  const parts = numbers.shape.map((size) => ({ from: 0, step: 1, size }));
  axes.forEach((axis, i) => {
    const at = axisOf(axis, parts.length, "Slice");
    const size = numbers.shape[at] as number;
    const step = steps[i] as number;
    const least = step > 0 ? 0 : -1;
    const most = step > 0 ? size : size - 1;
    const within = (bound: number) => Math.min(Math.max(bound < 0 ? bound + size : bound, least), most);
    const [from, to] = [within(starts[i] as number), within(ends[i] as number)];
    parts[at] = { from, step, size: Math.max(0, Math.ceil((to - from) / step)) };
  });
  return view(numbers, parts, [...parts.keys()]);
}

function constantOf(call: Call): NdArray {
  const value = call.array("value");
  if (value) return value;
  const [float, whole] = [call.floats("value_floats"), call.ints("value_ints")];
  if (float) return { dtype: "float32", shape: [float.length], data: Float32Array.from(float) };
  if (whole) return { dtype: "int64", shape: [whole.length], data: BigInt64Array.from(whole, BigInt) };
  const attribute = call.node.attributes;
  if (attribute?.value_float)
    return { dtype: "float32", shape: [], data: Float32Array.of(call.float("value_float", 0)) };
  if (attribute?.value_int)
    return { dtype: "int64", shape: [], data: BigInt64Array.of(BigInt(call.int("value_int", 0))) };
  throw call.unsupported("its value is of another kind");
}

const gathered: Operator = (call) => {
  const from = call.required(0);
  if (from.kind === "tensor" || from.kind === "array")
    return [ofTensor(gather(call.tensor(0), call.tensor(1), call.int("axis", 0)))];
  const indices = call.required(1);
  const picked = call.numbers(1).map((i) => from.sizes[i < 0 ? i + from.sizes.length : i]);
  if (picked.includes(undefined)) throw call.unsupported("an index is outside");
  return [ofSizes(picked as Dim[], indices.kind === "sizes" && indices.isScalar)];
};

const sliced: Operator = (call) => {
  const from = call.required(0);
  const numbers = wholeNumbers(from);
  if (numbers) return [ofArray(slicedNumbers(numbers, call))];
  const starts = call.numbersOr(1, "starts") ?? [];
  const ends = call.numbersOr(2, "ends") ?? [];
  const axes = call.numbersOr(3, "axes") ?? starts.map((_, i) => i);
  if (call.value(4) && call.numbers(4).some((step) => step !== 1))
    throw call.unsupported("steps other than 1");
  const within = (at: number, size: number) => Math.min(Math.max(at < 0 ? at + size : at, 0), size);
  if (from.kind === "sizes") {
    const size = from.sizes.length;
    return [ofSizes(from.sizes.slice(within(starts[0] ?? 0, size), within(ends[0] ?? size, size)))];
  }
  const x = axes.reduce((t, axis, i) => {
    const at = axisOf(axis, t.shape.length, "Slice");
    const size = t.shape[at] as Dim;
    const [start, end] = [starts[i] as number, ends[i] as number];
    if (typeof size !== "number") {
      if (start === 0 && end >= 2 ** 31 - 1) return t;
      throw call.unsupported(`an axis of size ${size}`);
    }
    const begin = within(start, size);
    return slice(t, at, begin, Math.max(begin, within(end, size)));
  }, call.tensor(0));
  return [ofTensor(x)];
};

const parted: Operator = (call) => {
  const x = call.tensor(0);
  const axis = axisOf(call.int("axis", 0), x.shape.length, "Split");
  const size = x.shape[axis];
  const count = call.node.outputs.length;
  if (typeof size !== "number") throw call.unsupported(`an axis of size ${size}`);
  const each = Math.ceil(size / count);
  const sizes =
    call.numbersOr(1, "split") ?? Array.from({ length: count }, (_, i) => Math.min(each, size - i * each));
  return split(x, axis, sizes).map(ofTensor);
};

const joined: Operator = (call) => {
  const values = Array.from({ length: call.count }, (_, i) => call.required(i));
  if (values.every(({ kind }) => kind === "sizes")) return [ofSizes(values.flatMap((_, i) => call.sizes(i)))];
  const parts = values.map((_, i) => call.tensor(i));
  return [ofTensor(concat(parts, call.int("axis", 0)))];
};

const unsqueezed: Operator = (call) => {
  const from = call.required(0);
  if (from.kind === "sizes" && from.isScalar) return [ofSizes(from.sizes)];
  const x = call.tensor(0);
  const axes = call.numbersOr(1, "axes") ?? [];
  const rank = x.shape.length + axes.length;
  const sorted = axes.map((axis) => axisOf(axis, rank, "Unsqueeze")).sort((a, b) => a - b);
  return [ofTensor(sorted.reduce((t, axis) => expandDims(t, axis), x))];
};

const squeezed: Operator = (call) => {
  const from = call.required(0);
  if (from.kind === "sizes") return [ofSizes(from.sizes, true)];
  const x = call.tensor(0);
  const axes = call.numbersOr(1, "axes") ?? x.shape.flatMap((size, i) => (size === 1 ? [i] : []));
  return [ofTensor(squeeze(x, axes))];
};

function padded(call: Call): Tensor {
  const x = call.tensor(0);
  if (call.text("mode", "constant") !== "constant") throw call.unsupported(`mode ${call.text("mode", "")}`);
  if (call.value(3)) throw call.unsupported("axes");
  const pads = call.numbersOr(1, "pads") ?? [];
  const value = call.value(2) ? (call.numbers(2)[0] ?? 0) : call.float("value", 0);
  const rank = x.shape.length;
  const [before, after] = [pads.slice(0, rank), pads.slice(rank)];
  const cut = x.shape.reduce<Tensor>((t, size, axis) => {
    const [front, back] = [Math.min(0, before[axis] ?? 0), Math.min(0, after[axis] ?? 0)];
    return front === 0 && back === 0 ? t : slice(t, axis, -front, Number(size) + back);
  }, x);
  const least = (cells: number[]) => cells.map((n) => Math.max(0, n));
  return pad(cut, least(before), least(after), value);
}

const castTo: Operator = (call) => {
  const from = call.required(0);
  const to = Object.entries(dataTypes).find(([, number]) => number === call.int("to", 1))?.[0] ?? "";
  if (from.kind === "sizes" && (to === "int64" || to === "int32")) return [from];
  const dtype = to === "float16" || to === "float64" || to === "bfloat16" ? "float32" : to;
  if (!["float32", "int32", "int64", "bool", "uint8", "int8"].includes(dtype))
    throw call.unsupported(`to ${to}`);
  return [ofTensor(cast(call.tensor(0), dtype as DType))];
};

const passed: Operator = (call) => [call.required(0)];

export const shapes: Readonly<Record<string, Operator>> = {
  Cast: castTo,
  Concat: joined,
  Constant: (call) => [ofArray(constantOf(call))],
  ConstantOfShape: (call) => {
    const [shape, value] = [call.numbers(0), call.array("value")];
    const fill = Number(value?.data[0] ?? 0);
    if (value?.dtype === "int64") return [ofArray(int64(Array(sizeOf(shape)).fill(fill), shape))];
    if (value && value.dtype !== "float32") throw call.unsupported(`type ${value.dtype}`);
    return [ofArray({ dtype: "float32", shape, data: new Float32Array(sizeOf(shape)).fill(fill) })];
  },
  Dropout: passed,
  Flatten: one((call) => {
    const x = call.tensor(0);
    const given = call.int("axis", 1);
    const axis = given === x.shape.length ? given : axisOf(given, x.shape.length, "Flatten");
    return reshape(x, [productOf(x.shape.slice(0, axis)), productOf(x.shape.slice(axis))]);
  }),
  Gather: gathered,
  Identity: passed,
  Pad: one(padded),
  Reshape: reshapes,
  Shape: (call) => {
    const { shape } = call.tensor(0);
    const end = call.int("end", shape.length);
    return [ofSizes(shape.slice(call.int("start", 0), end))];
  },
  Slice: sliced,
  Split: parted,
  Squeeze: squeezed,
  Transpose: transposed,
  Unsqueeze: unsqueezed,
};
