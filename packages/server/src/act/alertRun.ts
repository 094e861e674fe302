import { LeptonError } from "@lepton/core";
import type { AppContext } from "../context.ts";
import type { Alert } from "../contract/alert.ts";
import type { Project } from "../contract/project.ts";
import { toProblem } from "../http/problem.ts";
import { checkAlert } from "./alertCheck.ts";

/**
 * Checks one alert and keeps what it saw. Only a change is told, in the list and to the webhook: from quiet to firing, and
 * back. A check that fails is kept with its reason and changes nothing else.
 */
export async function runAlert(
  context: Pick<AppContext, "warehouse" | "meta">,
  project: Project,
  alert: Alert,
  now: Date,
  signal: AbortSignal,
): Promise<Alert> {
  const { alerts, deliveries } = context.meta;
  const at = now.toISOString();
  const update = (patch: Partial<Alert>) =>
    alerts.update(project.id, alert.id, {
      have: null,
      need: null,
      problem: null,
      ...patch,
      lastCheckedAt: at,
    });
  let check: Awaited<ReturnType<typeof checkAlert>>;
  try {
    check = await checkAlert(context, project, alert, signal);
  } catch (error) {
    signal.throwIfAborted();
    const { problem } = error instanceof LeptonError ? error : toProblem(error).problem;
    return update({ state: "failed", problem });
  }
  if (check.kind === "notEnough")
    return update({ state: "notEnough", last: null, have: check.have, need: check.need });
  const { fires, kind: _, ...last } = check;
  const changed = fires ? alert.state !== "firing" : alert.state === "firing";
  if (changed) {
    const event = await alerts.record(project.id, {
      alert: alert.id,
      alertName: alert.name,
      insight: alert.insight,
      at,
      kind: fires ? "fired" : "resolved",
      bucket: check.bucket,
      value: check.value,
      rule: alert.rule,
      z: check.z,
    });
    if (alert.webhookUrl !== null)
      await deliveries.add(
        [
          {
            project: project.id,
            subject: alert.id,
            type: `alert.${event.kind}`,
            url: alert.webhookUrl,
            body: JSON.stringify({ type: `alert.${event.kind}`, timestamp: at, data: event }),
          },
        ],
        now,
      );
  }
  return update({ state: fires ? "firing" : "ok", last });
}
