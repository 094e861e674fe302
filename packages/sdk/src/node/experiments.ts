import { createHash } from "node:crypto";
import { assignVariant, type Experiment } from "../experiments/assign.ts";

/** Longest time that running experiments are believed, milliseconds. */
const freshMs = 60_000;
/** People whose exposure this process remembers; older ones are sent again, with the same uuid. */
const mostRemembered = 100_000;

interface Listed {
  experiments: Experiment[];
  /** Some experiments are for some people only: the list differs by person. */
  targeted: boolean;
}

export interface ExperimentsOptions {
  key: string;
  host: string;
  requestTimeoutMs: number;
  expose(distinctId: string, properties: { $experiment: string; $variant: string }, uuid: string): void;
}

/** Variants for a server: decided here by the same hash as in the browser, from a list fetched once a minute. */
export function openExperiments({ key, host, requestTimeoutMs, expose }: ExperimentsOptions) {
  const lists = new Map<string, { at: number; listed: Promise<Listed> }>();
  const exposed = new Set<string>();
  const fetchList = async (id: string): Promise<Listed> => {
    const url = new URL("/api/experiments/", host);
    url.searchParams.set("token", key);
    if (id !== "") url.searchParams.set("distinct_id", id);
    const reply = await fetch(url, { signal: AbortSignal.timeout(requestTimeoutMs) });
    if (!reply.ok) throw new Error(`The server answered ${reply.status}.`);
    return (await reply.json()) as Listed;
  };
  const listFor = async (id: string): Promise<Listed> => {
    const now = Date.now();
    const known = lists.get(id);
    if (known && now - known.at < freshMs) return known.listed;
    const listed = fetchList(id);
    if (lists.size > 10_000) lists.clear();
    lists.set(id, { at: now, listed });
    listed.catch(() => lists.delete(id));
    return listed;
  };

  /** The variant of a person, null when they are in none. Sends one exposure. Never rejects. */
  return async (experiment: string, distinctId: string): Promise<string | null> => {
    try {
      const everybody = await listFor("");
      const { experiments } = everybody.targeted ? await listFor(distinctId) : everybody;
      const found = experiments.find((it) => it.key === experiment);
      const variant = found && assignVariant(found, distinctId);
      if (!variant) return null;
      const name = `${experiment} ${distinctId}`;
      if (!exposed.has(name)) {
        if (exposed.size >= mostRemembered) exposed.clear();
        exposed.add(name);
        expose(
          distinctId,
          { $experiment: experiment, $variant: variant },
          uuidOf(`${key} ${name} ${variant}`),
        );
      }
      return variant;
    } catch {
      return null;
    }
  };
}

/** A uuid that belongs to a text: the same exposure counts once, whichever process sent it. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}
