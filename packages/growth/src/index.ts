export * from "./answer.ts";
export * from "./context.ts";
export { readCursor, writeCursor } from "./people/cursor.ts";
export { getPerson, liveEvents, personTimeline } from "./people/events.ts";
export { resolvePeople } from "./people/ids.ts";
export { cohortCount, cohortPeople, listPeople } from "./people/list.ts";
export { listEvents, listProperties, propertyValues } from "./people/names.ts";
export * from "./schema/index.ts";
export * from "./table.ts";
