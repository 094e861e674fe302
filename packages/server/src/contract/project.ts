import { z } from "zod";
import { id, instant, name, role } from "./common.ts";
import { feedbackEvent, filterGroup } from "./growth.ts";

export const timezone = z.string().max(64).refine(isTimezone, "an IANA time zone such as Asia/Shanghai");
export const weekStart = z.enum(["sunday", "monday"]);
/** ISO 4217. */
export const currency = z.string().regex(/^[A-Z]{3}$/, "three capital letters, e.g. USD");
const eventName = z.string().min(1).max(200);

const settings = z.object({
  name,
  timezone,
  weekStart,
  currency,
  /** The event that means "used the product": qualifies survey answers, counts as active. */
  coreEvent: eventName.nullable(),
  /** The event that carries money, and the numeric property with the amount. */
  revenueEvent: eventName.nullable(),
  revenueProperty: eventName.nullable(),
  /** People matching it are left out when a question says `filterInternal`. */
  internalUsersFilter: filterGroup.nullable(),
  /** Share of "very disappointed" that counts as reached. */
  pmfThreshold: z.number().gt(0).lt(1),
  /** Keep the sender's address with each event, as `$ip`; false unless set. */
  storeIp: z.boolean(),
  /** Do not store what crawlers send, told by their user agent; false unless set. */
  dropBots: z.boolean(),
  /** Events whose texts are feedback, beside the answers of surveys. */
  feedbackEvents: z.array(feedbackEvent).max(20),
});

export const project = settings.extend({
  id,
  /** The asking member's role in it. */
  role,
  /** The sample company's data is loaded. */
  hasSample: z.boolean(),
  createdAt: instant,
});
export const createProjectRequest = settings.partial().required({ name: true });
export const updateProjectRequest = settings.partial();
export const projectList = z.object({ items: z.array(project) });

function isTimezone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

export type Project = z.infer<typeof project>;
export type CreateProjectRequest = z.input<typeof createProjectRequest>;
export type UpdateProjectRequest = z.input<typeof updateProjectRequest>;
export type ProjectList = z.infer<typeof projectList>;
