import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type {
  Audience,
  AudienceChanged,
  AudienceList,
  AudiencePreview,
  AudienceRun,
  AudienceWithSecret,
  CreateAudienceRequest,
  DeliveryList,
} from "../contract/audience.ts";
import type { ExperimentResultsReply } from "../contract/experiment.ts";
import type { FilterGroup } from "../contract/growth.ts";
import { openWorld, type World } from "../testing/world.ts";
import { armOf } from "./audienceRun.ts";
import { backoffSeconds } from "./outbox.ts";
import { sign } from "./webhook.ts";

interface Received {
  id: string;
  body: AudienceChanged;
  isSigned(secret: string): boolean;
}
let world: World;
let base: string;
let receiver: Server;
let url: string;
let received: Received[];
/** Statuses of the next answers; 200 when used up. */
let answers: { status: number; headers?: Record<string, string> }[];

const atRisk: FilterGroup = {
  type: "group",
  op: "and",
  filters: [
    { type: "property", on: "person", key: "lepton_churn_risk", operator: "gt", value: 0.6 },
    { type: "property", on: "person", key: "pays", operator: "is", value: true },
  ],
};
const setPeople = (people: Record<string, { risk: number; pays?: boolean }>) =>
  world.write(
    Object.entries(people).map(([distinctId, { risk, pays = true }]) => ({
      event: "$set",
      distinctId,
      set: { lepton_churn_risk: risk, pays },
    })),
  );

beforeAll(async () => {
  world = await openWorld();
  base = `/api/projects/${world.project}`;
  receiver = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = request.headers;
    received.push({
      id: String(id),
      body: JSON.parse(text),
      isSigned: (secret) => sign(secret, String(id), Number(at), text) === signature,
    });
    const { status, headers } = answers.shift() ?? { status: 200 };
    response.writeHead(status, headers).end();
  });
  await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  await world.close();
  receiver.closeAllConnections();
  await new Promise((done) => receiver.close(done));
});
beforeEach(async () => {
  received = [];
  answers = [];
  await world.owner.request("PUT", `${base}/act/settings`, { allowPrivateAddresses: true });
});
afterEach(async () => {
  const { items } = await world.owner.get<AudienceList>(`${base}/audiences`);
  for (const { id } of items) await world.owner.request("DELETE", `${base}/audiences/${id}`);
});

async function make(more: Partial<CreateAudienceRequest> = {}): Promise<AudienceWithSecret> {
  return world.owner.post(`${base}/audiences`, {
    name: "At risk",
    who: atRisk,
    holdout: 0,
    webhookUrl: url,
    ...more,
  });
}
const deliver = async (id: string) => {
  const run = await world.owner.post<AudienceRun>(`${base}/audiences/${id}/deliver`);
  await world.app.act.tick(new Date());
  return run;
};
const log = async (id: string) =>
  (await world.owner.get<DeliveryList>(`${base}/deliveries?subject=${id}`)).items;

test("the preview counts and names people; the first delivery is signed, the next says only what changed", async () => {
  await setPeople({
    ann: { risk: 0.9 },
    bob: { risk: 0.7 },
    cyd: { risk: 0.2 },
    dan: { risk: 0.9, pays: false },
  });
  const preview = await world.owner.post<AudiencePreview>(`${base}/audiences/preview`, { who: atRisk });
  expect(preview.total).toBe(2);
  expect(preview.people.map(({ personId }) => personId).sort()).toEqual(["ann", "bob"]);
  const { audience, secret } = await make();
  expect(secret).toMatch(/^whsec_/);
  expect(await deliver(audience.id)).toEqual({ added: 2, removed: 0, heldOut: 0, batches: 1 });
  expect(received).toHaveLength(1);
  expect(received[0]?.isSigned(secret ?? "")).toBe(true);
  expect(received[0]?.isSigned("whsec_AAAA")).toBe(false);
  expect(received[0]?.body).toMatchObject({
    type: "audience.changed",
    data: {
      audience: { id: audience.id, name: "At risk" },
      batch: 1,
      batches: 1,
      added: ["ann", "bob"],
      removed: [],
    },
  });
  expect(await deliver(audience.id)).toEqual({ added: 0, removed: 0, heldOut: 0, batches: 0 });
  await setPeople({ cyd: { risk: 0.8 }, bob: { risk: 0.1 } });
  expect(await deliver(audience.id)).toMatchObject({ added: 1, removed: 1 });
  // Removals first: a receiver with limited places has room for whoever comes.
  expect(received.slice(1).map(({ body }) => [body.data.added, body.data.removed])).toEqual([
    [[], ["bob"]],
    [["cyd"], []],
  ]);
  expect(await log(audience.id)).toMatchObject([
    { status: "delivered", attempts: 1, lastStatus: 200, added: 1, removed: 0 },
    { status: "delivered", removed: 1 },
    { status: "delivered", added: 2 },
  ]);
  expect(await world.owner.get<Audience>(`${base}/audiences/${audience.id}`)).toMatchObject({
    delivered: 2,
    heldOut: 0,
  });
});

