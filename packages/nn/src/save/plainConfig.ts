import { LeptonError } from "@lepton/core";

type Config = Record<string, unknown>;

/**
 * A layer's config as it is after a way through JSON: undefined left out, inner layers as what their `toJSON` gives.
 * Errors: NN_CONFIG_NOT_PLAIN for what JSON would change or drop: functions, infinities, typed arrays, maps, dates.
 */
export function plainConfig(config: Readonly<Config>, layer: string): Config {
  return plain(config, layer) as Config;
}

function plain(value: unknown, path: string): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((item, i) => plain(item, `${path}.${i}`));
  if ((typeof value === "object" || typeof value === "function") && "toJSON" in value)
    return plain((value as { toJSON(): unknown }).toJSON(), path);
  const prototype: unknown = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== Object.prototype && prototype !== null) throw notPlain(value, path);
  return Object.fromEntries(
    Object.entries(value as Config)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, plain(item, `${path}.${key}`)]),
  );
}

const notPlain = (value: unknown, path: string) =>
  new LeptonError("NN_CONFIG_NOT_PLAIN", {
    problem: "A hyperparameter of a layer cannot be saved: it is not plain data.",
    received: `${path}: ${typeof value === "object" ? value?.constructor?.name : String(value).slice(0, 60)}`,
    next: "Let the layer take finite numbers, texts, booleans, lists and objects of these, or other layers.",
  });
