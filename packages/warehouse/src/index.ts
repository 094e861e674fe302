export { type OpenOptions, openWarehouse } from "./open.ts";
export type * from "./types.ts";