test("failures are repeated with growing waits, in order, with the same id; given up after the last and sent again by hand", async () => {
  await setPeople({ ann: { risk: 0.9 } });
  const { audience } = await make();
  answers = [{ status: 500 }];
  await world.owner.post(`${base}/audiences/${audience.id}/deliver`);
  let now = new Date();
  await world.app.act.tick(now);
  const [waiting] = await log(audience.id);
  expect(waiting).toMatchObject({ status: "waiting", attempts: 1, lastStatus: 500 });
  // What changed meanwhile waits behind it.
  await setPeople({ eve: { risk: 0.9 } });
  await world.owner.post(`${base}/audiences/${audience.id}/deliver`);
  await world.app.act.tick(new Date());
  expect(received).toHaveLength(1);
  answers = [{ status: 429, headers: { "retry-after": "600" } }];
  now = new Date(Date.parse(waiting?.nextAt ?? "") + 1);
  await world.app.act.tick(now);
  const again = (await log(audience.id)).at(-1);
  expect(again).toMatchObject({ status: "waiting", attempts: 2, lastStatus: 429 });
  expect(Date.parse(again?.nextAt ?? "") - now.getTime()).toBe(600_000);
  answers = backoffSeconds.slice(1).map(() => ({ status: 503 }));
  for (let left = 2; left < backoffSeconds.length + 1; left++) {
    now = new Date(now.getTime() + 86_400_000);
    await world.app.act.tick(now);
  }
  expect(new Set(received.slice(0, backoffSeconds.length + 1).map(({ id }) => id)).size).toBe(1);
  const items = await log(audience.id);
  expect(items.at(-1)).toMatchObject({ status: "failed", attempts: backoffSeconds.length + 1, nextAt: null });
  answers = [];
  await world.app.act.tick(now);
  expect((await log(audience.id))[0]).toMatchObject({ status: "delivered", added: 1 });
  await world.owner.post(`${base}/deliveries/${audience.id}/${items.at(-1)?.id}/again`);
  expect((await log(audience.id)).map(({ status }) => status)).toEqual(["delivered", "delivered"]);
  const twice = await world.owner.request(
    "POST",
    `${base}/deliveries/${audience.id}/${items.at(-1)?.id}/again`,
  );
  expect(twice.json().code).toBe("DELIVERY_NOT_FAILED");
});

