import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { DType, NdArray } from "../array/ndArray.ts";
import { input as graphInput, inScope, variable } from "../graph/op.ts";
import { type Shape, showShape } from "../graph/shape.ts";
import type { Tensor, Variable } from "../graph/tensor.ts";
import type { Fans, Initializer } from "../initializers/index.ts";
import { penalty, type Regularizer } from "../regularizers/index.ts";

/** A value between layers: what a layer will give. Its first axis is "batch". */
export interface Symbolic {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly call: LayerCall;
  readonly output: number;
}
/** One use of a layer; a shared layer has several. */
export interface LayerCall {
  readonly layer: Layer;
  readonly inputs: readonly Symbolic[];
  readonly outputs: readonly Symbolic[];
}

/** A weight of a layer: a variable that knows how it starts and what it is penalised by. */
export interface Weight extends Variable {
  readonly initializer: Initializer;
  readonly fans: Fans;
  readonly regularizer: Regularizer | undefined;
  /** Statistics kept from step to step (moving means) are never trained, whatever the layer's setting. */
  readonly isStatistic: boolean;
  isSet: boolean;
}
export interface WeightSpec {
  shape: readonly number[];
  initializer: Initializer;
  /** Of a matrix its two sizes unless told. */
  fans?: Fans;
  regularizer?: Regularizer | undefined;
  isStatistic?: boolean;
  /** What it starts as, instead of a draw: weights that come from a file. */
  value?: NdArray | undefined;
}

/** What a layer's `call` may use besides its inputs. */
export interface CallContext {
  /** True in the graph that trains: dropout drops, batch normalisation uses the batch. */
  readonly isTraining: boolean;
  /** The layer is frozen: it keeps its statistics. Dropout drops all the same. */
  readonly isFrozen: boolean;
  /** Which steps of input i are real, bool [batch, time]; undefined when all are. */
  mask(i?: number): Tensor | undefined;
  /** The value a statistic has after this step. */
  update(weight: string, value: Tensor): void;
  /** A scalar that joins the loss. */
  addLoss(loss: Tensor): void;
  /** Calls a layer kept in the config (a wrapper's), on graph values. */
  callInner(
    layer: Layer,
    inputs: readonly Tensor[],
    masks?: readonly (Tensor | undefined)[],
  ): readonly Tensor[];
}

export interface LayerDefinition<S extends z.ZodType, W extends string> {
  /** Hyperparameters as plain data, with defaults. */
  config: S;
  /** Weights for these input shapes. */
  weights?(shapes: readonly Shape[], config: z.output<S>): Record<W, WeightSpec>;
  /** Outputs from inputs: graph operations. Shape rules follow from them. */
  call(
    inputs: readonly [Tensor, ...Tensor[]],
    weights: Record<W, Tensor>,
    config: z.output<S>,
    context: CallContext,
  ): Tensor | readonly Tensor[];
  /** Mask of the outputs. Unless told, the first input's goes on while [batch, time] stay. */
  mask?(
    inputs: readonly [Tensor, ...Tensor[]],
    context: CallContext,
    config: z.output<S>,
  ): Tensor | undefined;
  /** Layers inside this one: their weights are its weights. */
  inner?(config: z.output<S>): readonly Layer[];
}

/** Schema of a layer without hyperparameters. */
export const noOptions: z.ZodType<object, object> = z.object({}).strict();
/** What every layer may be given besides its hyperparameters. */
export interface LayerOptions {
  name?: string;
  isTrainable?: boolean;
}

/** A layer as plain data; `layerFrom` makes it again. */
export interface SavedLayer {
  kind: string;
  name: string;
  isTrainable: boolean;
  config: Readonly<Record<string, unknown>>;
}

/** A layer that can be called on symbolic values: `const y = dense(10)(x)`. */
export interface Layer {
  (...inputs: Symbolic[]): Symbolic;
  readonly kind: string;
  name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Layers inside this one: what a wrapper wraps. */
  readonly inner: readonly Layer[];
  /** Its weights, its inner layers' included; none before the first call. */
  readonly weights: readonly Weight[];
  /** Frozen when false: its weights stay, and batch normalisation keeps its moving means. */
  isTrainable: boolean;
  /** Kind, name and config as plain data, a wrapper's inner layers included. */
  toJSON(): SavedLayer;
  /** All outputs, for layers that give several. */
  apply(inputs: readonly Symbolic[]): readonly Symbolic[];
  /** Graph values for graph values; the layer must have been called before. */
  run(
    inputs: readonly Tensor[],
    context: RunContext,
  ): { outputs: readonly Tensor[]; mask: Tensor | undefined };
  /** Makes the weights for these input shapes; a second time the shapes must agree. */
  build(shapes: readonly Shape[]): void;
}
export interface RunContext {
  readonly isTraining: boolean;
  readonly masks: readonly (Tensor | undefined)[];
  update(weight: Variable, value: Tensor): void;
  addLoss(loss: Tensor): void;
}

