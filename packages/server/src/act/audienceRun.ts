import { assignVariant, exposureEvent, matchingPeople, type WeightedVariant } from "@lepton/growth";
import type { AppContext } from "../context.ts";
import type { Audience, AudienceChanged, AudienceRun } from "../contract/audience.ts";
import type { Experiment } from "../contract/experiment.ts";
import type { Project } from "../contract/project.ts";
import { questionContext } from "../data/questionContext.ts";
import { type Arm, slices } from "../meta/audiences.ts";

/** People named in one request. */
const peoplePerRequest = 500;
const eventsPerWrite = 2_000;

/** The control first: whoever is held out. */
export const audienceVariants = (holdout: number): WeightedVariant[] => [
  { key: "held-out", weight: holdout },
  { key: "delivered", weight: 1 - holdout },
];

/** Where a person of an audience stands: by the hash of its experiment, so for ever. */
export function armOf(holdout: number, key: string, personId: string): Arm {
  if (holdout === 0) return "delivered";
  return assignVariant(key, personId, audienceVariants(holdout)) === "held-out" ? "heldOut" : "delivered";
}

/**
 * Brings an audience up to date: whoever came is assigned, exposed to its experiment and made ready for the webhook;
 * whoever left is taken back. What is to be sent and who is in stand in the store before anything is sent.
 */
export async function runAudience(
  context: Pick<AppContext, "warehouse" | "meta">,
  project: Project,
  audience: Pick<Audience, "id" | "name" | "who" | "holdout" | "experiment" | "webhookUrl">,
  now: Date,
  signal: AbortSignal,
): Promise<AudienceRun> {
  const { meta } = context;
  const experiment =
    audience.experiment === null ? null : await meta.experiments.get(project.id, audience.experiment);
  const before = await meta.audiences.people(audience.id);
  const added = new Map<string, Arm>();
  const here = new Set<string>();
  for await (const block of matchingPeople(questionContext(context, project, signal), audience.who))
    for (const personId of block) {
      here.add(personId);
      if (!before.has(personId))
        added.set(personId, armOf(audience.holdout, experiment?.key ?? audience.id, personId));
    }
  signal.throwIfAborted();
  const removed = [...before.keys()].filter((personId) => !here.has(personId));
  if (experiment) await expose(context, project.id, experiment, added, now);
  const toSend = [...added].filter(([, arm]) => arm === "delivered").map(([personId]) => personId);
  const toTakeBack = removed.filter((personId) => before.get(personId) === "delivered");
  const bodies = audience.webhookUrl === null ? [] : requestsOf(audience, toSend, toTakeBack, now);
  await meta.deliveries.add(
    bodies.map((body) => ({
      project: project.id,
      subject: audience.id,
      type: body.type,
      url: audience.webhookUrl ?? "",
      body: JSON.stringify(body),
      added: body.data.added.length,
      removed: body.data.removed.length,
    })),
    now,
  );
  await meta.audiences.change(project.id, audience.id, added, removed);
  await meta.audiences.update(project.id, audience.id, { lastRunAt: now.toISOString(), lastProblem: null });
  return {
    added: toSend.length,
    removed: toTakeBack.length,
    heldOut: added.size - toSend.length,
    batches: bodies.length,
  };
}

function requestsOf(
  { id, name }: Pick<Audience, "id" | "name">,
  added: readonly string[],
  removed: readonly string[],
  now: Date,
): AudienceChanged[] {
  const parts = [
    ...slices(removed, peoplePerRequest).map((part) => ({ added: [], removed: part })),
    ...slices(added, peoplePerRequest).map((part) => ({ added: part, removed: [] })),
  ];
  return parts.map((part, i) => ({
    type: "audience.changed",
    timestamp: now.toISOString(),
    data: { audience: { id, name }, batch: i + 1, batches: parts.length, ...part },
  }));
}

/** Both sides are exposed at the same moment: what follows is counted alike. The first run starts the experiment. */
async function expose(
  { warehouse, meta }: Pick<AppContext, "warehouse" | "meta">,
  project: string,
  experiment: Experiment,
  people: ReadonlyMap<string, Arm>,
  now: Date,
): Promise<void> {
  if (experiment.status === "stopped" || people.size === 0) return;
  if (experiment.status === "draft")
    await meta.experiments.update(project, experiment.id, {
      status: "running",
      startedAt: now.toISOString(),
    });
  for (const part of slices([...people], eventsPerWrite))
    await warehouse.write(
      part.map(([personId, arm]) => ({
        project,
        event: exposureEvent,
        distinctId: personId,
        ts: now.getTime(),
        receivedAt: now.getTime(),
        // Whoever leaves and comes back is exposed once.
        dedupeKey: `${experiment.id} ${personId}`,
        properties: { $experiment: experiment.key, $variant: arm === "heldOut" ? "held-out" : "delivered" },
      })),
    );
}
