export * from "./filter.ts";
export * from "./people.ts";
export * from "./point.ts";
export * from "./question.ts";
export * from "./result.ts";
export * from "./time.ts";