/** Makes a layer of this kind from its hyperparameters. */
export type LayerFactory<S extends z.ZodType> = (
  config: z.input<S> & { name?: string; isTrainable?: boolean },
) => Layer;

type AnyFactory = (config: Record<string, unknown>) => Layer;
const kinds = new Map<string, AnyFactory>();
const counts = new Map<string, number>();

/** A layer from its kind and config, as `config` of a saved model has them. Errors: NN_LAYER_UNKNOWN. */
export function layerFrom(kind: string, config: Record<string, unknown>): Layer {
  const factory = kinds.get(kind);
  if (!factory)
    throw new LeptonError("NN_LAYER_UNKNOWN", {
      problem: "No layer of this kind is defined.",
      received: kind,
      next: `Define it with defineLayer before loading, or use one of: ${[...kinds.keys()].sort().join(", ")}.`,
    });
  return factory(config);
}

/** dense, dense_1, dense_2, …: as Keras numbers them. */
function nextName(kind: string): string {
  const stem = kind.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`).replace(/^_/, "");
  const count = counts.get(stem) ?? 0;
  counts.set(stem, count + 1);
  return count === 0 ? stem : `${stem}_${count}`;
}

/**
 * Defines a kind of layer: hyperparameters (schema), weights, and what it computes. A model of such layers saves,
 * loads, trains and exports without more. Errors: NN_CONFIG_INVALID when the hyperparameters do not fit the schema.
 */
export function defineLayer<S extends z.ZodType, W extends string = never>(
  kind: string,
  definition: LayerDefinition<S, W>,
): LayerFactory<S> {
  const make: LayerFactory<S> = (given) => {
    const { name, isTrainable = true, ...rest } = given as Record<string, unknown> & LayerOptions;
    const config = parsed(kind, definition.config, rest);
    return makeLayer(kind, definition, config, name ?? nextName(kind), isTrainable);
  };
  kinds.set(kind, make as unknown as AnyFactory);
  return make;
}

function parsed<S extends z.ZodType>(kind: string, schema: S, config: unknown): z.output<S> {
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new LeptonError("NN_CONFIG_INVALID", {
    problem: `${kind} was given a hyperparameter it does not take: ${issue?.message ?? "invalid"}.`,
    received: JSON.stringify(config).slice(0, 200),
    next: "Mend the option named; the layer's documentation lists them.",
    field: issue?.path.join("."),
  });
}

function makeLayer<S extends z.ZodType, W extends string>(
  kind: string,
  definition: LayerDefinition<S, W>,
  config: z.output<S>,
  name: string,
  isTrainable: boolean,
): Layer {
  let own: Record<W, Weight> | undefined;
  let builtFor: readonly Shape[] | undefined;
  let trainable = isTrainable;
  const inner = definition.inner?.(config) ?? [];

  const build = (shapes: readonly Shape[]) => {
    if (own) return checkShapes(layer, builtFor ?? [], shapes, Object.keys(own).length > 0);
    builtFor = shapes;
    const specs = naming(layer, shapes, () => definition.weights?.(shapes, config));
    own = {} as Record<W, Weight>;
    for (const [key, spec] of Object.entries(specs ?? {}) as [W, WeightSpec][])
      own[key] = makeWeight(layer, key, spec);
  };

  const run: Layer["run"] = (inputs, context) => {
    build(inputs.map((t) => t.shape));
    const weights = own as Record<W, Weight>;
    const tensors = Object.fromEntries(
      Object.entries(weights).map(([key, weight]) => [key, variable(weight as Weight)]),
    ) as Record<W, Tensor>;
    const innerContext: CallContext = {
      isTraining: context.isTraining,
      isFrozen: !layer.isTrainable,
      mask: (i = 0) => context.masks[i],
      update: (key, value) => {
        if (layer.isTrainable) context.update(weights[key as W], value);
      },
      addLoss: context.addLoss,
      callInner: (one, values, masks = []) => one.run(values, { ...context, masks }).outputs,
    };
    if (context.isTraining && layer.isTrainable) addPenalties(Object.values(weights), context);
    return inScope(layer.name, () => {
      const given = inputs as readonly [Tensor, ...Tensor[]];
      const result = naming(
        layer,
        given.map((t) => t.shape),
        () => definition.call(given, tensors, config, innerContext),
      );
      const outputs = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
      const mask = definition.mask
        ? definition.mask(given, innerContext, config)
        : passed(context.masks[0], outputs[0]);
      return { outputs, mask };
    });
  };

  const apply = (inputs: readonly Symbolic[]): readonly Symbolic[] => {
    build(inputs.map((x) => x.shape));
    const places = inputs.map((x, i) => graphInput(`x${i}`, x.shape, x.dtype));
    const shapes = run(places, { isTraining: false, masks: [], update: () => {}, addLoss: () => {} }).outputs;
    const outputs: Symbolic[] = [];
    const call: LayerCall = { layer, inputs, outputs };
    shapes.forEach(({ shape, dtype }, output) => {
      outputs.push({ shape, dtype, call, output });
    });
    return outputs;
  };

  const call = (...inputs: Symbolic[]): Symbolic => apply(inputs)[0] as Symbolic;
  const layer: Layer = Object.defineProperties(call as Layer, {
    name: { value: name, writable: true, enumerable: true },
    kind: { value: kind, enumerable: true },
    config: { value: config, enumerable: true },
    weights: {
      get: () => [
        ...Object.values<Weight>(own ?? ({} as Record<W, Weight>)),
        ...inner.flatMap((l) => l.weights),
      ],
    },
    isTrainable: {
      get: () => trainable,
      set: (next: boolean) => {
        trainable = next;
        // A wrapper is frozen with what it wraps.
        for (const part of inner) part.isTrainable = next;
      },
      enumerable: true,
    },
    inner: { value: inner },
    apply: { value: apply },
    toJSON: { value: () => ({ kind, name: layer.name, isTrainable: layer.isTrainable, config }) },
    run: { value: run },
    build: { value: build },
  });
  return layer;
}

/** What an operation says about shapes, with the layer it stands in and the shapes that layer received. */
function naming<T>(layer: Layer, shapes: readonly Shape[], make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof LeptonError) || !["NN_SHAPE_MISMATCH", "NN_AXIS_INVALID"].includes(error.code))
      throw error;
    const { code, problem, received, next } = error;
    const given = `inputs ${shapes.map(showShape).join(", ")}`;
    throw new LeptonError(
      code,
      {
        problem: `${layer.name}: ${problem}`,
        received: received?.startsWith("inputs ") ? received : `${given}${received ? `; ${received}` : ""}`,
        next,
      },
      { cause: error },
    );
  }
}

/** The mask goes on when [batch, time] are still the first two axes. */
function passed(mask: Tensor | undefined, output: Tensor | undefined): Tensor | undefined {
  if (!mask || !output || output.shape.length < 2) return undefined;
  return output.shape[0] === mask.shape[0] && output.shape[1] === mask.shape[1] ? mask : undefined;
}

function checkShapes(layer: Layer, built: readonly Shape[], given: readonly Shape[], hasWeights: boolean) {
  if (!hasWeights) return;
  built.forEach((shape, i) => {
    const now = given[i];
    const same = now && now.length === shape.length && now.at(-1) === shape.at(-1);
    if (!same)
      throw new LeptonError("NN_SHAPE_MISMATCH", {
        problem: `${layer.name} was built for inputs of shape ${showShape(shape)}.`,
        received: `shape ${now ? showShape(now) : "none"}`,
        next: "Give it inputs with the same last axis, or make another layer for these.",
      });
  });
}

function addPenalties(weights: readonly Weight[], context: RunContext): void {
  for (const weight of weights)
    if (weight.regularizer && weight.isTrainable) context.addLoss(penaltyOf(weight));
}
const penaltyOf = (weight: Weight): Tensor => penalty(variable(weight), weight.regularizer ?? {});

function makeWeight(layer: Layer, key: string, spec: WeightSpec): Weight {
  let value = spec.value;
  const [rows = 1] = spec.shape;
  return {
    get name() {
      return `${layer.name}/${key}`;
    },
    dtype: "float32",
    shape: spec.shape,
    initializer: spec.initializer,
    fans: spec.fans ?? { fanIn: rows, fanOut: spec.shape.at(-1) ?? 1 },
    regularizer: spec.regularizer,
    isStatistic: spec.isStatistic ?? false,
    get isTrainable() {
      return layer.isTrainable && !this.isStatistic;
    },
    set isTrainable(trainable: boolean) {
      layer.isTrainable = trainable;
    },
    get isSet() {
      return value !== undefined;
    },
    set isSet(set: boolean) {
      if (!set) value = undefined;
    },
    get value(): NdArray {
      if (!value)
        throw new LeptonError("NN_WEIGHT_UNSET", {
          problem: "The weight has no value before its layer is part of a model.",
          received: `${layer.name}/${key}`,
          next: "Make a model of the layer first.",
        });
      return value;
    },
    set value(next: NdArray) {
      value = next;
    },
  };
}