test("a holdout is never sent, by hand or by file, and the experiment counts both sides", async () => {
  const people = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`p${i}`, { risk: 0.95 }]));
  await setPeople(people);
  const { audience } = await make({
    holdout: 0.3,
    metric: { id: "stays", name: "Comes back", kind: "conversion", event: "visit" },
  });
  const run = await deliver(audience.id);
  const sent = new Set(received.flatMap(({ body }) => body.data.added));
  expect(sent.size).toBe(run.added);
  expect(run.heldOut).toBeGreaterThan(50);
  const experiment = await world.meta.experiments.get(world.project, audience.experiment ?? "");
  expect(experiment).toMatchObject({ status: "running", audience: audience.id });
  for (const id of Object.keys(people))
    expect(sent.has(id)).toBe(armOf(0.3, experiment.key, id) === "delivered");
  const csv = await world.owner.request("GET", `${base}/audiences/${audience.id}/export`);
  const lines = csv.body.trim().split("\n").slice(1);
  expect(new Set(lines.map((line) => line.split(",")[0]))).toEqual(sent);
  const results = await world.owner.get<ExperimentResultsReply>(
    `${base}/experiments/${audience.experiment}/results`,
  );
  expect(results.exposed.map(({ variant, people: n }) => [variant, n])).toEqual([
    ["held-out", run.heldOut],
    ["delivered", run.added],
  ]);
  expect(results.sampleRatio?.failed).toBe(false);
  // Trackers are told nothing of it.
  const { secret: token } = await world.meta.keys.create(world.project, { kind: "write", name: "w" });
  expect((await world.nobody.request("GET", `/api/experiments?token=${token}`)).json().experiments).toEqual(
    [],
  );
});

test("what is due is run by the hour; a run that fails says why and is tried again an hour on", async () => {
  await setPeople({ ann: { risk: 0.9 } });
  const { audience } = await make({ schedule: "hourly" });
  const now = Date.now();
  await world.app.act.tick(new Date(now));
  expect(received).toHaveLength(1);
  await setPeople({ fay: { risk: 0.9 } });
  await world.app.act.tick(new Date(now + 3_500_000));
  expect(received).toHaveLength(1);
  await world.app.act.tick(new Date(now + 3_600_001));
  expect(received).toHaveLength(2);
  const cohort = await world.owner.post<{ id: string }>(`${base}/cohorts`, {
    name: "gone",
    definition: { kind: "static" },
    people: ["ann"],
  });
  await world.owner.request("PATCH", `${base}/audiences/${audience.id}`, {
    who: { type: "group", op: "and", filters: [{ type: "cohort", cohort: cohort.id, negate: false }] },
  });
  await world.owner.request("DELETE", `${base}/cohorts/${cohort.id}`);
  await world.app.act.tick(new Date(now + 7_300_000));
  const failed = await world.owner.get<Audience>(`${base}/audiences/${audience.id}`);
  expect(failed.lastProblem).toMatch(/cohort/);
});

test("private addresses are refused unless an owner allows them, when named and when called", async () => {
  await world.owner.request("PUT", `${base}/act/settings`, { allowPrivateAddresses: false });
  const refused = await world.owner.request("POST", `${base}/audiences`, {
    name: "x",
    who: atRisk,
    holdout: 0,
    webhookUrl: url,
  });
  expect(refused.json().code).toBe("WEBHOOK_ADDRESS_PRIVATE");
  const editor = await world.member("editor", world.project);
  expect(
    (await editor.request("PUT", `${base}/act/settings`, { allowPrivateAddresses: true })).statusCode,
  ).toBe(403);
  await world.owner.request("PUT", `${base}/act/settings`, { allowPrivateAddresses: true });
  await setPeople({ ann: { risk: 0.9 } });
  const { audience } = await make();
  await world.owner.request("PUT", `${base}/act/settings`, { allowPrivateAddresses: false });
  await deliver(audience.id);
  expect(received).toEqual([]);
  expect(await log(audience.id)).toMatchObject([
    { status: "failed", lastProblem: "WEBHOOK_ADDRESS_PRIVATE" },
  ]);
});

test("a secret is shown once and a new one replaces it; a holdout needs a metric", async () => {
  await setPeople({ ann: { risk: 0.9 } });
  const { audience, secret } = await make();
  const read = await world.owner.request("GET", `${base}/audiences/${audience.id}`);
  expect(read.body).not.toContain((secret ?? "").slice(8, 20));
  const next = await world.owner.post<{ secret: string }>(`${base}/audiences/${audience.id}/secret`);
  await deliver(audience.id);
  expect([received[0]?.isSigned(secret ?? ""), received[0]?.isSigned(next.secret)]).toEqual([false, true]);
  const bare = await world.owner.request("POST", `${base}/audiences`, {
    name: "x",
    who: atRisk,
    holdout: 0.1,
  });
  expect(bare.json().code).toBe("AUDIENCE_METRIC_MISSING");
});
