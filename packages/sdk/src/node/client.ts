import { randomUUID } from "node:crypto";
import type { WireEvent } from "../browser/types.ts";
import { openExperiments } from "./experiments.ts";
import { openQueue } from "./queue.ts";
import type { Client, ClientOptions, Common, DeliveryError, Properties } from "./types.ts";

/**
 * The tracker for servers and scripts. Calls return at once and never throw; whatever cannot be
 * delivered is told to `onError`. Call `shutdown()` before the program ends.
 *
 * @example
 * const lepton = createClient({ key: "phc_abc", host: "http://127.0.0.1:8600" });
 * lepton.track({ distinctId: "ada", event: "order placed", properties: { amount: 42 } });
 * await lepton.shutdown();
 */
export function createClient(options: ClientOptions): Client {
  const {
    onError = ({ code, message }: DeliveryError) => console.warn(`Lepton ${code}: ${message}`),
    ...rest
  } = options;
  const report = (error: DeliveryError) => {
    try {
      onError(error);
    } catch {
      // The program's own reporter failed; analytics still must not stop it.
    }
  };
  const queue = openQueue(
    {
      flushAt: 20,
      flushIntervalMs: 5000,
      maxQueue: 10_000,
      maxBatch: 100,
      maxAttempts: 10,
      retryMs: 500,
      gzip: true,
      requestTimeoutMs: 10_000,
      ...rest,
    },
    report,
  );
  let isClosed = false;

  const send = (
    event: string,
    distinctId: string,
    properties: Properties,
    { timestamp, uuid }: Common,
    people: Pick<WireEvent, "$set" | "$set_once"> = {},
  ): void => {
    const wire = {
      event,
      distinct_id: distinctId,
      properties: { $lib: "lepton-node", ...properties },
      ...people,
    };
    const fail = (code: DeliveryError["code"], message: string) => {
      report({ code, message, events: [wire] });
    };
    if (isClosed) {
      fail("CLOSED", "The event came after shutdown(). Create a new client.");
      return;
    }
    if (!event || !distinctId) {
      fail("INVALID_EVENT", `event and distinctId must not be empty. Received: ${event}, ${distinctId}.`);
      return;
    }
    try {
      const when = timestamp === undefined ? new Date() : new Date(timestamp);
      const full = { ...wire, timestamp: when.toISOString(), uuid: uuid || randomUUID() };
      // A copy: later changes do not travel, and what JSON cannot carry fails here, alone.
      queue.push(JSON.parse(JSON.stringify(full)));
    } catch (error) {
      fail(
        "INVALID_EVENT",
        `The event cannot be written as JSON: ${error instanceof Error ? error.message : error}`,
      );
    }
  };

  const variant = openExperiments({
    key: options.key,
    host: options.host,
    requestTimeoutMs: options.requestTimeoutMs ?? 10_000,
    expose: (distinctId, properties, uuid) => send("$experiment_exposure", distinctId, properties, { uuid }),
  });

  return {
    variant,
    track: (call) =>
      send(
        call.event,
        call.distinctId,
        { ...(call.groups && { $groups: call.groups }), ...call.properties },
        call,
      ),
    identify: (call) =>
      send("$identify", call.distinctId, { $anon_distinct_id: call.anonymousId }, call, {
        $set: call.set,
        $set_once: call.setOnce,
      }),
    alias: (call) => send("$create_alias", call.distinctId, { alias: call.alias }, call),
    group: (call) =>
      send(
        "$groupidentify",
        call.distinctId ?? `$${call.type}_${call.key}`,
        { $group_type: call.type, $group_key: call.key, $group_set: call.set },
        call,
      ),
    flush: () => queue.flush(),
    async shutdown(timeoutMs = 10_000) {
      isClosed = true;
      const timer = setTimeout(() => queue.abandon(), timeoutMs);
      const result = await queue.flush();
      clearTimeout(timer);
      return result;
    },
  };
}
