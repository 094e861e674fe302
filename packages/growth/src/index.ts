export * from "./answer.ts";
export * from "./context.ts";
export { peopleMatching } from "./people/matching.ts";
export * from "./schema/index.ts";
export * from "./table.ts";
