import type { Layer } from "../layers/layer.ts";

/** Which layers are trained, wrapped ones behind their wrapper, so that setting them in this order sets each as it was. */
export function trainabilityOf(layers: readonly Layer[]): ReadonlyMap<Layer, boolean> {
  const all = new Map<Layer, boolean>();
  const visit = (layer: Layer) => {
    all.set(layer, layer.isTrainable);
    layer.inner.forEach(visit);
  };
  layers.forEach(visit);
  return all;
}

/**
 * Builds something with layers frozen or not as they were when their model was compiled: a discriminator compiled
 * before it was frozen for the combined model still trains.
 */
export function withTrainability<T>(was: ReadonlyMap<Layer, boolean>, build: () => T): T {
  const now = new Map([...was.keys()].map((layer) => [layer, layer.isTrainable]));
  const set = (values: ReadonlyMap<Layer, boolean>) => {
    for (const [layer, isTrainable] of values) layer.isTrainable = isTrainable;
  };
  set(was);
  try {
    return build();
  } finally {
    set(now);
  }
}
