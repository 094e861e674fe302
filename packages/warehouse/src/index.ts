export { type Check, doctor } from "./doctor.ts";
export type { WarehouseCode } from "./errors.ts";
export { type OpenOptions, openWarehouse } from "./open.ts";
export { type Restored, restore, verifyBackup } from "./restore.ts";
export type * from "./types.ts";
