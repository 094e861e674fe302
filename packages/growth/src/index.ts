export * from "./answer.ts";
export * from "./context.ts";
export { getPerson, liveEvents, personTimeline } from "./people/events.ts";
export { cohortCount, cohortPeople, listPeople } from "./people/list.ts";
export { peopleMatching } from "./people/matching.ts";
export { listEvents, listProperties, propertyValues } from "./people/names.ts";
export * from "./schema/index.ts";
export * from "./table.ts";
